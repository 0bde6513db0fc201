"""Which clips are scored as what, and what each one is for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from formcheck.exercises import exercise_names

Purpose = Literal["exercise", "setup", "wrong_exercise", "real"]

EXERCISE_NAMES = {
    "plank": "plank",
    "side_plank_left": "side-plank",
    "side_plank_right": "side-plank",
    "bridge": "bridge",
    "bird_dog": "bird-dog",
    "cat_camel": "cat-camel",
    "drawing_in": "drawing-in",
}
"""The truth's exercise -> the command line's. One that the product does not know (yet) is shown to the plank,
which must not make anything of it."""
REAL_CLIP = "bridging"
SAME_POSTURE = {("bridge", "drawing-in"), ("drawing-in", "bridge"), ("bird-dog", "cat-camel"), ("cat-camel", "bird-dog")}
"""(shown, judged as): somebody lies or kneels as that other exercise asks, too, so that it may be measured;
a fault must not come out of it all the same."""


@dataclass(frozen=True, slots=True)
class Case:
    """One video scored as one exercise.

    Attributes:
        name: the clip's name.
        video: the file.
        truth: its JSON; None for filmed clips, whose few facts stand in `benchmarks.accuracy.truth`.
        exercise: as the command line is told.
        purpose: `exercise` shows it from a view it can be judged from; `setup` shows it badly filmed;
            `wrong_exercise` shows something else; `real` is a filmed person.
    """

    name: str
    video: Path
    truth: Path | None
    exercise: str
    purpose: Purpose


def cases(shared: Path) -> list[Case]:
    """All cases, in the order of the report."""
    found: list[Case] = []
    for path in sorted((shared / "data/synthetic").glob("*.json")):
        shown = str(json.loads(path.read_text(encoding="utf-8"))["exercise"])
        video = path.with_suffix(".mp4")
        if EXERCISE_NAMES.get(shown) in exercise_names():
            purpose: Purpose = "setup" if path.stem.startswith("setup_") else "exercise"
            found.append(Case(path.stem, video, path, EXERCISE_NAMES[shown], purpose))
        else:
            found.append(Case(path.stem, video, path, "plank", "wrong_exercise"))
    real = shared / f"data/clips/{REAL_CLIP}.mp4"
    if real.exists():
        found.append(Case(REAL_CLIP, real, None, "bridge", "real"))
    order = ("exercise", "setup", "real", "wrong_exercise")
    return sorted(found, key=lambda c: (order.index(c.purpose), c.name))


def not_registered(shared: Path) -> list[tuple[str, str]]:
    """(clip, exercise) of the clips whose exercise the product does not know."""
    found = []
    for path in sorted((shared / "data/synthetic").glob("*.json")):
        shown = str(json.loads(path.read_text(encoding="utf-8"))["exercise"])
        if EXERCISE_NAMES.get(shown) not in exercise_names():
            found.append((path.stem, EXERCISE_NAMES.get(shown, shown)))
    return found


def other_exercises(case: Case) -> Iterator[str]:
    """Exercises that this clip does not show: judged as one of these, nothing may come out of it."""
    for exercise in exercise_names():
        if exercise != case.exercise or case.purpose == "wrong_exercise":
            yield exercise
