"""Front plank on the knees: is the body one line from shoulder to knee, and does it stay so?"""

from __future__ import annotations

import math
from pathlib import Path

from formcheck.exercises.base import ExerciseSpec, PostureSignature
from formcheck.exercises.front_plank import CALIBRATED, FrontPlank, FrontPlankRows, needs_of
from formcheck.exercises.kneeling_plank.limits import KneelingPlankLimits
from formcheck.judge.main_faults import MainFault
from formcheck.judge.other_posture import Sign
from formcheck.signals.body import ANKLE, ELBOW, HIP, KNEE, SHOULDER, WRIST
from formcheck.signals.level import FloorLine
from formcheck.signals.picture_edge import near
from formcheck.signals.samples import Codes, Flags, Samples, negated, where

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="kneeling-plank",
    main_signal="hip_offset",
    needed=("hip_offset",),
    judged_line=("shoulder", "knee"),
    judged_point="hip",
    plus_is_down=True,
    outline="dorsal",
    belly_down=True,
    moves=False,
    calibrated=CALIBRATED,
    main_faults=(MainFault("sag"), MainFault("pike")),
    posture_signature=PostureSignature(("kneeling_plank",)),
    posture_places=near(SHOULDER, ELBOW, HIP, KNEE, ANKLE),
    needs=needs_of(KNEE),
    floor=FloorLine((ELBOW, WRIST), (KNEE,), below=0.12, needs_level=False),
    harder="plank",
)


class KneelingPlank(FrontPlank[KneelingPlankLimits]):
    """Front plank on the knees and on forearms or hands, seen from the side."""

    spec = SPEC
    tail = KNEE

    def posture(self, s: FrontPlankRows, tilt: Samples) -> tuple[Flags, Flags, Codes]:
        """See `FrontPlank.posture`: both knees on the floor, wherever the feet are."""
        k = self._limits
        # Toes tell where the belly is only while the shanks lie on the floor.
        flat = s.knee > k.shank_flat_deg
        s = s._replace(facing_up=where(flat, s.facing_up, math.nan))
        on, off = self.shared_posture(s, tilt)
        legs = (
            Sign("knees_off_floor", s.knees, k.knees_up_on, k.knees_up_off),
            Sign("hips_on_floor", s.offset, k.hangs_on, k.hangs_off),
        )
        other = self.other_posture(s, tilt, s.hips_to_knees, legs)
        return on & negated(other.keeps_out), off | other.ends, other.seen

    def leaving(self, offset: Samples, sunk: Samples) -> Flags:
        """See `FrontPlank.leaving`: the hips go back over the knees."""
        k = self._limits
        return (sunk < -k.leaving) & (offset < -k.leaving_above)
