"""Bird-dog from the side: trunk pitch, leg and arm against the trunk, the hollow of the back."""

from __future__ import annotations

import math
from typing import NamedTuple

from formcheck.exercises.base import Measured, Options, signal_rows
from formcheck.exercises.bird_dog.book_on_back import BookOnBack, LyingState
from formcheck.exercises.bird_dog.first_of_pair import FirstOfPair, PairState
from formcheck.exercises.bird_dog.repetition import judge_repetition
from formcheck.exercises.bird_dog.spec import SPEC
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals.all_fours import AllFours, thigh_tilt_deg
from formcheck.signals.body import ARM, LEG, Body
from formcheck.signals.gates import shoulder_across
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.lanes import Lane, Rows, divide, is_nan, maximum, minimum, stacked, where
from formcheck.signals.latches import latest
from formcheck.signals.outline import DORSAL_REACHING, TangentChange
from formcheck.signals.smoothing import Smoother, SmoothState
from formcheck.signals.vectors import wrap180

# Rows of the measured matrix; limbs near, far.
PITCH, ARM_N, ARM_F, LEG_N, LEG_F, THIGH_N, THIGH_F = range(7)
KNEE_N, KNEE_F, ELBOW_N, ELBOW_F, HEAD, ACROSS, LUMBAR = range(7, 14)
_CALIBRATED = (PITCH, HEAD, LUMBAR)


class SideState(NamedTuple):
    """Carry of the filters, the resting limbs, the book and the calibration."""

    smooth: SmoothState
    delay: DelayState
    rest: tuple[tuple[float, float], ...]
    lying: LyingState
    leans: PairState
    calibration: CalibrationState


