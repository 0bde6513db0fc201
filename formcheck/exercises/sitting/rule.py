"""Sitting upright on a chair, seen from the side: how long, and how far the back sinks from its own
beginning.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from formcheck.exercises.base import ExerciseSpec, Measured, Options, PostureSignature, signal_table
from formcheck.exercises.own_reference import OwnReference, calibrator_of
from formcheck.exercises.sitting.limits import SittingLimits
from formcheck.exercises.sitting.summary import observed
from formcheck.judge.calibration import CalibrationState, Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.holds import kind_of_hold
from formcheck.judge.main_faults import MainFault
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals import upright as u
from formcheck.signals.body import ANKLE, EAR, HIP, KNEE, SHOULDER, Body
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, latest
from formcheck.signals.outline import DORSAL_BENDING, MAX_AGE_S, TangentChange
from formcheck.signals.picture_edge import both, near
from formcheck.signals.samples import Flags, Samples, magnitude, table, where
from formcheck.signals.smoothing import Smoother, SmoothState

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="sitting",
    main_signal="trunk_pitch_change_deg",
    needed=("trunk_pitch_deg",),
    judged_line=("hip", "shoulder"),
    judged_point=None,
    plus_is_down=False,
    outline="dorsal",
    belly_down=True,
    moves=False,
    calibrated=("trunk_pitch_deg", "lumbar_deg", "head_forward_deg"),
    main_faults=(MainFault("slump"),),
    posture_signature=PostureSignature(("sitting",), sign="alone", least_s=8.0),
    needs={
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "trunk_pitch_change_deg": both(SHOULDER, HIP),
        "lumbar_deg": near(SHOULDER, HIP),
        "head_forward_deg": near(EAR, SHOULDER, HIP),
        "hip_angle_deg": near(SHOULDER, HIP, KNEE),
        "knee_angle_deg": near(HIP, KNEE, ANKLE),
    },
)


class SittingRows(NamedTuple):
    """What is measured of every frame.

    Attributes:
        pitch: elevation of the trunk as the person faces: 90 upright, less forwards, more backwards.
        lap: hip over knee, shank: knee over ankle, torso lengths, near side.
        behind: trunk behind the ankle, see `upright.behind_feet`.
        head: see `upright.head_forward_deg`.
        knee: 180 straight, degrees.
        lumbar: bend of the back line, degrees, held between its readings.
    """

    pitch: Samples
    lap: Samples
    shank: Samples
    behind: Samples
    head: Samples
    knee: Samples
    lumbar: Samples


class SittingState(NamedTuple):
    """State of the filters and of the beginning; (value, time) of the back line's last reading."""

    smooth: SmoothState
    outline: tuple[float, float]
    delay: DelayState
    calibration: CalibrationState


class Sitting(OwnReference):
    """Sitting upright, seen from the side; the reference is how this person sat upright at first."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig[SittingLimits], options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._curve = TangentChange(DORSAL_BENDING)
        self._smoother = Smoother(SittingRows)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = calibrator_of(config, SPEC.calibrated)

    def start(self, reference: Reference | None) -> SittingState:
        """Nothing seen yet."""
        calibration = self._calibrator.start(reference)
        return SittingState(self._smoother.start(), NO_SAMPLE, self._delay.start(), calibration)

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: SittingState
    ) -> tuple[Measured, SittingState]:
        """Signals of a chunk of at least one frame."""
        lumbar, outline = latest(self._curve(track), time, state.outline, MAX_AGE_S)
        s, smooth = self._smoother.step(self._raw(track, body, lumbar), time, state.smooth)
        on, off = self._posture(s)
        (before,), delay = self._delay.step((s.pitch,), time, state.delay)
        still = magnitude(s.pitch - before) < self._k.steady
        good = on & usable & still & self._options.calibrates(time)
        values = (s.pitch, s.lumbar, s.head)
        reference, calibrated, calibration = self._calibrator.step(values, good, time, state.calibration)
        signals = {
            "trunk_pitch_deg": s.pitch,
            "trunk_pitch_change_deg": s.pitch - reference[0],
            "lumbar_deg": s.lumbar - reference[1],
            "head_forward_deg": s.head - reference[2],
            "knee_angle_deg": s.knee,
        }
        drive = where(on, 1.0, 0.0)
        return (
            Measured(signal_table(signals, time), on, off, drive, calibrated, table((drive,))),
            SittingState(smooth, outline, delay, calibration),
        )

    @staticmethod
    def _raw(track: Track, body: Body, lumbar: Samples) -> SittingRows:
        front = u.front_of(track, body)
        return SittingRows(
            pitch=90.0 - u.lean_deg(body, front),
            lap=u.hip_over_knee(body),
            shank=u.knee_over_ankle(body),
            behind=u.behind_feet(body, front),
            head=u.head_forward_deg(body, front),
            knee=180.0 - u.knee_bend_deg(body),
            lumbar=lumbar,
        )

    def _posture(self, s: SittingRows) -> tuple[Flags, Flags]:
        k = self._k
        lean = 90.0 - s.pitch
        on = (lean < k.forward_on_deg) & (lean > -k.back_on_deg) & (magnitude(s.lap) < k.lap_on)
        on = on & (s.shank > k.shank_on) & (s.behind > k.behind_on)
        off = (lean > k.forward_off_deg) | (lean < -k.back_off_deg) | (magnitude(s.lap) > k.lap_off)
        off = off | (s.shank < k.shank_off) | (s.behind < k.behind_off)
        return on, off

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """Time on the chair, with how far the back has sunk by its end."""
        start_s, end_s = segment.start_s, segment.end_s
        kind = kind_of_hold(end_s - start_s, self.config.timing, segment.complete)
        if kind != "hold":
            return SegmentVerdict(kind, start_s, end_s)
        measures = observed(segment.frames, start_s, end_s, self._k.ends_s)
        return SegmentVerdict("hold", start_s, end_s, measures=measures)
