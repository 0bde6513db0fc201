"""What a recording of a real person shows, read from `labels.csv` and, for clips, from `clips.toml`.

Labels are prose by one pair of eyes. A photograph is one thing shown from beginning to end; the times in a
clip's label are written as numbers in `clips.toml`. A form that is called mild, slight or unclear counts
neither for nor against.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from benchmarks.accuracy.matching import Span

Form = Literal["good", "fault", "unclear"]
Kind = Literal["still", "hold", "rep", "part"]

CLIPS = Path(__file__).with_name("clips.toml")
EXERCISES = {
    "front plank": "plank",
    "high plank": "plank",
    "side plank": "side-plank",
    "bridge": "bridge",
    "bird-dog": "bird-dog",
    "cat-camel": "cat-camel",
}
"""Beginning of a label -> exercise as the command line calls it."""
LATER = {
    "prone superman": "back-extension",
    "dead bug": "dead-bug",
    "single-leg bridge": "single-leg-bridge",
}
"""What a label calls something else, from before it was an exercise; its form was not looked at."""
OTHERS = ("negative:", "other:")
NOT_THE_EXERCISE = ("soles together",)
"""Variants that are told from the exercise, like the others."""
UNDECIDED = ("mild", "slight", "unclear", "n.a.")
"""Words in a form that count neither for nor against."""
CLEAR = {
    "high arch": ("hyperextension",),
    "sag": ("sag",),
    "piked": ("pike",),
    "drop": ("pelvis_drop",),
}
"""Words in a form -> faults that name it."""
BESIDE = ("side", "front of body")
"""Beginnings of the views from which everything can be judged."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClipEvent(_Strict):
    """A hold, repetition, or part of one, as the label's prose gives it.

    Attributes:
        span: beginning and end, seconds of the recording's media time.
        faults: what names the fault; with `form` "fault".
        well_filmed: None takes what the label says of the whole clip.
    """

    kind: Literal["hold", "rep", "part"]
    span: Span
    form: Form
    faults: tuple[str, ...] = ()
    well_filmed: bool | None = None


class ClipTimes(_Strict):
    """The times of one clip.

    Attributes:
        events: what it shows of its exercise.
        neither: spans in which a found event counts neither for nor against.
    """

    events: tuple[ClipEvent, ...] = ()
    neither: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a recording shows of its exercise; a `part` is a stretch of a hold."""

    kind: Kind
    span: Span
    form: Form
    faults: tuple[str, ...] = ()
    well_filmed: bool = True


@dataclass(frozen=True, slots=True)
class Label:
    """One row of `labels.csv`.

    Attributes:
        name: its id, which is the recording's name as well.
        shows: the exercise in the label's words.
        exercise: as the command line calls it; None where the recording shows something else, or a variant.
        other: it shows something that no exercise may take for its own.
        shown: what it shows of its exercise, in order of time.
        neither: spans in which a found event counts neither for nor against.
    """

    name: str
    still: bool
    shows: str
    view: str
    form: str
    exercise: str | None
    other: bool
    shown: tuple[Shown, ...]
    neither: tuple[Span, ...]

    @property
    def well_filmed(self) -> bool:
        """Whether anything of its exercise is well filmed."""
        return any(shown.well_filmed for shown in self.shown)

    @property
    def what(self) -> str:
        """The exercise in the label's words, without remarks in brackets."""
        words = self.shows
        for mark in OTHERS:
            words = words.removeprefix(mark)
        return words.split("(")[0].strip()

    @property
    def group(self) -> str:
        """The exercise, with the kind of it that the label tells apart: yoga bridges, straight arms."""
        told = {"(yoga)": "yoga", "(straight arm": "straight arms"}
        more = next((words for mark, words in told.items() if mark in self.shows), "")
        return f"{self.exercise} ({more})" if more else str(self.exercise)


def read_labels(path: Path, clips: Path = CLIPS) -> list[Label]:
    """All rows of `labels.csv`, in order."""
    with clips.open("rb") as file:
        times = {name: ClipTimes.model_validate(table) for name, table in tomllib.load(file).items()}
    with path.open(encoding="utf-8", newline="") as file:
        return [read_row(row, times.get(row["id"])) for row in csv.DictReader(file)]


def read_row(row: Mapping[str, str], times: ClipTimes | None = None) -> Label:
    """One row with the times of its clip; of a clip without any, no event counts for or against."""
    shows, still = row["exercise"], row["kind"] == "photo"
    other = shows.startswith(OTHERS) and exercise_of(shows) is None
    other = other or any(words in shows for words in NOT_THE_EXERCISE)
    exercise = None if other or "variant" in shows else exercise_of(shows)
    filmed = well_filmed(row["view"], row["whole_body"])
    shown: tuple[Shown, ...] = ()
    if exercise is not None and still:
        shown = (Shown("still", (0.0, float("inf")), *form_of(row["form"]), filmed),)
    elif exercise is not None:
        shown = tuple(
            Shown(e.kind, e.span, e.form, e.faults, filmed if e.well_filmed is None else e.well_filmed)
            for e in (times.events if times else ())
        )
    untimed = times is None and exercise is not None and not still
    neither = ((0.0, float("inf")),) if untimed else times.neither if times else ()
    return Label(row["id"], still, shows, row["view"], row["form"], exercise, other, shown, neither)


def exercise_of(shows: str) -> str | None:
    """The exercise of a label, or None."""
    for mark in OTHERS:
        if shows.startswith(mark):
            what = shows.removeprefix(mark).strip()
            return next((name for words, name in LATER.items() if what.startswith(words)), None)
    return next((name for words, name in EXERCISES.items() if shows.startswith(words)), None)


def form_of(form: str) -> tuple[Form, tuple[str, ...]]:
    """Form and the faults that name it, from a photograph's label."""
    if any(word in form for word in UNDECIDED):
        return "unclear", ()
    faults = next((names for words, names in CLEAR.items() if words in form), ())
    if faults:
        return "fault", faults
    return ("good", ()) if form.startswith("good") else ("unclear", ())


def well_filmed(view: str, whole_body: str) -> bool:
    """Whether the label calls the view one to judge from, with the whole body in the picture."""
    return view.startswith(BESIDE) and whole_body.startswith("yes")
