"""Drawing-in on the back: is somebody in the posture, still, and breathing on? The muscle is not judged."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from formcheck.exercises.base import ExerciseSpec, Measured, Options, PostureSignature, signal_table
from formcheck.exercises.drawing_in.belly import BellyBreathing, BellyState, belly_height
from formcheck.exercises.drawing_in.limits import DrawingInLimits
from formcheck.exercises.drawing_in.stillness import Stillness, StillState
from formcheck.exercises.drawing_in.summary import observed
from formcheck.judge.calibration import Reference, Refusal
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.main_faults import MainFault
from formcheck.judge.other_posture import Sign, told_apart
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals.body import ANKLE, HIP, KNEE, SHOULDER, Body
from formcheck.signals.picture_edge import both, near
from formcheck.signals.samples import Codes, Flags, Samples, divide, negated, sqrt, table, where
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
    main_faults=(MainFault("breath_hold"),),
    scores_form=False,
    needs={
        "hip_offset": near(SHOULDER, HIP, KNEE),
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "knee_angle_deg": near(HIP, KNEE, ANKLE),
        "breath": near(SHOULDER, HIP),
        "breath_rate_per_min": near(SHOULDER, HIP),
        "breath_quality": near(SHOULDER, HIP),
        "breath_pause_s": near(SHOULDER, HIP),
    },
    posture_signature=PostureSignature(("bridge_lying",), sign="quiet"),
)


class DrawingInRows(NamedTuple):
    """What is measured of every frame: signs and units as in `signals.measures`.

    Attributes:
        offset: hip above the line shoulder-knee, share of its length.
        knee_up: knee over ankle, torso lengths.
        foot_up: ankle over hip, torso lengths.
        length: shoulder to knee, pixels.
        hip_x, hip_y, shoulder_x, shoulder_y: middles of both sides in the canonical plane, pixels.
    """

    offset: Samples
    pitch: Samples
    knee: Samples
    knee_up: Samples
    foot_up: Samples
    length: Samples
    hip_x: Samples
    hip_y: Samples
    shoulder_x: Samples
    shoulder_y: Samples


@dataclass(frozen=True, slots=True)
class DrawingInState:
    """State of the filters."""

    smooth: SmoothState
    still: StillState
    belly: BellyState


class DrawingIn:
    """Lying on the back with bent knees, seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig[DrawingInLimits], options: Options) -> None:
        self.config = config
        self._k = config.limits
        self._longest_pause_s = max(b.green[1] for b in config.bands if b.fault == "breath_hold" and b.green)
        self._smoother = Smoother(DrawingInRows)
        self._stillness = Stillness(config.limits.still_window_s)
        self._breathing = BellyBreathing(config.limits)

    def start(self, reference: Reference | None) -> DrawingInState:
        """Nothing seen yet. Nothing is measured against a reference."""
        return DrawingInState(self._smoother.start(), self._stillness.start(), self._breathing.start())

    def reference(self, state: DrawingInState) -> Reference | None:
        """None: there is no personal reference."""

    def refused(self, _: DrawingInState) -> tuple[Refusal, ...]:
        """None: nothing is read for one."""
        return ()

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: DrawingInState
    ) -> tuple[Measured, DrawingInState]:
        """Signals of a chunk of at least one frame."""
        s, smooth = self._smoother.step(self._raw(body), time, state.smooth)
        on, off, seen = self._posture(s)
        sway, still = self._stillness.step(
            s.length, (s.hip_x, s.hip_y, s.shoulder_x, s.shoulder_y), time, state.still
        )
        height = belly_height(track, (s.hip_x, s.hip_y), (s.shoulder_x, s.shoulder_y))
        lying = usable & negated(off) & (sway <= self._k.moving)
        read = where(lying, height, math.nan)
        breath, belly = self._breathing.step(read, body.trunk_px, time, state.belly)
        level, rate, quality, pause_s = breath
        signals = {
            "hip_offset": s.offset,
            "trunk_pitch_deg": s.pitch,
            "knee_angle_deg": s.knee,
            "breath": level,
            "breath_rate_per_min": rate,
            "breath_quality": quality,
            "breath_pause_s": pause_s,
            "sway": sway,
        }
        after = DrawingInState(smooth, still, belly)
        drive = where(on, 1.0, 0.0)
        rows, never = signal_table(signals, time), on & negated(on)
        return Measured(rows, on, off, drive, never, table((drive,)), seen=seen), after

    @staticmethod
    def _raw(body: Body) -> DrawingInRows:
        x, y = body.x, body.y
        dx, dy = x[0][KNEE] - x[0][SHOULDER], y[0][KNEE] - y[0][SHOULDER]
        return DrawingInRows(
            offset=-m.offset_below(body, KNEE, HIP),
            pitch=m.trunk_pitch_deg(body),
            knee=m.knee_angle_deg(body),
            knee_up=divide(y[0][KNEE] - y[0][ANKLE], body.trunk_px),
            foot_up=divide(y[0][ANKLE] - y[0][HIP], body.trunk_px),
            length=sqrt(dx * dx + dy * dy),
            hip_x=(x[0][HIP] + x[1][HIP]) / 2,
            hip_y=(y[0][HIP] + y[1][HIP]) / 2,
            shoulder_x=(x[0][SHOULDER] + x[1][SHOULDER]) / 2,
            shoulder_y=(y[0][SHOULDER] + y[1][SHOULDER]) / 2,
        )

    def _posture(self, s: DrawingInRows) -> tuple[Flags, Flags, Codes]:
        k = self._k
        on = (s.knee_up > k.knee_up_on) & (s.knee < k.knee_bent_on_deg)
        on = on & (s.pitch > k.pitch_low_on_deg) & (s.pitch < k.pitch_high_on_deg)
        on = on & (s.offset < k.hips_down_on)
        off = (s.knee_up < k.knee_up_off) | (s.knee > k.knee_bent_off_deg)
        off = off | (s.pitch < k.pitch_low_off_deg) | (s.pitch > k.pitch_high_off_deg)
        off = off | (s.offset > k.hips_down_off)
        other = told_apart(Sign("feet_raised", s.foot_up, k.foot_up_on, k.foot_up_off))
        return on & negated(other.keeps_out), off | other.ends, other.seen

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """Time in the posture, with what was seen in it. Less than the shortest hold is no event."""
        start_s, end_s = segment.start_s, segment.end_s
        if end_s - start_s < self.config.timing.min_hold_s:
            return SegmentVerdict(None, start_s, end_s)
        measures = tuple(observed(segment.frames, end_s, self._k, self._longest_pause_s).items())
        return SegmentVerdict("hold", start_s, end_s, measures=measures)
