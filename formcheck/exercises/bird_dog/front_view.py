"""Bird-dog from high in front: trunk roll, sideways shift, which limbs moved. Pitch is not visible here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.base import Measured, Options, no_signals
from formcheck.exercises.bird_dog.repetition import judge_repetition
from formcheck.exercises.bird_dog.spec import FRONT_SPEC
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import SIGNAL_ROW
from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.body import Body
from formcheck.signals.book import BookSimulator, BookState
from formcheck.signals.book_objects import book_object
from formcheck.signals.gates import SHOULDERS_PER_TRUNK
from formcheck.signals.history import Delay, DelayState
from formcheck.signals.latches import latch
from formcheck.signals.smoothing import Smoother, SmoothState
from formcheck.signals.vectors import direction_deg

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LAG_S = 0.4
TRUNK_M = 0.49
"""Hip-shoulder length of an adult in metres (0.288 of 1.70 m; docs/clinical 0.3: Drillis-Contini), for the book."""
# Rows: roll in degrees, sideways position in pixels, rise of each limb and height over the hands in shoulder
# widths, shoulder width in pixels.
ROLL, SHIFT, ARM_L, ARM_R, LEG_L, LEG_R, HANDS, UPRIGHT, WIDTH = range(9)
_CALIBRATED = np.array([ROLL, SHIFT, LEG_L, LEG_R, WIDTH])


@dataclass(frozen=True, slots=True)
class FrontState:
    """Carry of the filters, the book and the calibration."""

    smooth: SmoothState
    delay: DelayState
    moving: bool
    in_posture: bool
    book: BookState
    calibration: CalibrationState


class BirdDogFront:
    """Bird-dog seen from high in front."""

    spec = FRONT_SPEC

    def __init__(self, config: ExerciseConfig, options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._smoother = Smoother(9, sparse=False)
        self._delay = Delay(LAG_S)
        self._calibrator = Calibrator(len(_CALIBRATED), config.timing.calibrate_s, LAG_S)
        self._book = BookSimulator(book_object(options.book))

    def start(self, reference: Reference | None) -> FrontState:
        """Nothing seen yet."""
        return FrontState(
            self._smoother.start(), self._delay.start(), False, False, self._book.start(),
            self._calibrator.start(reference),
        )

    def reference(self, state: FrontState) -> Reference | None:
        """The personal reference, once there is one."""
        return state.calibration.reference

    def measure(
        self, track: Track, body: Body, usable: Bools, state: FrontState
    ) -> tuple[Measured, FrontState]:
        """Signals of a chunk of at least one frame."""
        del body  # the canonical plane is that of a side view
        time, k = track.time, self._k
        s, smooth = self._smoother.step(self._raw(track), time, state.smooth)
        limbs = s[ARM_L : LEG_R + 1]
        before, delay = self._delay.step(limbs, time, state.delay)
        still = (np.abs(limbs - before) < k["front_steady"]).all(axis=0)
        on = (s[HANDS] > k["front_hands_on"]) & (s[UPRIGHT] < k["front_upright_on"])
        off = (s[HANDS] < k["front_hands_off"]) | (s[UPRIGHT] > k["front_upright_off"])
        level = np.abs(s[ARM_L]) < 0.5 * k["front_arm_full"]
        good = on & usable & still & level & self._options.calibrate
        values = s[_CALIBRATED]
        reference, calibrated, calibration = self._calibrator.step(values, good, time, state.calibration)
        legs = np.where(calibrated, s[LEG_L : LEG_R + 1] - reference[2:4], np.nan)
        gone = np.concatenate((s[ARM_L : ARM_R + 1] / k["front_arm_full"], legs / k["front_leg_full"]))
        drive = np.where(np.isnan(gone), -np.inf, gone).max(axis=0)
        roll = s[ROLL] - reference[0]
        shift = (s[SHIFT] - reference[1]) / reference[4] * SHOULDERS_PER_TRUNK
        moving, in_posture, book, lying = self._lay_book(time, roll, shift, drive, on, off, calibrated, state)
        signals = no_signals(len(time))
        signals[SIGNAL_ROW["trunk_roll_deg"]] = roll
        signals[SIGNAL_ROW["lateral_shift"]] = shift
        signals[SIGNAL_ROW["book_x_cm"]], signals[SIGNAL_ROW["book_y_cm"]] = np.nan, book[0]
        after = FrontState(smooth, delay, moving[-1].item(), in_posture[-1].item(), lying, calibration)
        extra = np.concatenate((gone, book[1:]))
        return Measured(signals, on, off, drive, calibrated, extra), after

    @staticmethod
    def _raw(track: Track) -> Floats:
        xy = np.ascontiguousarray(track.xy.astype(np.float64).transpose(2, 1, 0))
        x, y = xy[0], -xy[1]
        dx, dy = x[L.LEFT_SHOULDER] - x[L.RIGHT_SHOULDER], y[L.LEFT_SHOULDER] - y[L.RIGHT_SHOULDER]
        width = np.sqrt(dx * dx + dy * dy)
        # Facing the camera, the person's left is on the right of the picture.
        facing = np.where(dx >= 0, 1.0, -1.0)
        hip_y = (y[L.LEFT_HIP] + y[L.RIGHT_HIP]) / 2
        shoulder_y = (y[L.LEFT_SHOULDER] + y[L.RIGHT_SHOULDER]) / 2
        middle = (x[L.LEFT_HIP] + x[L.RIGHT_HIP] + x[L.LEFT_SHOULDER] + x[L.RIGHT_SHOULDER]) / 4
        wrist = y[L.LEFT_WRIST] - y[L.RIGHT_WRIST]
        # A raised leg tips the hip line one way, the raised arm the shoulder line the other: their mean is the
        # trunk's roll.
        hips = direction_deg(np.abs(x[L.LEFT_HIP] - x[L.RIGHT_HIP]), y[L.LEFT_HIP] - y[L.RIGHT_HIP])
        roll = (hips + direction_deg(np.abs(dx), dy)) / 2
        return np.stack(
            (
                roll,
                facing * middle,
                wrist / width,
                -wrist / width,
                (y[L.LEFT_ANKLE] - hip_y) / width,
                (y[L.RIGHT_ANKLE] - hip_y) / width,
                (shoulder_y - np.minimum(y[L.LEFT_WRIST], y[L.RIGHT_WRIST])) / width,
                (shoulder_y - hip_y) / width,
                width,
            )
        )

    def _lay_book(
        self, time: Floats, roll: Floats, shift: Floats, drive: Floats, on: Bools, off: Bools,
        calibrated: Bools, state: FrontState,
    ) -> tuple[Bools, Bools, Floats, BookState]:
        moving, in_posture = latch(
            np.stack((drive > self._k["drive_on"], on)), np.stack((drive < self._k["drive_off"], off)),
            np.array([state.moving, state.in_posture]),
        )
        begins = moving & ~np.concatenate(([state.moving], moving[:-1]))
        placed = in_posture & calibrated & ~begins
        frames, lying = self._book.step(
            time, np.full(len(time), np.nan), roll, shift * TRUNK_M, placed, state.book
        )
        return moving, in_posture, np.stack((frames.y_cm, frames.slid_cm, frames.fallen)), lying

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A repetition with its pair of limbs."""
        return judge_repetition(segment, self.config, self._options.book, ("roll", "shift"))
