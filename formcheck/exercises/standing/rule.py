"""Posture in standing: a look of some seconds from the side, and one from the front. It is no form that is
judged.

From the side the back line and the head are read, from the front the weight on both feet; which of both a
frame shows, the shoulders tell. Lines of backs differ by more than 20 degrees between bodies, so only a
change from the person's own earlier value is ever called anything. Whether the pelvis is level no camera
tells: the network draws the hips level whatever they are (docs/clinical.md#standing).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

from formcheck.exercises.base import ExerciseSpec, Measured, Options, PostureSignature, signal_table
from formcheck.exercises.own_reference import OwnReference, calibrator_of
from formcheck.exercises.standing.limits import StandingLimits
from formcheck.exercises.standing.summary import observed
from formcheck.judge.calibration import CalibrationState, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.holds import kind_of_hold, left_at_s
from formcheck.judge.main_faults import MainFault
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals import upright as u
from formcheck.signals.balance import ankles_apart, weight_shift
from formcheck.signals.body import ANKLE, EAR, HIP, SHOULDER, WRIST, Body
from formcheck.signals.gates import UPRIGHT_OBLIQUE, shoulder_across
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, latest
from formcheck.signals.outline import DORSAL_BENDING, MAX_AGE_S, TangentChange
from formcheck.signals.picture_edge import both, near
from formcheck.signals.samples import Flags, Samples, divide, fmax, fmin, magnitude, negated, table, where
from formcheck.signals.smoothing import Smoother, SmoothState

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="standing",
    main_signal="lumbar_deg",
    needed=("trunk_pitch_deg",),
    judged_line=None,
    judged_point=None,
    plus_is_down=False,
    outline="dorsal",
    belly_down=True,
    moves=False,
    calibrated=("lumbar_deg", "head_forward_deg"),
    main_faults=(MainFault("look", "trunk_pitch_deg"),),
    scores_form=False,
    framing="upright",
    posture_signature=PostureSignature(("standing",), sign="alone", least_s=4.0),
    needs={
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "lumbar_deg": near(SHOULDER, HIP),
        "head_forward_deg": near(EAR, SHOULDER, HIP),
        "weight_shift": both(SHOULDER, HIP, ANKLE),
    },
    out_of_view=("pelvis_uneven",),
    shown_from={
        "lumbar_hollow": "side",
        "lumbar_flat": "side",
        "head_forward": "side",
        "weight_aside": "front",
    },
)
LEAVING_S = 1.0
"""Turning round, or walking off, takes about this long; the look ends where it begins."""


class StandingRows(NamedTuple):
    """What is measured of every frame.

    Attributes:
        lean: trunk from the vertical, degrees, unsigned.
        legs: hip over ankle, the smaller of both sides, torso lengths.
        knee: bend of the near knee, degrees.
        feet: one ankle over the other, torso lengths, unsigned.
        stride: between the ankles along the floor, torso lengths, unsigned.
        hands: shoulder over wrist, the smaller of both sides, torso lengths.
        across: shoulders across the trunk, torso lengths, see `gates.shoulder_across`.
        head: see `upright.head_forward_deg`.
        weight: see `balance`.
        hip_x, near_x, far_x, length: middle of the hips and both ankles in the picture, and the trunk,
        pixels. lumbar: bend of the back line, degrees, held between its readings.
    """

    pitch: Samples
    lean: Samples
    legs: Samples
    knee: Samples
    feet: Samples
    stride: Samples
    hands: Samples
    across: Samples
    head: Samples
    weight: Samples
    hip_x: Samples
    near_x: Samples
    far_x: Samples
    length: Samples
    lumbar: Samples


class StandingState(NamedTuple):
    """State of the filters and of the starting value; (value, time) of the back line's last reading."""

    smooth: SmoothState
    outline: tuple[float, float]
    delay: DelayState
    calibration: CalibrationState


