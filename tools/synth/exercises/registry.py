"""The exercises of this folder: each module but `base` and this one gives `DRAWABLE` (one, or a tuple)."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import tools.synth.exercises as folder
from tools.synth.errors import SynthError
from tools.synth.exercises.base import Drawable

NO_EXERCISE = ("base", "registry")


@cache
def drawables() -> dict[str, Drawable]:
    """All by name, in the order of the names.

    Raises:
        SynthError: two modules give the same name.
    """
    found: list[Drawable] = []
    for module in sorted(m.name for m in pkgutil.iter_modules(folder.__path__)):
        if module not in NO_EXERCISE:
            given = import_module(f"{folder.__name__}.{module}").DRAWABLE
            found += given if isinstance(given, tuple) else (given,)
    names = [d.name for d in found]
    if len(set(names)) < len(names):
        raise SynthError(f"two exercises have one name: {', '.join(sorted(names))}")
    return {d.name: d for d in sorted(found, key=lambda d: d.name)}


@cache
def drawable_of(exercise: str) -> Drawable | None:
    """Whose plans name this exercise; None of the first six."""
    return next((d for d in drawables().values() if exercise in d.exercises), None)
