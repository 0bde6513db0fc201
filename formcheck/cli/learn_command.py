"""`formcheck learn`: the cards in a terminal, and the statements as questions where somebody can answer."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table
from sqlalchemy import select

from formcheck.coach.pain import Advice
from formcheck.learn.cards import ANSWERS, CARDS, STATEMENTS, card_named, lines_of
from formcheck.learn.progress import Learned, moment_of, next_card
from formcheck.runtime.console import PipeSafeConsole
from formcheck.visits.learned import keep_judged, keep_seen, learned_of
from formcheck.visits.open_backend import has_store
from formcheck.visits.people import find_patient
from formcheck.visits.place import Place, as_place, default_place
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import Words

_WIDTH = 78
_SHOWN = ("true", "not_true", "unsure")
_NOT_KEPT = "Not remembered: there is no visit yet to keep it with."


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a patient of an open store; None of each where there is none."""

    store: VisitStore | None
    patient: str | None

    def learned(self) -> Learned:
        """What they have seen and answered."""
        if self.store is None:
            return Learned()
        with self.store.reading() as session:
            return learned_of(session, self.patient)

    def saw(self, name: str) -> bool:
        """Keep that they have seen a card; False where that cannot be kept."""
        if self.store is None or self.patient is None:
            return False
        with self.store.writing() as session:
            return keep_seen(session, self.patient, card_named(name), self.store.now())

    def judged(self, statement: str, answer: str) -> bool:
        """Keep how they judged a statement; False where that cannot be kept."""
        if self.store is None or self.patient is None:
            return False
        with self.store.writing() as session:
            return keep_judged(session, self.patient, statement, answer, self.store.now())


@contextlib.contextmanager
def reader_of(place: Place | None, patient: str | None) -> Iterator[Reader]:
    """Who reads, while the store is open. No store is made for that.

    Args:
        place: of the store; None for `default_place`, where it is not missed.
        patient: name or key; None for the patient of this machine.

    Raises:
        InputError: there is no such patient, or no store where one was named.
        UsageError: there are several.
    """
    where = as_place(place or default_place())
    if place is None and patient is None and not has_store(where):
        yield Reader(None, None)
        return
    with VisitStore(where, make=False) as store:
        with store.reading() as session:
            if patient is None:
                key = session.scalar(select(Patient.id).where(Patient.own))
            else:
                key = find_patient(session, patient).id
        yield Reader(store, key)


def after_visit(store: VisitStore, visit_id: str, lang: str) -> str:
    """The line that names the next card; "" where all were seen, or the advice was to stop."""
    with store.reading() as session:
        visit = session.get(Visit, visit_id)
        if visit is None or visit.advice == Advice.STOP:
            return ""
        card = next_card(learned_of(session, visit.patient_id))
    if card is None:
        return ""
    words = Words(lang)
    return words.text("learn.in_terminal", title=words.text(card.title), name=card.name)


def list_cards(reader: Reader, lang: str) -> None:
    """Print the cards and the statements; ask for those where somebody sits at the terminal."""
    words, learned = Words(lang), reader.learned()
    console = _console()
    table = Table(show_header=False, box=None, pad_edge=False)
    for card in CARDS:
        seen = words.text("learn.was_seen") if card.name in learned.seen else ""
        table.add_row(card.name, words.text(card.title), seen)
    console.print(f"{words.text('learn.title')}\n")
    console.print(table)
    console.print(f"\n{words.text('learn.statements')}")
    asks = _somebody_sits_here()
    for statement in STATEMENTS:
        console.print(f"  {words.text(f'learn.statement.{statement}')}")
        given = (learned.after if moment_of(statement, learned) == "after" else learned.before).get(statement)
        answer = given or (_asked(words) if asks else None)
        if answer is not None:
            said = f"{words.text('learn.you_said')} {words.text(f'learn.{answer}').lower()}."
            console.print(f"  {said} {words.text(f'learn.answer.{statement}.{answer}')}")
        if answer is not None and given is None and not reader.judged(statement, answer):
            console.print(f"  {_NOT_KEPT}")


def show_card(name: str, reader: Reader, lang: str) -> None:
    """Print one card, and keep that it was seen where somebody sits at the terminal.

    Raises:
        UsageError: there is no such card.
    """
    card, words, console = card_named(name), Words(lang), _console()
    console.print(f"{words.text(card.title)}\n")
    for line in lines_of(card, words):
        console.print(f"- {line.text}" if line.item else line.text)
    console.print(f"\n{words.text('learn.source')} {'; '.join(map(str, card.sources))}.")
    if _somebody_sits_here() and not reader.saw(name):
        console.print(_NOT_KEPT)


def _somebody_sits_here() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _asked(words: Words) -> str | None:
    """The answer to a statement; None where none is given."""
    choices = "   ".join(f"{place} {words.text(f'learn.{one}')}" for place, one in enumerate(_SHOWN, 1))
    try:
        typed = input(f"  {choices}   (Enter: {words.text('page.skip').lower()}) ").strip()
    except EOFError:
        return None
    if typed in ANSWERS:
        return typed
    return _SHOWN[int(typed) - 1] if typed in ("1", "2", "3") else None


def _console() -> PipeSafeConsole:
    console = PipeSafeConsole(highlight=False, markup=False)
    console.width = min(console.width, _WIDTH)
    return console
