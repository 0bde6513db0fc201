"""What side planks share, on the feet or on the knees: one line from shoulder to there, on which side?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from formcheck.exercises.base import ExerciseSpec, Measured, Options, signal_table
from formcheck.exercises.own_reference import calibrator_of
from formcheck.exercises.side_hold_limits import SideHoldLimits
from formcheck.exercises.stacked import Stacked, twist_deg
from formcheck.judge.calibration import CalibrationState, Reference, Refusal
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.holds import drift, hip_change, kind_of_hold, left_at_s
from formcheck.judge.other_posture import OtherPosture
from formcheck.judge.segments import Segment, SegmentVerdict, Side
from formcheck.judge.vocabulary import NOTHING_SEEN, SEEN_CODE
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals import stance
from formcheck.signals.body import ANKLE, EAR, ELBOW, HIP, KNEE, SHOULDER, Body
from formcheck.signals.head import HeadState, head_unsure
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import latch
from formcheck.signals.picture_edge import LOWER, Place, both
from formcheck.signals.samples import (
    Flags,
    Rows,
    Samples,
    last,
    magnitude,
    maximum,
    negated,
    table,
    where,
    where_codes,
    where_flags,
)
from formcheck.signals.smoothing import Smoother, SmoothState

PER_SIDE = ("hip_offset", "head_angle_deg", "shoulder_width", "bent_knees")
CALIBRATED = tuple(f"{side}_{name}" for side in ("left", "right") for name in PER_SIDE)
"""Names of the reference's values, in order."""


def needs_of(*ends: int) -> Mapping[str, tuple[Place, ...]]:
    """From which points each signal is read when the line ends at these; see `ExerciseSpec.needs`."""
    return {
        "hip_offset": both(SHOULDER, HIP, *ends),
        "hip_offset_change": both(SHOULDER, HIP, *ends),
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "trunk_twist_deg": both(SHOULDER, HIP),
        "upper_arm_deg": ((LOWER, SHOULDER), (LOWER, ELBOW)),
        "head_angle_deg": both(EAR, SHOULDER, HIP),
    }


LEAVING_S = 2.0
"""Lowering the pelvis to the floor takes one to two seconds; the hold ends where that begins."""

_BY_THE_FACE = ("head", "arm", "width")
"""Rows of `SideHoldRows` that are a guess where the head is one: shoulders and arms lie where the network
takes the face to look."""
MOVED, LEFT, BENT = range(3)
"""Rows of what comes back with a finished hold."""


class SideHoldRows(NamedTuple):
    """What is measured of every frame, against the line to the ankle and against the line to the knee.

    Attributes:
        offset, offset_knee: see `Stacked.offset_below`.
        slope, slope_knee: see `Stacked.slope`.
        clear, clear_knee: see `Stacked.clearance`.
        width, across: see `Stacked.shoulders`.
        arm, free_arm: see `Stacked.arms_deg`.
        knee, head: see `Stacked.knee_and_head_deg`.
        shank, leg: see `Stacked.leg_shares`.
        pitch: of the trunk, degrees.
        ankles: see `stance.ankles_apart`.
        left_low: 1 where the person's left side is the lower one, else 0.
    """

    offset: Samples
    slope: Samples
    clear: Samples
    offset_knee: Samples
    slope_knee: Samples
    clear_knee: Samples
    width: Samples
    across: Samples
    arm: Samples
    free_arm: Samples
    knee: Samples
    head: Samples
    shank: Samples
    leg: Samples
    pitch: Samples
    ankles: Samples
    left_low: Samples


L = TypeVar("L", bound=SideHoldLimits)


@dataclass(frozen=True, slots=True)
class SideHoldState:
    """State of the filters, the head, the knee-bent latch, and of each side's calibration (left, right)."""

    smooth: SmoothState
    delay: DelayState
    head: HeadState
    bent: bool
    calibration: tuple[CalibrationState, CalibrationState]


