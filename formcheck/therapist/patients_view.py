"""The list of patients as the page shows it: lines, order and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import URL

from formcheck.therapist.dates import day_text
from formcheck.trends.change import Change, Kind
from formcheck.trends.flags import Flag
from formcheck.visits.patient_list import ListedPatient
from formcheck.visits.patient_order import Order, ordered
from formcheck.words.catalogue import Words

AT_ONCE = 100
"""Patients on one page: what a browser shows at once, and no more than a therapist reads."""
FLAG_SHAPES: dict[Flag, str] = {
    Flag.LEGS: "different",
    Flag.PAIN_STOP: "different",
    Flag.PAIN_UP: "almost",
    Flag.PAIN_ROSE: "almost",
    Flag.UNMEASURED: "unmeasured",
    Flag.QUIET: "quiet",
}
"""The shape beside each flag's word."""
PAIN_SHAPES: dict[Kind, str] = {
    Kind.BETTER: "down",
    Kind.WORSE: "up",
    Kind.NONE: "level",
    Kind.TOO_FEW: "few",
}


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag: its shape and its word."""

    shape: str
    text: str


@dataclass(frozen=True, slots=True)
class PainRow:
    """Pain before exercising: the numbers where there are any, the shape and the word of its change."""

    numbers: str
    shape: str
    text: str


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One line of the list."""

    id: str
    name: str
    last: str
    ago: str
    done: int
    planned: int
    pain: PainRow
    flags: list[FlagRow]
    new: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: where its heading leads, and how the list is sorted by it now ("ascending", ..., or "")."""

    name: str
    href: str
    sorted: str


@dataclass(frozen=True, slots=True)
class ListView:
    """What the page shows.

    Attributes:
        found: how many there are on all pages; `new` how many of them have something new.
        pages: a link for each page, None for the one that is shown; none of a single page.
    """

    rows: list[PatientRow]
    headings: list[Heading]
    found: int
    new: int
    pages: list[tuple[int, str | None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; `first` is the page, from 1."""

    search: str = ""
    column: Order = "look"
    down: bool = False
    page: int = 1

    def href(self, **other: object) -> str:
        """The address of the same list with something else."""
        values = {"q": self.search, "sort": self.column, "down": int(self.down), "page": self.page, **other}
        default = {"q": "", "sort": "look", "down": 0, "page": 1}
        kept = {name: value for name, value in values.items() if value != default[name]}
        return str(URL("/therapist/").include_query_params(**kept))


def list_view(patients: Sequence[ListedPatient], asked: Asked, now: datetime, words: Words) -> ListView:
    """The page of a list that is sorted by name."""
    everybody = ordered(patients, asked.column, down=asked.down)
    last_page = max(-(-len(everybody) // AT_ONCE), 1)
    page = min(max(asked.page, 1), last_page)
    shown = everybody[(page - 1) * AT_ONCE : page * AT_ONCE]
    return ListView(
        rows=[_row(one, now, words) for one in shown],
        headings=[_heading(column, asked, words) for column in ("name", "last", "done", "pain", "look")],
        found=len(everybody),
        new=sum(one.overview.new > 0 for one in everybody),
        pages=[(n, None if n == page else asked.href(page=n)) for n in range(1, last_page + 1)]
        if last_page > 1
        else [],
    )


def _heading(column: Order, asked: Asked, words: Words) -> Heading:
    here = column == asked.column
    down = here and not asked.down
    now = ("descending" if asked.down else "ascending") if here else ""
    name = words.text(f"therapist.list.{column}")
    return Heading(name, asked.href(sort=column, down=int(down), page=1), now)


def _row(one: ListedPatient, now: datetime, words: Words) -> PatientRow:
    short = one.overview
    return PatientRow(
        id=one.id,
        name=one.name,
        last=day_text(short.last, words) if short.last else words.text("therapist.list.never"),
        ago=ago(short.last, now, words) if short.last else "",
        done=short.done,
        planned=short.planned,
        pain=pain_row(short.pain, short.pain_now, words),
        flags=flag_rows(short.flags, words),
        new=short.new,
    )


def ago(moment: datetime, now: datetime, words: Words) -> str:
    """How long ago, in whole days of the clock of `moment`: "today", "yesterday", "5 days ago"."""
    days = max((now.astimezone(moment.tzinfo).date() - moment.date()).days, 0)
    key = {0: "today", 1: "yesterday"}.get(days, "days_ago")
    return words.text(f"therapist.list.{key}", **({"days": days} if days > 1 else {}))


def flag_rows(flags: Sequence[Flag], words: Words) -> list[FlagRow]:
    """The flags with their shapes and words."""
    return [FlagRow(FLAG_SHAPES[flag], words.text(f"trends.flag.{flag}")) for flag in flags]


def pain_row(change: Change, now: float | None, words: Words) -> PainRow:
    """Pain before exercising, from the beginning of four weeks to now."""
    if change.before is not None and change.now is not None:
        numbers = f"{words.number(change.before)} \N{RIGHTWARDS ARROW} {words.number(change.now)}"
    else:
        numbers = "" if now is None else words.number(now)
    return PainRow(numbers, PAIN_SHAPES[change.kind], words.text(f"trends.pain.{change.kind}"))
