"""The scoring core: a chunk of a track in, judged frames and finished events out, with a state between.

Live feeds chunks of one frame, files chunks of thousands; the results are the same bytes (law 2).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.base import Measured, Options, Rule
from formcheck.judge.bands import BandBank, BandState, Edge, Judged, edges_of
from formcheck.judge.calibration import Reference
from formcheck.judge.config import Strictness
from formcheck.judge.frames import FrameScores
from formcheck.judge.segments import FrameColumns, Outcome, Segmenter, SegmentState
from formcheck.judge.vocabulary import FAULT, GOOD, NO_REASON, PHASE_CODE, REASON_CODE, SIGNAL_ROW, UNMEASURED
from formcheck.pose.track import Track
from formcheck.signals.body import FOOT, SHOULDER, Body, body_of
from formcheck.signals.gates import GATES, REASON_OF, FramingGates, Gates, GateState
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.lanes import Lane, Rows, is_nan, negated, stacked, where
from formcheck.signals.latches import Dwell, DwellState, latch
from formcheck.signals.level import MAX_ROLL_DEG, CameraLevel, LevelState
from formcheck.signals.side import NearSide, SideState

STILL_DRIVE = 0.08
"""At the top means that the drive moved by less than this share of the whole way in STILL_LAG_S: slower
than a fifth of the way a second, against half the way a second in a slow repetition."""

_OUTSIDE, _TRANSITION, _REST, _HOLD, _REP = (
    PHASE_CODE[name] for name in ("outside", "transition", "rest", "hold", "rep")
)
_NONE = NO_REASON
_WRONG_POSTURE, _OCCLUDED, _FRAME_RATE, _LOST, _NO_PERSON, _TILTED, _DARK = (
    REASON_CODE[name]
    for name in (
        "wrong_posture",
        "occluded",
        "frame_rate",
        "tracking_lost",
        "no_person",
        "camera_tilted",
        "low_contrast",
    )
)
_GATE_REASONS = [REASON_CODE[REASON_OF[name]] for name in GATES]


class ScorerState(NamedTuple):
    """Everything the core remembers between chunks; what held in the last frame: calibrated, on the left."""

    side: SideState
    gates: GateState
    level: LevelState
    rule: Any
    posture: DwellState
    lifted: bool
    drive: DelayState
    bands: BandState
    segment: SegmentState
    calibrated: bool = False
    left: bool | None = None


class Scorer:
    """Scores one exercise of one recording."""

    def __init__(self, rule: Rule, options: Options, strictness: Strictness | None = None) -> None:
        self.rule = rule
        self.options = options
        timing = rule.config.timing
        sagittal = rule.spec.framing == "sagittal"
        self.edges: tuple[Edge, ...] = edges_of(rule.config.bands, strictness or Strictness())
        self._side = NearSide(options.side, rule.spec.belly_down if sagittal else None)
        self._gates = FramingGates(rule.spec.framing)
        self._level = CameraLevel(rule.spec.floor)
        self._needs_level = rule.spec.floor is not None and rule.spec.floor.needs_level
        self._posture = Dwell((timing.posture_on_s,), (timing.posture_off_s,))
        self._bank = BandBank(self.edges, timing)
        self._delay = Delay(STILL_LAG_S)
        self._segmenter = Segmenter(self.edges, rule.judge_segment, timing.amber_dwell_s)
        self._needed = [SIGNAL_ROW[name] for name in rule.spec.needed]
        limits = rule.config.limits
        self._on, self._off, self._top = (limits.get(k, 0.5) for k in ("drive_on", "drive_off", "drive_top"))

    def start(self, reference: Reference | None = None) -> ScorerState:
        """State before the first frame."""
        return ScorerState(
            self._side.start(),
            self._gates.start(),
            self._level.start(),
            self.rule.start(reference),
            self._posture.start(),
            False,
            self._delay.start(),
            self._bank.start(),
            SegmentState(),
            calibrated=reference is not None,
        )

    def step(self, track: Track, state: ScorerState) -> tuple[FrameScores, list[Outcome], ScorerState]:
        """Score a chunk. An empty chunk changes nothing."""
        if not len(track):
            return FrameScores.empty(), [], state
        if len(track) == 1:
            return self._step(track, state)  # plain numbers: NumPy has nothing to warn of
        with np.errstate(invalid="ignore", divide="ignore"):
            return self._step(track, state)

    def interrupted(self, state: ScorerState) -> tuple[list[Outcome], ScorerState]:
        """Nobody looked for a while: what was going on is over, what is known of person and camera stays."""
        outcomes = self.finish(state)
        segment = SegmentState(ended_s=outcomes[-1].end_s if outcomes else state.segment.ended_s)
        after = state._replace(
            gates=state.gates._replace(last_s=-math.inf, seen_s=-math.inf),
            posture=self._posture.start(),
            lifted=False,
            drive=self._delay.start(),
            bands=self._bank.start(),
            segment=segment,
        )
        return outcomes, after

    def finish(self, state: ScorerState) -> list[Outcome]:
        """Events still open when the recording ends."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self._segmenter.finish(state.segment)

    def _step(self, track: Track, state: ScorerState) -> tuple[FrameScores, list[Outcome], ScorerState]:
        # `item` is the one cheap way to a number of an array: a single frame asks for few of them.
        single = len(track) == 1
        time: Lane = track.time.item() if single else track.time
        detected: Lane = track.detected
        if single:  # nearly always the first landmark tells
            detected = not math.isnan(track.xy.item(0)) or track.detected.item()
        left_near, side = self._side.step(track, time, state.side)
        body = body_of(track, left_near, self.rule.spec.belly_down)
        gates, gate_state = self._gates.step(track, body, detected, time, state.gates)
        usable = detected & gates.open() if gates.any_closed else detected
        tilt, level = self._level.step(body, usable, time, state.level)
        tilted: Lane = False
        if type(tilt) is not float or tilt:
            body = body._replace(tilt_deg=tilt)
            if self._needs_level:
                tilted = abs(tilt) > MAX_ROLL_DEG
                usable = usable & negated(tilted)
        measured, rule_state = self.rule.measure(track, time, body, usable, state.rule)
        settled, since, posture = self._posture.step(
            stacked([measured.posture_on & negated(gates.gone)]),
            stacked([measured.posture_off | gates.gone]),
            time,
            state.posture,
        )
        active, phase, delay = self._phases(measured, settled[0], detected, time, state)
        judged, bands = self._bank.step(measured.signals, time, phase, measured.calibrated, state.bands)
        untold = detected & _lacks_points(body, settled[0])
        reason = self._reasons(gates, tilted, settled[0], untold, measured.signals)
        columns = self._columns(time, reason, phase, measured, judged)
        scores = _as_scores(track.time, detected, _with_told(columns, measured))
        began = time if self.rule.spec.moves else since[0]
        outcomes, segment = self._segmenter.step(columns, active, began, state.segment)
        lifted, calibrated = _last(active), _last(measured.calibrated)
        left = None if measured.left is None else _last(measured.left)
        after = ScorerState(
            side, gate_state, level, rule_state, posture, lifted, delay, bands, segment, calibrated, left
        )
        return scores, outcomes, after

    @staticmethod
    def _columns(time: Lane, reason: Lane, phase: Lane, measured: Measured, judged: Judged) -> FrameColumns:
        """What was judged; what was not measurable has no faults."""
        seen = reason == NO_REASON
        return FrameColumns(
            time,
            where(seen, where(judged.faults != 0, FAULT, GOOD), UNMEASURED),
            where(seen, judged.faults, 0),
            where(seen, judged.major, 0),
            reason,
            phase,
            measured.calibrated,
            measured.drive,
            measured.signals,
            measured.extra,
            judged.violated,
            judged.since,
        )

    def _phases(
        self, measured: Measured, posture: Lane, detected: Lane, time: Lane, state: ScorerState
    ) -> tuple[Lane, Lane, DelayState]:
        """Activity, and each frame's phase."""
        outside = where(detected, _TRANSITION, _OUTSIDE)
        if not self.rule.spec.moves:
            return posture, where(posture, _HOLD, outside), state.drive
        drive = measured.drive
        lifted = latch((drive > self._on) & posture, (drive < self._off) | negated(posture), state.lifted)
        before, delay = self._delay.step(stacked([drive]), time, state.drive)
        still = (abs(drive - before[0]) < STILL_DRIVE) & (drive > self._top)
        phase = where(lifted, where(still, _HOLD, _REP), where(posture, _REST, outside))
        return lifted, phase, delay

    def _reasons(self, gates: Gates, tilted: Lane, posture: Lane, untold: Lane, signals: Rows) -> Lane:
        """The first reason that holds, in the order: nobody, framing, posture, the signal itself.

        `untold`: whether it is the posture cannot be told, since points are missing.
        """
        blind: Lane = True
        for row in self._needed:
            blind = blind & is_nan(signals[row])
        reason = where(posture, where(blind, _OCCLUDED, _NONE), where(untold, _OCCLUDED, _WRONG_POSTURE))
        if tilted is not False:
            reason = where(tilted, _TILTED, reason)
        if gates.any_closed:
            for closed, code in zip(reversed(list(gates.closed)), reversed(_GATE_REASONS), strict=True):
                reason = where(closed, code, reason)
        reason = where(gates.gap, _FRAME_RATE, reason)
        reason = where(gates.lost, _LOST, reason)
        reason = where(gates.gone, _NO_PERSON, reason)
        return where(gates.dark, _DARK, reason)


