"""Front plank: is the body one line from shoulder to ankle, and does it stay so?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from formcheck.exercises.base import ExerciseSpec, Measured, Options, PostureSignature, signal_table
from formcheck.exercises.plank.limits import PlankLimits
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference, Refusal
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.holds import drift, hip_change, kind_of_hold, left_at_s
from formcheck.judge.main_faults import MainFault
from formcheck.judge.other_posture import OtherPosture, Sign, told_apart
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import SEEN_CODE
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals import stance
from formcheck.signals.body import ANKLE, EAR, FOOT, HIP, KNEE, SHOULDER, WRIST, Body
from formcheck.signals.body import ELBOW as ELBOW_POINT
from formcheck.signals.facing import facing_up
from formcheck.signals.gates import shoulder_across
from formcheck.signals.head import HeadState, head_unsure
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, latest
from formcheck.signals.level import FloorLine
from formcheck.signals.outline import DORSAL, MAX_AGE_S, TangentChange
from formcheck.signals.picture_edge import both, near
from formcheck.signals.samples import (
    Codes,
    Flags,
    Rows,
    Samples,
    divide,
    magnitude,
    negated,
    table,
    where,
    where_codes,
)
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
    main_faults=(MainFault("sag"), MainFault("pike")),
    posture_signature=PostureSignature(("plank",)),
    posture_places=near(SHOULDER, ELBOW_POINT, HIP, KNEE, ANKLE),
    needs={
        "hip_offset": near(SHOULDER, HIP, ANKLE),
        "hip_offset_change": near(SHOULDER, HIP, ANKLE),
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "knee_angle_deg": near(HIP, KNEE, ANKLE),
        "elbow_angle_deg": near(SHOULDER, ELBOW_POINT, WRIST),
        "hip_angle_deg": near(SHOULDER, HIP, KNEE),
        "upper_arm_deg": near(SHOULDER, ELBOW_POINT, WRIST),
        "head_angle_deg": near(EAR, SHOULDER, HIP),
        "shoulder_sink": near(SHOULDER, ELBOW_POINT),
        "lumbar_deg": near(SHOULDER, HIP),
    },
    floor=FloorLine((ELBOW_POINT, WRIST), (FOOT,), below=0.12, needs_level=False),
)
LEAVING_S = 1.0
"""Getting out of a plank takes about this long; the hold ends where it begins."""

_BY_THE_FACE = ("head", "drop")
"""Rows of `PlankRows` that are a guess where the head is one: a network that sees no face draws the upper
arms shorter or longer with it. Where they stand bears that (`elbow_position`)."""


class PlankRows(NamedTuple):
    """What is measured of every frame: signs and units as in `signals.measures`.

    Attributes:
        offset: hip below the line shoulder-ankle, share of its length.
        drop, upper_arm: see `upper_arm_drop`.
        slope: of the line shoulder-ankle, rise over run.
        far_knee: the knee of the far side, degrees.
        facing_up: the front of the body towards the ceiling, see `facing_up`.
        ankles, hips, toes, arms, upside: see `stance.ankles_apart`, `hips_over_floor`, `toes_over_ankles`,
            `shoulders_over_hands` and `upside_down`.
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
    lumbar: Samples


class PlankState(NamedTuple):
    """State of the filters, the head and the calibration; (value, time) of the back line's last reading."""

    smooth: SmoothState
    outline: tuple[float, float]
    delay: DelayState
    head: HeadState
    calibration: CalibrationState


