"""Glute bridge: are the hips up, do they stay up, and does the lower back stay out of a hollow?"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from formcheck.exercises.base import ExerciseSpec, Makeup, Measured, Options, signal_rows
from formcheck.exercises.bridge import neutral
from formcheck.exercises.bridge.lift import judge_lift, judged_whole
from formcheck.judge.bands import edges_of
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference
from formcheck.judge.config import ExerciseConfig, Strictness
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals.body import ANKLE, HIP, KNEE, SHOULDER, Body
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.lanes import Lane, Rows, divide, is_nan, maximum, minimum, negated, stacked, where
from formcheck.signals.latches import latest, running_best
from formcheck.signals.level import FloorLine
from formcheck.signals.outline import VENTRAL, TangentChange
from formcheck.signals.smoothing import Smoother, SmoothState

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="bridge",
    main_signal="hip_offset",
    needed=("hip_offset",),
    judged_line=("shoulder", "knee"),
    judged_point="hip",
    plus_is_down=False,
    outline="ventral",
    belly_down=False,
    moves=True,
    calibrated=("lumbar_deg", "hip_offset"),
    makeup=Makeup(("bridge_lifted",), resting=("bridge_lying",)),
    floor=FloorLine((SHOULDER,), (ANKLE,), below=0.30),
)
TOP_S = 0.3

OFFSET, PITCH, KNEE_ANGLE, HIP_ANGLE, KNEE_UP, RAISED, YAW, LUMBAR = range(8)


class BridgeState(NamedTuple):
    """Carry of the filters, the resting level, the best of the hold and the calibration."""

    smooth: SmoothState
    delay: DelayState
    rest: tuple[float, float]
    flat: tuple[float, float]
    best: float
    neutral: neutral.NeutralState
    calibration: CalibrationState


class Bridge:
    """Glute bridge as repetitions or holds, seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig, options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._low = judged_whole(edges_of(config.bands, Strictness(options.strictness)), "not_lifted")
        self._flat = math.sin(math.radians(config.limits["rest_tilt_deg"]))
        self._curve = TangentChange(VENTRAL)
        self._smoother = Smoother(8)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = Calibrator(1, TOP_S)

    def start(self, reference: Reference | None) -> BridgeState:
        """Nothing seen yet."""
        return BridgeState(
            self._smoother.start(),
            self._delay.start(),
            (math.nan, -math.inf),
            (math.nan, -math.inf),
            -math.inf,
            neutral.start() if reference is None else neutral.start(float(reference.values[0])),
            self._calibrator.start(
                None if reference is None else replace(reference, values=reference.values[1:])
            ),
        )

    def reference(self, state: BridgeState) -> Reference | None:
        """The personal reference, once there is one."""
        offset = state.calibration.reference
        if offset is None:
            return None
        return replace(offset, values=np.array([state.neutral.neutral, *offset.values]))

    def measure(
        self, track: Track, time: Lane, body: Body, usable: Lane, state: BridgeState
    ) -> tuple[Measured, BridgeState]:
        """Signals of a chunk of at least one frame."""
        curve = self._curve(track)
        s, smooth = self._smoother.step(self._raw(body, curve), time, state.smooth)
        pitch = s[PITCH] - body.tilt_deg
        on, off = self._posture(s, pitch)
        offset = s[OFFSET]
        delayed, delay = self._delay.step(s[OFFSET : OFFSET + 1], time, state.delay)
        before = delayed[0]
        still = abs(offset - before) < self._k["steady"]
        lying = on & still & (offset < self._k["rest_below"]) & (s[RAISED] < self._flat)
        rest, rest_state = latest(where(lying, offset, math.nan), time, state.rest, math.inf)
        flat, flat_state = latest(where(lying, s[PITCH], math.nan), time, state.flat, math.inf)
        drive = self._drive(s, rest, flat, body.tilt_deg)
        best, best_state = running_best(minimum(offset, before), drive < self._k["hold_end"], state.best)
        belly, reference, calibrated, belly_state, calibration = self._calibrate(
            s, curve, drive, before, still & usable & on, time, state
        )
        turned = self._turned(s)
        shift = minimum(maximum(reference[0], 0.0), self._k["bias_max"])
        signals = {
            "hip_offset": offset,
            "hip_offset_change": offset - shift,
            "lumbar_deg": where(turned, math.nan, s[LUMBAR] - belly),
            "trunk_pitch_deg": pitch,
            "knee_angle_deg": s[KNEE_ANGLE],
            "hip_angle_deg": s[HIP_ANGLE],
            "hold_drop": where(best > -math.inf, best - offset, math.nan),
        }
        after = BridgeState(smooth, delay, rest_state, flat_state, best_state, belly_state, calibration)
        return Measured(signal_rows(signals, time), on, off, drive, calibrated, stacked([drive])), after

    def _turned(self, s: Rows) -> Lane:
        """The camera is not near enough to straight beside for the belly line."""
        return (s[YAW] > self._k["outline_yaw_head_deg"]) | (s[YAW] < self._k["outline_yaw_feet_deg"])

    @staticmethod
    def _raw(body: Body, curve: Lane) -> list[Lane]:
        return [
            -m.offset_below(body, KNEE, HIP),
            m.trunk_pitch_deg(body),
            m.knee_angle_deg(body),
            m.hip_angle_deg(body),
            m.height_above(body, KNEE, ANKLE),
            m.sine_above(body, HIP, SHOULDER, ANKLE),
            m.yaw_deg(body),
            curve,
        ]

    def _drive(self, s: Rows, rest: Lane, flat: Lane, tilt: Lane) -> Lane:
        """Share of the way from the mat to the line. Sliding the feet away also brings the hips nearer the
        line, but does not tilt the trunk: the smaller share counts.
        """
        k = self._k
        lifted = 1.0 - divide(s[OFFSET], where(is_nan(rest), k["rest_default"], rest))
        tilted = (where(is_nan(flat), k["rest_pitch_deg"] + tilt, flat) - s[PITCH]) / k["tilt_deg"]
        return minimum(lifted, tilted)

    def _posture(self, s: Rows, pitch: Lane) -> tuple[Lane, Lane]:
        k = self._k
        on = (s[KNEE_UP] > k["knee_up_on"]) & (s[KNEE_ANGLE] < k["knee_bent_on_deg"])
        on = on & (pitch < k["pitch_high_on_deg"]) & (pitch > k["pitch_low_on_deg"])
        off = (s[KNEE_UP] < k["knee_up_off"]) | (s[KNEE_ANGLE] > k["knee_bent_off_deg"])
        return on, off | (pitch > k["pitch_high_off_deg"]) | (pitch < k["pitch_low_off_deg"])

    def _calibrate(
        self, s: Rows, curve: Lane, drive: Lane, before: Lane, good: Lane, time: Lane, state: BridgeState
    ) -> tuple[Lane, Rows, Lane, neutral.NeutralState, CalibrationState]:
        """Belly line on the way up, and hip offset at the top of the first lift."""
        if state.calibration.reference is not None and state.neutral.neutral == state.neutral.neutral:
            reference, calibrated, calibration = self._calibrator.step(s[:1], good, time, state.calibration)
            return state.neutral.neutral, reference, calibrated, state.neutral, calibration
        k = self._k
        top = good & (drive > k["top_from"]) & self._options.calibrates(time)
        rising = (drive > k["neutral_from"]) & (drive < k["neutral_to"]) & (s[OFFSET] > before)
        # The outline is held between its readings: only frames in which it was read count.
        fresh = where(rising & negated(self._turned(s) | is_nan(curve)), s[LUMBAR], math.nan)
        belly, belly_state = neutral.step(fresh, top, state.neutral)
        reference, calibrated, calibration = self._calibrator.step(s[:1], top, time, state.calibration)
        return belly, reference, calibrated, belly_state, calibration

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A lift: a hold when its top lasted, a repetition, an attempt, or nothing."""
        return judge_lift(segment, self._k, self._low)
