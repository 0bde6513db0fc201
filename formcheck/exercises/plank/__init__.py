"""Front plank."""

from formcheck.exercises.plank.rule import CONFIG, SPEC, Plank

__all__ = ["CONFIG", "SPEC", "Plank", "make_rule"]
make_rule = Plank
