"""Fields of the programme page: what is shown of an item, and the item that comes of what was written."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from formcheck.coach.programme import DAYS, MAX_NOTE, GivenReference, Item, dose_kinds
from formcheck.errors import UsageError
from formcheck.exercises import get_exercise
from formcheck.judge.band_edits import BandGroup, Edges, End, Grade, NewEdges, band_groups, with_edges
from formcheck.judge.config import DOSE_KINDS
from formcheck.report.bands import is_share
from formcheck.therapist.programme_bounds import BOUNDS, Bounds, edge_bounds
from formcheck.words.catalogue import Words

DAY_FIELD = "days"
GRADES: tuple[Grade, ...] = ("green", "amber")
Values = dict[str, str]
"""Name of a field -> what stands in it; the days are joined by spaces."""


@dataclass(slots=True)
class ItemDraft:
    """One exercise as it stands on the page.

    Attributes:
        source: the item that the page was filled with; what has no field comes from there.
        values: what stands in the fields.
        errors: name of a field -> why it was refused.
    """

    source: Item
    values: Values
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, item: Item) -> ItemDraft:
        """The fields of an item."""
        return cls(item, shown_values(item))

    def item(self, words: Words) -> Item | None:
        """The item that the fields ask for; None, with `errors`, where they make no sense."""
        self.errors = {}
        shown = shown_values(self.source)
        changed = {name: text for name, text in self.values.items() if text != shown.get(name, "")}
        update = {**self._dose(changed, words), **self._plain(changed, words)}
        override = self._override(changed, words)
        if self.errors:
            return None
        try:
            item = Item.model_validate({**dict(self.source), **update, "override": override})
            item.dose()
            item.plan().dial()
            item.plan().rule()
        except (ValidationError, UsageError) as error:
            self.errors[self._field_of(error, changed)] = plain_sentence(error)
            return None
        return item

    def _field_of(self, error: ValidationError | UsageError, changed: Values) -> str:
        """The field beside which an error is shown: that of its band, else the dose."""
        for name in changed:
            fault = name.removeprefix("band.").partition("/")[0].partition(".")[0]
            if name.startswith("band.") and f"bands.{fault}" in str(error):
                return name
        return "amount"

    def _dose(self, changed: Values, words: Words) -> dict[str, object]:
        update: dict[str, object] = {}
        if "amount" in changed or "kind" in changed:
            kind = self.values["kind"] if self.values["kind"] in DOSE_KINDS else DOSE_KINDS[0]
            amount = self._number("amount", BOUNDS[kind], words)
            update |= {"hold_s": None, "reps": None, kind: amount}
        for name in ("sets", "rest_s"):
            if name in changed:
                update[name] = self._number(name, BOUNDS[name], words)
        return update

    def _plain(self, changed: Values, words: Words) -> dict[str, object]:
        update: dict[str, object] = {}
        for name in ("book", "view"):
            if name in changed:
                update[name] = self.values[name]
        if "side" in changed:
            update["side"] = self.values["side"] or None
        if "strictness" in changed:
            update["strictness"] = self._number("strictness", BOUNDS["strictness"], words)
        if DAY_FIELD in changed or "times_a_week" in changed:
            update |= self._frequency(words)
        if "note" in changed:
            update["note"] = self._text("note", words)
        if "reference" in changed:
            if self.values["reference"] not in ("first", "none"):
                self.errors["reference"] = words.text("therapist.programme.error.reference")
            update["reference"] = self.values["reference"]
        return update

    def _frequency(self, words: Words) -> dict[str, object]:
        days = tuple(day for day in DAYS if day in self.values.get(DAY_FIELD, "").split())
        times = self.values.get("times_a_week", "")
        if days and times:
            self.errors["times_a_week"] = words.text("therapist.programme.error.both")
        number = self._number("times_a_week", BOUNDS["times_a_week"], words) if times and not days else None
        return {"days": days, "times_a_week": number}

    def _text(self, name: str, words: Words) -> str:
        text = self.values[name].replace("\r\n", "\n").strip()
        if len(text) > MAX_NOTE:
            self.errors[name] = words.text("therapist.programme.error.long", most=MAX_NOTE)
        return text

    def _override(self, changed: Values, words: Words) -> dict[str, Any]:
        override: dict[str, Any] = dict(self.source.override)
        config = get_exercise(self.source.exercise).config()
        groups = band_groups(config)
        for fault in dict.fromkeys(group.fault for group in groups):
            of_fault = [group for group in groups if group.fault == fault]
            if any(name.startswith(f"band.{group.key}/") for group in of_fault for name in changed):
                wanted = [(group, self._edges(group, words)) for group in of_fault]
                override = with_edges(override, fault, wanted)
        return override

    def _edges(self, group: BandGroup, words: Words) -> NewEdges:
        """The edges that the fields of a group ask for."""
        green, amber = (self._of_grade(group, grade, words) for grade in GRADES)
        inner = [green] if green else [group.edges("green"), group.without_reference("green")]
        if amber and not all(amber.low <= one.low and one.high <= amber.high for one in inner if one):
            self.errors[edge_field(group, "amber", group.ends[0])] = words.text(
                "therapist.programme.error.order"
            )
        return NewEdges(green, amber)

    def _of_grade(self, group: BandGroup, grade: Grade, words: Words) -> Edges | None:
        names = {end: edge_field(group, grade, end) for end in group.ends}
        if not any(self.values.get(name, "").strip() for name in names.values()):
            return None
        edges = dict(zip(("low", "high"), group.edges(grade), strict=True))
        for end, name in names.items():
            if not self.values.get(name, "").strip():
                continue
            number = self._number(name, edge_bounds(group, grade, end, self.source), words)
            if number is None:
                continue
            value = round(number / 100, 6) if is_share(group.unit) else number
            edges |= {"low": -value, "high": value} if end == "both" else {end: value}
        return Edges(edges["low"], edges["high"])

    def _number(self, name: str, bounds: Bounds, words: Words) -> float | int | None:
        """The number in a field; None, with an error, where there is none within the bounds."""
        text = self.values.get(name, "").strip()
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        whole = bounds.whole and number != round(number) if math.isfinite(number) else True
        if whole or not bounds.least <= number <= bounds.most:
            self.errors[name] = bounds.sentence(words)
            return None
        return int(number) if bounds.whole else number


def shown_values(item: Item) -> Values:
    """What the fields of an item show."""
    dose = item.dose()
    values = {
        "sets": str(dose.sets),
        "kind": "hold_s" if dose.hold_s else "reps",
        "amount": shown_number(dose.hold_s or dose.reps),
        "rest_s": shown_number(dose.rest_s),
        "side": item.side or "",
        "view": item.view,
        "book": item.book,
        "strictness": shown_number(item.strictness),
        "reference": item.reference if isinstance(item.reference, str) else "given",
        DAY_FIELD: " ".join(item.days),
        "times_a_week": "" if item.times_a_week is None else str(item.times_a_week),
        "note": item.note,
    }
    exercise = get_exercise(item.exercise)
    used, shipped = band_groups(exercise.config(item.override)), band_groups(exercise.config())
    for group, own in zip(used, shipped, strict=True):
        for grade in GRADES:
            for end in own.ends:
                edge = group.edges(grade).at(end)
                moved = edge != own.edges(grade).at(end)
                values[edge_field(own, grade, end)] = shown_edge(edge, own.unit) if moved else ""
    return values


def edge_field(group: BandGroup, grade: Grade, end: End) -> str:
    """Name of the field of an edge: "band.sag/green/high"."""
    return f"band.{group.key}/{grade}/{end}"


def shown_edge(edge: float, unit: str) -> str:
    """An edge as its field has it: shares in per cent."""
    return shown_number(round(100 * edge, 4) if is_share(unit) else edge)


def shown_number(value: float) -> str:
    """A number as a field has it, without a fraction that is nothing."""
    return f"{value:.10g}"


def is_number(name: str) -> bool:
    """Whether a field holds a number, which people write with a comma or with a point."""
    return name.startswith("band.") or name in ("amount", "rest_s", "strictness")


def plain_number(text: str) -> str:
    """What was written, with the point and the sign of a number."""
    return text.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-").removesuffix("%").strip()


def given_reference(item: Item) -> GivenReference | None:
    """The approved reference of an item, if it has one."""
    return item.reference if isinstance(item.reference, GivenReference) else None


def kinds_of(item: Item) -> tuple[str, ...]:
    """In what an exercise can be asked for."""
    exercise = get_exercise(item.exercise)
    return dose_kinds(exercise.spec, exercise.config().dose)


_ITEM: TypeAdapter[Item] = TypeAdapter(Item)


def item_of_json(text: str) -> Item:
    """The item in a hidden field.

    Raises:
        ValueError: it is none, or makes no sense.
    """
    item = _ITEM.validate_json(text)
    try:
        item.dose()
        item.plan().rule()
    except UsageError as error:
        raise ValueError(str(error)) from error
    return item


def plain_sentence(error: ValidationError | UsageError) -> str:
    """Why a value was refused, without the names of tables that only a file has."""
    if isinstance(error, ValidationError):
        return error.errors()[0]["msg"].removeprefix("Value error, ")
    text = error.message.removeprefix("config: ")
    return ". ".join(filter(None, (text, error.remedy)))