class SideHold(Generic[L]):
    """A side plank on the forearm, seen from the front or the back of the body."""

    spec: ExerciseSpec

    def __init__(self, config: ExerciseConfig[L], options: Options) -> None:
        self.config = config
        self._options = options
        self._limits = config.limits
        self._smoother = Smoother(SideHoldRows)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = calibrator_of(config, PER_SIDE)
        self._good = config.green_of("hip_offset")

    def start(self, reference: Reference | None) -> SideHoldState:
        """Nothing seen yet. Of a given reference only a side that was measured counts."""
        size = len(PER_SIDE)
        given: list[Reference | None] = [None, None]
        if reference is not None:
            halves = (reference.values[:size], reference.values[size:])
            given = [
                Reference(reference.start_s, reference.end_s, half) if np.isfinite(half[0]) else None
                for half in halves
            ]
        left, right = (self._calibrator.start(half) for half in given)
        return SideHoldState(self._smoother.start(), self._delay.start(), HeadState(), False, (left, right))

    def reference(self, state: SideHoldState) -> Reference | None:
        """The personal references in force, left then right; NaN for a side that has none."""
        sides = [side.reference for side in state.calibration]
        known = [side for side in sides if side is not None]
        if not known:
            return None
        blank = np.full(len(PER_SIDE), np.nan)
        values = np.concatenate([blank if side is None else side.values for side in sides])
        # A reference that was given has no times; two that were measured: from the first to the last.
        return Reference(
            float(np.fmin.reduce([s.start_s for s in known])),
            float(np.fmax.reduce([s.end_s for s in known])),
            values,
        )

    def refused(self, state: SideHoldState) -> tuple[Refusal, ...]:
        """What was read on either side and is no reference, see `Calibrator`."""
        left, right = (side.refused for side in state.calibration)
        return (*left, *(replace(refusal, row=refusal.row + len(PER_SIDE)) for refusal in right))

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: SideHoldState
    ) -> tuple[Measured, SideHoldState]:
        """Signals of a chunk of at least one frame."""
        k = self._limits
        s, smooth = self._smoother.step(self._raw(body), time, state.smooth)
        bent = latch(s.shank < k.bent_on, s.shank > k.bent_off, state.bent)
        offset = where(bent, s.offset_knee, s.offset)
        on, off = self._posture(s, offset, bent)
        other = self.other_legs(s, bent)
        on, off = on & negated(other.keeps_out), off | other.ends
        stacked = s.across > k.across_on
        low = stacked & (where(bent, s.clear_knee, s.clear) < k.clear_on)
        seen = where_codes(low, SEEN_CODE["hips_on_floor"], NOTHING_SEEN)
        seen = where_codes(stacked & other.keeps_out, other.seen, seen)
        guessed, head = head_unsure(body, time, state.head)
        s = s._replace(**{name: where(guessed, math.nan, getattr(s, name)) for name in _BY_THE_FACE})
        (before,), delay = self._delay.step((offset,), time, state.delay)
        sunk = offset - before
        moved = magnitude(sunk)
        off = off | ((sunk > k.leaving) & (offset > k.leaving_below))
        on = on & (moved < k.settled)
        left = s.left_low > 0.5
        good = on & usable & (moved < k.steady) & self._options.calibrates(time)
        good = good & (offset > self._good[0]) & (offset < self._good[1])
        knees = where(bent, 1.0, 0.0)
        values = (offset, s.head, s.width, knees)
        reference, calibrated, calibration = self._calibrate(values, good, left, time, state)
        # A reference for the line to the ankle does not hold for the line to the knee.
        calibrated = calibrated & (reference[3] == knees)
        square = maximum(reference[2], k.width_least)
        signals = {
            "hip_offset": offset,
            "hip_offset_change": hip_change(offset, reference[0], k.usual, k.bias_max),
            "trunk_pitch_deg": s.pitch,
            "trunk_twist_deg": twist_deg(s.width, square, k.twist_least_deg),
            "upper_arm_deg": s.arm,
            "head_angle_deg": s.head - reference[1],
        }
        extra = table((moved, where(left, 1.0, 0.0), knees))
        drive = where(on, 1.0, 0.0)
        after = SideHoldState(smooth, delay, head, last(bent), calibration)
        rows = signal_table(signals, time)
        return Measured(rows, on, off, drive, calibrated, extra, None, left, seen), after

    def _raw(self, body: Body) -> SideHoldRows:
        lying = Stacked.of(body)
        width, across = lying.shoulders()
        arm, free_arm = lying.arms_deg()
        knee, head = lying.knee_and_head_deg()
        shank, leg = lying.leg_shares()
        left = lying.left_low
        if self._options.side is not None:  # whoever films may know better than the tracker
            fixed = self._options.side == "left"
            left = where_flags(lying.near_low, fixed, fixed)
        return SideHoldRows(
            offset=lying.offset_below(ANKLE),
            slope=lying.slope(ANKLE),
            clear=lying.clearance(ANKLE),
            offset_knee=lying.offset_below(KNEE),
            slope_knee=lying.slope(KNEE),
            clear_knee=lying.clearance(KNEE),
            width=width,
            across=across,
            arm=arm,
            free_arm=free_arm,
            knee=knee,
            head=head,
            shank=shank,
            leg=leg,
            pitch=m.trunk_pitch_deg(body),
            ankles=stance.ankles_apart(body),
            left_low=where(left, 1.0, 0.0),
        )

    def _posture(self, s: SideHoldRows, offset: Samples, bent: Flags) -> tuple[Flags, Flags]:
        k = self._limits
        arm = magnitude(s.arm)
        slope, clear = where(bent, s.slope_knee, s.slope), where(bent, s.clear_knee, s.clear)
        on = (s.across > k.across_on) & (slope < k.slope_on) & (arm < k.arm_on_deg)
        on = on & (s.free_arm > k.free_arm_on_deg)
        legs_on, legs_off = self.legs(s, bent)
        on = on & legs_on
        on = on & (clear > k.clear_on) & (offset > k.high_on)
        off = (s.across < k.across_off) | (slope > k.slope_off) | (arm > k.arm_off_deg)
        off = off | (s.free_arm < k.free_arm_off_deg)
        off = off | legs_off
        off = off | (clear < k.clear_off) | (offset < k.high_off)
        low_on, low_off = self.lowest(bent)
        return on & (offset < low_on), off | (offset > low_off)

    def legs(self, s: SideHoldRows, bent: Flags) -> tuple[Flags, Flags]:
        """The legs are those of the posture, or clearly not; `bent`: of the shanks little is left to see."""
        raise NotImplementedError

    def lowest(self, bent: Flags) -> tuple[Samples, Samples]:
        """How far mid-hip may hang below the line to enter and to stay."""
        k = self._limits
        return k.bent_low_on, k.bent_low_off

    def other_legs(self, s: SideHoldRows, bent: Flags) -> OtherPosture:
        """What the legs show of another posture."""
        raise NotImplementedError

    def _calibrate(
        self, values: Rows, good: Flags, left: Flags, time: Samples, state: SideHoldState
    ) -> tuple[list[Samples], Flags, tuple[CalibrationState, CalibrationState]]:
        """Each side has its own, because the tracker may misplace the hip differently on the other side."""
        was_left, was_right = state.calibration
        ours, known_left, now_left = self._calibrator.step(values, good & left, time, was_left)
        theirs, known_right, now_right = self._calibrator.step(values, good & negated(left), time, was_right)
        reference = [where(left, a, b) for a, b in zip(ours, theirs, strict=True)]
        return reference, where_flags(left, known_left, known_right), (now_left, now_right)

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A hold with its side and the slope of its hip line; too short a one is an attempt, or nothing."""
        end_s = left_at_s(segment, MOVED, self._limits.steady, LEAVING_S)
        side: Side = "left" if np.median(segment.frames.extra[LEFT]) > 0.5 else "right"
        kind = kind_of_hold(end_s - segment.start_s, self.config.timing, segment.complete)
        if kind != "hold":
            return SegmentVerdict(kind, segment.start_s, end_s, side)
        bent = float(np.median(segment.frames.extra[BENT]) > 0.5)
        measures = (*drift(segment, end_s), ("bent_knees", bent))
        return SegmentVerdict("hold", segment.start_s, end_s, side, measures=measures)
