"""The scoring core: a chunk of a track in, judged frames and finished events out, with a state between.

Live feeds chunks of one frame, files chunks of thousands; the results are the same bytes (law 2).
"""

from __future__ import annotations

import math
from typing import Generic, NamedTuple

import numpy as np

from formcheck.exercises.base import Measured, Options, Rule, State
from formcheck.judge.bands import BandBank, BandState, Edge, Judged, edges_of
from formcheck.judge.calibration import Reference
from formcheck.judge.config import Strictness
from formcheck.judge.frames import FrameScores
from formcheck.judge.segmenter import Segmenter, SegmentState
from formcheck.judge.segments import JudgedFrames, Outcome
from formcheck.judge.vocabulary import (
    FAULT,
    GOOD,
    NO_REASON,
    NOTHING_SEEN,
    PHASE_CODE,
    REASON_CODE,
    SIGNAL_ROW,
    UNMEASURED,
)
from formcheck.pose.track import Track
from formcheck.scoring.frame_arrays import as_scores
from formcheck.scoring.left_out import left_out
from formcheck.scoring.look import Look, Looked, LookState
from formcheck.scoring.whole_posture import WholePosture
from formcheck.signals.body import FOOT, SHOULDER, Body
from formcheck.signals.gates import GATES, REASON_OF
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import Debounce, DebounceState, latch
from formcheck.signals.samples import (
    Codes,
    Flags,
    Samples,
    Table,
    is_nan,
    last,
    magnitude,
    negated,
    where_codes,
)

STILL_DRIVE = 0.08
"""The movement is at its top where the drive moves by less than this share of the whole way in STILL_LAG_S.
That is a fifth of the way a second; a slow repetition makes half the way a second."""

_OUTSIDE, _TRANSITION, _REST, _HOLD, _REP = (
    PHASE_CODE[name] for name in ("outside", "transition", "rest", "hold", "rep")
)
_NONE = NO_REASON
_WRONG_POSTURE, _OCCLUDED, _OUT_OF_FRAME, _FRAME_RATE, _LOST, _NO_PERSON, _TILTED, _DARK = (
    REASON_CODE[name]
    for name in (
        "wrong_posture",
        "occluded",
        "out_of_frame",
        "frame_rate",
        "tracking_lost",
        "no_person",
        "camera_tilted",
        "low_contrast",
    )
)
_GATE_REASONS = [REASON_CODE[REASON_OF[name]] for name in GATES]


class ScorerState(NamedTuple, Generic[State]):
    """All that the core remembers between chunks; `calibrated` and `left` are those of the last frame."""

    look: LookState
    rule: State
    posture: DebounceState
    lifted: bool
    drive: DelayState
    bands: BandState
    segment: SegmentState
    calibrated: bool = False
    left: bool | None = None


