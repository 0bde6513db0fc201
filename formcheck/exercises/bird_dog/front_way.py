"""One way to read the bird-dog from high in front: by landmarks alone, or with what the trunk head tells."""

from __future__ import annotations

import math
from typing import NamedTuple

from formcheck.exercises.base import Measured, Options, signal_table
from formcheck.exercises.bird_dog.book_on_back import BookOnBack, Drivers, LyingState
from formcheck.exercises.bird_dog.front_rows import FrontRows, sine
from formcheck.exercises.bird_dog.limits import BirdDogLimits
from formcheck.exercises.bird_dog.repetition import LimbRows
from formcheck.exercises.bird_dog.spec import FRONT_SPEC
from formcheck.exercises.limb_pairs import unsure_row
from formcheck.exercises.own_reference import calibrator_of
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.signals.gates import SHOULDERS_PER_TRUNK
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import latch, levels_at
from formcheck.signals.samples import (
    Flags,
    Rows,
    Samples,
    divide,
    fmax,
    is_nan,
    last,
    magnitude,
    minimum,
    negated,
    table,
    where,
)
from formcheck.signals.smoothing import Smoother, SmoothState

TRUNK_M = 0.49
"""Hip-shoulder length of an adult in metres (0.288 of 1.70 m, Drillis-Contini:
docs/clinical.md#personal-reference), for the book."""

MIDLINE_ASIDE = 0.10
"""By so much of a roll's sine, in torso lengths, the told midline moves to the lower side over still hips.

The skin moves by 0.28 (tests/tools/test_synth_spine.py), the midline as the head tells it by less: on 141
repetitions of 24 rendered people 0.10 and 0.15 leave the same error of the shift, 0 and 0.25 more."""
RESTING = 7
"""How many quantities have a resting level, with or without a personal reference: limbs, width, twist, apart
and roll."""


Limbs = tuple[Samples, Samples, Samples, Samples]
"""Share of its way that each limb has gone: left and right arm, left and right leg."""


class Seen(NamedTuple):
    """What is known of the frames: they may enter a reference; legs, and arms, may be each other."""

    usable: Flags
    legs_unsure: Flags
    arms_unsure: Flags


class WayState(NamedTuple):
    """State of the filters, the book and the calibration.

    Attributes:
        held: level of each limb and of the roll when last at rest, and when that was.
        seen: a knee is seen.
    """

    smooth: SmoothState
    delay: DelayState
    lying: LyingState
    rest: CalibrationState
    held: tuple[tuple[float, float], ...]
    seen: bool
    calibration: CalibrationState


