"""Glute bridge on both feet."""

from __future__ import annotations

from pathlib import Path

from formcheck.exercises.base import ExerciseSpec, PostureSignature
from formcheck.exercises.bridge.limits import BridgeLimits
from formcheck.exercises.hip_lift.rule import CALIBRATED, NEEDS, HipLift, HipLiftState
from formcheck.judge.main_faults import MainFault
from formcheck.signals.body import ANKLE, SHOULDER
from formcheck.signals.level import FloorLine

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="bridge",
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
    posture_signature=PostureSignature(("bridge_lifted",), resting=("bridge_lying",)),
    needs=NEEDS,
    floor=FloorLine((SHOULDER,), (ANKLE,), below=0.30),
    harder="single-leg-bridge",
)
BridgeState = HipLiftState


class Bridge(HipLift[BridgeLimits]):
    """Glute bridge as repetitions or holds, seen from the side."""

    spec = SPEC