class Standing(OwnReference):
    """Standing still, seen from the side or from the front.

    The reference is the person's earlier values, else those of this first look; none is doubted, since there
    is no right standing that it could be held against.
    """

    spec = SPEC

    def __init__(self, config: ExerciseConfig[StandingLimits], options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._curve = TangentChange(DORSAL_BENDING)
        self._smoother = Smoother(StandingRows)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = calibrator_of(config, SPEC.calibrated)

    def start(self, reference: Reference | None) -> StandingState:
        """Nothing seen yet; `reference` holds the person's earlier values."""
        calibration = self._calibrator.start(reference)
        return StandingState(self._smoother.start(), NO_SAMPLE, self._delay.start(), calibration)

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: StandingState
    ) -> tuple[Measured, StandingState]:
        """Signals of a chunk of at least one frame."""
        lumbar, outline = latest(self._curve(track), time, state.outline, MAX_AGE_S)
        s, smooth = self._smoother.step(self._raw(track, body, lumbar), time, state.smooth)
        sideways = s.across < self._k.sideways
        places = (s.hip_x, s.near_x, s.far_x, s.across)
        before, delay = self._delay.step(places, time, state.delay)
        moved = self._moved(places, before, s.length)
        on, off = self._posture(s)
        on = on & (moved < self._k.settled)
        off = off | (moved > self._k.moving)
        lumbar = where(sideways, s.lumbar, math.nan)
        head = where(sideways, s.head, math.nan)
        good = on & usable & sideways & (moved < self._k.steady) & self._options.calibrates(time)
        reference, calibrated, calibration = self._calibrator.step(
            (lumbar, head), good, time, state.calibration
        )
        weight = where(sideways | (s.stride < self._k.stance), math.nan, s.weight)
        signals = {
            "trunk_pitch_deg": s.pitch,
            "lumbar_deg": lumbar - reference[0],
            "head_forward_deg": head - reference[1],
            "weight_shift": weight,
        }
        extra = table((moved, lumbar, head, weight))
        return (
            Measured(signal_table(signals, time), on, off, where(on, 1.0, 0.0), calibrated, extra),
            StandingState(smooth, outline, delay, calibration),
        )

    def _raw(self, track: Track, body: Body, lumbar: Samples) -> StandingRows:
        x, y = body.x, body.y
        # Places as the picture has them: the canonical plane turns over with the lean of the trunk.
        turn = where(body.head_right, 1.0, -1.0)
        return StandingRows(
            pitch=body.pitch_deg,
            lean=magnitude(90.0 - body.pitch_deg),
            legs=fmin(u.hip_over_ankle(body), u.hip_over_ankle(body, 1)),
            knee=u.knee_bend_deg(body),
            feet=ankles_apart(body),
            stride=u.ankles_spread(body),
            hands=divide(fmin(*(y[side][SHOULDER] - y[side][WRIST] for side in (0, 1))), body.trunk_px),
            across=shoulder_across(body),
            head=u.head_forward_deg(body, u.front_of(track, body)),
            weight=weight_shift(body, self._k.trunk_share),
            hip_x=(x[0][HIP] + x[1][HIP]) / 2 * turn,
            near_x=x[0][ANKLE] * turn,
            far_x=x[1][ANKLE] * turn,
            length=body.trunk_px,
            lumbar=lumbar,
        )

    @staticmethod
    def _moved(now: tuple[Samples, ...], before: tuple[Samples, ...], length: Samples) -> Samples:
        """The furthest way of hips and ankles along the floor within `STILL_LAG_S`, and how much wider or
        narrower the shoulders look since then, as of somebody who turns; torso lengths.
        """
        furthest: Samples = magnitude(now[0] - before[0])
        for at in (1, 2):
            furthest = fmax(furthest, magnitude(now[at] - before[at]))
        return fmax(divide(furthest, length), magnitude(now[3] - before[3]))

    def _posture(self, s: StandingRows) -> tuple[Flags, Flags]:
        k = self._k
        # From the front a knee that comes forwards is not seen, and one that bows is no bent one.
        knee = where(s.across < k.sideways, s.knee, 0.0)
        # Half turned it is no look from anywhere: a turn ends one.
        oblique = (s.across > UPRIGHT_OBLIQUE[0]) & (s.across < UPRIGHT_OBLIQUE[1])
        on = (s.lean < k.lean_on_deg) & (s.legs > k.legs_on) & (knee < k.knee_on_deg)
        on = on & negated(s.feet > k.feet_level_on) & (s.stride < k.stride_on)
        on = on & negated((s.hands < k.hands_on) | oblique)
        off = oblique | (s.lean > k.lean_off_deg) | (s.legs < k.legs_off) | (knee > k.knee_off_deg)
        off = off | (s.feet > k.feet_level_off) | (s.stride > k.stride_off) | (s.hands < k.hands_off)
        return on, off

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """One look, with the mean of what it shows; too short a one shows nothing."""
        end_s = left_at_s(segment, 0, self._k.steady, LEAVING_S)
        kind = kind_of_hold(end_s - segment.start_s, self.config.timing, segment.complete)
        if kind != "hold":
            return SegmentVerdict(kind, segment.start_s, end_s)
        measures = observed(segment.frames, end_s, self._k.least_share)
        return SegmentVerdict("hold", segment.start_s, end_s, measures=measures)
