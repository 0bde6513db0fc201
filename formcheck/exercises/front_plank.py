"""What planks that face the floor share, on the feet or on the knees: the line from the shoulder to there.

An exercise gives the point where the line ends and its own posture; the rest is one rule.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Generic, NamedTuple, TypeVar

from formcheck.exercises.base import ExerciseSpec, Measured, Options, signal_table
from formcheck.exercises.front_plank_limits import FrontPlankLimits
from formcheck.exercises.own_reference import OwnReference, calibrator_of
from formcheck.judge.calibration import CalibrationState, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.holds import drift, hip_change, kind_of_hold, left_at_s
from formcheck.judge.other_posture import OtherPosture, Sign, told_apart
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import SEEN_CODE
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals import stance
from formcheck.signals.body import ANKLE, EAR, ELBOW, HIP, KNEE, SHOULDER, WRIST, Body
from formcheck.signals.facing import facing_up
from formcheck.signals.gates import shoulder_across
from formcheck.signals.head import HeadState, head_unsure
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, latest
from formcheck.signals.outline import DORSAL, MAX_AGE_S, TangentChange
from formcheck.signals.picture_edge import Place, both, near
from formcheck.signals.samples import (
    Codes,
    Flags,
    Rows,
    Samples,
    divide,
    magnitude,
    table,
    where,
    where_codes,
)
from formcheck.signals.smoothing import Smoother, SmoothState

CALIBRATED = ("hip_offset", "head_angle_deg", "shoulder_drop", "upper_arm", "lumbar_deg")
"""Names of the reference's values, in order."""
LEAVING_S = 1.0
"""Getting out of a plank takes about this long; the hold ends where it begins."""
KNEES_LOW = (0.17, 0.13)
"""The near knee over the floor line (`stance.knees_over_floor`): below these it rests on the floor, and a
plank on the feet does not begin, or ends. On the feet real people read 0.30 and more, a sag of 14 degrees
0.26; on the knees 0.07 (one real) and 0.09 (rendered)."""
KNEE_RESTS_DEG = 172.0
"""... and it is bent by as much as the line rises, 15 degrees on the forearms; straight in a sagging body."""
HIP_OPEN_DEG = 150.0
"""... and the hip is open: on all fours it reads 100 to 110 ..."""
HIPS_OFF_FLOOR = 0.13
"""... and off the floor (`stance.hips_over_knees`): lying propped on the forearms it reads 0.09 to 0.11."""

_BY_THE_FACE = ("head", "drop")
"""Rows of `FrontPlankRows` that are a guess where the head is one: a network that sees no face draws the
upper arms shorter or longer with it. Where they stand bears that (`elbow_position`)."""


def needs_of(tail: int) -> Mapping[str, tuple[Place, ...]]:
    """From which points each signal is read when the line ends at `tail`; see `ExerciseSpec.needs`."""
    return {
        "hip_offset": near(SHOULDER, HIP, tail),
        "hip_offset_change": near(SHOULDER, HIP, tail),
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "knee_angle_deg": near(HIP, KNEE, ANKLE),
        "elbow_angle_deg": near(SHOULDER, ELBOW, WRIST),
        "hip_angle_deg": near(SHOULDER, HIP, KNEE),
        "upper_arm_deg": near(SHOULDER, ELBOW, WRIST),
        "head_angle_deg": near(EAR, SHOULDER, HIP),
        "shoulder_sink": near(SHOULDER, ELBOW),
        "lumbar_deg": near(SHOULDER, HIP),
    }


class FrontPlankRows(NamedTuple):
    """What is measured of every frame: signs and units as in `signals.measures`.

    Attributes:
        offset: hip below the line from the shoulder to where the legs carry, share of its length.
        drop, upper_arm: see `upper_arm_drop`.
        slope: of that line, rise over run.
        far_knee: the knee of the far side, degrees.
        facing_up: the front of the body towards the ceiling, see `facing_up`.
        ankles, hips, toes, arms, upside: see `stance.ankles_apart`, `hips_over_floor`, `toes_over_ankles`,
            `shoulders_over_hands` and `upside_down`.
        knees, hips_to_knees: see `stance.knees_over_floor` and `hips_over_knees`.
        lumbar: curve of the back line, degrees, held between its readings.
    """

    offset: Samples
    pitch: Samples
    knee: Samples
    elbow: Samples
    hip: Samples
    support: Samples
    head: Samples
    drop: Samples
    upper_arm: Samples
    slope: Samples
    across: Samples
    far_knee: Samples
    facing_up: Samples
    ankles: Samples
    hips: Samples
    toes: Samples
    arms: Samples
    upside: Samples
    knees: Samples
    hips_to_knees: Samples
    lumbar: Samples


