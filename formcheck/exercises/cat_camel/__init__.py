"""Cat-camel."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.cat_camel.limits import CatCamelLimits
from formcheck.exercises.cat_camel.rule import CONFIG, SPEC, CatCamel, CatCamelState

__all__ = ["CONFIG", "LIMITS", "SPEC", "CatCamel", "make_rule"]
LIMITS = CatCamelLimits
make_rule: RuleMaker[CatCamelLimits, CatCamelState] = CatCamel
