"""A bridge: are the hips up, do they stay up, and does the lower back stay out of a hollow?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from formcheck.exercises.base import ExerciseSpec, Measured, Options, signal_table
from formcheck.exercises.hip_lift import neutral
from formcheck.exercises.hip_lift.lift import NOT_LIFTED, TOP_S, judge_lift, judged_over_movement
from formcheck.exercises.hip_lift.limits import HipLiftLimits
from formcheck.exercises.hip_lift.turned import belly_line, belly_unmeasured, hollow_limit
from formcheck.judge.bands import edges_of
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference, Refusal
from formcheck.judge.config import ExerciseConfig, Strictness
from formcheck.judge.other_posture import OtherPosture, Sign, told_apart
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import NOTHING_SEEN, SEEN_CODE
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals import stance
from formcheck.signals.body import ANKLE, HIP, KNEE, SHOULDER, Body
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, latest, levels_at, running_best
from formcheck.signals.outline import MAX_AGE_S, VENTRAL, TangentChange
from formcheck.signals.picture_edge import Place, both, near
from formcheck.signals.samples import (
    Codes,
    Flags,
    Rows,
    Samples,
    divide,
    is_nan,
    magnitude,
    maximum,
    minimum,
    negated,
    table,
    where,
    where_codes,
)
from formcheck.signals.smoothing import Smoother, SmoothState

CALIBRATED = ("lumbar_deg", "hip_offset")
"""Names of the reference's values, in order."""
NEEDS: Mapping[str, tuple[Place, ...]] = {
    "hip_offset": near(SHOULDER, HIP, KNEE),
    "hip_offset_change": near(SHOULDER, HIP, KNEE),
    "lumbar_deg": near(SHOULDER, HIP),
    "trunk_pitch_deg": both(SHOULDER, HIP),
    "knee_angle_deg": near(HIP, KNEE, ANKLE),
    "hip_angle_deg": near(SHOULDER, HIP, KNEE),
    "hold_drop": near(SHOULDER, HIP, KNEE),
}
"""From which points each signal is read."""
BACK_COUNTS = 1.5
"""How many times the bend of a back shows in hip angle and belly line together."""
MOST_MISSING = 2
"""Stations of the belly line that may be missing in a row: the axis leaves the trunk where it is arched."""


class HipLiftRows(NamedTuple):
    """What is measured of every frame: signs and units as in `signals.measures`.

    Attributes:
        offset: hip above the line shoulder-knee, share of its length.
        knee_up: knee over ankle, torso lengths.
        raised: sine of the angle of the trunk with the line shoulder-ankle.
        yaw: how far the camera is turned towards the head, degrees.
        head, arms, ankles, feet: see `stance.head_over_shoulders`, `shoulders_over_hands`, `ankles_apart` and
            `feet_over_shoulders`.
        lumbar: curve of the belly line, degrees, held between its readings.
    """

    offset: Samples
    pitch: Samples
    knee: Samples
    hip: Samples
    knee_up: Samples
    raised: Samples
    yaw: Samples
    head: Samples
    arms: Samples
    ankles: Samples
    feet: Samples
    lumbar: Samples


class HipLiftState(NamedTuple):
    """State of the filters, the resting level, the best of the hold and the calibration.

    `outline`, `rest` and `flat` are (value, time) of the last belly line, resting offset and resting pitch.
    """

    smooth: SmoothState
    outline: tuple[float, float]
    delay: DelayState
    rest: tuple[float, float]
    flat: tuple[float, float]
    best: float
    neutral: neutral.NeutralState
    calibration: CalibrationState


L = TypeVar("L", bound=HipLiftLimits)


