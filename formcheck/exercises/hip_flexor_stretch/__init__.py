"""Stretch of the hip flexors, half kneeling."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.hip_flexor_stretch.limits import HipFlexorStretchLimits
from formcheck.exercises.hip_flexor_stretch.rule import CONFIG, SPEC, HipFlexorStretch, StretchState

__all__ = ["CONFIG", "LIMITS", "SPEC", "HipFlexorStretch", "make_rule"]
LIMITS = HipFlexorStretchLimits
make_rule: RuleMaker[HipFlexorStretchLimits, StretchState] = HipFlexorStretch
