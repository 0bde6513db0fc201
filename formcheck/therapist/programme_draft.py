"""A programme while it is being written: what stands in the fields, and what the buttons do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from formcheck.coach.programme import DAYS, MAX_NOTE, Item, Programme
from formcheck.errors import InputError, UsageError
from formcheck.exercises import exercise_names
from formcheck.therapist.programme_bounds import BOUNDS
from formcheck.therapist.programme_fields import (
    DAY_FIELD,
    ItemDraft,
    Values,
    is_number,
    item_of_json,
    plain_number,
    plain_sentence,
    shown_values,
)
from formcheck.visits.programmes import check_programme
from formcheck.words.catalogue import Words

MOST_ITEMS = 50
STOP_RULES = ("easier_from", "easier_rise", "stop_from", "stop_rise")
_WHOLE = ("title", "note", "times_a_week", "message", "own_steps", *STOP_RULES)
Form = Mapping[str, Sequence[str]]
"""What a form sent: name -> every value, in order."""


@dataclass(slots=True)
class ProgrammeDraft:
    """A programme as it stands on the page.

    Attributes:
        values: what stands in the fields of the whole programme.
        items: its exercises.
        base: number of the version that it was made of; 0 without one.
        changed: it is not what that version holds.
        errors: name of a field -> why it was refused; "" for the whole.
    """

    values: Values
    items: list[ItemDraft]
    base: int = 0
    changed: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, programme: Programme | None, base: int) -> ProgrammeDraft:
        """The fields of a programme; of none, an empty page."""
        items = [] if programme is None else [ItemDraft.of(item) for item in programme.items]
        shown = programme or Programme(items=(Item(exercise=exercise_names()[0]),))
        times = shown.times_a_week
        values = {
            "title": shown.title,
            "note": shown.note,
            DAY_FIELD: " ".join(shown.days),
            "times_a_week": "" if times is None else str(times),
            "message": "",
            "own_steps": "yes" if shown.own_steps else "",
            **{name: str(value) for name, value in shown.stop_rules.model_dump().items()},
        }
        return cls(values, items, base)

    @classmethod
    def of_form(cls, form: Form) -> ProgrammeDraft:
        """What was sent.

        Raises:
            InputError: it is no form of this page.
        """
        try:
            count, base = int(first_of(form, "count")), int(first_of(form, "base"))
            items = [_item_of(form, f"i{number}-") for number in range(min(count, MOST_ITEMS))]
        except (ValueError, RecursionError) as error:
            raise InputError("That form is none of this page", "Open the programme again") from error
        values = {name: first_of(form, name) for name in _WHOLE}
        values[DAY_FIELD] = " ".join(day for day in DAYS if day in form.get(DAY_FIELD, ()))
        return cls(values, items, base, changed=True)

    def programme(self, words: Words) -> Programme | None:
        """The programme that the fields ask for; None, with errors beside the fields, where there is none."""
        self.errors = {}
        items = [item.item(words) for item in self.items]
        update = self._whole(words)
        if not items:
            self.errors[""] = words.text("therapist.programme.error.empty")
        if self.errors or None in items:
            return None
        try:
            programme = Programme.model_validate({"items": items, **update})
            check_programme(programme)
        except (ValidationError, UsageError) as error:
            self.errors[""] = plain_sentence(error)
            return None
        return programme

    def _whole(self, words: Words) -> dict[str, Any]:
        days = tuple(self.values[DAY_FIELD].split())
        times = self.values["times_a_week"].strip()
        if days and times:
            self.errors["times_a_week"] = words.text("therapist.programme.error.both")
        if len(self.values["note"].strip()) > MAX_NOTE:
            self.errors["note"] = words.text("therapist.programme.error.long", most=MAX_NOTE)
        return {
            "title": self.values["title"],
            "note": self.values["note"].replace("\r\n", "\n"),
            DAY_FIELD: days,
            "times_a_week": self._number("times_a_week", words) if times and not days else None,
            "own_steps": bool(self.values["own_steps"]),
            "stop_rules": {name: self._number(name, words) for name in STOP_RULES},
        }

    def _number(self, name: str, words: Words) -> int | None:
        bounds, text = BOUNDS[name], self.values[name].strip()
        if text.isascii() and text.isdigit() and len(text) < 10 and bounds.least <= int(text) <= bounds.most:
            return int(text)
        self.errors[name] = bounds.sentence(words)
        return None

    def add(self, exercise: str) -> None:
        """One more exercise, in its own dose.

        Raises:
            UsageError: there is no such exercise.
        """
        if len(self.items) < MOST_ITEMS:
            item = Item(exercise=exercise)
            item.dose()
            self.items.append(ItemDraft.of(item))

    def move(self, place: int, by: int) -> None:
        """Change places with a neighbour."""
        other = place + by
        if 0 <= place < len(self.items) and 0 <= other < len(self.items):
            self.items[place], self.items[other] = self.items[other], self.items[place]

    def remove(self, place: int) -> None:
        """Take an exercise out."""
        if 0 <= place < len(self.items):
            del self.items[place]

    def change(self, place: int, **fields: object) -> None:
        """Set something of an exercise that has no field of its own, or several fields at once."""
        if 0 <= place < len(self.items):
            draft = self.items[place]
            before = shown_values(draft.source)
            source = Item.model_validate({**dict(draft.source), **fields})
            after = shown_values(source)
            draft.values |= {name: text for name, text in after.items() if text != before[name]}
            # What is written elsewhere stays written: only these fields follow the new source.
            draft.source = source


def _item_of(form: Form, prefix: str) -> ItemDraft:
    source = item_of_json(first_of(form, f"{prefix}source"))
    shown = shown_values(source)  # of what has no field on the page this stays
    values = {name: first_of(form, prefix + name) if prefix + name in form else shown[name] for name in shown}
    values |= {name: plain_number(text) for name, text in values.items() if is_number(name)}
    values[DAY_FIELD] = " ".join(day for day in DAYS if day in form.get(prefix + DAY_FIELD, ()))
    return ItemDraft(source, values)


def first_of(form: Form, name: str) -> str:
    """The value of a field; "" where the form has none."""
    return next(iter(form.get(name, ())), "")
