"""Front plank on the knees."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.front_plank import FrontPlankState
from formcheck.exercises.kneeling_plank.limits import KneelingPlankLimits
from formcheck.exercises.kneeling_plank.rule import CONFIG, SPEC, KneelingPlank

__all__ = ["CONFIG", "LIMITS", "SPEC", "KneelingPlank", "make_rule"]
LIMITS = KneelingPlankLimits
make_rule: RuleMaker[KneelingPlankLimits, FrontPlankState] = KneelingPlank