class BirdDogSide:
    """Bird-dog seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig, options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._curve = TangentChange(DORSAL_REACHING)
        self._all_fours = AllFours.of(config.limits)
        self._smoother = Smoother(14)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = Calibrator(len(_CALIBRATED), config.timing.calibrate_s, STILL_LAG_S)
        self._lean = FirstOfPair(config.limits["first_of_pair_s"], at_once=False)
        self._book = BookOnBack(options.book, config.limits)

    def start(self, reference: Reference | None) -> SideState:
        """Nothing seen yet."""
        leg, arm = self._k["default_rest_leg_deg"], self._k["default_rest_arm_deg"]
        return SideState(
            self._smoother.start(),
            self._delay.start(),
            tuple((v, -math.inf) for v in (arm, arm, leg, leg)),
            self._book.start(),
            self._lean.start(),
            self._calibrator.start(reference),
        )

    def reference(self, state: SideState) -> Reference | None:
        """The personal reference, once there is one."""
        return state.calibration.reference

    def measure(
        self, track: Track, time: Lane, body: Body, usable: Lane, state: SideState
    ) -> tuple[Measured, SideState]:
        """Signals of a chunk of at least one frame."""
        s, smooth = self._smoother.step(self._raw(track, body), time, state.smooth)
        tilt = body.tilt_deg
        on, off = self._posture(s, tilt)
        rest, rest_state, delay, still, resting = self._rest(s, on & usable, time, state)
        values = stacked([s[row] for row in _CALIBRATED])
        reference, calibrated, calibration = self._calibrator.step(
            values, resting & self._options.calibrates(time), time, state.calibration
        )
        change = s[PITCH] - where(calibrated, reference[0], self._k["default_pitch_deg"] + tilt)
        # The whole way is from rest to the level; a leg points away from the head, so a tilt lowers it.
        gone = [divide(s[ARM_N + i] - rest[i], (tilt if i < 2 else -tilt) - rest[i]) for i in range(4)]
        drive = maximum(maximum(gone[0], gone[1]), maximum(gone[2], gone[3]))
        book, lying = self._book.step(time, {"pitch": change}, drive, on, off, calibrated, state.lying)
        back, leans = self._back(s[LUMBAR] - reference[2], gone, still, calibrated, time, state.leans)
        signals = self._signals(s, gone, change, reference, tilt) | {"lumbar_deg": back}
        signals["book_x_cm"] = book.x_cm
        # From near and far to the person's own left and right.
        near = body.left_near
        extra = stacked(
            [
                where(near, gone[0], gone[1]),
                where(near, gone[1], gone[0]),
                where(near, gone[2], gone[3]),
                where(near, gone[3], gone[2]),
                book.slid_cm,
                book.fallen,
            ]
        )
        after = SideState(smooth, delay, rest_state, lying, leans, calibration)
        return Measured(signal_rows(signals, time), on, off, drive, calibrated, extra), after

    def _rest(
        self, s: Rows, good: Lane, time: Lane, state: SideState
    ) -> tuple[list[Lane], tuple[tuple[float, float], ...], DelayState, Lane, Lane]:
        """Each limb's line when last at rest, the state of that, the delay's state, and which frames are
        still, and which at rest.
        """
        before, delay = self._delay.step(s[PITCH : LEG_F + 1], time, state.delay)
        resting = good
        for row in range(PITCH, LEG_F + 1):
            resting = resting & (abs(s[row] - before[row - PITCH]) < self._k["steady_deg"])
        still = resting
        resting = resting & (s[LEG_N] < self._k["rest_leg_deg"]) & (s[LEG_F] < self._k["rest_leg_deg"])
        resting = resting & (s[ARM_N] < self._k["rest_arm_deg"]) & (s[ARM_F] < self._k["rest_arm_deg"])
        held = [
            latest(where(resting, s[ARM_N + i], math.nan), time, state.rest[i], math.inf) for i in range(4)
        ]
        return [lane for lane, _ in held], tuple(last for _, last in held), delay, still, resting

    def _back(
        self, lumbar: Lane, gone: list[Lane], still: Lane, calibrated: Lane, time: Lane, state: PairState
    ) -> tuple[Lane, PairState]:
        """The back's bend without what raised limbs alone do to its line: as of the first repetition of each
        pair, within a bound that hides no hollow; that one itself is read as it is.
        """
        share, most = minimum(maximum(gone[0], gone[1]), 1.0), self._k["back_lean_max_deg"]
        usual = still & calibrated & (share > self._k["drive_top"])
        lean, state = self._lean.step(lumbar, share, usual, gone[0] > gone[1], time, state)
        lean = minimum(maximum(where(is_nan(lean), 0.0, lean), -most), most)
        return lumbar - lean, state

    def _raw(self, track: Track, body: Body) -> list[Lane]:
        angle = body.angle
        return [
            m.trunk_pitch_deg(body),
            angle[0][ARM],
            angle[1][ARM],
            wrap180(180.0 - angle[0][LEG]),
            wrap180(180.0 - angle[1][LEG]),
            thigh_tilt_deg(body),
            thigh_tilt_deg(body, 1),
            m.knee_angle_deg(body),
            m.knee_angle_deg(body, 1),
            m.elbow_angle_deg(body),
            m.elbow_angle_deg(body, 1),
            m.head_angle_deg(body),
            shoulder_across(body),
            self._curve(track),
        ]

    def _posture(self, s: Rows, tilt: Lane) -> tuple[Lane, Lane]:
        down = 90.0 - tilt
        thighs, arms = (s[THIGH_N] - tilt, s[THIGH_F] - tilt), (s[ARM_N] + down, s[ARM_F] + down)
        return self._all_fours(thighs, arms, s[PITCH] - tilt, s[ACROSS])

    @staticmethod
    def _signals(s: Rows, gone: list[Lane], change: Lane, reference: Rows, tilt: Lane) -> dict[str, Lane]:
        arm, leg = gone[0] >= gone[1], gone[2] >= gone[3]
        # Against the trunk: the limb's elevation without what the trunk itself has tilted. A leg behind goes
        # down, an arm in front goes up when the head rises.
        return {
            "trunk_pitch_deg": s[PITCH] - tilt,
            "trunk_pitch_change_deg": change,
            "leg_over_trunk_deg": where(leg, s[LEG_N], s[LEG_F]) + tilt + change,
            "arm_over_trunk_deg": where(arm, s[ARM_N], s[ARM_F]) - tilt - change,
            "knee_angle_deg": where(leg, s[KNEE_N], s[KNEE_F]),
            "elbow_angle_deg": where(arm, s[ELBOW_N], s[ELBOW_F]),
            "head_angle_deg": s[HEAD] - reference[1],
        }

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A repetition with its pair of limbs."""
        return judge_repetition(segment, self.config, self._options.book, ("pitch",))
