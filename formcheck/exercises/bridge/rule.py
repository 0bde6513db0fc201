"""Glute bridge: are the hips up, do they stay up, and does the lower back stay out of a hollow?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.base import ExerciseSpec, Measured, Options, no_signals
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.segments import Segment, SegmentVerdict, from_rest_s
from formcheck.judge.vocabulary import SIGNAL_ROW
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals.body import ANKLE, HIP, KNEE, Body
from formcheck.signals.history import Delay, DelayState
from formcheck.signals.latches import latest, running_best
from formcheck.signals.outline import VENTRAL, TangentChange
from formcheck.signals.smoothing import Smoother, SmoothState

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

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
)
LAG_S = 0.4
TOP_S = 0.3
LIFT_S = 4.0
"""A first lift that takes longer than this from the mat to the top gives no neutral."""

OFFSET, PITCH, KNEE_ANGLE, HIP_ANGLE, KNEE_UP, LUMBAR = range(6)


@dataclass(frozen=True, slots=True)
class BridgeState:
    """Carry of the filters, the resting level, the best of the hold and the calibration."""

    smooth: SmoothState
    delay: DelayState
    rest: tuple[float, float]
    flat: tuple[float, float]
    best: float
    calibration: CalibrationState


class Bridge:
    """Glute bridge as repetitions or holds, seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig, options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._curve = TangentChange(VENTRAL)
        self._smoother = Smoother(6)
        self._delay = Delay(LAG_S)
        self._calibrator = Calibrator(2, TOP_S, LIFT_S)

    def start(self, reference: Reference | None) -> BridgeState:
        """Nothing seen yet."""
        return BridgeState(
            self._smoother.start(), self._delay.start(), (np.nan, -np.inf), (np.nan, -np.inf), -np.inf,
            self._calibrator.start(reference),
        )

    def reference(self, state: BridgeState) -> Reference | None:
        """The personal reference, once there is one."""
        return state.calibration.reference

    def measure(
        self, track: Track, body: Body, usable: Bools, state: BridgeState
    ) -> tuple[Measured, BridgeState]:
        """Signals of a chunk of at least one frame."""
        time = track.time
        s, smooth = self._smoother.step(self._raw(track, body), time, state.smooth)
        on, off = self._posture(s)
        before, delay = self._delay.step(s[OFFSET][None], time, state.delay)
        still = np.abs(s[OFFSET] - before[0]) < self._k["steady"]
        lying = on & still & (s[OFFSET] < self._k["rest_below"])
        rest, rest_state = latest(np.where(lying, s[OFFSET], np.nan), time, state.rest, np.inf)
        flat, flat_state = latest(np.where(lying, s[PITCH], np.nan), time, state.flat, np.inf)
        drive = self._drive(s, rest, flat)
        best = running_best(np.minimum(s[OFFSET], before[0]), drive < self._k["hold_end"], state.best)
        reference, calibrated, calibration = self._calibrate(s, drive, before[0], still & usable & on, time, state)
        shift = np.minimum(np.maximum(reference[1], 0.0), self._k["bias_max"])
        signals = no_signals(len(track))
        signals[SIGNAL_ROW["hip_offset"]] = s[OFFSET]
        signals[SIGNAL_ROW["hip_offset_change"]] = s[OFFSET] - shift
        signals[SIGNAL_ROW["lumbar_deg"]] = s[LUMBAR] - reference[0]
        signals[SIGNAL_ROW["trunk_pitch_deg"]] = s[PITCH]
        signals[SIGNAL_ROW["knee_angle_deg"]] = s[KNEE_ANGLE]
        signals[SIGNAL_ROW["hip_angle_deg"]] = s[HIP_ANGLE]
        signals[SIGNAL_ROW["hold_drop"]] = np.where(np.isfinite(best), best - s[OFFSET], np.nan)
        after = BridgeState(smooth, delay, rest_state, flat_state, best[-1].item(), calibration)
        return Measured(signals, on, off, drive, calibrated, np.empty((0, len(track)))), after

    def _raw(self, track: Track, body: Body) -> Floats:
        return np.stack(
            (
                -m.offset_below(body, KNEE, HIP),
                m.trunk_pitch_deg(body),
                m.knee_angle_deg(body),
                m.hip_angle_deg(body),
                (body.y[0, KNEE] - body.y[0, ANKLE]) / body.trunk_px,
                self._curve(track),
            )
        )

    def _drive(self, s: Floats, rest: Floats, flat: Floats) -> Floats:
        """Share of the way from the mat to the line. Sliding the feet away also brings the hips nearer the line,
        but does not tilt the trunk: the smaller share counts.
        """
        lifted = 1.0 - s[OFFSET] / np.where(np.isnan(rest), self._k["rest_default"], rest)
        tilted = (np.where(np.isnan(flat), self._k["rest_pitch_deg"], flat) - s[PITCH]) / self._k["tilt_deg"]
        return np.asarray(np.minimum(lifted, tilted))

    def _posture(self, s: Floats) -> tuple[Bools, Bools]:
        k = self._k
        on = (s[KNEE_UP] > k["knee_up_on"]) & (s[KNEE_ANGLE] < k["knee_bent_on_deg"])
        on &= (s[PITCH] < k["pitch_high_on_deg"]) & (s[PITCH] > k["pitch_low_on_deg"])
        off = (s[KNEE_UP] < k["knee_up_off"]) | (s[KNEE_ANGLE] > k["knee_bent_off_deg"])
        off |= (s[PITCH] > k["pitch_high_off_deg"]) | (s[PITCH] < k["pitch_low_off_deg"])
        return on, off

    def _calibrate(
        self, s: Floats, drive: Floats, before: Floats, good: Bools, time: Floats, state: BridgeState
    ) -> tuple[Floats, Bools, CalibrationState]:
        """Belly line on the way up and hip offset at the top of the first lift."""
        if state.calibration.reference is not None:
            return self._calibrator.step(s, good, time, state.calibration)
        top = good & (drive > self._k["top_from"]) & self._options.calibrate
        rising = (drive > self._k["neutral_from"]) & (drive < self._k["neutral_to"]) & (s[OFFSET] > before)
        values = np.stack((np.where(rising, s[LUMBAR], np.nan), np.where(top, s[OFFSET], np.nan)))
        return self._calibrator.step(values, top, time, state.calibration)

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A lift: a hold when its top lasted, a repetition, an attempt, or nothing."""
        k, frames = self._k, segment.frames
        peak = float(np.nanmax(frames.drive, initial=-np.inf))
        if peak < k["attempt_from"]:
            return SegmentVerdict(None, segment.start_s, segment.end_s)
        measures = (("lift_fraction", round(peak, 2)),)
        if peak < k["rep_from"]:
            return SegmentVerdict("attempt", segment.start_s, segment.end_s, measures=measures)
        up = np.flatnonzero(frames.drive >= k["hold_start"] * peak)
        held = np.flatnonzero(frames.drive >= k["hold_end"])
        start_s, end_s = float(frames.time[up[0]]), float(frames.time[held[-1]])
        if end_s - start_s >= k["hold_from_s"]:
            return SegmentVerdict("hold", start_s, end_s, measures=measures)
        start_s = segment.start_s - from_rest_s(frames)
        end_s = segment.end_s + (from_rest_s(frames, end=True) if segment.complete else 0.0)
        return SegmentVerdict("rep", max(start_s, 0.0), end_s, measures=measures)