class HipLift(Generic[L]):
    """A bridge as repetitions or holds, seen from the side, on both feet unless a rule says otherwise."""

    spec: ExerciseSpec

    def __init__(self, config: ExerciseConfig[L], options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        edges = edges_of(config.bands, Strictness(options.strictness))
        self._low = judged_over_movement(edges, NOT_LIFTED)
        self._limit = hollow_limit(edges)
        self._flat = math.sin(math.radians(config.limits.rest_tilt_deg))
        self._curve = TangentChange(VENTRAL, gap=MOST_MISSING)
        self._smoother = Smoother(HipLiftRows)
        self._delay = Delay(STILL_LAG_S)
        self._neutral, *top = config.believable(CALIBRATED)
        self._calibrator = Calibrator(1, TOP_S, believable=top)

    def start(self, reference: Reference | None) -> HipLiftState:
        """Nothing seen yet."""
        return HipLiftState(
            self._smoother.start(),
            NO_SAMPLE,
            self._delay.start(),
            NO_SAMPLE,
            NO_SAMPLE,
            -math.inf,
            neutral.start()
            if reference is None
            else neutral.start(float(reference.values[0]), self._neutral),
            self._calibrator.start(
                None if reference is None else replace(reference, values=reference.values[1:])
            ),
        )

    def reference(self, state: HipLiftState) -> Reference | None:
        """The personal reference, once there is one."""
        offset = state.calibration.reference
        if offset is None:
            return None
        return replace(offset, values=np.array([state.neutral.neutral, *offset.values]))

    def refused(self, state: HipLiftState) -> tuple[Refusal, ...]:
        """What was read and is no reference: the neutral of the belly line, and the first top."""
        top = (replace(refusal, row=1) for refusal in state.calibration.refused)
        return (*state.neutral.refused, *top)

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: HipLiftState
    ) -> tuple[Measured, HipLiftState]:
        """Signals of a chunk of at least one frame."""
        curve = self._curve(track)
        lumbar, outline = latest(curve, time, state.outline, MAX_AGE_S)
        s, smooth = self._smoother.step(self._raw(body, lumbar), time, state.smooth)
        pitch = s.pitch - body.tilt_deg
        on, off, seen = self._posture(s, pitch)
        offset = s.offset
        (before,), delay = self._delay.step((offset,), time, state.delay)
        still = magnitude(offset - before) < self._k.steady
        lying = on & still & (offset < self._k.rest_below) & (s.raised < self._flat)
        lying = lying & (pitch < self._k.rest_up_deg)
        (rest, flat), (rest_state, flat_state) = levels_at(
            (offset, s.pitch), lying, time, (state.rest, state.flat)
        )
        drive = self._drive(s, rest, flat, body.tilt_deg)
        best, best_state = running_best(minimum(offset, before), drive < self._k.hold_end, state.best)
        belly, reference, calibrated, belly_state, calibration = self._calibrate(
            s, curve, drive, before, still & usable & on, time, state
        )
        shift = minimum(maximum(reference[0], 0.0), self._k.bias_max)
        hollow, unsure = self._hollow(s, belly)
        signals = {
            "hip_offset": offset,
            "hip_offset_change": offset - shift,
            "lumbar_deg": hollow,
            "trunk_pitch_deg": pitch,
            "knee_angle_deg": s.knee,
            "hip_angle_deg": s.hip,
            "hold_drop": where(best > -math.inf, best - offset, math.nan),
        }
        after = HipLiftState(
            smooth, outline, delay, rest_state, flat_state, best_state, belly_state, calibration
        )
        rows = signal_table(signals, time)
        return Measured(rows, on, off, drive, calibrated, table((drive, unsure)), seen=seen), after

    def _hollow(self, s: HipLiftRows, neutral: Samples) -> tuple[Samples, Samples]:
        """Degrees by which the lower back is more hollow (-) than neutral, or that it is hollow for sure; and
        1 where the turn of the camera leaves open whether it is, else 0.

        Hips extend by up to `hips_deg` and belly lines of straight backs turn by up to `build_deg`, for a
        turned camera by `turn_share` of its turn more. What hip angle and belly line together go beyond that
        is the back: it turns the belly line by as much as it bends, and the line hip-shoulder by half of it.
        Less than `sure_deg` cannot be told from a straight back, and is not measured.
        """
        k = self._k
        change, unsure = belly_line(s.lumbar - neutral, s.yaw, self._limit, k)
        explained = k.hips_deg + k.build_deg + k.turn_share * magnitude(s.yaw)
        hollow = (explained - (s.hip - 180.0 - s.lumbar)) / BACK_COUNTS
        sure = where((hollow < -k.sure_deg) & (s.yaw > k.outline_yaw_feet_deg), hollow, math.nan)
        return where(is_nan(change), sure, change), where(is_nan(sure), unsure, 0.0)

    def _raw(self, body: Body, lumbar: Samples) -> HipLiftRows:
        return HipLiftRows(
            offset=-m.offset_below(body, KNEE, HIP),
            pitch=m.trunk_pitch_deg(body),
            knee=m.knee_angle_deg(body),
            hip=m.hip_angle_deg(body),
            knee_up=m.height_above(body, KNEE, ANKLE),
            raised=m.sine_above(body, HIP, SHOULDER, ANKLE),
            yaw=m.yaw_deg(body),
            head=stance.head_over_shoulders(body),
            arms=stance.shoulders_over_hands(body),
            ankles=stance.ankles_apart(body),
            feet=stance.feet_over_shoulders(body),
            lumbar=lumbar,
        )

    def _drive(self, s: HipLiftRows, rest: Samples, flat: Samples, tilt: Samples) -> Samples:
        """Share of the way from the mat to the line. Sliding the feet away also brings the hips nearer the
        line, but does not tilt the trunk: the smaller share counts.
        """
        k = self._k
        lifted = 1.0 - divide(s.offset, where(is_nan(rest), k.rest_default, rest))
        tilted = (where(is_nan(flat), k.rest_pitch_deg + tilt, flat) - s.pitch) / k.tilt_deg
        return minimum(lifted, tilted)

    def _posture(self, s: HipLiftRows, pitch: Samples) -> tuple[Flags, Flags, Codes]:
        k = self._k
        on = (s.knee_up > k.knee_up_on) & (s.knee < k.knee_bent_on_deg)
        on = on & (pitch < k.pitch_high_on_deg) & (pitch > k.pitch_low_on_deg)
        off = (s.knee_up < k.knee_up_off) | (s.knee > k.knee_bent_off_deg)
        off = off | (pitch > k.pitch_high_off_deg) | (pitch < k.pitch_low_off_deg)
        other = self._other_posture(s)
        return on & negated(other.keeps_out), off | other.ends, other.seen

    def _other_posture(self, s: HipLiftRows) -> OtherPosture:
        """What a belly-up body with bent knees may be doing instead."""
        k = self._k
        steep: Flags = s.pitch < -k.rest_up_deg  # else the head only looks down
        hangs = where_codes(steep, SEEN_CODE["upside_down"], NOTHING_SEEN)
        return told_apart(
            Sign(hangs, s.head, k.head_low_on, k.head_low_off),
            Sign("shoulders_raised", s.arms, k.arms_on, k.arms_off),
            self.legs(s),
            Sign("feet_raised", s.feet, k.feet_on, k.feet_off),
            Sign("shoulders_raised", -s.feet, k.feet_on, k.feet_off),
        )

    def legs(self, s: HipLiftRows) -> Sign:
        """What the legs show of another posture: one of them in the air."""
        k = self._k
        return Sign("one_leg_up", s.ankles, k.ankles_on, k.ankles_off)

    def _calibrate(
        self,
        s: HipLiftRows,
        curve: Samples,
        drive: Samples,
        before: Samples,
        good: Flags,
        time: Samples,
        state: HipLiftState,
    ) -> tuple[Samples, Rows, Flags, neutral.NeutralState, CalibrationState]:
        """Belly line on the way up, and hip offset at the top of the first lift."""
        if state.calibration.reference is not None and state.neutral.neutral == state.neutral.neutral:
            reference, calibrated, calibration = self._calibrator.step(
                (s.offset,), good, time, state.calibration
            )
            return state.neutral.neutral, reference, calibrated, state.neutral, calibration
        k = self._k
        top = good & (drive > k.top_from) & self._options.calibrates(time)
        rising = (drive > k.neutral_from) & (drive < k.neutral_to) & (s.offset > before)
        # The outline is held between its readings: only frames in which it was read count.
        fresh = where(rising & negated(is_nan(curve)), s.lumbar, math.nan)
        belly, belly_state = neutral.step(fresh, top, time, self._neutral, state.neutral)
        reference, calibrated, calibration = self._calibrator.step((s.offset,), top, time, state.calibration)
        return belly, reference, calibrated, belly_state, calibration

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A lift: a hold when its top lasted, a repetition, an attempt, or nothing."""
        _, unsure = segment.frames.extra
        unmeasured = belly_unmeasured(segment.frames, unsure, self.config.timing.amber_dwell_s)
        return replace(judge_lift(segment, self._k, self._low), unmeasured=unmeasured)
