"""Front plank: is the body one line from shoulder to ankle, and does it stay so?"""

from __future__ import annotations

import math
from pathlib import Path

from formcheck.exercises.base import ExerciseSpec, PostureSignature
from formcheck.exercises.front_plank import (
    CALIBRATED,
    FrontPlank,
    FrontPlankRows,
    FrontPlankState,
    needs_of,
    on_knees,
)
from formcheck.exercises.plank.limits import PlankLimits
from formcheck.judge.main_faults import MainFault
from formcheck.judge.other_posture import Sign
from formcheck.signals.body import ANKLE, ELBOW, FOOT, HIP, KNEE, SHOULDER, WRIST
from formcheck.signals.level import FloorLine
from formcheck.signals.picture_edge import near
from formcheck.signals.samples import Codes, Flags, Samples, negated, where

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="plank",
    main_signal="hip_offset",
    needed=("hip_offset",),
    judged_line=("shoulder", "ankle"),
    judged_point="hip",
    plus_is_down=True,
    outline="dorsal",
    belly_down=True,
    moves=False,
    calibrated=CALIBRATED,
    main_faults=(MainFault("sag"), MainFault("pike")),
    posture_signature=PostureSignature(("plank",)),
    posture_places=near(SHOULDER, ELBOW, HIP, KNEE, ANKLE),
    needs=needs_of(ANKLE),
    floor=FloorLine((ELBOW, WRIST), (FOOT,), below=0.12, needs_level=False),
    easier="kneeling-plank",
)
PlankState = FrontPlankState


class Plank(FrontPlank[PlankLimits]):
    """Front plank on forearms or hands, seen from the side."""

    spec = SPEC
    tail = ANKLE

    def posture(self, s: FrontPlankRows, tilt: Samples) -> tuple[Flags, Flags, Codes]:
        """See `FrontPlank.posture`: on the feet, both knees straight."""
        k = self._limits
        on, off = self.shared_posture(s, tilt)
        on = on & (s.knee > k.knee_on_deg) & (s.far_knee > k.far_knee_on_deg)
        off = off | (s.knee < k.knee_off_deg) | (s.far_knee < k.far_knee_off_deg)
        # Hips that hang deep are as low, but then the toes press on the floor.
        hips = where(s.toes > k.toes_flat, s.hips, math.nan)
        legs = (
            Sign("belly_up", s.knee, k.knee_back_on_deg, k.knee_back_off_deg),
            Sign("one_leg_up", s.ankles, k.ankles_on, k.ankles_off),
        )
        other = self.other_posture(s, tilt, hips, legs, on_knees(s, k))
        return on & negated(other.keeps_out), off | other.ends, other.seen
