"""The texts and numbers of the page of agreement; `agreement.html.j2` only places them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from formcheck.therapist.judging_view import fault_name
from formcheck.trends.agreement_text import FigureText, cautions, counts_of, figure_texts, too_few_text
from formcheck.visits.agreement_table import AgreementTable, FaultAgreement
from formcheck.words.catalogue import Words


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
    too_few = too_few_text(agreement, words)
    return FaultLine(
        name=fault_name(one.fault, words.of(one.exercise)),
        ratings=agreement.ratings,
        patients=agreement.clusters,
        counts=counts_of(agreement),
        too_few=too_few,
        figures=[] if too_few else figure_texts(agreement, words),
        in_all=[] if too_few or one.in_all is None else figure_texts(one.in_all, words),
        remarks=list(_remarks(one, words)),
    )


def _remarks(one: FaultAgreement, words: Words) -> Iterator[str]:
    ratings = one.agreement.ratings
    if one.blind < ratings:
        yield words.text("therapist.agreement.blind", blind=one.blind, ratings=ratings)
    if one.unclear:
        yield words.counted("therapist.agreement.unclear", one.unclear).format(count=one.unclear)
    if one.unmeasured:
        yield words.text("agreement.unmeasured", count=one.unmeasured)
    yield from cautions(one.agreement, words)
