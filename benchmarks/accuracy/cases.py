"""Which clips are scored as what, and what each one is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.accuracy.exercises.registry import measured_exercises, shown_as
from benchmarks.accuracy.truth import read_truth
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
    **shown_as(),
}
"""The truth's exercise -> the command line's. A clip of one that the product does not know
(yet) is shown to the plank, which must not make anything of it."""
REAL_CLIP = "bridging"
SAME_POSTURE = {
    ("bridge", "drawing-in"),
    ("drawing-in", "bridge"),
    ("bird-dog", "cat-camel"),
    ("cat-camel", "bird-dog"),
    *((m.exercise, kin) for m in measured_exercises().values() for kin in m.kin),
    *((kin, m.exercise) for m in measured_exercises().values() for kin in m.kin),
}
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
        shows: the exercise that it shows; another one than `exercise` when the product does not know it.
        purpose: `exercise` shows it from a view it can be judged from; `setup` shows it badly filmed;
            `wrong_exercise` shows something else; `real` is a filmed person.
    """

    name: str
    video: Path
    truth: Path | None
    exercise: str
    purpose: Purpose
    shows: str


def cases(shared: Path) -> list[Case]:
    """All cases, in the order of the report."""
    found = rendered(sorted((shared / "data/synthetic").glob("*.json")))
    real = shared / f"data/clips/{REAL_CLIP}.mp4"
    if real.exists():
        found.append(Case(REAL_CLIP, real, None, "bridge", "real", "bridge"))
    order = ("exercise", "setup", "real", "wrong_exercise")
    return sorted(found, key=lambda c: (order.index(c.purpose), c.name))


def rendered(truths: Iterable[Path]) -> list[Case]:
    """One case for each truth of a rendered clip, whose video lies beside it under the same name."""
    found = []
    for path in truths:
        name, shows = path.name.split(".")[0], shown_in(path)
        video = path.with_name(f"{name}.mp4")
        if shows in exercise_names():
            purpose: Purpose = "setup" if name.startswith("setup_") else "exercise"
            found.append(Case(name, video, path, shows, purpose, shows))
        else:
            found.append(Case(name, video, path, "plank", "wrong_exercise", shows))
    return found


def shown_in(truth: Path) -> str:
    """The exercise of a truth's JSON, as the command line would call it."""
    shown = str(read_truth(truth)["exercise"])
    return EXERCISE_NAMES.get(shown, shown)


def other_exercises(case: Case) -> Iterator[str]:
    """Exercises that this clip does not show: judged as one of these, nothing may come out of it."""
    for exercise in exercise_names():
        if exercise != case.exercise or case.purpose == "wrong_exercise":
            yield exercise
