"""Dead bug: an arm and the other side's leg are reached out while the lower back stays on the mat."""

from __future__ import annotations

import math
from typing import NamedTuple

from formcheck.exercises.base import Measured, Options, signal_table
from formcheck.exercises.dead_bug.limits import DeadBugLimits
from formcheck.exercises.dead_bug.reach import ReachRows, judge_reach
from formcheck.exercises.dead_bug.spec import SPEC
from formcheck.exercises.limb_pairs import unsure_row, way_of_pair
from formcheck.exercises.own_reference import OwnReference, calibrator_of
from formcheck.judge.bands import edges_of
from formcheck.judge.calibration import CalibrationState, Reference
from formcheck.judge.config import ExerciseConfig, Strictness
from formcheck.judge.other_posture import Sign, told_apart
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals.back_on_mat import BackOnMat
from formcheck.signals.body import ANKLE, ARM, HIP, TRUNK, Body
from formcheck.signals.facing import facing_up
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, latest, levels_at
from formcheck.signals.outline import MAX_AGE_S
from formcheck.signals.samples import (
    Codes,
    Flags,
    Samples,
    divide,
    fmin,
    is_nan,
    magnitude,
    maximum,
    negated,
    table,
    where,
)
from formcheck.signals.since_rest import SinceRest, SinceRestState
from formcheck.signals.smoothing import Smoother, SmoothState
from formcheck.signals.vectors import wrap180

STRAIGHT = 180.0


class BugRows(NamedTuple):
    """What is measured of every frame: signs and units as in `signals.measures`.

    Attributes:
        near_hip, far_hip: shoulder-hip-knee, degrees: 90 with the thigh up, 180 reached out.
        near_arm, far_arm: direction of the arm against the trunk, degrees: 90 up, 0 out over the head.
        facing_up: the front of the body towards the ceiling, see `facing_up`.
        near_foot, far_foot: ankle over its hip, torso lengths.
        lumbar: see `BackOnMat`, degrees, held between its readings.
    """

    pitch: Samples
    near_hip: Samples
    far_hip: Samples
    near_arm: Samples
    far_arm: Samples
    near_knee: Samples
    far_knee: Samples
    near_foot: Samples
    far_foot: Samples
    facing_up: Samples
    lumbar: Samples


_LIMBS = ("near_hip", "far_hip", "near_arm", "far_arm")


class DeadBugState(NamedTuple):
    """State of the filters, the resting limbs as (value, time), the calibration, and when the rest ended."""

    smooth: SmoothState
    outline: tuple[float, float]
    delay: DelayState
    rest: tuple[tuple[float, float], ...]
    calibration: CalibrationState
    since: SinceRestState


