"""Exercises that clips can show, one module an exercise; `registry` finds them by themselves."""
