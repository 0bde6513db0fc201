"""Glute bridge."""

from formcheck.exercises.bridge.rule import CONFIG, SPEC, Bridge

__all__ = ["CONFIG", "SPEC", "Bridge", "make_rule"]
make_rule = Bridge