class FrontPlankState(NamedTuple):
    """State of the filters, the head and the calibration; (value, time) of the back line's last reading."""

    smooth: SmoothState
    outline: tuple[float, float]
    delay: DelayState
    head: HeadState
    calibration: CalibrationState


L = TypeVar("L", bound=FrontPlankLimits)


class FrontPlank(OwnReference, ABC, Generic[L]):
    """A plank on forearms or hands, seen from the side.

    Attributes:
        tail: the point at which the judged line ends.
    """

    spec: ExerciseSpec
    tail: ClassVar[int] = ANKLE

    def __init__(self, config: ExerciseConfig[L], options: Options) -> None:
        self.config = config
        self._options = options
        self._limits = config.limits
        self._curve = TangentChange(DORSAL)
        self._smoother = Smoother(FrontPlankRows)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = calibrator_of(config, CALIBRATED)
        self._good = config.green_of("hip_offset")

    def shared_posture(self, s: FrontPlankRows, tilt: Samples) -> tuple[Flags, Flags]:
        """In and out of the posture by what holds on the feet and on the knees."""
        k = self._limits
        arm = magnitude(s.support - tilt)
        on = (s.hip > k.hip_on_deg) & (s.slope < k.slope_on)
        on = on & (arm < k.upper_arm_on_deg) & (s.across < k.across_on)
        off = (s.hip < k.hip_off_deg) | (s.slope > k.slope_off)
        off = off | (arm > k.upper_arm_off_deg) | (s.across > k.across_off)
        return on, off

    def other_posture(
        self, s: FrontPlankRows, tilt: Samples, hips: Samples, legs: tuple[Sign, ...], *first: Sign
    ) -> OtherPosture:
        """What a body with a straight line from the shoulder may be doing instead.

        Args:
            s: what was measured.
            tilt: of the camera, degrees.
            hips: how far the hips are off the floor, NaN where that shows nothing.
            legs: signs of the legs.
            first: signs that are named before all others.
        """
        k = self._limits
        held_up = s.arms > k.chest_on
        up = where_codes(held_up, SEEN_CODE["belly_up"], SEEN_CODE["lying_on_back"])
        low = where_codes(held_up, SEEN_CODE["hips_on_floor"], SEEN_CODE["lying_on_belly"])
        straight = s.offset > k.piked
        drop, arms = (where(straight, value, math.nan) for value in (s.drop, s.arms))
        return told_apart(
            *first,
            Sign(up, s.facing_up, k.facing_up_on, k.facing_up_off),
            Sign("upside_down", s.upside, k.upside_on, k.upside_off),
            *legs,
            Sign(low, hips, k.hips_low_on, k.hips_low_off),
            Sign("hips_on_floor", s.pitch - tilt, k.trunk_up_on_deg, k.trunk_up_off_deg),
            Sign("chest_low", drop, k.chest_on, k.chest_off),
            Sign("one_arm_up", arms, k.chest_on, k.chest_off),
        )

    @abstractmethod
    def posture(self, s: FrontPlankRows, tilt: Samples) -> tuple[Flags, Flags, Codes]:
        """In the posture, clearly out of it, and what is seen instead; `tilt` of the camera, degrees."""

    def leaving(self, offset: Samples, sunk: Samples) -> Flags:
        """Getting out of the posture, which the posture itself does not tell yet.

        Args:
            offset: hip below the line, share of its length.
            sunk: by how much more than `STILL_LAG_S` ago.
        """
        return False

    def start(self, reference: Reference | None) -> FrontPlankState:
        """Nothing seen yet."""
        calibration = self._calibrator.start(reference)
        return FrontPlankState(
            self._smoother.start(), NO_SAMPLE, self._delay.start(), HeadState(), calibration
        )

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: FrontPlankState
    ) -> tuple[Measured, FrontPlankState]:
        """Signals of a chunk of at least one frame."""
        lumbar, outline = latest(self._curve(track), time, state.outline, MAX_AGE_S)
        s, smooth = self._smoother.step(self._raw(track, body, lumbar), time, state.smooth)
        on, off, seen = self.posture(s, body.tilt_deg)
        guessed, face = head_unsure(body, time, state.head)
        s = s._replace(**{name: where(guessed, math.nan, getattr(s, name)) for name in _BY_THE_FACE})
        (before,), delay = self._delay.step((s.offset,), time, state.delay)
        sunk = s.offset - before
        moved = magnitude(sunk)
        off = off | self.leaving(s.offset, sunk)
        on = on & (moved < self._limits.settled)
        good = on & usable & (moved < self._limits.steady) & self._options.calibrates(time)
        good = good & (s.offset > self._good[0]) & (s.offset < self._good[1])
        values = (s.offset, s.head, s.drop, s.upper_arm, s.lumbar)
        reference, calibrated, calibration = self._calibrator.step(values, good, time, state.calibration)
        signals = signal_table(self._signals(s, reference, body.tilt_deg), time)
        return (
            Measured(signals, on, off, where(on, 1.0, 0.0), calibrated, table((moved,)), seen=seen),
            FrontPlankState(smooth, outline, delay, face, calibration),
        )

    def _raw(self, track: Track, body: Body, lumbar: Samples) -> FrontPlankRows:
        drop, upper_arm = m.upper_arm_drop(body)
        return FrontPlankRows(
            offset=m.offset_below(body, self.tail, HIP),
            pitch=m.trunk_pitch_deg(body),
            knee=m.knee_angle_deg(body),
            elbow=m.elbow_angle_deg(body),
            hip=m.hip_angle_deg(body),
            support=m.support_deg(body),
            head=m.head_angle_deg(body),
            drop=drop,
            upper_arm=upper_arm,
            slope=m.line_slope(body, self.tail, SHOULDER),
            across=shoulder_across(body),
            far_knee=m.knee_angle_deg(body, 1),
            facing_up=facing_up(track, body),
            ankles=stance.ankles_apart(body),
            hips=stance.hips_over_floor(body),
            toes=stance.toes_over_ankles(body),
            arms=stance.shoulders_over_hands(body),
            upside=stance.upside_down(body),
            knees=stance.knees_over_floor(body),
            hips_to_knees=stance.hips_over_knees(body),
            lumbar=lumbar,
        )

    def _signals(self, s: FrontPlankRows, reference: Rows, tilt: Samples) -> dict[str, Samples]:
        offset, head, drop, upper_arm, lumbar = reference
        return {
            "hip_offset": s.offset,
            "hip_offset_change": hip_change(s.offset, offset, self._limits.usual, self._limits.bias_max),
            "trunk_pitch_deg": s.pitch - tilt,
            "knee_angle_deg": s.knee,
            "elbow_angle_deg": s.elbow,
            "hip_angle_deg": s.hip,
            "upper_arm_deg": s.support - tilt,
            "head_angle_deg": s.head - head,
            "shoulder_sink": divide(drop - s.drop, upper_arm),
            "lumbar_deg": s.lumbar - lumbar,
        }

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A hold, with the slope of its hip line; too short a one is an attempt, or nothing."""
        end_s = left_at_s(segment, 0, self._limits.steady, LEAVING_S)
        kind = kind_of_hold(end_s - segment.start_s, self.config.timing, segment.complete)
        if kind != "hold":
            return SegmentVerdict(kind, segment.start_s, end_s)
        return SegmentVerdict("hold", segment.start_s, end_s, measures=drift(segment, end_s))


def on_knees(s: FrontPlankRows, k: FrontPlankLimits) -> Sign:
    """The sign that this is the plank on the knees. It is named before all others: shanks in the air point
    the toes up, as those of somebody on the back.
    """
    held = (s.arms > k.chest_on) & (s.across < k.across_on)
    held = held & (s.hip > HIP_OPEN_DEG) & (s.knee < KNEE_RESTS_DEG) & (s.hips_to_knees > HIPS_OFF_FLOOR)
    return Sign("on_knees", where(held, s.knees, math.nan), *KNEES_LOW)