class Scorer(Generic[State]):
    """Scores one exercise of one recording."""

    def __init__(self, rule: Rule[State], options: Options, strictness: Strictness | None = None) -> None:
        self.rule = rule
        self.options = options
        timing = rule.config.timing
        self.edges: tuple[Edge, ...] = edges_of(rule.config.bands, strictness or Strictness())
        self._look = Look(rule.spec, options.side)
        self._posture = Debounce((timing.posture_on_s,), (timing.posture_off_s,))
        self._bank = BandBank(self.edges, timing)
        self._delay = Delay(STILL_LAG_S)
        unseen = rule.config.unseen_from(options.view)
        self.mains = tuple(main for main in rule.spec.main_faults if main.name not in unseen)
        self._segmenter = Segmenter(self.edges, rule.judge_segment, timing.amber_dwell_s, self.mains)
        self._needed = [SIGNAL_ROW[name] for name in rule.spec.needed]
        self._needed_bits = sum(1 << row for row in self._needed)
        self._whole_posture = WholePosture(rule.spec.belly_down, rule.spec.posture_signature)
        self._on, self._off, self._top = rule.config.limits.drive_edges()

    def start(self, reference: Reference | None = None) -> ScorerState[State]:
        """State before the first frame."""
        return ScorerState(
            self._look.start(),
            self.rule.start(reference),
            self._posture.start(),
            False,
            self._delay.start(),
            self._bank.start(),
            SegmentState(),
            calibrated=reference is not None,
        )

    def step(
        self, track: Track, state: ScorerState[State]
    ) -> tuple[FrameScores, list[Outcome], ScorerState[State]]:
        """Score a chunk. An empty chunk changes nothing."""
        if not len(track):
            return FrameScores.empty(), [], state
        if len(track) == 1:
            return self._step(track, state)  # plain numbers: NumPy has nothing to warn of
        with np.errstate(invalid="ignore", divide="ignore"):
            return self._step(track, state)

    def interrupted(
        self, state: ScorerState[State], until_s: float = math.inf, *, gap: bool = True
    ) -> tuple[list[Outcome], ScorerState[State]]:
        """End what was going on, at `until_s`, after a break; what is known of person and camera stays.

        After a `gap` without frames nobody knows since when the person is away; else that goes on as well.
        """
        outcomes = self.finish(state, until_s)
        segment = SegmentState(ended_s=outcomes[-1].end_s if outcomes else state.segment.ended_s)
        after = state._replace(
            look=self._look.interrupted(state.look, gap=gap),
            posture=self._posture.start(),
            lifted=False,
            drive=self._delay.start(),
            bands=self._bank.start(),
            segment=segment,
        )
        return outcomes, after

    def finish(self, state: ScorerState[State], until_s: float = math.inf) -> list[Outcome]:
        """Events still open when the recording ends, as of their frames up to `until_s`."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self._segmenter.finish(state.segment, until_s)

    def _step(
        self, track: Track, state: ScorerState[State]
    ) -> tuple[FrameScores, list[Outcome], ScorerState[State]]:
        # For a single frame `item` is the cheapest way to get a number out of an array.
        single = len(track) == 1
        time: Samples = track.time.item() if single else track.time
        detected: Flags
        if single:  # nearly always the first landmark shows whether there is a person
            detected = not math.isnan(track.xy.item(0)) or bool(track.detected.item())
        else:
            detected = track.detected
        looked, look = self._look.step(track, time, detected, state.look)
        track, body, gates = looked.track, looked.body, looked.gates
        measured, rule_state = self.rule.measure(track, time, body, looked.usable, state.rule)
        (in_posture,), (since,), posture = self._posture.step(
            (measured.posture_on & negated(gates.gone),),
            (measured.posture_off | gates.gone,),
            time,
            state.posture,
        )
        outside: Codes = 0 if single else np.zeros(len(track), np.int64)
        if gates.edge.any_out:
            signals, outside = left_out(measured.signals, gates.edge, self.rule.spec.needs, body)
            measured = measured._replace(signals=signals)
        active, phase, delay = self._phases(measured, in_posture, detected, time, state)
        judged, bands = self._bank.step(measured.signals, time, phase, measured.calibrated, state.bands)
        incomplete = detected & _lacks_points(body, in_posture)
        reason = self._reasons(looked, in_posture, incomplete, measured.signals, outside)
        frames = self._judged(time, reason, phase, measured, judged, outside)
        seen = self._seen(track, body, reason, measured.seen)
        scores = as_scores(track.time, detected, _with_shown_faults(frames, measured), seen)
        began = time if self.rule.spec.moves else since
        outcomes, segment = self._segmenter.step(frames, active, began, state.segment)
        lifted, calibrated = last(active), last(measured.calibrated)
        left = None if measured.left is None else last(measured.left)
        after = ScorerState(
            look,
            rule_state,
            posture,
            lifted,
            delay,
            bands,
            segment,
            calibrated,
            left,
        )
        return scores, outcomes, after

    def _seen(self, track: Track, body: Body, reason: Codes, told: Codes) -> Codes:
        """What the body does instead."""
        wrong: Flags = reason == _WRONG_POSTURE
        if wrong is False:
            return NOTHING_SEEN
        return where_codes(wrong, self._whole_posture(track, body, told), NOTHING_SEEN)

    @staticmethod
    def _judged(
        time: Samples, reason: Codes, phase: Codes, measured: Measured, judged: Judged, outside: Codes
    ) -> JudgedFrames:
        """The judged frames; one that could not be measured has no faults."""
        seen: Flags = reason == NO_REASON
        return JudgedFrames(
            time,
            where_codes(seen, where_codes(judged.faults != 0, FAULT, GOOD), UNMEASURED),
            where_codes(seen, judged.faults, 0),
            where_codes(seen, judged.major, 0),
            reason,
            phase,
            measured.calibrated,
            measured.drive,
            measured.signals,
            measured.extra,
            judged.violated,
            judged.since,
            outside,
        )

    def _phases(
        self,
        measured: Measured,
        posture: Flags,
        detected: Flags,
        time: Samples,
        state: ScorerState[State],
    ) -> tuple[Flags, Codes, DelayState]:
        """Activity, and each frame's phase."""
        outside = where_codes(detected, _TRANSITION, _OUTSIDE)
        if not self.rule.spec.moves:
            return posture, where_codes(posture, _HOLD, outside), state.drive
        drive = measured.drive
        lifted = latch((drive > self._on) & posture, (drive < self._off) | negated(posture), state.lifted)
        (before,), delay = self._delay.step((drive,), time, state.drive)
        still = (magnitude(drive - before) < STILL_DRIVE) & (drive > self._top)
        phase = where_codes(lifted, where_codes(still, _HOLD, _REP), where_codes(posture, _REST, outside))
        return lifted, phase, delay

    def _reasons(
        self,
        looked: Looked,
        posture: Flags,
        incomplete: Flags,
        signals: Table,
        outside: Codes,
    ) -> Codes:
        """The first reason that holds, in the order: nobody, framing, posture, the signal itself.

        `incomplete`: points are missing, so that the posture stays unknown, as where those that tell it are
        out of the picture; `outside`: bits of the signals whose points are out of the picture.
        """
        gates, tilted = looked.gates, looked.tilted
        blind: Flags = True
        for row in self._needed:
            blind = blind & is_nan(signals[row])
        wrong = where_codes(incomplete, _OCCLUDED, where_codes(looked.away, _OUT_OF_FRAME, _WRONG_POSTURE))
        unseen = where_codes((outside & self._needed_bits) != 0, _OUT_OF_FRAME, _OCCLUDED)
        reason = where_codes(posture, where_codes(blind, unseen, _NONE), wrong)
        if tilted is not False:
            reason = where_codes(tilted, _TILTED, reason)
        if gates.any_closed:
            for closed, code in zip(reversed(gates.closed), reversed(_GATE_REASONS), strict=True):
                reason = where_codes(closed, code, reason)
        reason = where_codes(gates.gap, _FRAME_RATE, reason)
        reason = where_codes(gates.lost, _LOST, reason)
        reason = where_codes(gates.gone, _NO_PERSON, reason)
        return where_codes(gates.dark, _DARK, reason)


def _lacks_points(body: Body, posture: Flags) -> Flags:
    """Whether joints of arms, trunk or legs are missing on either side, where there is no `posture`."""
    if posture is True:
        return False
    total: Samples = 0.0
    for x in body.x:
        for point in range(SHOULDER, FOOT):
            total = total + x[point]
    return is_nan(total)


def _with_shown_faults(frames: JudgedFrames, measured: Measured) -> JudgedFrames:
    """The frames as they are shown: with the faults of a movement that has just ended."""
    if measured.shown_faults is None:
        return frames
    seen: Flags = frames.reason == NO_REASON
    faults, major = measured.shown_faults
    faults = where_codes(seen, frames.faults | faults, 0)
    verdict = where_codes(seen, where_codes(faults != 0, FAULT, GOOD), UNMEASURED)
    return frames._replace(verdict=verdict, faults=faults, major=where_codes(seen, frames.major | major, 0))
