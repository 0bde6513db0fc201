"""Bird-dog from high in front: trunk roll, sideways shift, which limbs moved. Pitch is not visible here."""

from __future__ import annotations

import math
from typing import NamedTuple

from formcheck.exercises.base import Measured, Options, signal_rows
from formcheck.exercises.bird_dog.book_on_back import BookOnBack, LyingState
from formcheck.exercises.bird_dog.first_of_pair import FirstOfPair, PairState
from formcheck.exercises.bird_dog.repetition import judge_repetition
from formcheck.exercises.bird_dog.spec import FRONT_SPEC
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals.body import ANKLE, HIP, POINTS, SHOULDER, WRIST, Body
from formcheck.signals.gates import SHOULDERS_PER_TRUNK
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.lanes import Lane, Rows, divide, fmax, is_nan, minimum, negated, sqrt, stacked, where
from formcheck.signals.latches import latest
from formcheck.signals.smoothing import Smoother, SmoothState
from formcheck.signals.vectors import direction_deg

TRUNK_M = 0.49
"""Hip-shoulder length of an adult in metres (0.288 of 1.70 m, Drillis-Contini:
docs/clinical.md#personal-reference), for the book."""
# Rows: roll in degrees, sideways position in pixels, rise of each limb and height over the hands in shoulder
# widths, shoulder width in pixels, hips beside the shoulders in shoulder widths, tilt of the hips beyond that
# of the shoulders in degrees.
ROLL, SHIFT, ARM_L, ARM_R, LEG_L, LEG_R, HANDS, UPRIGHT, WIDTH, ASIDE, TWIST = range(11)
_CALIBRATED = (ROLL, SHIFT, WIDTH)
_LIMBS = (ARM_L, LEG_L, LEG_R)
_RESTING = (*_LIMBS, WIDTH, TWIST)
"""Rows whose resting level is taken from the recording, with or without a personal reference. The right arm's
is the left arm's with the other sign; under a rolled camera neither is 0."""


class FrontState(NamedTuple):
    """Carry of the filters, the book and the calibration."""

    smooth: SmoothState
    delay: DelayState
    lying: LyingState
    rest: CalibrationState
    held: tuple[tuple[float, float], ...]
    leans: PairState
    calibration: CalibrationState


