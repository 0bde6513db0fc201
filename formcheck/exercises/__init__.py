"""The programme. A new exercise is a folder beside this file and one line in `FOLDERS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formcheck.errors import UsageError

if TYPE_CHECKING:  # the command line reads the names from here, and its help should not wait for NumPy
    from formcheck.exercises.base import ExerciseSpec, Options, Rule
    from formcheck.judge.config import ExerciseConfig, Limits

FOLDERS = {
    "plank": "plank",
    "side-plank": "side_plank",
    "bridge": "bridge",
    "bird-dog": "bird_dog",
    "cat-camel": "cat_camel",
    "drawing-in": "drawing_in",
    "standing": "standing",
    "sitting": "sitting",
    "sit-to-stand": "sit_to_stand",
    "hip-flexor-stretch": "hip_flexor_stretch",
    "back-extension": "back_extension",
    "kneeling-plank": "kneeling_plank",
    "dead-bug": "dead_bug",
    "hamstring-stretch": "hamstring_stretch",
    "kneeling-side-plank": "kneeling_side_plank",
    "single-leg-bridge": "single_leg_bridge",
    "lifting": "lifting",
}
"""Name on the command line and in results -> folder."""

BASIC = ("plank", "side-plank", "bridge", "bird-dog", "cat-camel", "drawing-in")
"""The leaflet's programme: done one after the other where nobody has chosen; the others can be chosen."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """What an exercise's folder exports.

    Attributes:
        spec: facts that the edges show.
        config_path: of its `config.toml`.
        limits: what the table `limits` of that file has to hold.
        make_rule: the rule of a config. Whoever holds it hands its state on and does not look into it.
    """

    spec: ExerciseSpec
    config_path: Path
    limits: type[Limits]
    make_rule: Callable[[ExerciseConfig[Limits], Options], Rule[object]]

    def config(self, *overrides: Mapping[str, Any]) -> ExerciseConfig[Limits]:
        """The exercise's config with a therapist's overrides merged over it, one after the other.

        Raises:
            UsageError: an override has unknown names or values that make no sense.
        """
        from formcheck.judge.loading import load_config

        return load_config(self.limits, self.config_path, *overrides)


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
    return Exercise(module.SPEC, module.CONFIG, module.LIMITS, module.make_rule)
