"""The texts and numbers of the page of agreement; `agreement.html.j2` only places them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from formcheck.therapist.judging_view import fault_name
from formcheck.trends.agreement import LABELS, MIN_RATINGS, Agreement, Estimate
from formcheck.visits.agreement_table import AgreementTable, FaultAgreement
from formcheck.words.catalogue import Words

RARE = 5
"""Answers of one kind by one rater, below which kappa swings with each of them. Design default."""


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure with its interval, as text; `value` is "" where there is none, and `why` says it."""

    value: str
    interval: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault: how many ratings of how many patients, the four counts, and the figures.

    Attributes:
        remarks: what to know of this line.
        in_all: the figures for all holds and repetitions, or none.
    """

    name: str
    ratings: int
    patients: int
    counts: list[int]
    too_few: str
    figures: list[FigureText]
    in_all: list[FigureText]
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class ExerciseLines:
    """The faults of an exercise."""

    title: str
    faults: list[FaultLine]


@dataclass(frozen=True, slots=True)
class PairView:
    """Two therapists."""

    first: str
    second: str
    exercises: list[ExerciseLines]


@dataclass(frozen=True, slots=True)
class AgreementView:
    """The page; `said` counts of agreement with whole verdicts: (exercise, yes, no)."""

    summary: str
    exercises: list[ExerciseLines]
    pairs: list[PairView]
    said: list[tuple[str, int, int]]


def agreement_view(table: AgreementTable, said: Mapping[str, tuple[int, int]], words: Words) -> AgreementView:
    """The page.

    Args:
        table: the figures.
        said: exercise -> how often therapists agreed with formcheck's verdict, and did not, having seen it.
        words: of the page.
    """
    judges = {pair_judge for pair in table.pairs for pair_judge in (pair.first, pair.second)}
    letters = {judge: chr(ord("A") + number) for number, judge in enumerate(sorted(judges, key=str))}
    return AgreementView(
        summary=words.text(
            "therapist.agreement.summary",
            judgements=table.judgements,
            patients=table.patients,
            judges=table.judges,
            blind=table.blind,
            by_lot=table.by_lot,
        ),
        exercises=list(_exercises(table.faults, words)),
        pairs=[
            PairView(letters[pair.first], letters[pair.second], list(_exercises(pair.faults, words)))
            for pair in table.pairs
        ],
        said=[(words.exercise(name), yes, no) for name, (yes, no) in sorted(said.items())],
    )


def _exercises(faults: Sequence[FaultAgreement], words: Words) -> Iterator[ExerciseLines]:
    for exercise, of_it in groupby(faults, key=lambda one: one.exercise):
        yield ExerciseLines(words.exercise(exercise), [_line(one, words) for one in of_it])


def _line(one: FaultAgreement, words: Words) -> FaultLine:
    agreement = one.agreement
    present, absent = LABELS
    counts = [agreement.counts[place] for place in
              ((present, present), (present, absent), (absent, present), (absent, absent))]  # fmt: skip
    few = agreement.too_few
    said = words.text("therapist.agreement.few", ratings=agreement.ratings, least=MIN_RATINGS)
    return FaultLine(
        name=fault_name(one.fault, words.of(one.exercise)),
        ratings=agreement.ratings,
        patients=agreement.clusters,
        counts=counts,
        too_few=said if few else "",
        figures=[] if few else _figures(agreement, words),
        in_all=[] if few or one.in_all is None else _figures(one.in_all, words),
        remarks=list(_remarks(one, counts, words)),
    )


def _figures(agreement: Agreement, words: Words) -> list[FigureText]:
    none = words.text("therapist.agreement.no_kappa")
    return [
        percent_text(agreement.share, words),
        coefficient_text(agreement.kappa, words, none),
        coefficient_text(agreement.ac1, words, none),
    ]


def percent_text(estimate: Estimate, words: Words) -> FigureText:
    """A share with its interval, in whole per cents."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return FigureText("", "")
    low, high = (words.number(100 * limit) for limit in (estimate.low, estimate.high))
    return FigureText(f"{words.number(100 * estimate.value)} %", f"{low}\N{EN DASH}{high} %")


def coefficient_text(estimate: Estimate, words: Words, why: str) -> FigureText:
    """A coefficient with its interval; `why` where there is none."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return FigureText("", "", why)
    low, high = (words.number(limit, 2) for limit in (estimate.low, estimate.high))
    return FigureText(
        words.number(estimate.value, 2), words.text("therapist.agreement.to", low=low, high=high)
    )


def _remarks(one: FaultAgreement, counts: Sequence[int], words: Words) -> Iterator[str]:
    both, only_first, only_second, neither = counts
    ratings = one.agreement.ratings
    if one.blind < ratings:
        yield words.text("therapist.agreement.blind", blind=one.blind, ratings=ratings)
    if one.unclear:
        yield words.counted("therapist.agreement.unclear", one.unclear).format(count=one.unclear)
    if one.unmeasured:
        yield words.text("therapist.agreement.unmeasured", count=one.unmeasured)
    if one.agreement.too_few:
        return
    if one.agreement.clusters == 1:
        yield words.text("therapist.agreement.one_patient")
    least = min(both + only_first, both + only_second, neither + only_first, neither + only_second)
    if least < RARE and one.agreement.kappa.value is not None:
        yield words.text("therapist.agreement.rare", least=RARE)
