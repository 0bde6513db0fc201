"""Stretch of the hip flexors, half kneeling: does the trunk stay upright, the lower back out of a hollow?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

from formcheck.exercises.base import ExerciseSpec, Measured, Options, PostureSignature, signal_table
from formcheck.exercises.hip_flexor_stretch.limits import HipFlexorStretchLimits
from formcheck.exercises.own_reference import OwnReference, calibrator_of
from formcheck.exercises.stretch import judge_stretch, legs_of
from formcheck.judge.calibration import CalibrationState, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.main_faults import MainFault
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals import upright
from formcheck.signals.body import ANKLE, HIP, KNEE, SHOULDER, THIGH, Body
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, latest
from formcheck.signals.outline import DORSAL, MAX_AGE_S, TangentChange
from formcheck.signals.picture_edge import both
from formcheck.signals.samples import Flags, Samples, magnitude, maximum, table, where
from formcheck.signals.smoothing import Smoother, SmoothState
from formcheck.signals.vectors import wrap180

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="hip-flexor-stretch",
    main_signal="trunk_pitch_deg",
    needed=("trunk_pitch_deg",),
    judged_line=("shoulder", "hip"),
    judged_point=None,
    plus_is_down=False,
    outline="dorsal",
    belly_down=True,
    upright=True,
    moves=False,
    calibrated=("lumbar_deg",),
    main_faults=(MainFault("pelvis_forward"),),
    posture_signature=PostureSignature(("half_kneeling",)),
    posture_places=both(SHOULDER, HIP, KNEE, ANKLE),
    needs={"trunk_pitch_deg": both(SHOULDER, HIP), "lumbar_deg": both(SHOULDER, HIP)},
)


class HalfKneelRows(NamedTuple):
    """What is measured of every frame. `rear` is the leg that kneels, `front` the other one.

    Attributes:
        lean: of the trunk from the vertical, degrees, + forwards.
        rear_shank, front_shank: knee over ankle, torso lengths.
        rear_hip, front_hip: hip over knee, torso lengths.
        left: 1 where the left leg kneels, 0 the right one, NaN where it is not sure.
        thigh: of the leg that kneels, from the vertical, degrees, + the hip ahead of the knee.
        elbow: the near one ahead of the line hip-shoulder, torso lengths.
        lumbar: curve of the back line, degrees, held between its readings.
    """

    lean: Samples
    rear_shank: Samples
    front_shank: Samples
    rear_hip: Samples
    front_hip: Samples
    left: Samples
    thigh: Samples
    elbow: Samples
    lumbar: Samples


class StretchState(NamedTuple):
    """State of the filters and the calibration; (value, time) of the back line's last reading."""

    smooth: SmoothState
    outline: tuple[float, float]
    delay: DelayState
    calibration: CalibrationState


class HipFlexorStretch(OwnReference):
    """Half kneeling, seen from the side; the reference is the back line of the first quiet seconds in it."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig[HipFlexorStretchLimits], options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._curve = TangentChange(DORSAL)
        self._smoother = Smoother(HalfKneelRows)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = calibrator_of(config, SPEC.calibrated)

    def start(self, reference: Reference | None) -> StretchState:
        """Nothing seen yet."""
        calibration = self._calibrator.start(reference)
        return StretchState(self._smoother.start(), NO_SAMPLE, self._delay.start(), calibration)

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: StretchState
    ) -> tuple[Measured, StretchState]:
        """Signals of a chunk of at least one frame."""
        lumbar, outline = latest(self._curve(track), time, state.outline, MAX_AGE_S)
        s, smooth = self._smoother.step(_rows(body, lumbar), time, state.smooth)
        lumbar = where(s.elbow < -upright.ARM_BEHIND, math.nan, s.lumbar)
        on, off = self._posture(s)
        (lean, thigh), delay = self._delay.step((s.lean, s.thigh), time, state.delay)
        moved = maximum(magnitude(s.lean - lean), magnitude(s.thigh - thigh))
        on = on & (moved < self._k.settled_deg)
        good = on & usable & (moved < self._k.steady_deg) & self._options.calibrates(time)
        reference, calibrated, calibration = self._calibrator.step((lumbar,), good, time, state.calibration)
        signals = {
            "trunk_pitch_deg": 90.0 - s.lean,
            "lumbar_deg": lumbar - reference[0],
            "hip_angle_deg": 180.0 + s.thigh - s.lean,
        }
        extra = table((moved, s.left, 180.0 + s.thigh - s.lean))
        after = StretchState(smooth, outline, delay, calibration)
        rows = signal_table(signals, time)
        return Measured(rows, on, off, where(on, 1.0, 0.0), calibrated, extra), after

    def _posture(self, s: HalfKneelRows) -> tuple[Flags, Flags]:
        k = self._k
        on = (s.rear_shank < k.rear_shank_on) & (s.rear_hip > k.rear_hip_on)
        on = on & (s.front_shank > k.front_shank_on) & (s.front_hip < k.front_thigh_on)
        on = on & (magnitude(s.lean) < k.lean_on_deg)
        off = (s.rear_shank > k.rear_shank_off) | (s.rear_hip < k.rear_hip_off)
        off = off | (s.front_shank < k.front_shank_off) | (s.front_hip > k.front_thigh_off)
        return on, off | (magnitude(s.lean) > k.lean_off_deg)

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A hold, with its side and how far the hip was open, which is told and never judged."""
        return judge_stretch(segment, self._k.steady_deg, self.config.timing, "hip_angle_deg")


def _rows(body: Body, lumbar: Samples) -> HalfKneelRows:
    shanks = upright.knee_over_ankle(body), upright.knee_over_ankle(body, 1)
    hips = upright.hip_over_knee(body), upright.hip_over_knee(body, 1)
    near = shanks[0] < shanks[1]
    # The shank that lies points backwards: that tells the front of a body whose face is hidden, too.
    x = body.x
    ahead = x[0][KNEE] - x[0][ANKLE] + x[1][KNEE] - x[1][ANKLE]
    front = where(ahead >= 0.0, 1.0, -1.0) + 0.0 * ahead
    thigh = where(near, body.angle[0][THIGH], body.angle[1][THIGH])
    return HalfKneelRows(
        lean=upright.lean_deg(body, front),
        rear_shank=where(near, shanks[0], shanks[1]),
        front_shank=where(near, shanks[1], shanks[0]),
        rear_hip=where(near, hips[0], hips[1]),
        front_hip=where(near, hips[1], hips[0]),
        left=legs_of(body, near).left,
        thigh=-wrap180(thigh + 90.0) * front,
        elbow=upright.elbow_ahead(body, front),
        lumbar=lumbar,
    )
