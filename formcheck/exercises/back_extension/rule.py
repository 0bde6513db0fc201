"""Prone back extension: chest and legs a little off the mat, the hips down, the neck long.

How far somebody comes up is reported and never rewarded: too far is a fault, and little is none.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from formcheck.exercises.back_extension.lift import LiftRows, judge_lift
from formcheck.exercises.back_extension.limits import BackExtensionLimits
from formcheck.exercises.back_extension.spec import SPEC
from formcheck.exercises.base import Measured, Options, signal_table
from formcheck.judge.bands import edges_of
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference, Refusal
from formcheck.judge.config import ExerciseConfig, Strictness
from formcheck.judge.other_posture import Sign, told_apart
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals.body import EAR, ELBOW, HIP, LEG, SHOULDER, THIGH, WRIST, Body
from formcheck.signals.facing import facing_up
from formcheck.signals.gates import ALONG_FROM_BESIDE, shoulder_across, shoulder_along
from formcheck.signals.head import HeadState, head_unsure
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, levels_at
from formcheck.signals.samples import (
    Codes,
    Flags,
    Samples,
    divide,
    fmin,
    is_nan,
    magnitude,
    maximum,
    minimum,
    negated,
    table,
    where,
)
from formcheck.signals.since_rest import SinceRest, SinceRestState
from formcheck.signals.smoothing import Smoother, SmoothState
from formcheck.signals.vectors import wrap180

OVER_LIFT = "over_lift"
HANDS_BEHIND = 0.5
"""A hand this far from the shoulder towards the feet, in torso lengths, lies beside the body and carries no
chest: it would lie 0.3 from it under a bent elbow, and 1.0 along the hip."""
BESIDE = 0.15
"""A hip lies 0.15 over a hand beside it, and 0.37 at the bottom of a push-up: it is sooner carried."""
FOOT_COUNTS = 0.4
"""By so many degrees the leg's line may lie over the thigh's for each degree that the knee is straighter than
the limit. Design default: by 10 on a straight knee, where a misread thigh then says nothing, and by 4 on one
bent by 15, whose foot lies 7 over the thigh."""


class ProneRows(NamedTuple):
    """What is measured of every frame: signs and units as in `signals.measures`.

    Attributes:
        near_leg, far_leg, near_thigh, far_thigh: elevation of hip-ankle and hip-knee, degrees, + the far end
            is higher.
        neck: ear seen from the shoulder, against the trunk, + thrown back.
        hip: height of the middle of the hips in the picture, pixels.
        trunk: length hip to shoulder, pixels.
        facing_up: the front of the body towards the ceiling, see `facing_up`.
        propped: shoulder over the hand or elbow that may carry it, torso lengths.
        turned: how far the camera is turned from straight beside the body, as the shoulders show it, torso
            lengths, unsigned.
    """

    pitch: Samples
    near_leg: Samples
    far_leg: Samples
    near_thigh: Samples
    far_thigh: Samples
    near_knee: Samples
    far_knee: Samples
    neck: Samples
    hip: Samples
    trunk: Samples
    facing_up: Samples
    across: Samples
    propped: Samples
    turned: Samples


_AT_REST = ("pitch", "near_leg", "far_leg", "near_thigh", "far_thigh", "neck", "hip", "trunk")
"""Rows whose level while lying flat is what a lift is measured from."""
_LYING = ("pitch", "near_leg", "far_leg")
"""... of which these tell that somebody lies flat again."""


class BackExtensionState(NamedTuple):
    """State of the filters, the first rest, the last one as (value, time) of each row, and when it ended."""

    smooth: SmoothState
    delay: DelayState
    head: HeadState
    first: CalibrationState
    rest: tuple[tuple[float, float], ...]
    since: SinceRestState


class BackExtension:
    """Prone back extension seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig[BackExtensionLimits], options: Options) -> None:
        self.config = config
        self._k = config.limits
        self._edges = edges_of(config.bands, Strictness(options.strictness))
        over = [e.green for e in self._edges if e.fault == OVER_LIFT and e.sign > 0]
        self._high_deg = min(over, default=math.inf)
        self._hips_up = -min((e.green for e in self._edges if e.fault == "pike"), default=math.inf)
        self._smoother = Smoother(ProneRows)
        self._delay = Delay(STILL_LAG_S)
        self._since = SinceRest(self._k.drive_off)
        self._first = Calibrator(len(_AT_REST), config.timing.calibrate_s)

    def start(self, _: Reference | None) -> BackExtensionState:
        """Nothing seen yet; where somebody rests in the picture is taken anew in each recording."""
        filters = self._smoother.start(), self._delay.start(), HeadState(), self._first.start()
        return BackExtensionState(*filters, (NO_SAMPLE,) * len(_AT_REST), self._since.start())

    def reference(self, state: BackExtensionState) -> Reference | None:
        """None: the level at rest holds for one recording only."""

    def refused(self, _: BackExtensionState) -> tuple[Refusal, ...]:
        """None: nothing is read for a reference."""
        return ()

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: BackExtensionState
    ) -> tuple[Measured, BackExtensionState]:
        """Signals of a chunk of at least one frame."""
        s, smooth = self._smoother.step(self._raw(track, body), time, state.smooth)
        guessed, face = head_unsure(body, time, state.head)
        s = s._replace(neck=where(guessed, math.nan, s.neck))
        on, off, seen = self._posture(s, body.tilt_deg)
        rest, after = self._rest(s, on & usable, body.tilt_deg, time, state)
        chest = s.pitch - rest.pitch
        k = self._k
        near = self._height(s.near_leg - rest.near_leg, s.near_thigh - rest.near_thigh, s.near_knee)
        far = self._height(s.far_leg - rest.far_leg, s.far_thigh - rest.far_thigh, s.far_knee)
        near, far = (where(body.legs_unsure, math.nan, leg) for leg in (near, far))
        higher = maximum(near, far)
        hips = divide(rest.hip - s.hip, rest.trunk)
        # The network draws the head further back than it is where the chest is high, or the hips are up.
        signals = {
            "trunk_pitch_deg": s.pitch - body.tilt_deg,
            "trunk_pitch_change_deg": chest,
            "leg_over_trunk_deg": higher,
            "knee_angle_deg": s.near_knee,
            "head_angle_deg": where(
                (chest > self._high_deg) | (hips < self._hips_up), math.nan, s.neck - rest.neck
            ),
            "hip_offset_change": hips,
        }
        drive = maximum(chest, where(is_nan(higher), 0.0, higher)) / k.lift_deg
        signals["cycle_s"], since = self._since.step(drive, time, state.since)
        straight = (s.near_knee > k.straight_deg) & (s.far_knee > k.straight_deg)
        near, far = (where(straight, leg, math.nan) for leg in (near, far))  # else they cannot be compared
        left = body.left_near
        extra = LiftRows(chest=chest, left_leg=where(left, near, far), right_leg=where(left, far, near))
        never = on & negated(on)
        state = after._replace(smooth=smooth, head=face, since=since)
        return Measured(signal_table(signals, time), on, off, drive, never, table(extra), seen=seen), state

    def _rest(
        self, s: ProneRows, good: Flags, tilt: Samples, time: Samples, state: BackExtensionState
    ) -> tuple[ProneRows, BackExtensionState]:
        """Each row's level when last flat on the mat, NaN before that; and the state.

        The first rest is told by how level trunk and legs are, from well beside the body: everything is
        measured from it, so it may not turn on a view at its gate. A later one lies near the first, so that a
        small lift that is held is none.
        """
        k = self._k
        values = tuple(getattr(s, name) for name in _AT_REST)
        before, delay = self._delay.step(values, time, state.delay)
        still = good
        for name in _LYING:
            at = _AT_REST.index(name)
            still = still & (magnitude(values[at] - before[at]) < k.steady_deg)
        flat = still & (s.turned < k.rest_turned) & (magnitude(s.pitch - tilt) < k.rest_pitch_deg)
        flat = flat & (magnitude(s.near_leg + tilt) < k.rest_leg_deg)
        flat = flat & (magnitude(s.far_leg + tilt) < k.rest_leg_deg)
        first, known, after = self._first.step(values, flat, time, state.first)
        resting = still & known
        for name in _LYING:
            at = _AT_REST.index(name)
            resting = resting & (magnitude(values[at] - first[at]) < k.rest_near_deg)
        # What is taken lies a moment back: a lift that has just begun looks still.
        levels, kept = levels_at(before, resting, time, state.rest)
        held = [where(is_nan(rest), level, rest) for rest, level in zip(levels, first, strict=True)]
        held[_AT_REST.index("neck")] = first[_AT_REST.index("neck")]  # a head moves before its chest does
        rows = s._replace(**dict(zip(_AT_REST, held, strict=True)))
        return rows, state._replace(delay=delay, first=after, rest=kept)

    def _height(self, leg: Samples, thigh: Samples, knee: Samples) -> Samples:
        """How high a leg is, degrees: its line, surer than the thigh's, as far as its knee is straight.

        The foot comes up over a knee that bends while the leg does not. The lift's height and time may not
        jump where the thigh takes over, so the foot counts less and less until there.
        """
        above = FOOT_COUNTS * maximum(knee - self._k.straight_deg, 0.0)
        return where(is_nan(knee), thigh, minimum(leg, thigh + above))

    @staticmethod
    def _raw(track: Track, body: Body) -> ProneRows:
        near, far = body.angle
        return ProneRows(
            pitch=m.trunk_pitch_deg(body),
            near_leg=wrap180(180.0 - near[LEG]),
            far_leg=wrap180(180.0 - far[LEG]),
            near_thigh=wrap180(180.0 - near[THIGH]),
            far_thigh=wrap180(180.0 - far[THIGH]),
            near_knee=m.knee_angle_deg(body),
            far_knee=m.knee_angle_deg(body, 1),
            neck=m.neck_deg(body),
            hip=(body.y[0][HIP] + body.y[1][HIP]) / 2,
            trunk=body.trunk_px + 0.0 * body.x[0][EAR],
            facing_up=facing_up(track, body),
            across=shoulder_across(body),
            propped=_propped(body),
            turned=magnitude(shoulder_along(body) - ALONG_FROM_BESIDE),
        )

    def _posture(self, s: ProneRows, tilt: Samples) -> tuple[Flags, Flags, Codes]:
        k = self._k
        pitch, low = s.pitch - tilt, minimum(s.near_thigh, s.far_thigh) + tilt
        high = maximum(s.near_thigh, s.far_thigh) + tilt
        on = (magnitude(pitch) < k.trunk_on_deg) & (low > k.legs_low_on_deg) & (high < k.legs_high_on_deg)
        off = (magnitude(pitch) > k.trunk_off_deg) | (low < k.legs_low_off_deg)
        off = off | (high > k.legs_high_off_deg)
        other = told_apart(
            Sign("lying_on_back", s.facing_up, k.facing_up_on, k.facing_up_off),
            Sign("lying_on_side", s.across, k.across_on, k.across_off),
            Sign("shoulders_raised", s.propped, k.propped_on, k.propped_off),
        )
        return on & negated(other.keeps_out), off | other.ends, other.seen

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A repetition with its heights and its time on the way up, an attempt, or nothing."""
        return judge_lift(segment, self._k, self._edges)


def _propped(body: Body) -> Samples:
    """A shoulder over the hand or elbow that carries it, torso lengths, of both sides the smaller one. A hand
    beside the body would carry the hip.
    """
    heights = []
    for x, y in zip(body.x, body.y, strict=True):
        low = minimum(y[ELBOW], y[WRIST])
        behind = divide(x[SHOULDER] - x[WRIST], body.trunk_px) > HANDS_BEHIND
        over = divide(where(behind, y[HIP], y[SHOULDER]) - low, body.trunk_px)
        heights.append(over + where(behind, BESIDE, 0.0))
    return fmin(*heights)
