"""Glute bridge on one leg: as the bridge, read from the leg that stands; and is the other one in its line?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from formcheck.exercises.base import ExerciseSpec, Measured, PostureSignature
from formcheck.exercises.hip_lift.rule import CALIBRATED, NEEDS, HipLift, HipLiftRows, HipLiftState
from formcheck.exercises.single_leg_bridge.limits import SingleLegBridgeLimits
from formcheck.judge.main_faults import MainFault
from formcheck.judge.other_posture import Sign
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import SIGNAL_ROW
from formcheck.pose.track import Track
from formcheck.signals import stance
from formcheck.signals.body import ANKLE, FOOT, HIP, KNEE, LEG, SHANK, THIGH, Body, Sides
from formcheck.signals.picture_edge import both
from formcheck.signals.samples import Flags, Samples, negated, table, where, where_flags
from formcheck.signals.vectors import wrap180

CONFIG = Path(__file__).parent / "config.toml"
FREE_LEG = "leg_over_trunk_deg"
SPEC = ExerciseSpec(
    name="single-leg-bridge",
    main_signal="hip_offset",
    needed=("hip_offset",),
    judged_line=("shoulder", "knee"),
    judged_point="hip",
    plus_is_down=False,
    outline="ventral",
    belly_down=False,
    moves=True,
    calibrated=CALIBRATED,
    main_faults=(MainFault("hyperextension"),),
    posture_signature=PostureSignature(
        ("single_leg_bridge_lifted",), resting=("single_leg_bridge_lying", "bridge_lying")
    ),
    needs={**NEEDS, FREE_LEG: both(HIP, KNEE, ANKLE)},
    out_of_view=("pelvis_roll",),
    easier="bridge",
)
LEFT = 2
"""Row of what comes back with a finished lift: 1 where the left leg stands."""
_POINTS, _VECTORS = (KNEE, ANKLE, FOOT), (THIGH, SHANK, LEG)


def near_stands(body: Body) -> Flags:
    """Whether the near leg is the one whose foot is lower."""
    return body.y[0][ANKLE] <= body.y[1][ANKLE]


def on_standing_leg(body: Body) -> Body:
    """The body with the leg that stands in the place of both."""
    near = near_stands(body)

    def legs(values: Sides, which: tuple[int, ...]) -> Sides:
        one, other = list(values[0]), list(values[1])
        for number in which:
            one[number] = other[number] = where(near, one[number], other[number])
        return one, other

    return body._replace(x=legs(body.x, _POINTS), y=legs(body.y, _POINTS), angle=legs(body.angle, _VECTORS))


def free_leg_deg(body: Body) -> Samples:
    """The free leg, hip to ankle, against the thigh that stands, + above it."""
    near = near_stands(body)
    one, other = body.angle
    thigh = where(near, one[THIGH], other[THIGH])
    return wrap180(thigh - where(near, other[LEG], one[LEG]))


class SingleLegBridge(HipLift[SingleLegBridgeLimits]):
    """Glute bridge on one leg in repetitions, seen from the side."""

    spec = SPEC

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: HipLiftState
    ) -> tuple[Measured, HipLiftState]:
        """Signals of a chunk of at least one frame."""
        measured, after = super().measure(track, time, body, usable, state)
        signals = [*measured.signals]
        signals[SIGNAL_ROW[FREE_LEG]] = free_leg_deg(body)
        near = near_stands(body)
        left = where_flags(near, body.left_near, negated(body.left_near))
        extra = table((*measured.extra, where(left, 1.0, 0.0)))
        return measured._replace(signals=table(tuple(signals)), extra=extra, left=left), after

    def _raw(self, body: Body, lumbar: Samples) -> HipLiftRows:
        raw = super()._raw(on_standing_leg(body), lumbar)
        # Of four pairs of joints that tell how far the camera is turned, two are left.
        return raw._replace(ankles=stance.ankles_apart(body), yaw=2.0 * raw.yaw)

    def legs(self, s: HipLiftRows) -> Sign:
        """See `HipLift.legs`: both feet on the floor."""
        k = self._k
        return Sign("both_feet", -s.ankles, -k.ankles_on, -k.ankles_off)

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """See `HipLift.judge_segment`; with the leg that stood."""
        frames = segment.frames
        left = bool(np.median(frames.extra[LEFT]) > 0.5)
        lift = replace(segment, frames=frames._replace(extra=frames.extra[:LEFT]))
        return replace(super().judge_segment(lift), side="left" if left else "right")
