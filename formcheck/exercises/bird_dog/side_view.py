"""Bird-dog from the side: trunk pitch, leg and arm against the trunk, the hollow of the back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.base import Measured, Options, no_signals
from formcheck.exercises.bird_dog.repetition import judge_repetition
from formcheck.exercises.bird_dog.spec import SPEC
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import SIGNAL_ROW
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals.body import ARM, LEG, THIGH, Body
from formcheck.signals.book import BookSimulator, BookState
from formcheck.signals.book_objects import book_object
from formcheck.signals.gates import shoulder_across
from formcheck.signals.history import Delay, DelayState
from formcheck.signals.latches import latch
from formcheck.signals.outline import DORSAL, TangentChange
from formcheck.signals.smoothing import Smoother, SmoothState
from formcheck.signals.vectors import wrap180

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LAG_S = 0.4
# Rows of the measured matrix; limbs near, far.
PITCH, ARM_N, ARM_F, LEG_N, LEG_F, THIGH_N, THIGH_F, KNEE_N, KNEE_F, ELBOW_N, ELBOW_F, HEAD, ACROSS, LUMBAR = range(14)
_LIMBS = slice(ARM_N, LEG_F + 1)
_CALIBRATED = np.array([PITCH, HEAD, LUMBAR])


@dataclass(frozen=True, slots=True)
class SideState:
    """Carry of the filters, the resting limbs, the book and the calibration."""

    smooth: SmoothState
    delay: DelayState
    rest: Floats
    moving: bool
    in_posture: bool
    book: BookState
    calibration: CalibrationState


class BirdDogSide:
    """Bird-dog seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig, options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._curve = TangentChange(DORSAL)
        self._smoother = Smoother(14)
        self._delay = Delay(LAG_S)
        self._calibrator = Calibrator(len(_CALIBRATED), config.timing.calibrate_s, LAG_S)
        self._book = BookSimulator(book_object(options.book))

    def start(self, reference: Reference | None) -> SideState:
        """Nothing seen yet."""
        leg, arm = self._k["default_rest_leg_deg"], self._k["default_rest_arm_deg"]
        return SideState(
            self._smoother.start(), self._delay.start(), np.array([[arm], [arm], [leg], [leg]]), False, False,
            self._book.start(), self._calibrator.start(reference),
        )

    def reference(self, state: SideState) -> Reference | None:
        """The personal reference, once there is one."""
        return state.calibration.reference

    def measure(
        self, track: Track, body: Body, usable: Bools, state: SideState
    ) -> tuple[Measured, SideState]:
        """Signals of a chunk of at least one frame."""
        time = track.time
        s, smooth = self._smoother.step(self._raw(track, body), time, state.smooth)
        on, off = self._posture(s)
        limbs = s[_LIMBS]
        rest, delay, resting = self._rest(s, on & usable, time, state)
        values = s[_CALIBRATED]
        reference, calibrated, calibration = self._calibrator.step(
            values, resting & self._options.calibrate, time, state.calibration
        )
        change = s[PITCH] - np.where(calibrated, reference[0], self._k["default_pitch_deg"])
        gone = (limbs - rest) / -rest
        drive = gone.max(axis=0)
        moving, in_posture, book, lying = self._lay_book(time, change, drive, on, off, calibrated, state)
        signals = self._signals(s, gone, change, values - reference)
        signals[SIGNAL_ROW["book_x_cm"]] = book[0]
        # From near and far to the person's own left and right.
        left, right = np.where(body.left_near, gone[::2], gone[1::2]), np.where(body.left_near, gone[1::2], gone[::2])
        extra = np.stack((left[0], right[0], left[1], right[1], book[1], book[2]))
        after = SideState(
            smooth, delay, rest[:, -1:], moving[-1].item(), in_posture[-1].item(), lying, calibration
        )
        return Measured(signals, on, off, drive, calibrated, extra), after

    def _rest(self, s: Floats, good: Bools, time: Floats, state: SideState) -> tuple[Floats, DelayState, Bools]:
        """Each limb's line when last at rest (4, T), the delay's state, and which frames are at rest."""
        steady, limbs = s[PITCH : LEG_F + 1], s[_LIMBS]
        before, delay = self._delay.step(steady, time, state.delay)
        resting = good & (np.abs(steady - before).max(axis=0) < self._k["steady_deg"])
        resting &= (np.fmax(limbs[2], limbs[3]) < self._k["rest_leg_deg"])
        resting &= (np.fmax(limbs[0], limbs[1]) < self._k["rest_arm_deg"])
        if not resting.any():
            return np.repeat(state.rest, len(time), axis=1), delay, resting
        index = np.maximum.accumulate(np.where(resting, np.arange(1, len(time) + 1), 0))
        return np.concatenate((state.rest, limbs), axis=1)[:, index], delay, resting

    def _raw(self, track: Track, body: Body) -> Floats:
        behind = wrap180(180.0 - body.angle[:, LEG])
        hanging = wrap180(body.angle[:, THIGH] + 90.0)
        return np.stack(
            (
                m.trunk_pitch_deg(body),
                *body.angle[:, ARM],
                *behind,
                *hanging,
                m.knee_angle_deg(body),
                m.knee_angle_deg(body, far=True),
                m.elbow_angle_deg(body),
                m.elbow_angle_deg(body, far=True),
                m.head_angle_deg(body),
                shoulder_across(body),
                self._curve(track),
            )
        )

    def _posture(self, s: Floats) -> tuple[Bools, Bools]:
        k = self._k
        thigh = np.fmin(np.abs(s[THIGH_N]), np.abs(s[THIGH_F]))
        arm = np.fmin(np.abs(s[ARM_N] + 90.0), np.abs(s[ARM_F] + 90.0))
        trunk = np.abs(s[PITCH])
        on = (thigh < k["thigh_on_deg"]) & (arm < k["arm_on_deg"]) & (trunk < k["trunk_on_deg"])
        on &= s[ACROSS] < k["across_on"]
        off = (thigh > k["thigh_off_deg"]) | (arm > k["arm_off_deg"]) | (trunk > k["trunk_off_deg"])
        return on, off | (s[ACROSS] > k["across_off"])

    def _lay_book(
        self, time: Floats, change: Floats, drive: Floats, on: Bools, off: Bools, calibrated: Bools, state: SideState
    ) -> tuple[Bools, Bools, Floats, BookState]:
        """The object lies on the back from calibration on; it is laid anew as a repetition begins."""
        both = latch(
            np.stack((drive > self._k["drive_on"], on)), np.stack((drive < self._k["drive_off"], off)),
            np.array([state.moving, state.in_posture]),
        )
        moving, in_posture = both
        begins = moving & ~np.concatenate(([state.moving], moving[:-1]))
        nothing = np.full(len(time), np.nan)
        frames, lying = self._book.step(
            time, change, nothing, nothing, in_posture & calibrated & ~begins, state.book
        )
        return moving, in_posture, np.stack((frames.x_cm, frames.slid_cm, frames.fallen)), lying

    @staticmethod
    def _signals(s: Floats, gone: Floats, change: Floats, against: Floats) -> Floats:
        near_arm, near_leg = gone[0] >= gone[1], gone[2] >= gone[3]
        # Against the trunk: the limb's elevation without what the trunk itself has tilted. A leg behind goes
        # down, an arm in front goes up when the head rises.
        out = no_signals(s.shape[1])
        out[SIGNAL_ROW["trunk_pitch_deg"]] = s[PITCH]
        out[SIGNAL_ROW["trunk_pitch_change_deg"]] = change
        out[SIGNAL_ROW["leg_over_trunk_deg"]] = np.where(near_leg, s[LEG_N], s[LEG_F]) + change
        out[SIGNAL_ROW["arm_over_trunk_deg"]] = np.where(near_arm, s[ARM_N], s[ARM_F]) - change
        out[SIGNAL_ROW["knee_angle_deg"]] = np.where(near_leg, s[KNEE_N], s[KNEE_F])
        out[SIGNAL_ROW["elbow_angle_deg"]] = np.where(near_arm, s[ELBOW_N], s[ELBOW_F])
        out[SIGNAL_ROW["head_angle_deg"]] = against[1]
        out[SIGNAL_ROW["lumbar_deg"]] = against[2]
        return out

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A repetition with its pair of limbs."""
        return judge_repetition(segment, self.config, self._options.book, ("pitch",))
