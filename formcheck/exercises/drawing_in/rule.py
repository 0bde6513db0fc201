"""Drawing-in on the back: is somebody in the posture, still, and breathing on? No word about the muscle."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from formcheck.exercises.base import ExerciseSpec, Makeup, Measured, Options, signal_rows
from formcheck.exercises.drawing_in.belly import BellyBreathing, BellyState, belly_height
from formcheck.exercises.drawing_in.stillness import Stillness, StillState
from formcheck.exercises.drawing_in.summary import observed
from formcheck.judge.calibration import Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals.body import ANKLE, HIP, KNEE, SHOULDER, Body
from formcheck.signals.lanes import Lane, Rows, divide, negated, sqrt, stacked, where
from formcheck.signals.smoothing import Smoother, SmoothState

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="drawing-in",
    main_signal="breath",
    needed=("hip_offset",),
    judged_line=None,
    judged_point=None,
    plus_is_down=False,
    outline="ventral",
    belly_down=False,
    moves=False,
    calibrated=(),
    scores_form=False,
    makeup=Makeup(("bridge_lying",), sign="quiet"),
)

OFFSET, PITCH, KNEE_ANGLE, KNEE_UP, FOOT_UP, LENGTH, HIP_X, HIP_Y, SHOULDER_X, SHOULDER_Y = range(10)


@dataclass(frozen=True, slots=True)
class DrawingInState:
    """Carry of the filters."""

    smooth: SmoothState
    still: StillState
    belly: BellyState


class DrawingIn:
    """Lying on the back with bent knees, seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig, options: Options) -> None:
        self.config = config
        self._k = config.limits
        self._longest_pause_s = max(b.green[1] for b in config.bands if b.fault == "breath_hold" and b.green)
        self._smoother = Smoother(10, sparse=False)
        self._stillness = Stillness(config.limits["still_window_s"])
        self._breathing = BellyBreathing(config.limits)

    def start(self, reference: Reference | None) -> DrawingInState:
        """Nothing seen yet. Nothing is measured against a reference."""
        return DrawingInState(self._smoother.start(), self._stillness.start(), self._breathing.start())

    def reference(self, state: DrawingInState) -> Reference | None:
        """None: there is no personal reference."""
        return None

    def measure(
        self, track: Track, time: Lane, body: Body, usable: Lane, state: DrawingInState
    ) -> tuple[Measured, DrawingInState]:
        """Signals of a chunk of at least one frame."""
        s, smooth = self._smoother.step(self._raw(body), time, state.smooth)
        on, off = self._posture(s)
        sway, still = self._stillness.step(s[LENGTH : SHOULDER_Y + 1], time, state.still)
        height = belly_height(track, (s[HIP_X], s[HIP_Y]), (s[SHOULDER_X], s[SHOULDER_Y]))
        lying = usable & negated(off) & (sway <= self._k["moving"])
        breath, belly = self._breathing.step(where(lying, height, math.nan), body.trunk_px, time, state.belly)
        signals = {
            "hip_offset": s[OFFSET],
            "trunk_pitch_deg": s[PITCH],
            "knee_angle_deg": s[KNEE_ANGLE],
            "breath": breath[0],
            "breath_rate_per_min": breath[1],
            "breath_quality": breath[2],
            "breath_pause_s": breath[3],
            "sway": sway,
        }
        after = DrawingInState(smooth, still, belly)
        drive = where(on, 1.0, 0.0)
        return Measured(signal_rows(signals, time), on, off, drive, on & negated(on), stacked([drive])), after

    def _raw(self, body: Body) -> list[Lane]:
        x, y = body.x, body.y
        dx, dy = x[0][KNEE] - x[0][SHOULDER], y[0][KNEE] - y[0][SHOULDER]
        return [
            -m.offset_below(body, KNEE, HIP),
            m.trunk_pitch_deg(body),
            m.knee_angle_deg(body),
            divide(y[0][KNEE] - y[0][ANKLE], body.trunk_px),
            divide(y[0][ANKLE] - y[0][HIP], body.trunk_px),
            sqrt(dx * dx + dy * dy),
            *((axis[0][point] + axis[1][point]) / 2 for point in (HIP, SHOULDER) for axis in (x, y)),
        ]

    def _posture(self, s: Rows) -> tuple[Lane, Lane]:
        k = self._k
        on = (s[KNEE_UP] > k["knee_up_on"]) & (s[KNEE_ANGLE] < k["knee_bent_on_deg"])
        on = on & (s[PITCH] > k["pitch_low_on_deg"]) & (s[PITCH] < k["pitch_high_on_deg"])
        on = on & (s[OFFSET] < k["hips_down_on"]) & (s[FOOT_UP] < k["foot_up_on"])
        off = (s[KNEE_UP] < k["knee_up_off"]) | (s[KNEE_ANGLE] > k["knee_bent_off_deg"])
        off = off | (s[PITCH] < k["pitch_low_off_deg"]) | (s[PITCH] > k["pitch_high_off_deg"])
        return on, off | (s[OFFSET] > k["hips_down_off"]) | (s[FOOT_UP] > k["foot_up_off"])

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """Time in the posture, with what was seen in it; a moment on the mat between other things is none."""
        start_s, end_s = segment.start_s, segment.end_s
        if end_s - start_s < self.config.timing.min_hold_s:
            return SegmentVerdict(None, start_s, end_s)
        measures = tuple(observed(segment.frames, end_s, self._k, self._longest_pause_s).items())
        return SegmentVerdict("hold", start_s, end_s, measures=measures)