class Plank:
    """Front plank on forearms or hands, seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig[PlankLimits], options: Options) -> None:
        self.config = config
        self._options = options
        self._limits = config.limits
        self._curve = TangentChange(DORSAL)
        self._smoother = Smoother(PlankRows)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = Calibrator(
            len(SPEC.calibrated),
            config.timing.calibrate_s,
            believable=config.believable(SPEC.calibrated),
        )
        low = [b.green[0] for b in config.bands if b.signal == "hip_offset" and b.green]
        high = [b.green[1] for b in config.bands if b.signal == "hip_offset" and b.green]
        self._good = (max(low, default=-np.inf), min(high, default=np.inf))

    def start(self, reference: Reference | None) -> PlankState:
        """Nothing seen yet."""
        calibration = self._calibrator.start(reference)
        return PlankState(self._smoother.start(), NO_SAMPLE, self._delay.start(), HeadState(), calibration)

    def reference(self, state: PlankState) -> Reference | None:
        """The personal reference, once there is one."""
        return state.calibration.reference

    def refused(self, state: PlankState) -> tuple[Refusal, ...]:
        """What was read and is no reference, see `Calibrator`."""
        return state.calibration.refused

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: PlankState
    ) -> tuple[Measured, PlankState]:
        """Signals of a chunk of at least one frame."""
        lumbar, outline = latest(self._curve(track), time, state.outline, MAX_AGE_S)
        s, smooth = self._smoother.step(self._raw(track, body, lumbar), time, state.smooth)
        on, off, seen = self._posture(s, body.tilt_deg)
        guessed, face = head_unsure(body, time, state.head)
        s = s._replace(**{name: where(guessed, math.nan, getattr(s, name)) for name in _BY_THE_FACE})
        (before,), delay = self._delay.step((s.offset,), time, state.delay)
        moved = magnitude(s.offset - before)
        on = on & (moved < self._limits.settled)
        good = on & usable & (moved < self._limits.steady) & self._options.calibrates(time)
        good = good & (s.offset > self._good[0]) & (s.offset < self._good[1])
        values = (s.offset, s.head, s.drop, s.upper_arm, s.lumbar)
        reference, calibrated, calibration = self._calibrator.step(values, good, time, state.calibration)
        signals = signal_table(self._signals(s, reference, body.tilt_deg), time)
        return (
            Measured(signals, on, off, where(on, 1.0, 0.0), calibrated, table((moved,)), seen=seen),
            PlankState(smooth, outline, delay, face, calibration),
        )

    @staticmethod
    def _raw(track: Track, body: Body, lumbar: Samples) -> PlankRows:
        drop, upper_arm = m.upper_arm_drop(body)
        return PlankRows(
            offset=m.offset_below(body, ANKLE, HIP),
            pitch=m.trunk_pitch_deg(body),
            knee=m.knee_angle_deg(body),
            elbow=m.elbow_angle_deg(body),
            hip=m.hip_angle_deg(body),
            support=m.support_deg(body),
            head=m.head_angle_deg(body),
            drop=drop,
            upper_arm=upper_arm,
            slope=m.line_slope(body, ANKLE, SHOULDER),
            across=shoulder_across(body),
            far_knee=m.knee_angle_deg(body, 1),
            facing_up=facing_up(track, body),
            ankles=stance.ankles_apart(body),
            hips=stance.hips_over_floor(body),
            toes=stance.toes_over_ankles(body),
            arms=stance.shoulders_over_hands(body),
            upside=stance.upside_down(body),
            lumbar=lumbar,
        )

    def _posture(self, s: PlankRows, tilt: Samples) -> tuple[Flags, Flags, Codes]:
        k = self._limits
        arm = magnitude(s.support - tilt)
        on = (s.knee > k.knee_on_deg) & (s.hip > k.hip_on_deg) & (s.slope < k.slope_on)
        on = on & (arm < k.upper_arm_on_deg) & (s.across < k.across_on)
        on = on & (s.far_knee > k.far_knee_on_deg)
        off = (s.knee < k.knee_off_deg) | (s.hip < k.hip_off_deg) | (s.slope > k.slope_off)
        off = off | (arm > k.upper_arm_off_deg) | (s.across > k.across_off)
        off = off | (s.far_knee < k.far_knee_off_deg)
        other = self._other_posture(s, tilt)
        return on & negated(other.keeps_out), off | other.ends, other.seen

    def _other_posture(self, s: PlankRows, tilt: Samples) -> OtherPosture:
        """What a body with a straight line from shoulder to ankle may be doing instead."""
        k = self._limits
        held_up = s.arms > k.chest_on
        up = where_codes(held_up, SEEN_CODE["belly_up"], SEEN_CODE["lying_on_back"])
        # Hips that hang deep are as low, but then the toes press on the floor.
        hips = where(s.toes > k.toes_flat, s.hips, math.nan)
        low = where_codes(held_up, SEEN_CODE["hips_on_floor"], SEEN_CODE["lying_on_belly"])
        straight = s.offset > k.piked
        drop, arms = (where(straight, value, math.nan) for value in (s.drop, s.arms))
        return told_apart(
            Sign(up, s.facing_up, k.facing_up_on, k.facing_up_off),
            Sign("upside_down", s.upside, k.upside_on, k.upside_off),
            Sign("belly_up", s.knee, k.knee_back_on_deg, k.knee_back_off_deg),
            Sign("one_leg_up", s.ankles, k.ankles_on, k.ankles_off),
            Sign(low, hips, k.hips_low_on, k.hips_low_off),
            Sign("hips_on_floor", s.pitch - tilt, k.trunk_up_on_deg, k.trunk_up_off_deg),
            Sign("chest_low", drop, k.chest_on, k.chest_off),
            Sign("one_arm_up", arms, k.chest_on, k.chest_off),
        )

    def _signals(self, s: PlankRows, reference: Rows, tilt: Samples) -> dict[str, Samples]:
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
