"""Glute bridge."""

from formcheck.exercises.bridge.rule import CONFIG, SPEC, Bridge

__all__ = ["CONFIG", "RULE", "SPEC", "Bridge"]
RULE = Bridge
