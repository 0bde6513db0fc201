"""What the page is told before a visit, ``/options.json``."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter

from formcheck.coach.programme import DAYS, Day, Item, View, whole_programme
from formcheck.coach.speech import CHARACTERS_PER_S, CUE_GAP_S
from formcheck.exercises import BASIC, get_exercise
from formcheck.judge.config import DoseTarget
from formcheck.media.camera_probe import FEW_FPS
from formcheck.overlay.primitives import ON_VIDEO, Role
from formcheck.runtime.version import __version__
from formcheck.signals.book_objects import book_objects
from formcheck.visits.programmes import InForce
from formcheck.words.catalogue import LANGUAGES, Lang, Words

Part = Literal["name", "aim", "start", "camera"]
"""Texts of an exercise that the page shows."""
_VIEWS: TypeAdapter[tuple[View, ...]] = TypeAdapter(tuple[View, ...])


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ExerciseOption(_Frozen):
    """One exercise of the programme.

    Attributes:
        name: as in results.
        item: as the page sends it back to begin a visit.
        views: camera views that it can be judged in.
        carries: an object is imagined on the back.
        dose: of one visit.
        today: it is to be done on the day on which the page asks; without a programme, it is of `BASIC`.
    """

    name: str
    item: Item
    texts: dict[Part, dict[Lang, str]]
    views: tuple[View, ...]
    carries: bool
    dose: DoseTarget
    today: bool


class ProgrammeOption(_Frozen):
    """The therapist's programme that a visit follows.

    Attributes:
        number: of the version on this machine, from 1; None of a file on the command line.
        title, note: what the therapist wrote, or "".
        days, times_a_week: as of `Programme`.
        date: day since which it is in force on this machine, "2026-11-30"; None of a file.
    """

    number: int | None
    title: str
    note: str
    days: tuple[Day, ...]
    times_a_week: int | None
    date: str | None


class Options(_Frozen):
    """All that the page shows of the programme, in every language.

    Attributes:
        version: of formcheck.
        model: the pose network.
        sustained_fps: frames per second that it sustains on this machine; None when that was not measured.
        least_fps: with fewer frames a second no tempo can be judged.
        keeps: results can be kept.
        cue_gap_s: least seconds between the beginnings of two cues.
        characters_per_s: pace of speech.
        objects: names of what can be imagined on the back.
        palette: colour of each role, as "#rrggbb".
        programme: the therapist's programme; None where all exercises may be done as they come.
    """

    version: str
    model: str
    sustained_fps: int | None
    least_fps: int
    langs: tuple[Lang, ...]
    keeps: bool
    cue_gap_s: float
    characters_per_s: float
    objects: tuple[str, ...]
    palette: dict[Role, str]
    programme: ProgrammeOption | None
    exercises: tuple[ExerciseOption, ...]


def options_of(
    followed: InForce, model: str, frames_per_s: float | None, *, keeps: bool, day: date | None = None
) -> Options:
    """The options of a programme.

    Args:
        followed: what may be done in a visit.
        model: the pose network.
        frames_per_s: what it sustains on this machine; None when that was not measured.
        keeps: results can be kept.
        day: the day of the visit; None for today.
    """
    programme, option = followed.programme, _programme(followed)
    if option is None:
        today = {id(item) for item in programme.items if item.exercise in BASIC}
    else:
        today = set(map(id, programme.on(DAYS[(day or date.today()).weekday()]).items))
    return Options(
        version=__version__,
        model=model,
        sustained_fps=None if frames_per_s is None else round(frames_per_s),
        least_fps=round(FEW_FPS),
        langs=LANGUAGES,
        keeps=keeps,
        cue_gap_s=CUE_GAP_S,
        characters_per_s=CHARACTERS_PER_S,
        objects=tuple(book_objects()),
        palette={role: "#{:02x}{:02x}{:02x}".format(*colour) for role, colour in ON_VIDEO.items()},
        programme=option,
        exercises=tuple(_exercise(item, id(item) in today) for item in programme.items),
    )


def _programme(followed: InForce) -> ProgrammeOption | None:
    programme, version = followed.programme, followed.version
    if version is None and programme == whole_programme():
        return None
    return ProgrammeOption(
        number=None if version is None else version.number,
        title=programme.title,
        note=programme.note,
        days=programme.days,
        times_a_week=programme.times_a_week,
        date=None if version is None else f"{version.created_at.astimezone():%Y-%m-%d}",
    )


def _exercise(item: Item, today: bool) -> ExerciseOption:
    exercise = get_exercise(item.exercise)
    words = {language: Words(language) for language in LANGUAGES}
    parts: tuple[Part, ...] = get_args(Part)
    return ExerciseOption(
        name=item.exercise,
        item=item,
        texts={part: {lang: w.exercise(item.exercise, part) for lang, w in words.items()} for part in parts},
        views=_VIEWS.validate_python(exercise.config(item.override).views),
        carries=exercise.spec.carries,
        dose=item.dose(),
        today=today,
    )