class DeadBug(OwnReference):
    """Dead bug seen from the side; the reference is how the back lies on the mat at rest."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig[DeadBugLimits], options: Options) -> None:
        self.config = config
        self._options = options
        self._k = k = config.limits
        self._edges = edges_of(config.bands, Strictness(options.strictness))
        self._typical = (k.rest_hip_deg, k.rest_hip_deg, k.rest_arm_deg, k.rest_arm_deg)
        self._back = BackOnMat()
        self._smoother = Smoother(BugRows)
        self._delay = Delay(STILL_LAG_S)
        self._since = SinceRest(k.drive_off)
        self._calibrator = calibrator_of(config, SPEC.calibrated, STILL_LAG_S)

    def start(self, reference: Reference | None) -> DeadBugState:
        """Nothing seen yet."""
        return DeadBugState(
            self._smoother.start(),
            NO_SAMPLE,
            self._delay.start(),
            tuple((value, -math.inf) for value in self._typical),
            self._calibrator.start(reference),
            self._since.start(),
        )

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: DeadBugState
    ) -> tuple[Measured, DeadBugState]:
        """Signals of a chunk of at least one frame."""
        lumbar, outline = latest(self._back(track), time, state.outline, MAX_AGE_S)
        s, smooth = self._smoother.step(self._raw(track, body, lumbar), time, state.smooth)
        on, off, seen = self._posture(s)
        (near_leg, far_leg, near_arm, far_arm), resting, delay, rests = self._gone(
            s, on & usable, time, state
        )
        reference, calibrated, calibration = self._calibrator.step(
            (s.lumbar,), resting & self._options.calibrates(time), time, state.calibration
        )
        arm, leg = maximum(near_arm, far_arm), maximum(near_leg, far_leg)
        drive = way_of_pair(arm, leg)
        since_s, since = self._since.step(drive, time, state.since)
        signals = self._signals(s, near_leg >= far_leg, near_arm >= far_arm, body)
        signals |= {"lumbar_deg": s.lumbar - reference[0], "cycle_s": since_s}
        left = body.left_near
        extra = ReachRows(
            left_arm=where(left, near_arm, far_arm),
            right_arm=where(left, far_arm, near_arm),
            left_leg=where(left, near_leg, far_leg),
            right_leg=where(left, far_leg, near_leg),
            legs_unsure=unsure_row(body.legs_unsure, time),
            arms_unsure=unsure_row(body.arms_unsure, time),
        )
        after = DeadBugState(smooth, outline, delay, rests, calibration, since)
        rows = signal_table(signals, time)
        return Measured(rows, on, off, drive, calibrated, table(extra), seen=seen), after

    def _gone(
        self, s: BugRows, good: Flags, time: Samples, state: DeadBugState
    ) -> tuple[list[Samples], Flags, DelayState, tuple[tuple[float, float], ...]]:
        """Share of its way that each limb has gone from where it rested last, near and far leg, near and far
        arm; which frames are at rest; the states of the delay and of the rest.
        """
        k = self._k
        limbs = (s.near_hip, s.far_hip, s.near_arm, s.far_arm)
        before, delay = self._delay.step(limbs, time, state.delay)
        resting = good
        for now, then, typical in zip(limbs, before, self._typical, strict=True):
            resting = resting & (magnitude(now - then) < k.steady_deg)
            resting = resting & (magnitude(now - typical) < k.rest_within_deg)
        levels, rests = levels_at(limbs, resting, time, state.rest)
        whole = (k.leg_out_deg,) * 2 + (k.arm_out_deg,) * 2
        gone = [divide(limb - rest, out - rest) for limb, rest, out in zip(limbs, levels, whole, strict=True)]
        return gone, resting, delay, rests

    @staticmethod
    def _signals(s: BugRows, near_leg: Flags, near_arm: Flags, body: Body) -> dict[str, Samples]:
        """Of the leg and the arm that go out; `hip_angle_deg` and `knee_angle_deg` of the leg that stays."""
        out = where(near_leg, s.near_hip, s.far_hip)
        hip = where(near_leg, s.far_hip, s.near_hip)
        knee = where(near_leg, s.far_knee, s.near_knee)
        unsure = body.legs_unsure
        return {
            "trunk_pitch_deg": s.pitch,
            "leg_over_trunk_deg": where(unsure, math.nan, STRAIGHT - out),
            "arm_over_trunk_deg": where(near_arm, s.near_arm, s.far_arm),
            "hip_angle_deg": where(unsure, math.nan, hip),
            "knee_angle_deg": where(unsure, math.nan, knee),
        }

    @staticmethod
    def _raw(track: Track, body: Body, lumbar: Samples) -> BugRows:
        near, far = body.angle
        feet = [divide(y[ANKLE] - y[HIP], body.trunk_px) for y in body.y]
        return BugRows(
            pitch=m.trunk_pitch_deg(body),
            near_hip=m.hip_angle_deg(body),
            far_hip=m.hip_angle_deg(body, 1),
            near_arm=wrap180(near[ARM] - near[TRUNK]),
            far_arm=wrap180(far[ARM] - far[TRUNK]),
            near_knee=m.knee_angle_deg(body),
            far_knee=m.knee_angle_deg(body, 1),
            near_foot=feet[0],
            far_foot=feet[1],
            facing_up=facing_up(track, body),
            lumbar=lumbar,
        )

    def _posture(self, s: BugRows) -> tuple[Flags, Flags, Codes]:
        """On the back, with one leg at least up off the floor and one arm at least up in the air."""
        k = self._k
        thigh, foot = fmin(s.near_hip, s.far_hip), maximum(s.near_foot, s.far_foot)
        arm = fmin(magnitude(s.near_arm - k.rest_arm_deg), magnitude(s.far_arm - k.rest_arm_deg))
        pitch = magnitude(s.pitch)
        on = (pitch < k.pitch_on_deg) & (thigh < k.thigh_on_deg) & (foot > k.foot_on) & (arm < k.arm_on_deg)
        off = (pitch > k.pitch_off_deg) | (thigh > k.thigh_off_deg) | (foot < k.foot_off)
        off = off | (arm > k.arm_off_deg)
        face = where(is_nan(s.facing_up), k.facing_up_on, s.facing_up)
        other = told_apart(Sign("belly_down", face, k.facing_up_on, k.facing_up_off))
        return on & negated(other.keeps_out), off | other.ends, other.seen

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A repetition with its pair of limbs and its time, an attempt, or nothing."""
        return judge_reach(segment, self._k, self._edges)
