"""Front plank: is the body one line from shoulder to ankle, and does it stay so?"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from formcheck.exercises.base import ExerciseSpec, Makeup, Measured, Options, signal_rows
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.holds import drift, left_at_s
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals.body import ANKLE, FOOT, HIP, SHOULDER, WRIST, Body
from formcheck.signals.body import ELBOW as ELBOW_POINT
from formcheck.signals.gates import shoulder_across
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.lanes import Lane, Rows, divide, minimum, stacked, where
from formcheck.signals.level import FloorLine
from formcheck.signals.outline import DORSAL, TangentChange
from formcheck.signals.smoothing import Smoother, SmoothState

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="plank",
    main_signal="hip_offset",
    needed=("hip_offset",),
    judged_line=("shoulder", "ankle"),
    judged_point="hip",
    plus_is_down=True,
    outline="dorsal",
    belly_down=True,
    moves=False,
    calibrated=("hip_offset", "head_angle_deg", "shoulder_drop", "upper_arm", "lumbar_deg"),
    makeup=Makeup(("plank",)),
    floor=FloorLine((ELBOW_POINT, WRIST), (FOOT,), below=0.12, needs_level=False),
)
LEAVING_S = 1.0
"""Getting out of a plank takes about this long; the hold ends where it begins."""

# Rows of the measured matrix.
OFFSET, PITCH, KNEE, ELBOW, HIP_ANGLE, ARM, HEAD, DROP, ARM_LENGTH, LINE, ACROSS, KNEE_FAR, LUMBAR = range(13)
_CALIBRATED_ROWS = (OFFSET, HEAD, DROP, ARM_LENGTH, LUMBAR)


class PlankState(NamedTuple):
    """Carry of the filters and the calibration."""

    smooth: SmoothState
    delay: DelayState
    calibration: CalibrationState


class Plank:
    """Front plank on forearms or hands, seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig, options: Options) -> None:
        self.config = config
        self._options = options
        self._limits = config.limits
        self._curve = TangentChange(DORSAL)
        self._smoother = Smoother(13)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = Calibrator(len(_CALIBRATED_ROWS), config.timing.calibrate_s)
        low = [b.green[0] for b in config.bands if b.signal == "hip_offset" and b.green]
        high = [b.green[1] for b in config.bands if b.signal == "hip_offset" and b.green]
        self._good = (max(low, default=-np.inf), min(high, default=np.inf))

    def start(self, reference: Reference | None) -> PlankState:
        """Nothing seen yet."""
        return PlankState(self._smoother.start(), self._delay.start(), self._calibrator.start(reference))

    def reference(self, state: PlankState) -> Reference | None:
        """The personal reference, once there is one."""
        return state.calibration.reference

    def measure(
        self, track: Track, time: Lane, body: Body, usable: Lane, state: PlankState
    ) -> tuple[Measured, PlankState]:
        """Signals of a chunk of at least one frame."""
        s, smooth = self._smoother.step(self._raw(track, body), time, state.smooth)
        on, off = self._posture(s, body.tilt_deg)
        before, delay = self._delay.step(s[OFFSET : OFFSET + 1], time, state.delay)
        moved = abs(s[OFFSET] - before[0])
        on = on & (moved < self._limits["settled"])
        good = on & usable & (moved < self._limits["steady"]) & self._options.calibrates(time)
        good = good & (s[OFFSET] > self._good[0]) & (s[OFFSET] < self._good[1])
        values = stacked([s[row] for row in _CALIBRATED_ROWS])
        reference, calibrated, calibration = self._calibrator.step(values, good, time, state.calibration)
        signals = signal_rows(self._signals(s, reference, body.tilt_deg), time)
        return (
            Measured(signals, on, off, where(on, 1.0, 0.0), calibrated, stacked([moved])),
            PlankState(smooth, delay, calibration),
        )

    def _raw(self, track: Track, body: Body) -> list[Lane]:
        drop, arm = m.upper_arm_drop(body)
        return [
            m.offset_below(body, ANKLE, HIP),
            m.trunk_pitch_deg(body),
            m.knee_angle_deg(body),
            m.elbow_angle_deg(body),
            m.hip_angle_deg(body),
            m.support_deg(body),
            m.head_angle_deg(body),
            drop,
            arm,
            m.line_slope(body, ANKLE, SHOULDER),
            shoulder_across(body),
            m.knee_angle_deg(body, 1),
            self._curve(track),
        ]

    def _posture(self, s: Rows, tilt: Lane) -> tuple[Lane, Lane]:
        k = self._limits
        arm = abs(s[ARM] - tilt)
        on = (s[KNEE] > k["knee_on_deg"]) & (s[HIP_ANGLE] > k["hip_on_deg"]) & (s[LINE] < k["slope_on"])
        on = on & (arm < k["upper_arm_on_deg"]) & (s[ACROSS] < k["across_on"])
        on = on & (s[KNEE_FAR] > k["far_knee_on_deg"])
        off = (s[KNEE] < k["knee_off_deg"]) | (s[HIP_ANGLE] < k["hip_off_deg"]) | (s[LINE] > k["slope_off"])
        off = off | (arm > k["upper_arm_off_deg"]) | (s[ACROSS] > k["across_off"])
        return on, off | (s[KNEE_FAR] < k["far_knee_off_deg"])

    def _signals(self, s: Rows, reference: Rows, tilt: Lane) -> dict[str, Lane]:
        offset, head, drop, arm, lumbar = (reference[row] for row in range(5))
        return {
            "hip_offset": s[OFFSET],
            "hip_offset_change": s[OFFSET] - minimum(offset, self._limits["bias_max"]),
            "trunk_pitch_deg": s[PITCH] - tilt,
            "knee_angle_deg": s[KNEE],
            "elbow_angle_deg": s[ELBOW],
            "hip_angle_deg": s[HIP_ANGLE],
            "upper_arm_deg": s[ARM] - tilt,
            "head_angle_deg": s[HEAD] - head,
            "shoulder_sink": divide(drop - s[DROP], arm),
            "lumbar_deg": s[LUMBAR] - lumbar,
        }

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A hold, with the slope of its hip line; too short a one is an attempt."""
        end_s = left_at_s(segment, 0, self._limits["steady"], LEAVING_S)
        if end_s - segment.start_s < self.config.timing.min_hold_s:
            return SegmentVerdict("attempt", segment.start_s, end_s)
        return SegmentVerdict("hold", segment.start_s, end_s, measures=drift(segment, end_s))
