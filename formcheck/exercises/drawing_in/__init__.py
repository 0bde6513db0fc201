"""Drawing-in, lying on the back."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.drawing_in.limits import DrawingInLimits
from formcheck.exercises.drawing_in.rule import CONFIG, SPEC, DrawingIn, DrawingInState

__all__ = ["CONFIG", "LIMITS", "SPEC", "DrawingIn", "make_rule"]
LIMITS = DrawingInLimits
make_rule: RuleMaker[DrawingInLimits, DrawingInState] = DrawingIn
