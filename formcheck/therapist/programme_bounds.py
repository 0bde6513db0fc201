"""Between what the numbers of a programme may lie, for the sentence beside a field."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import TypeAdapter

from formcheck.coach.pain import StopRules
from formcheck.coach.programme import Item, TimesAWeek
from formcheck.exercises import get_exercise
from formcheck.judge.band_edits import BandGroup, End, Grade, least_and_most
from formcheck.judge.config import MILDEST, STRICTEST, Reps, Seconds, Sets
from formcheck.report.bands import is_share
from formcheck.visits.programme_words import edge_text
from formcheck.words.catalogue import Words


class Bounds(NamedTuple):
    """The least and the greatest number; `unit` is that of a band's edge, "" of any other number."""

    least: float
    most: float
    whole: bool = False
    unit: str = ""

    def sentence(self, words: Words) -> str:
        """What to write."""
        return words.text("therapist.programme.error.bounds", **self.texts(words))

    def texts(self, words: Words) -> dict[str, str]:
        """Both ends in words."""
        ends = {"least": self.least, "most": self.most}
        if self.unit:
            scale = 100 if is_share(self.unit) else 1
            return {name: edge_text(end / scale, self.unit, words) for name, end in ends.items()}
        return {name: words.number(end, 0 if end == round(end) else 2) for name, end in ends.items()}


def _of(kind: TypeAdapter[Any], *, whole: bool) -> Bounds:
    """Those of a field of the model."""
    schema = kind.json_schema()
    return Bounds(schema["minimum"], schema["maximum"], whole)


_STOP = StopRules.model_json_schema()["properties"]
BOUNDS = {
    "sets": _of(TypeAdapter(Sets), whole=True),
    "hold_s": _of(TypeAdapter(Seconds), whole=False),
    "reps": _of(TypeAdapter(Reps), whole=True),
    "rest_s": _of(TypeAdapter(Seconds), whole=False),
    "times_a_week": _of(TypeAdapter(TimesAWeek), whole=True),
    "strictness": Bounds(MILDEST, STRICTEST),
    **{name: Bounds(one["minimum"], one["maximum"], whole=True) for name, one in _STOP.items()},
}
"""Name of a field, or of the kind of dose in it -> its bounds, as the models have them."""


def edge_bounds(group: BandGroup, grade: Grade, end: End, item: Item) -> Bounds:
    """Of an edge, in the unit of its field: shares in per cent."""
    config = get_exercise(item.exercise).config()
    scale = 100 if is_share(group.unit) else 1
    least, most = (scale * bound for bound in least_and_most(group, grade, end, config))
    return Bounds(least, most, unit=group.unit)