class BirdDogFront:
    """Bird-dog seen from high in front."""

    spec = FRONT_SPEC

    def __init__(self, config: ExerciseConfig, options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._smoother = Smoother(11, sparse=False)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = Calibrator(len(_CALIBRATED), config.timing.calibrate_s, STILL_LAG_S)
        self._rest = Calibrator(len(_RESTING), config.timing.calibrate_s, STILL_LAG_S)
        self._lean = FirstOfPair(config.limits["first_of_pair_s"], at_once=True)
        self._book = BookOnBack(options.book, config.limits)

    def start(self, reference: Reference | None) -> FrontState:
        """Nothing seen yet."""
        return FrontState(
            self._smoother.start(),
            self._delay.start(),
            self._book.start(),
            self._rest.start(),
            tuple((self._k[name], -math.inf) for name in ("front_rest_arm", *2 * ("front_rest_leg",))),
            self._lean.start(),
            self._calibrator.start(reference),
        )

    def reference(self, state: FrontState) -> Reference | None:
        """The personal reference, once there is one."""
        return state.calibration.reference

    def measure(
        self, track: Track, time: Lane, body: Body, usable: Lane, state: FrontState
    ) -> tuple[Measured, FrontState]:
        """Signals of a chunk of at least one frame."""
        k = self._k
        s, smooth = self._smoother.step(self._raw(body), time, state.smooth)
        before, delay = self._delay.step(s[ARM_L : UPRIGHT + 1], time, state.delay)
        on = (s[HANDS] > k["front_hands_on"]) & (s[UPRIGHT] < k["front_upright_on"])
        on = on & (s[ASIDE] < k["front_aside_on"])
        off = (s[HANDS] < k["front_hands_off"]) | (s[UPRIGHT] > k["front_upright_off"])
        off = off | (s[ASIDE] > k["front_aside_off"])
        good = on & usable & (abs(s[ARM_L]) < 0.5 * k["front_arm_full"])
        for row in range(ARM_L, UPRIGHT + 1):  # also not still getting down
            steady = k["front_steady_legs" if row in (LEG_L, LEG_R) else "front_steady"]
            good = good & (abs(s[row] - before[row - ARM_L]) < steady)
        limbs, first, rest, held = self._resting(s, good, time, state)
        values = stacked([s[row] for row in _CALIBRATED])
        reference, calibrated, calibration = self._calibrator.step(
            values, good & self._options.calibrates(time), time, state.calibration
        )
        arm = s[ARM_L] - limbs[0]
        gone = [arm / k["front_arm_full"], -arm / k["front_arm_full"]]
        gone += [(s[leg] - limbs[1 + i]) / k["front_leg_full"] for i, leg in enumerate((LEG_L, LEG_R))]
        arms, legs = k["front_arm_from"], k["front_leg_from"]
        arm, leg = fmax(gone[0], gone[1]) - arms, fmax(gone[2], gone[3]) - legs
        drive = minimum(fmax(arm / (1.0 - arms), leg / (1.0 - legs)), k["front_gone_max"])
        raised, right = fmax(gone[0], gone[1]) > k["front_raised"], gone[1] > gone[0]
        same = where(right, gone[3], gone[2]) > k["front_raised"]
        same = same & (where(right, gone[2], gone[3]) < k["front_leg_down"])
        followed = self._followed(s, raised & negated(same), right, first)
        still = abs(s[ARM_L] - before[0]) < k["front_still"] * k["front_arm_full"]
        roll = s[ROLL] - where(calibrated, reference[0], 0.0)
        share = minimum(fmax(gone[0], gone[1]), 1.0)
        usual = raised & still & followed & usable & calibrated & (abs(roll) < k["front_lean_max"])
        lean, leans = self._lean.step(roll, share, usual, right, time, state.leans)
        # Between other bodies it differs by -13 to +13 degrees: before it is known, nothing is.
        lean = where(is_nan(lean) & negated(raised & calibrated), 0.0, lean)
        roll = where(followed & negated(abs(roll - lean) > k["front_roll_max_deg"]), roll - lean, math.nan)
        shift = divide(s[SHIFT] - reference[1], reference[2]) * SHOULDERS_PER_TRUNK
        shift = where(abs(shift) > k["front_shift_max"], math.nan, shift)
        book, lying = self._book.step(
            time, {"roll": roll, "shift": shift * TRUNK_M}, drive, on, off, calibrated, state.lying
        )
        signals = {"trunk_roll_deg": roll, "lateral_shift": shift, "book_y_cm": book.y_cm}
        after = FrontState(smooth, delay, lying, rest, held, leans, calibration)
        extra = stacked([*gone, book.slid_cm, book.fallen])
        return Measured(signal_rows(signals, time), on, off, drive, calibrated, extra), after

    def _resting(
        self, s: Rows, good: Lane, time: Lane, state: FrontState
    ) -> tuple[list[Lane], Rows, CalibrationState, tuple[tuple[float, float], ...]]:
        """Level of each limb when last at rest, near to where the first rest had it; what the first rest had,
        NaN before it; the new states.
        """
        first, _, rest = self._rest.step(stacked([s[row] for row in _RESTING]), good, time, state.rest)
        for i, row in enumerate(_LIMBS):
            full = self._k["front_arm_full" if row == ARM_L else "front_leg_full"]
            good = good & (abs(s[row] - first[i]) < self._k["front_rest"] * full)
        held = [
            latest(where(good, s[row], math.nan), time, state.held[i], math.inf)
            for i, row in enumerate(_LIMBS)
        ]
        return [lane for lane, _ in held], first, rest, tuple(last for _, last in held)

    def _followed(self, s: Rows, crosswise: Lane, right: Lane, first: Rows) -> Lane:
        """Whether shoulders and hips are where the body's are; only then they tell its roll.

        Seen from here the raised leg is behind the trunk and the other one hidden by it: networks then take
        one leg for the other, invent a second raised one, or fold both up. While they follow the limbs, the
        raised leg draws its hip up and the raised arm its shoulder, on the other side: hips and shoulders are
        twisted one way (`crosswise`: an arm is raised, and not with the leg of its own side). Where they are
        not, or by more than a spine can, the points are somebody else's; nor does a trunk become narrower.
        """
        k = self._k
        width, twist = first[len(_LIMBS)], first[len(_LIMBS) + 1]
        twist = s[TWIST] - where(is_nan(twist), 0.0, twist)
        twisted = where(right, twist, -twist)
        lost = (twisted > k["front_twist_max"]) | (twisted < -k["front_twist_max"])
        lost = lost | (crosswise & (twisted < k["front_twist_min"]))
        return negated(lost | (s[WIDTH] < k["front_narrow"] * width))

    @staticmethod
    def _raw(body: Body) -> list[Lane]:
        """Rows, undoing the canonical plane: it is that of a side view."""
        near = body.left_near
        back = where(body.head_right, 1.0, -1.0)
        x_left, x_right, y_left, y_right = [], [], [], []
        for point in range(len(POINTS)):
            (x0, y0), (x1, y1) = body.point(point), body.point(point, 1)
            x_left.append(where(near, x0, x1) * back)
            x_right.append(where(near, x1, x0) * back)
            y_left.append(where(near, y0, y1))
            y_right.append(where(near, y1, y0))
        dx, dy = x_left[SHOULDER] - x_right[SHOULDER], y_left[SHOULDER] - y_right[SHOULDER]
        width = sqrt(dx * dx + dy * dy)
        # Facing the camera, the person's left is on the right of the picture.
        facing = where(dx >= 0, 1.0, -1.0)
        hip_y = (y_left[HIP] + y_right[HIP]) / 2
        shoulder_y = (y_left[SHOULDER] + y_right[SHOULDER]) / 2
        middle = (x_left[HIP] + x_right[HIP] + x_left[SHOULDER] + x_right[SHOULDER]) / 4
        wrist = divide(y_left[WRIST] - y_right[WRIST], width)
        # A raised leg tips the hip line one way, the raised arm the shoulder line the other: their mean is
        # the trunk's roll.
        hips = direction_deg(abs(x_left[HIP] - x_right[HIP]), y_left[HIP] - y_right[HIP])
        shoulders = direction_deg(abs(dx), dy)
        roll = (hips + shoulders) / 2
        return [
            roll,
            facing * middle,
            wrist,
            -wrist,
            divide(y_left[ANKLE] - hip_y, width),
            divide(y_right[ANKLE] - hip_y, width),
            divide(shoulder_y - minimum(y_left[WRIST], y_right[WRIST]), width),
            divide(shoulder_y - hip_y, width),
            width,
            divide(abs(x_left[HIP] + x_right[HIP] - x_left[SHOULDER] - x_right[SHOULDER]) / 2, width),
            hips - shoulders,
        ]

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A repetition with its pair of limbs."""
        k = self._k
        return judge_repetition(
            segment,
            self.config,
            self._options.book,
            ("roll", "shift"),
            k["front_leg_down"],
            k["front_arm_from"],
        )
