"""Side plank, left and right."""

from formcheck.exercises.side_plank.rule import CONFIG, SPEC, SidePlank

__all__ = ["CONFIG", "SPEC", "SidePlank", "make_rule"]
make_rule = SidePlank
