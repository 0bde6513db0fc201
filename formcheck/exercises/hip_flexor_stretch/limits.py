"""The limits of the hip flexor stretch."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.exercises.stretch import StretchLimits
from formcheck.judge.config import Finite


class HipFlexorStretchLimits(StretchLimits):
    """Numbers of the rule. The comments in `config.toml` explain each."""

    rear_shank_on: Finite
    rear_shank_off: Finite
    rear_hip_on: Finite
    rear_hip_off: Finite
    front_shank_on: Finite
    front_shank_off: Finite
    front_thigh_on: Finite
    front_thigh_off: Finite
    lean_on_deg: Finite
    lean_off_deg: Finite

    def posture_range(self) -> Mapping[str, tuple[float, float]]:
        """What ends the posture, of what bands judge."""
        return {"trunk_pitch_deg": (90.0 - self.lean_off_deg, 90.0 + self.lean_off_deg)}
