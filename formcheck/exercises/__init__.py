"""The programme. A new exercise is a folder beside this file and one line in `FOLDERS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.errors import UsageError

if TYPE_CHECKING:  # the command line reads the names from here, and its help should not wait for NumPy
    from formcheck.exercises.base import ExerciseSpec, Options, Rule
    from formcheck.judge.config import ExerciseConfig

FOLDERS = {
    "plank": "plank",
    "side-plank": "side_plank",
    "bridge": "bridge",
    "bird-dog": "bird_dog",
    "cat-camel": "cat_camel",
    "drawing-in": "drawing_in",
}
"""Name on the command line and in results -> folder."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """What an exercise's folder exports."""

    spec: ExerciseSpec
    config_path: Path
    make_rule: Callable[[ExerciseConfig, Options], Rule]


def exercise_names() -> tuple[str, ...]:
    """All exercises that can be scored."""
    return tuple(FOLDERS)


def get_exercise(name: str) -> Exercise:
    """Load an exercise by name.

    Raises:
        UsageError: there is no such exercise.
    """
    if name not in FOLDERS:
        raise UsageError(f"There is no exercise {name!r}", f"Choose one of {', '.join(FOLDERS)}")
    module = import_module(f"formcheck.exercises.{FOLDERS[name]}")
    return Exercise(module.SPEC, module.CONFIG, module.make_rule)
