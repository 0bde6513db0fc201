"""Bird-dog from the side: trunk pitch, leg and arm against the trunk, the hollow of the back."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from formcheck.exercises.base import Measured, Options, signal_table
from formcheck.exercises.bird_dog.book_on_back import BookOnBack, Drivers, LyingState
from formcheck.exercises.bird_dog.first_of_pair import FirstOfPair, PairState
from formcheck.exercises.bird_dog.hollow import Hollow, hollow_unmeasured
from formcheck.exercises.bird_dog.limits import BirdDogLimits
from formcheck.exercises.bird_dog.repetition import LimbRows, judge_repetition
from formcheck.exercises.bird_dog.spec import SPEC
from formcheck.exercises.limb_pairs import unsure_row, way_of_pair
from formcheck.exercises.own_reference import OwnReference, calibrator_of
from formcheck.judge.calibration import CalibrationState, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.other_posture import Sign, told_apart
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import NOTHING_SEEN
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals import stance
from formcheck.signals.all_fours import thigh_tilt_deg
from formcheck.signals.body import ARM, LEG, Body
from formcheck.signals.gates import shoulder_across
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, latest, levels_at
from formcheck.signals.outline import DORSAL_REACHING, MAX_AGE_S, TangentChange
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
from formcheck.signals.vectors import wrap180

OF_THE_LEG = ("leg_over_trunk_deg", "knee_angle_deg")
"""What is not measured while the two legs may be taken for each other."""

LIMBS = ("leg_over_trunk_deg", "arm_over_trunk_deg")
"""Signals that show how far a limb has gone."""


class SideRows(NamedTuple):
    """What is measured of every frame: signs and units as in `signals.measures`.

    Attributes:
        near_arm, far_arm: elevation of the line shoulder-wrist, degrees, + hand above the shoulder.
        near_leg, far_leg: elevation of the line hip-ankle, degrees, + foot above the hip.
        near_thigh, far_thigh: tilt from the vertical, degrees.
        shank: see `stance.shank_rise`.
        lumbar: curve of the back line, degrees, held between its readings.
    """

    pitch: Samples
    near_arm: Samples
    far_arm: Samples
    near_leg: Samples
    far_leg: Samples
    near_thigh: Samples
    far_thigh: Samples
    near_knee: Samples
    far_knee: Samples
    near_elbow: Samples
    far_elbow: Samples
    head: Samples
    across: Samples
    shank: Samples
    lumbar: Samples

    @property
    def limbs(self) -> tuple[Samples, Samples, Samples, Samples]:
        """Arms and legs, near and far."""
        return self.near_arm, self.far_arm, self.near_leg, self.far_leg


class SideState(NamedTuple):
    """State of the filters, the resting limbs, the book and the calibration."""

    smooth: SmoothState
    outline: tuple[float, float]
    delay: DelayState
    rest: tuple[tuple[float, float], ...]
    lying: LyingState
    leans: PairState
    calibration: CalibrationState


class BirdDogSide(OwnReference):
    """Bird-dog seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig[BirdDogLimits], options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._curve = TangentChange(DORSAL_REACHING)
        self._all_fours = config.limits.all_fours()
        self._smoother = Smoother(SideRows)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = calibrator_of(config, SPEC.calibrated, STILL_LAG_S)
        self._lean = FirstOfPair(config.limits.first_of_pair_s)
        self._hollow = Hollow(config, options.strictness)
        self._book = BookOnBack(options.book, config.limits.drive_edges())

    def start(self, reference: Reference | None) -> SideState:
        """Nothing seen yet."""
        leg, arm = self._k.default_rest_leg_deg, self._k.default_rest_arm_deg
        return SideState(
            self._smoother.start(),
            NO_SAMPLE,
            self._delay.start(),
            (*((v, -math.inf) for v in (arm, arm, leg, leg)), NO_SAMPLE),
            self._book.start(),
            self._lean.start(),
            self._calibrator.start(reference),
        )

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: SideState
    ) -> tuple[Measured, SideState]:
        """Signals of a chunk of at least one frame."""
        lumbar, outline = latest(self._curve(track), time, state.outline, MAX_AGE_S)
        s, smooth = self._smoother.step(self._raw(body, lumbar), time, state.smooth)
        tilt = body.tilt_deg
        on, off, seen = self._posture(s, tilt)
        (*rest, across), rest_state, delay, still, resting = self._rest(s, on & usable, time, state)
        values = (s.pitch, s.head, s.lumbar)
        reference, calibrated, calibration = self._calibrator.step(
            values, resting & self._options.calibrates(time), time, state.calibration
        )
        change = s.pitch - where(calibrated, reference[0], self._k.default_pitch_deg + tilt)
        # The whole way is from rest to the level; a leg points away from the head, so a tilt lowers it.
        gone = [
            divide(limb - low, level - low)
            for limb, low, level in zip(s.limbs, rest, (tilt, tilt, -tilt, -tilt), strict=True)
        ]
        drive = way_of_pair(maximum(gone[0], gone[1]), maximum(gone[2], gone[3]))
        book, lying = self._book.step(time, Drivers(pitch=change), drive, on, off, calibrated, state.lying)
        back, leans = self._back(s.lumbar - reference[2], gone, still, calibrated, time, state.leans)
        signals = self._signals(s, gone, change, reference, tilt)
        self._leave_out(signals, gone, body.legs_unsure)
        sure, why = self._hollow(back, signals["leg_over_trunk_deg"], across)
        signals |= {"lumbar_deg": sure, "book_x_cm": book.x_cm}
        # From near and far to the person's own left and right.
        near = body.left_near
        extra = LimbRows(
            left_arm=where(near, gone[0], gone[1]),
            right_arm=where(near, gone[1], gone[0]),
            left_leg=where(near, gone[2], gone[3]),
            right_leg=where(near, gone[3], gone[2]),
            book_slid=book.slid_cm,
            book_fallen=book.fallen,
            legs_unsure=unsure_row(body.legs_unsure, time),
            arms_unsure=unsure_row(body.arms_unsure, time),
        )
        after = SideState(smooth, outline, delay, rest_state, lying, leans, calibration)
        rows, columns = table((*extra, why)), signal_table(signals, time)
        return Measured(columns, on, off, drive, calibrated, rows, seen=seen), after

    def _rest(
        self, s: SideRows, good: Flags, time: Samples, state: SideState
    ) -> tuple[list[Samples], tuple[tuple[float, float], ...], DelayState, Flags, Flags]:
        """Each limb's line and the shoulders' distance when last at rest, the state of that, the delay's
        state, and which frames are still, and which at rest.
        """
        angles = (s.pitch, *s.limbs)
        before, delay = self._delay.step(angles, time, state.delay)
        still = good
        for now, then in zip(angles, before, strict=True):
            still = still & (magnitude(now - then) < self._k.steady_deg)
        resting = still & (s.near_leg < self._k.rest_leg_deg) & (s.far_leg < self._k.rest_leg_deg)
        resting = resting & (s.near_arm < self._k.rest_arm_deg) & (s.far_arm < self._k.rest_arm_deg)
        levels, rest = levels_at((*s.limbs, s.across), resting, time, state.rest)
        return levels, rest, delay, still, resting

    def _back(
        self,
        lumbar: Samples,
        gone: list[Samples],
        still: Flags,
        calibrated: Flags,
        time: Samples,
        state: PairState,
    ) -> tuple[Samples, PairState]:
        """The back's bend without the effect of raised limbs on its line.

        The effect is that of the first repetition of each pair, within a bound that hides no hollow. The
        first repetition itself is read as it is.
        """
        share, most = minimum(maximum(gone[0], gone[1]), 1.0), self._k.back_lean_max_deg
        usual = still & calibrated & (share > self._k.drive_top)
        lean, state = self._lean.step(lumbar, share, usual, gone[0] > gone[1], time, state)
        lean = minimum(maximum(where(is_nan(lean), 0.0, lean), -most), most)
        return lumbar - lean, state

    @staticmethod
    def _raw(body: Body, lumbar: Samples) -> SideRows:
        near, far = body.angle
        return SideRows(
            pitch=m.trunk_pitch_deg(body),
            near_arm=near[ARM],
            far_arm=far[ARM],
            near_leg=wrap180(180.0 - near[LEG]),
            far_leg=wrap180(180.0 - far[LEG]),
            near_thigh=thigh_tilt_deg(body),
            far_thigh=thigh_tilt_deg(body, 1),
            near_knee=m.knee_angle_deg(body),
            far_knee=m.knee_angle_deg(body, 1),
            near_elbow=m.elbow_angle_deg(body),
            far_elbow=m.elbow_angle_deg(body, 1),
            head=m.head_angle_deg(body),
            across=shoulder_across(body),
            shank=stance.shank_rise(body),
            lumbar=lumbar,
        )

    def _posture(self, s: SideRows, tilt: Samples) -> tuple[Flags, Flags, Codes]:
        k, down = self._k, 90.0 - tilt
        thighs, arms = (s.near_thigh - tilt, s.far_thigh - tilt), (s.near_arm + down, s.far_arm + down)
        pitch = s.pitch - tilt
        raised = maximum(magnitude(arms[0]), magnitude(arms[1])) > k.arm_off_deg
        held_up = raised & (pitch > k.held_up_deg)
        on, off = self._all_fours(thighs, arms, pitch, s.across, held_up=held_up)
        other = told_apart(Sign("knees_off_floor", s.shank, k.shank_on, k.shank_off))
        seen = where_codes(on, other.seen, NOTHING_SEEN)
        return on & negated(other.keeps_out), off | other.ends, seen

    @staticmethod
    def _signals(
        s: SideRows, gone: list[Samples], change: Samples, reference: Rows, tilt: Samples
    ) -> dict[str, Samples]:
        arm, leg = gone[0] >= gone[1], gone[2] >= gone[3]
        # Against the trunk: the limb's elevation without the tilt of the trunk. A leg behind goes
        # down, an arm in front goes up when the head rises.
        return {
            "trunk_pitch_deg": s.pitch - tilt,
            "trunk_pitch_change_deg": change,
            "leg_over_trunk_deg": where(leg, s.near_leg, s.far_leg) + tilt + change,
            "arm_over_trunk_deg": where(arm, s.near_arm, s.far_arm) - tilt - change,
            "knee_angle_deg": where(leg, s.near_knee, s.far_knee),
            "elbow_angle_deg": where(arm, s.near_elbow, s.far_elbow),
            "head_angle_deg": s.head - reference[1],
        }

    def _leave_out(self, signals: dict[str, Samples], gone: list[Samples], legs_unsure: Flags) -> None:
        """Make NaN of the heights that a limb does not show.

        A foot above a bent knee does not show how high the leg is, nor does an arm that waits for its leg, or
        is not followed, show how far it reaches. Of legs that may be taken for each other nothing is known.
        """
        leg, arm = signals["leg_over_trunk_deg"], signals["arm_over_trunk_deg"]
        kicks = (leg > 0.0) & (signals["knee_angle_deg"] < self._k.straight_deg)
        out = maximum(gone[0], gone[1]) >= self._k.limb_from
        signals["leg_over_trunk_deg"] = where(kicks, math.nan, leg)
        signals["arm_over_trunk_deg"] = where(out, arm, math.nan)
        for name in OF_THE_LEG:
            signals[name] = where(legs_unsure, math.nan, signals[name])

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A repetition with its pair of limbs, and whether its back could be judged."""
        limbs, why = segment.frames.extra[:4], segment.frames.extra[-1]
        furthest = np.fmax.reduce(limbs, axis=0)
        verdict = judge_repetition(
            segment, self.config, self._options.book, ("pitch",), furthest=furthest, limbs=LIMBS
        )
        return replace(verdict, unmeasured=hollow_unmeasured(segment.frames, why))
