"""What the page is told before a visit: exercises with words and doses, objects, colours, pace of speech."""

from __future__ import annotations

from typing import Any

from formcheck.coach.programme import Programme
from formcheck.coach.speech import CHARACTERS_PER_S, CUE_GAP_S
from formcheck.exercises import get_exercise
from formcheck.overlay.primitives import ON_VIDEO
from formcheck.runtime.version import __version__
from formcheck.signals.book_objects import book_objects
from formcheck.words.catalogue import LANGUAGES, Words

_PARTS = ("name", "aim", "start", "ease", "camera")


def options_of(
    programme: Programme, model: str, frames_per_s: float | None, *, keeps: bool
) -> dict[str, Any]:
    """All that the page shows of the programme, in every language.

    Args:
        programme: what may be done in a visit.
        model: the network that watches.
        frames_per_s: what it sustains on this machine; None when that was not measured.
        keeps: results can be kept.
    """
    return {
        "version": __version__,
        "model": model,
        "sustained_fps": None if frames_per_s is None else round(frames_per_s),
        "langs": list(LANGUAGES),
        "keeps": keeps,
        "cue_gap_s": CUE_GAP_S,
        "characters_per_s": CHARACTERS_PER_S,
        "objects": list(book_objects()),
        "palette": {role: "#{:02x}{:02x}{:02x}".format(*colour) for role, colour in ON_VIDEO.items()},
        "exercises": [_exercise(programme, place) for place in range(len(programme.items))],
    }


def _exercise(programme: Programme, place: int) -> dict[str, Any]:
    item = programme.items[place]
    exercise = get_exercise(item.exercise)
    config = exercise.config(item.override)
    words = {language: Words(language) for language in LANGUAGES}
    texts = {part: {lang: w.exercise(item.exercise, part) for lang, w in words.items()} for part in _PARTS}
    return {
        "name": item.exercise,
        "item": item.model_dump(mode="json", exclude_none=True),
        "texts": texts,
        "views": list(config.views),
        "carries": exercise.spec.carries,
        "dose": item.dose().model_dump(mode="json"),
    }
