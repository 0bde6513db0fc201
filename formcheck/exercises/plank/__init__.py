"""Front plank."""

from formcheck.exercises.plank.rule import CONFIG, SPEC, Plank

__all__ = ["CONFIG", "RULE", "SPEC", "Plank"]
RULE = Plank
