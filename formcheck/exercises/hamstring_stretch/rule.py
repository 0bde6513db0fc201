"""Stretch of the hamstrings, on the back: is the raised leg long, do pelvis and other leg stay on the mat?"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from formcheck.exercises.base import ExerciseSpec, Measured, Options, PostureSignature, signal_table
from formcheck.exercises.hamstring_stretch.limits import HamstringStretchLimits
from formcheck.exercises.own_reference import OwnReference, calibrator_of
from formcheck.exercises.stretch import judge_stretch, legs_of
from formcheck.judge.calibration import CalibrationState, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.main_faults import MainFault
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals import stance
from formcheck.signals.body import ANKLE, HIP, KNEE, SHOULDER, Body
from formcheck.signals.facing import facing_up
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.picture_edge import both
from formcheck.signals.samples import Flags, Samples, divide, magnitude, maximum, negated, table, where
from formcheck.signals.smoothing import Smoother, SmoothState

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="hamstring-stretch",
    main_signal="knee_angle_deg",
    needed=("knee_angle_deg",),
    judged_line=("shoulder", "hip"),
    judged_point=None,
    line_signal="trunk_pitch_change_deg",
    plus_is_down=False,
    outline=None,
    belly_down=False,
    moves=False,
    calibrated=("trunk_pitch_deg",),
    main_faults=(MainFault("pelvis_back"),),
    posture_signature=PostureSignature(("leg_raised",)),
    posture_places=both(SHOULDER, HIP, KNEE, ANKLE),
    needs={
        "knee_angle_deg": both(HIP, KNEE, ANKLE),
        "rest_leg_deg": both(SHOULDER, HIP, KNEE),
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "trunk_pitch_change_deg": both(SHOULDER, HIP),
    },
    out_of_view=("small_tilt",),
)
LEG_COUNTS = 0.15
"""Networks draw a raised far leg now here, now there, by 8 degrees; one put down turns by 13 in 0.4 s."""


class HamstringRows(NamedTuple):
    """What is measured of every frame. `raised` is the leg in the air, `rest` the other one.

    Attributes:
        pitch: of the trunk, degrees, below 0 where the hips are higher than the shoulders.
        raised_ankle, rest_ankle: over the hip, torso lengths.
        raised_thigh: twice the knee of that leg over the hip: its ankle, were the knee straight.
        raised_knee, rest_knee: 180 straight.
        raised_hip: shoulder-hip-knee of the raised leg, 180 lying, degrees.
        rest_leg: by how much the other leg is lifted against the trunk, degrees.
        left: 1 where the left leg is raised, 0 the right one, NaN where it is not sure.
        facing: see `facing_up`.
        carried: see `stance.shoulders_over_hands`.
    """

    pitch: Samples
    raised_ankle: Samples
    raised_thigh: Samples
    rest_ankle: Samples
    raised_knee: Samples
    rest_knee: Samples
    raised_hip: Samples
    rest_leg: Samples
    left: Samples
    facing: Samples
    carried: Samples


class HamstringState(NamedTuple):
    """State of the filters and the calibration."""

    smooth: SmoothState
    delay: DelayState
    calibration: CalibrationState


class HamstringStretch(OwnReference):
    """On the back with one leg raised, seen from the side; the reference is how the trunk lies at first."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig[HamstringStretchLimits], options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._smoother = Smoother(HamstringRows)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = calibrator_of(config, SPEC.calibrated)

    def start(self, reference: Reference | None) -> HamstringState:
        """Nothing seen yet."""
        return HamstringState(self._smoother.start(), self._delay.start(), self._calibrator.start(reference))

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: HamstringState
    ) -> tuple[Measured, HamstringState]:
        """Signals of a chunk of at least one frame."""
        s, smooth = self._smoother.step(_rows(track, body), time, state.smooth)
        on, off = self._posture(s)
        (pitch, hip), delay = self._delay.step((s.pitch, s.raised_hip), time, state.delay)
        trunk, leg = magnitude(s.pitch - pitch), magnitude(s.raised_hip - hip)
        moved = maximum(trunk, LEG_COUNTS * leg)
        good = on & usable & (trunk < self._k.steady_deg) & self._options.calibrates(time)
        on = on & (maximum(trunk, leg) < self._k.settled_deg)
        reference, calibrated, calibration = self._calibrator.step((s.pitch,), good, time, state.calibration)
        signals = {
            "knee_angle_deg": s.raised_knee,
            "hip_angle_deg": s.raised_hip,
            "rest_leg_deg": s.rest_leg,
            "trunk_pitch_deg": s.pitch,
            "trunk_pitch_change_deg": s.pitch - reference[0],
        }
        extra = table((moved, s.left, s.raised_hip))
        rows = signal_table(signals, time)
        after = HamstringState(smooth, delay, calibration)
        return Measured(rows, on, off, where(on, 1.0, 0.0), calibrated, extra), after

    def _posture(self, s: HamstringRows) -> tuple[Flags, Flags]:
        k = self._k
        on = (magnitude(s.pitch) < k.pitch_on_deg) & (s.raised_ankle > k.raised_on)
        on = on & (s.raised_knee > k.raised_knee_on_deg) & (s.rest_leg < k.rest_on_deg)
        on = on & (s.rest_knee > k.rest_knee_on_deg) & (s.rest_ankle < k.rest_ankle_on)
        # Not to be told is no sign of the belly: NaN keeps nobody out.
        on = on & negated((s.facing < k.facing_on) | (s.carried > k.carried_on))
        off = (s.facing < k.facing_off) | (s.carried > k.carried_off)
        # A knee that bends lets the ankle sink, and is a fault of a leg that is still raised.
        up = maximum(s.raised_ankle, s.raised_thigh)
        off = off | (magnitude(s.pitch) > k.pitch_off_deg) | (up < k.raised_off)
        off = off | (s.raised_ankle < k.foot_off)
        off = off | (s.raised_knee < k.raised_knee_off_deg) | (s.rest_leg > k.rest_off_deg)
        return on, off | (s.rest_knee < k.rest_knee_off_deg) | (s.rest_ankle > k.rest_ankle_off)

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A hold, with its side and how far the leg was raised, which is told and never judged."""
        return judge_stretch(segment, self._k.steady_deg, self.config.timing, "hip_angle_deg")


def _rows(track: Track, body: Body) -> HamstringRows:
    y = body.y
    near = y[0][ANKLE] > y[1][ANKLE]
    ankles = tuple(divide(y[side][ANKLE] - y[side][HIP], body.trunk_px) for side in (0, 1))
    thighs = tuple(2.0 * divide(y[side][KNEE] - y[side][HIP], body.trunk_px) for side in (0, 1))
    knees = m.knee_angle_deg(body), m.knee_angle_deg(body, 1)
    hips = m.hip_angle_deg(body), m.hip_angle_deg(body, 1)
    return HamstringRows(
        pitch=m.trunk_pitch_deg(body),
        raised_ankle=where(near, ankles[0], ankles[1]),
        rest_ankle=where(near, ankles[1], ankles[0]),
        raised_thigh=where(near, thighs[0], thighs[1]),
        raised_knee=where(near, knees[0], knees[1]),
        rest_knee=where(near, knees[1], knees[0]),
        raised_hip=where(near, hips[0], hips[1]),
        rest_leg=180.0 - where(near, hips[1], hips[0]),
        left=legs_of(body, near).left,
        facing=facing_up(track, body),
        carried=stance.shoulders_over_hands(body),
    )