class FrontWay:
    """Signals of every frame; without memory, as a `Rule`.

    Args:
        config: of the exercise.
        options: of the scoring.
        told: the trunk's roll, shift and the hips beside the shoulders are those of the trunk head.
    """

    def __init__(self, config: ExerciseConfig[BirdDogLimits], options: Options, *, told: bool) -> None:
        self._told, self._options = told, options
        self._k = k = config.limits
        legs, others = k.front_steady_legs, k.front_steady
        self._steady = (others, others, legs, legs, others, others)
        self._full = (k.front_arm_full, k.front_leg_full, k.front_leg_full)
        self._smoother = Smoother(FrontRows)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = calibrator_of(config, FRONT_SPEC.calibrated, STILL_LAG_S)
        self._rest = Calibrator(RESTING, config.timing.calibrate_s, STILL_LAG_S)
        self._book = BookOnBack(options.book, k.drive_edges())

    def start(self, reference: Reference | None) -> WayState:
        """Nothing seen yet."""
        k = self._k
        rest = (k.front_rest_arm, k.front_rest_leg, k.front_rest_leg, math.nan)
        return WayState(
            self._smoother.start(),
            self._delay.start(),
            self._book.start(),
            self._rest.start(),
            tuple((level, -math.inf) for level in rest),
            False,
            self._calibrator.start(reference),
        )

    def measure(
        self, rows: FrontRows, time: Samples, seen: Seen, state: WayState
    ) -> tuple[Measured, WayState]:
        """Signals of a chunk of at least one frame, from its raw rows and what is known of it."""
        k = self._k
        s, smooth = self._smoother.step(rows, time, state.smooth)
        moving = (s.left_arm, s.right_arm, s.left_leg, s.right_leg, s.hands, s.upright)
        before, delay = self._delay.step(moving, time, state.delay)
        on, off = self._posture(s)
        good = on & seen.usable & (magnitude(s.left_arm) < 0.5 * k.front_arm_full)
        if self._told:  # an arm that a rolling trunk takes down looks like one at rest
            good = good & (magnitude(s.left_leg - s.right_leg) < 0.5 * k.front_leg_full)
        for now, then, steady in zip(
            moving, before, self._steady, strict=True
        ):  # also not still getting down
            good = good & (magnitude(now - then) < steady)
        limbs, first, rest, held = self._resting(s, good, time, state)
        reference, calibrated, calibration = self._calibrator.step(
            (s.roll, s.shift, s.width), good & self._options.calibrates(time), time, state.calibration
        )
        arm = (s.left_arm - limbs[0]) / k.front_arm_full
        gone = (
            arm,
            -arm,
            (s.left_leg - limbs[1]) / k.front_leg_full,
            (s.right_leg - limbs[2]) / k.front_leg_full,
        )
        drive = self._drive(gone)
        knees: Flags = state.seen
        if self._told:
            roll, sure = s.roll, s.error < k.front_error_max_deg
            # On all fours the trunk is level: where it reads otherwise, the camera is not level, or the
            # head is wrong.
            sure = sure & negated(magnitude(limbs[3]) > k.front_level_max_deg)
        else:
            knees = self._legs_seen(s, state.seen)
            roll = s.roll - where(calibrated, reference[0], 0.0)
            sure = self._trusted(s, gone, drive, knees, first)
            # On all fours the trunk is level: where it reads otherwise than it did, so it may with
            # limbs raised.
            sure = sure & negated(magnitude(limbs[3] - first[6]) > k.front_rest_roll)
        roll = where(sure & negated(magnitude(roll) > k.front_roll_max_deg), roll, math.nan)
        shift = divide(s.shift - reference[1], reference[2]) * SHOULDERS_PER_TRUNK
        if self._told:  # of the midline
            aside = MIDLINE_ASIDE * (sine(s.roll) - sine(reference[0]))
            shift = where(s.error < k.front_error_max_deg, shift + aside, math.nan)
        apart = magnitude(s.apart - first[5]) * SHOULDERS_PER_TRUNK
        shift = where((magnitude(shift) > k.front_shift_max) | (apart > k.front_apart_max), math.nan, shift)
        drivers = Drivers(roll=roll, shift=shift * TRUNK_M)
        book, lying = self._book.step(time, drivers, drive, on, off, calibrated, state.lying)
        signals = {"trunk_roll_deg": roll, "lateral_shift": shift, "book_y_cm": book.y_cm}
        after = WayState(smooth, delay, lying, rest, held, last(knees), calibration)
        extra = LimbRows(
            *gone,
            book_slid=book.slid_cm,
            book_fallen=book.fallen,
            legs_unsure=unsure_row(seen.legs_unsure, time),
            arms_unsure=unsure_row(seen.arms_unsure, time),
        )
        if self._told:  # a roll that is told needs no personal reference
            calibrated = calibrated | negated(is_nan(s.roll))
        return Measured(signal_table(signals, time), on, off, drive, calibrated, table(extra)), after

    def _trusted(self, s: FrontRows, gone: Limbs, drive: Samples, knees: Flags, first: Rows) -> Flags:
        """Whether hips and shoulders of the landmarks show the roll."""
        k = self._k
        raised, right = fmax(gone[0], gone[1]) > k.front_raised, gone[1] > gone[0]
        same = where(right, gone[3], gone[2]) > k.front_raised
        same = same & (where(right, gone[2], gone[3]) < k.front_leg_down)
        # Nobody stands on one hand alone: with both legs drawn as raised they are not followed.
        trusted = (knees & (minimum(gone[2], gone[3]) < k.front_leg_from)) | (drive < k.drive_on)
        return trusted & self._followed(s, raised & negated(same), right, first)

    def _posture(self, s: FrontRows) -> tuple[Flags, Flags]:
        k = self._k
        aside = magnitude(s.apart)
        on = (s.hands > k.front_hands_on) & (s.upright < k.front_upright_on) & (aside < k.front_aside_on)
        off = (s.hands < k.front_hands_off) | (s.upright > k.front_upright_off)
        return on, off | (aside > k.front_aside_off)

    def _drive(self, gone: Limbs) -> Samples:
        """How far the limbs have gone beyond what they move at rest."""
        arms, legs = self._k.front_arm_from, self._k.front_leg_from
        arm, leg = fmax(gone[0], gone[1]) - arms, fmax(gone[2], gone[3]) - legs
        return minimum(fmax(arm / (1.0 - arms), leg / (1.0 - legs)), self._k.front_gone_max)

    def _resting(
        self, s: FrontRows, good: Flags, time: Samples, state: WayState
    ) -> tuple[list[Samples], Rows, CalibrationState, tuple[tuple[float, float], ...]]:
        """Level of each limb and of the roll when last at rest, near to where the first rest had the limbs;
        the first rest's levels of limbs, width, twist, apart and roll, NaN before it; the new states.
        """
        first, _, rest = self._rest.step(
            (*s.limbs, s.width, s.twist, s.apart, s.roll), good, time, state.rest
        )
        for limb, level, full in zip(s.limbs, first, self._full, strict=False):
            good = good & (magnitude(limb - level) < self._k.front_rest * full)
        levels, held = levels_at((*s.limbs, s.roll), good, time, state.held)
        return levels, first, rest, held

    def _followed(self, s: FrontRows, crosswise: Flags, right: Flags, first: Rows) -> Flags:
        """Whether the tracker follows shoulders and hips; only then they show the roll.

        In this view the trunk hides both legs. Networks then confuse the legs, invent a second raised one, or
        fold both up. While they follow the limbs, the raised leg lifts its hip and the raised arm lifts the
        shoulder of the other side, so hips and shoulders are twisted one way (`crosswise`: an arm is raised,
        and not with the leg of its own side). Another twist, one that no spine can make, or a narrower trunk
        shows that the points are wrong.
        """
        k = self._k
        width, twist = first[3:5]
        twist = s.twist - where(is_nan(twist), 0.0, twist)
        twisted = where(right, twist, -twist)
        lost = (twisted > k.front_twist_max) | (twisted < -k.front_twist_max)
        lost = lost | (crosswise & (twisted < k.front_twist_min))
        return negated(lost | (s.width < k.front_narrow * width))

    def _legs_seen(self, s: FrontRows, before: bool) -> Flags:
        """Whether the network sees the legs.

        Behind hands, head and trunk both hips are hidden, and a network always says that it sees them. It
        draws them by what it makes of the legs: where it sees a knee, the trunk's roll is right within 8
        degrees; where it sees none it is off by up to 20, and a grey level of noise decides which.
        """
        knee = fmax(s.left_knee, s.right_knee)
        return latch(knee > self._k.front_seen_on, negated(knee > self._k.front_seen_off), before)
