"""The limits of the hamstring stretch."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from formcheck.exercises.stretch import StretchLimits
from formcheck.judge.config import Finite


class HamstringStretchLimits(StretchLimits):
    """Numbers of the rule. The comments in `config.toml` explain each."""

    pitch_on_deg: Finite
    pitch_off_deg: Finite
    facing_on: Finite
    facing_off: Finite
    carried_on: Finite
    carried_off: Finite
    raised_on: Finite
    raised_off: Finite
    foot_off: Finite
    raised_knee_on_deg: Finite
    raised_knee_off_deg: Finite
    rest_on_deg: Finite
    rest_off_deg: Finite
    rest_knee_on_deg: Finite
    rest_knee_off_deg: Finite
    rest_ankle_on: Finite
    rest_ankle_off: Finite

    def posture_range(self) -> Mapping[str, tuple[float, float]]:
        """What ends the posture, of what bands judge."""
        return {
            "knee_angle_deg": (self.raised_knee_off_deg, inf),
            "rest_leg_deg": (-inf, self.rest_off_deg),
        }
