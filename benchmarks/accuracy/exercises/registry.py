"""The exercises of this folder: each module but `base` and this one gives its `MEASURED`."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import benchmarks.accuracy.exercises as folder
from benchmarks.accuracy.exercises.base import Measured
from benchmarks.accuracy.true_clip import Floats
from benchmarks.accuracy.true_signals import TrueSignals

NO_EXERCISE = ("base", "registry")


@cache
def measured_exercises() -> dict[str, Measured]:
    """All by their name on the command line, in the order of the names."""
    modules = sorted(m.name for m in pkgutil.iter_modules(folder.__path__) if m.name not in NO_EXERCISE)
    found: list[Measured] = [import_module(f"{folder.__name__}.{module}").MEASURED for module in modules]
    return {m.exercise: m for m in sorted(found, key=lambda m: m.exercise)}


@cache
def shown_as() -> dict[str, str]:
    """The truth's name -> name on the command line, of all of them."""
    return {name: m.exercise for m in measured_exercises().values() for name in m.shown_as}


def true_signal(signals: TrueSignals, name: str) -> Floats | None:
    """(T,) what the truth says of a signal, in its exercise's own way where it has one; None: nothing."""
    measured = measured_exercises().get(signals.truth.exercise)
    own = None if measured is None else measured.true.get(name)
    if own is None:
        return signals.get(name)
    try:
        return own(signals)
    except KeyError:  # an array or a joint that this truth lacks
        return None
