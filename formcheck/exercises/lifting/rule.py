"""Lifting from the floor: do hips and knees share the way, are the hands near, does the back stay?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from formcheck.exercises.base import ExerciseSpec, Measured, Options, PostureSignature, signal_table
from formcheck.exercises.down_up import (
    AT_THE_LOW,
    DownUpRows,
    known,
    most_of,
    on_both_feet,
    pace_of,
    rows_of,
    stands_still,
)
from formcheck.exercises.lifting.limits import LiftingLimits
from formcheck.exercises.own_reference import OwnReference, calibrator_of
from formcheck.judge.bands import edges_of
from formcheck.judge.calibration import CalibrationState, Reference
from formcheck.judge.config import ExerciseConfig, Strictness
from formcheck.judge.main_faults import LEAST_SEEN, TOP, MainFault
from formcheck.judge.movement_faults import movement_faults
from formcheck.judge.segments import FrameColumns, Segment, SegmentVerdict
from formcheck.judge.vocabulary import NO_REASON, SIGNAL_ROW
from formcheck.pose.track import Track
from formcheck.signals.body import ANKLE, HIP, KNEE, SHOULDER, WRIST, Body
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, latest
from formcheck.signals.outline import DORSAL_BENDING, MAX_AGE_S, Roughness, TangentChange
from formcheck.signals.picture_edge import both, near
from formcheck.signals.samples import Flags, Samples, divide, maximum, table, where
from formcheck.signals.smoothing import Smoother, SmoothState

CONFIG = Path(__file__).parent / "config.toml"
FEW_READINGS = 4
"""The back is judged by the median of the frames in which it can be told; fewer are a chance."""
SPEC = ExerciseSpec(
    name="lifting",
    main_signal="hip_angle_deg",
    needed=("hip_angle_deg",),
    judged_line=("shoulder", "hip"),
    judged_point=None,
    line_signal="lumbar_deg",
    plus_is_down=False,
    outline="dorsal",
    belly_down=True,
    upright=True,
    moves=True,
    calibrated=("lumbar_deg",),
    main_faults=(MainFault("lumbar_round"),),
    posture_signature=PostureSignature(("reaching_down", "standing"), sign="changes"),
    needs={
        "hip_angle_deg": near(SHOULDER, HIP, KNEE),
        "knee_angle_deg": near(HIP, KNEE, ANKLE),
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "hands_ahead": near(WRIST, ANKLE),
        "stoop_share": near(SHOULDER, HIP, KNEE, ANKLE),
        "lumbar_deg": near(SHOULDER, HIP),
        "cycle_s": near(SHOULDER, WRIST),
    },
    out_of_view=("knees_inward", "load"),
)


class LiftingState(NamedTuple):
    """State of the filters and the calibration; (value, time) of the back line's last reading, of when the
    body last stood, and of how high its hips were then.
    """

    smooth: SmoothState
    outline: tuple[float, float]
    stood: tuple[float, float]
    tall: tuple[float, float]
    delay: DelayState
    calibration: CalibrationState


class Lifting(OwnReference):
    """Lifting from the floor, seen from the side; the reference is the back line in standing.

    What a camera sees of the box is the hands.
    """

    spec = SPEC

    def __init__(self, config: ExerciseConfig[LiftingLimits], options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._edges = edges_of(config.bands, Strictness(options.strictness))
        self._curve, self._rough = TangentChange(DORSAL_BENDING), Roughness(DORSAL_BENDING)
        self._smoother = Smoother(DownUpRows)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = calibrator_of(config, SPEC.calibrated, STILL_LAG_S)

    def start(self, reference: Reference | None) -> LiftingState:
        """Nothing seen yet."""
        return LiftingState(
            self._smoother.start(),
            NO_SAMPLE,
            NO_SAMPLE,
            NO_SAMPLE,
            self._delay.start(),
            self._calibrator.start(reference),
        )

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: LiftingState
    ) -> tuple[Measured, LiftingState]:
        """Signals of a chunk of at least one frame."""
        k = self._k
        raw = rows_of(track, body, self._curve(track))
        hidden = (raw.lean + raw.thigh > k.told_flexion_deg) | (self._rough(track) > k.line_rough)
        lumbar, outline = latest(where(hidden, math.nan, raw.lumbar), time, state.outline, MAX_AGE_S)
        s, smooth = self._smoother.step(raw._replace(lumbar=lumbar), time, state.smooth)
        on, off = on_both_feet(s, k)
        drive = (k.hand_high - s.hand) / (k.hand_high - k.hand_low)
        stood_s, stood = latest(where(drive < k.drive_on, time, math.nan), time, state.stood, math.inf)
        before, delay = self._delay.step((s.lean, s.thigh), time, state.delay)
        stands = on & stands_still(s, before, drive, k)
        good = stands & usable & self._options.calibrates(time)
        reference, calibrated, calibration = self._calibrator.step((s.lumbar,), good, time, state.calibration)
        tall_hip, tall = latest(where(stands, s.hip, math.nan), time, state.tall, math.inf)
        low = drive > k.low_from
        signals = {
            "hip_angle_deg": 180.0 - s.lean - s.thigh,
            "knee_angle_deg": s.knee,
            "trunk_pitch_deg": 90.0 - s.lean,
            "hands_ahead": where(low, s.hand_ahead, math.nan),
            "stoop_share": where(low, _stoop_share(s, tall_hip), math.nan),
            "lumbar_deg": where(s.lean + s.thigh > k.told_flexion_deg, math.nan, s.lumbar - reference[0]),
            "cycle_s": known(time - stood_s, 0.0) + 0.0 * drive,
        }
        rows = signal_table(signals, time)
        after = LiftingState(smooth, outline, stood, tall, delay, calibration)
        return Measured(rows, on, off, drive, calibrated, table((s.behind, s.hand - s.shank, s.hip))), after

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A repetition: from standing, the hands down below the knees, and up to standing, on both feet."""
        k, frames = self._k, segment.frames
        nothing = SegmentVerdict(None, segment.start_s, segment.end_s)
        pace = pace_of(segment, k.pause_s)
        if pace is None or pace.half or not self._is_lift(frames):
            return nothing
        pitch = most_of(frames, "trunk_pitch_deg", pace.rows, -1.0)
        values = {
            "cycle_s": pace.took_s,
            "stoop_share": self._lowest(frames, "stoop_share"),
            "lumbar_deg": self._back(frames),
        }
        measures = [
            ("cycle_s", round(pace.took_s, 2)),
            ("lean_deg", round(90.0 - pitch, 1)),
            ("knee_deg", round(most_of(frames, "knee_angle_deg", pace.rows, -1.0), 1)),
        ]
        seen = bool((frames.reason == NO_REASON).any())
        faults = movement_faults(self._edges, values, pace.start_s, pace.end_s) if seen else ()
        return SegmentVerdict(
            "rep",
            pace.start_s,
            pace.end_s,
            faults=faults,
            measures=tuple(measures),
            unmeasured=self._untold(frames, values["lumbar_deg"]),
        )

    def _is_lift(self, frames: FrameColumns) -> bool:
        """Hands below the knees, from standing and back to it, and nothing but the feet carried the trunk."""
        k, (behind, hand, hip) = self._k, frames.extra
        if not float(np.fmin.reduce(hand, initial=math.inf)) < k.reaches:
            return False
        seen = hip[np.isfinite(hip)]
        if not len(seen) or min(seen[0], seen[-1]) < k.stands:
            return False
        seated = behind > k.seated_behind
        return float(np.diff(frames.time, append=frames.time[-1])[seated].sum()) < k.seated_s

    def _back(self, frames: FrameColumns) -> float:
        """How far the back was bent in the deepest part of the way in which that can be told, degrees.

        The median over the way down and up: readings lie behind by as much on the one as ahead on the other.
        NaN where there are too few.
        """
        flexion = 180.0 - frames.signals[SIGNAL_ROW["hip_angle_deg"]]
        bend = frames.signals[SIGNAL_ROW["lumbar_deg"]]
        deepest = min(float(np.fmax.reduce(flexion, initial=-math.inf)), self._k.told_flexion_deg)
        there = np.isfinite(bend) & frames.calibrated & (flexion > deepest - self._k.told_span_deg)
        return float(np.median(bend[there])) if np.count_nonzero(there) >= FEW_READINGS else math.nan

    def _untold(self, frames: FrameColumns, back: float) -> tuple[tuple[str, str], ...]:
        """The back at the lowest, where the thigh lies against the trunk; not where nothing was read at all,
        for which there are other reasons.
        """
        flexion = 180.0 - frames.signals[SIGNAL_ROW["hip_angle_deg"]]
        top = frames.drive >= TOP * np.fmax.reduce(frames.drive, initial=-math.inf)
        told = np.isfinite(frames.signals[SIGNAL_ROW["lumbar_deg"]][top])
        folded = bool((flexion[top] > self._k.told_flexion_deg).any()) and float(told.mean()) < LEAST_SEEN
        return (("lumbar_round", "uncertain"),) if folded and not math.isnan(back) else ()

    @staticmethod
    def _lowest(frames: FrameColumns, signal: str) -> float:
        """The median of a signal while the hands are at the lowest."""
        values = frames.signals[SIGNAL_ROW[signal]]
        there = np.isfinite(values) & (frames.drive >= AT_THE_LOW * np.fmax.reduce(frames.drive))
        return float(np.median(values[there])) if there.any() else math.nan


def _stoop_share(s: DownUpRows, tall_hip: Samples) -> Samples:
    """Share of the shoulders' way down that the trunk's lean makes, the legs make the rest; 0 to 1.

    As the Stoop-Squat-Index of Schmid 2022, which is below 30 (of 100) in squats and above 90 in stoops.

    Args:
        s: rows of the chunk.
        tall_hip: hip over ankle of this body when it last stood, torso lengths.
    """
    trunk, legs = maximum(1.0 - (s.shoulder - s.hip), 0.0), maximum(tall_hip - s.hip, 0.0)
    return divide(trunk, trunk + legs)