def _lacks_points(body: Body, posture: Lane) -> Lane:
    """Whether joints of arms, trunk or legs are missing on either side, as far as there is no `posture`."""
    if type(posture) is bool:
        return not posture and is_nan(sum(body.x[0][SHOULDER:FOOT]) + sum(body.x[1][SHOULDER:FOOT]))
    return is_nan(body.x[:, SHOULDER:FOOT].sum(axis=(0, 1)))


def _last(lane: Lane) -> bool:
    """What holds in the last frame."""
    return bool(lane if np.ndim(lane) == 0 else lane[-1])


def _with_told(columns: FrameColumns, measured: Measured) -> FrameColumns:
    """What is shown of the frames: with the faults that the end of a movement has just brought to light."""
    if measured.told is None:
        return columns
    seen, (faults, major) = columns.reason == NO_REASON, measured.told
    faults = where(seen, columns.faults | faults, 0)
    verdict = where(seen, where(faults != 0, FAULT, GOOD), UNMEASURED)
    return columns._replace(verdict=verdict, faults=faults, major=where(seen, columns.major | major, 0))


def _as_scores(time: NDArray[np.float64], detected: Lane, columns: FrameColumns) -> FrameScores:
    """The judgement of a chunk, or of a single frame, as arrays."""
    if type(columns.time) is float:
        return FrameScores(
            time,
            _one(np.bool_, detected),
            _one(np.int8, columns.verdict),
            _one(np.int64, columns.faults),
            _one(np.int64, columns.major),
            _one(np.int8, columns.reason),
            _one(np.int8, columns.phase),
            np.array(columns.signals)[:, None],
        )
    return FrameScores(
        time,
        detected,
        columns.verdict.astype(np.int8),
        columns.faults,
        columns.major,
        columns.reason.astype(np.int8),
        columns.phase.astype(np.int8),
        columns.signals,
    )


@lru_cache(maxsize=4096)
def _one(dtype: type[np.generic], value: int) -> NDArray[Any]:
    """(1,) the value, read-only. The same few codes come again and again; an array costs a microsecond."""
    array = np.array([value], dtype)
    array.setflags(write=False)
    return array
