"""Sitting down and standing up: does the trunk come forward from the hips, does the back keep its shape?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from formcheck.exercises.base import ExerciseSpec, Measured, Options, PostureSignature, signal_table
from formcheck.exercises.down_up import (
    DownUpRows,
    known,
    most_of,
    on_both_feet,
    pace_of,
    rows_of,
    stands_still,
)
from formcheck.exercises.own_reference import OwnReference, calibrator_of
from formcheck.exercises.sit_to_stand.limits import SitToStandLimits
from formcheck.judge.bands import edges_of
from formcheck.judge.calibration import CalibrationState, Reference
from formcheck.judge.config import ExerciseConfig, Strictness
from formcheck.judge.main_faults import MainFault
from formcheck.judge.movement_faults import movement_faults
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import NO_REASON
from formcheck.pose.track import Track
from formcheck.signals.body import ANKLE, FOOT, HIP, KNEE, SHOULDER, Body
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, latest
from formcheck.signals.outline import DORSAL_BENDING, MAX_AGE_S, TangentChange
from formcheck.signals.picture_edge import both, near
from formcheck.signals.samples import Flags, Samples, table, where
from formcheck.signals.smoothing import Smoother, SmoothState

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="sit-to-stand",
    main_signal="hip_angle_deg",
    needed=("hip_angle_deg",),
    judged_line=("shoulder", "hip"),
    judged_point=None,
    line_signal="trunk_pitch_deg",
    plus_is_down=False,
    outline="dorsal",
    belly_down=True,
    upright=True,
    moves=True,
    calibrated=("lumbar_deg",),
    main_faults=(MainFault("lumbar_round"),),
    posture_signature=PostureSignature(("sitting", "standing"), sign="changes"),
    needs={
        "hip_angle_deg": near(SHOULDER, HIP, KNEE),
        "knee_angle_deg": near(HIP, KNEE, ANKLE),
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "knee_over_toes": near(KNEE, FOOT),
        "lumbar_deg": near(SHOULDER, HIP),
        "cycle_s": near(HIP, KNEE),
    },
    out_of_view=("knees_inward",),
)


class SitToStandState(NamedTuple):
    """State of the filters and the calibration; (value, time) of the back line's last reading, and of when
    the body last stood.
    """

    smooth: SmoothState
    outline: tuple[float, float]
    stood: tuple[float, float]
    delay: DelayState
    calibration: CalibrationState


class SitToStand(OwnReference):
    """Sitting down and standing up, seen from the side; the reference is the back line in standing."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig[SitToStandLimits], options: Options) -> None:
        self.config = config
        self._options = options
        self._k = config.limits
        self._edges = edges_of(config.bands, Strictness(options.strictness))
        self._curve = TangentChange(DORSAL_BENDING)
        self._smoother = Smoother(DownUpRows)
        self._delay = Delay(STILL_LAG_S)
        self._calibrator = calibrator_of(config, SPEC.calibrated, STILL_LAG_S)

    def start(self, reference: Reference | None) -> SitToStandState:
        """Nothing seen yet."""
        return SitToStandState(
            self._smoother.start(),
            NO_SAMPLE,
            NO_SAMPLE,
            self._delay.start(),
            self._calibrator.start(reference),
        )

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: SitToStandState
    ) -> tuple[Measured, SitToStandState]:
        """Signals of a chunk of at least one frame."""
        k = self._k
        lumbar, outline = latest(self._curve(track), time, state.outline, MAX_AGE_S)
        s, smooth = self._smoother.step(rows_of(track, body, lumbar), time, state.smooth)
        on, off = on_both_feet(s, k)
        drive = (s.thigh - k.stand_deg) / (k.seat_deg - k.stand_deg)
        stood_s, stood = latest(where(drive < k.drive_on, time, math.nan), time, state.stood, math.inf)
        before, delay = self._delay.step((s.lean, s.thigh), time, state.delay)
        stands = on & stands_still(s, before, drive, k)
        good = stands & usable & self._options.calibrates(time)
        reference, calibrated, calibration = self._calibrator.step((s.lumbar,), good, time, state.calibration)
        signals = {
            "hip_angle_deg": 180.0 - s.lean - s.thigh,
            "knee_angle_deg": s.knee,
            "trunk_pitch_deg": 90.0 - s.lean,
            "knee_over_toes": s.toes,
            "lumbar_deg": s.lumbar - reference[0],
            "cycle_s": known(time - stood_s, 0.0) + 0.0 * drive,
        }
        rows = signal_table(signals, time)
        after = SitToStandState(smooth, outline, stood, delay, calibration)
        return Measured(rows, on, off, drive, calibrated, table((s.behind,))), after

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A repetition, counted where it comes up: down onto a seat and up, or up from the seat at first."""
        k, frames = self._k, segment.frames
        nothing = SegmentVerdict(None, segment.start_s, segment.end_s)
        pace = pace_of(segment, k.pause_s)
        if pace is None or not self._was_seated(segment):
            return nothing
        measures = [("lean_deg", round(90.0 - most_of(frames, "trunk_pitch_deg", pace.rows, -1.0), 1))]
        if not pace.half:
            measures.insert(0, ("cycle_s", round(pace.took_s, 2)))
        values = {
            "cycle_s": pace.took_s,
            "trunk_pitch_deg": most_of(frames, "trunk_pitch_deg", pace.rows, -1.0),
        }
        seen = bool((frames.reason == NO_REASON).any())
        faults = movement_faults(self._edges, values, pace.start_s, pace.end_s) if seen else ()
        return SegmentVerdict("rep", pace.start_s, pace.end_s, faults=faults, measures=tuple(measures))

    def _was_seated(self, segment: Segment) -> bool:
        """Low enough, with the trunk behind the feet for long enough: something else carried it."""
        k, frames = self._k, segment.frames
        seated = (frames.drive >= k.low_from) & (frames.extra[0] > k.seated_behind)
        return float(np.diff(frames.time, append=frames.time[-1])[seated].sum()) >= k.seated_s
