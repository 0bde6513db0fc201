"""The exercises of a programme as a patient reads them on paper."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.coach.programme import Item
from formcheck.coach.visit_flow import how_to
from formcheck.exercises import get_exercise
from formcheck.visits.programme_words import days_text, dose_text, item_name
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One exercise: what it is, how much, how, and what else the therapist wrote of it."""

    name: str
    dose: str
    rest: str
    days: str
    book: str
    how: str
    note: str


def paper_item(item: Item, words: Words) -> PaperItem:
    """An exercise as the patient reads it.

    Raises:
        UsageError: the item makes no sense.
    """
    dose, own = item.dose(), words.of(item.exercise)
    how = (own.text(key) for key in reversed(how_to(item.exercise)) if key in own)
    return PaperItem(
        name=item_name(item, words).split(" (")[0],  # a second name in brackets is for therapists
        dose=dose_text(dose, words, one_side=dose.one_sided and item.side is not None),
        rest=words.text("amount.seconds", value=words.number(dose.rest_s)),
        days=days_text(item.days, item.times_a_week, words),
        book=words.name("object", item.book) if get_exercise(item.exercise).spec.carries else "",
        how=" ".join(how),
        note=item.note,
    )
