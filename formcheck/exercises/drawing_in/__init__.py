"""Drawing-in, lying on the back."""

from formcheck.exercises.drawing_in.rule import CONFIG, SPEC, DrawingIn

__all__ = ["CONFIG", "SPEC", "DrawingIn", "make_rule"]
make_rule = DrawingIn
