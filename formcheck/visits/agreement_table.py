"""The tables of agreement: therapists against formcheck, and two therapists against each other, by fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from formcheck.judge.vocabulary import FAULTS
from formcheck.trends.agreement import LABELS, Agreement, Pair, agreement_of
from formcheck.visits.agreement_rows import JudgedRow, counted_rows, events_by_finding, judged_rows
from formcheck.visits.blind import Judge

UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class FaultAgreement:
    """One fault of one exercise.

    Attributes:
        agreement: of what both said "present" or "absent": first therapists (or the first of two), then
            formcheck (or the second).
        in_all: the same, each rating standing for as many of the holds and repetitions in the store as it has
            to, since rare faults are judged more often; None where that cannot be told.
        unclear: how often somebody could not tell; `unmeasured` how often formcheck could not. Neither
            counts.
        blind: how many of the ratings were blind (of two therapists: both).
        judges: by how many therapists.
    """

    exercise: str
    fault: str
    agreement: Agreement
    in_all: Agreement | None
    unclear: int
    unmeasured: int
    blind: int
    judges: int


@dataclass(frozen=True, slots=True)
class TwoTherapists:
    """Two therapists who judged the same, with their faults."""

    first: Judge
    second: Judge
    faults: list[FaultAgreement]


@dataclass(frozen=True, slots=True)
class AgreementTable:
    """All figures of agreement.

    Attributes:
        faults: therapists against formcheck.
        pairs: two therapists against each other, where both judged the same.
        judgements: how many count; `blind` of them blind, `by_lot` drawn by lot.
        patients, judges: how many.
    """

    faults: list[FaultAgreement]
    pairs: list[TwoTherapists]
    judgements: int
    blind: int
    by_lot: int
    patients: int
    judges: int


def agreement_table(
    session: Session, among: ColumnElement[bool] | None = None, *, blind_only: bool = False
) -> AgreementTable:
    """The figures of a store.

    Args:
        session: reads.
        among: condition on `Patient` and `Visit`; None for all but the machine's own patient.
        blind_only: only what was judged before seeing.
    """
    rows = counted_rows(judged_rows(session, among), blind_only=blind_only)
    by_fault = _grouped(rows)
    there = events_by_finding(session, list(by_fault), among)
    return AgreementTable(
        faults=[_against_formcheck(*key, by_fault[key], there[key]) for key in sorted(by_fault, key=_order)],
        pairs=_pairs(rows),
        judgements=len(rows),
        blind=sum(row.blind for row in rows),
        by_lot=sum(row.by_lot for row in rows),
        patients=len({row.patient_id for row in rows}),
        judges=len({row.judge for row in rows}),
    )


def _grouped(rows: Iterable[JudgedRow]) -> dict[tuple[str, str], list[JudgedRow]]:
    found: dict[tuple[str, str], list[JudgedRow]] = defaultdict(list)
    for row in rows:
        found[row.exercise, row.fault].append(row)
    return found


def _order(key: tuple[str, str]) -> tuple[str, int]:
    exercise, fault = key
    return exercise, FAULTS.index(fault) if fault in FAULTS else len(FAULTS)


def _against_formcheck(
    exercise: str, fault: str, rows: Sequence[JudgedRow], there: Mapping[str, int]
) -> FaultAgreement:
    clear = [row for row in rows if row.answer != UNCLEAR]
    both = [row for row in clear if row.found != "unmeasured"]
    judged = {label: sum(row.found == label for row in both) for label in LABELS}
    # A stratum without a judgement has nobody to stand for it.
    whole = bool(both) and all(judged[label] or not there[label] for label in LABELS)
    share = {label: there[label] / judged[label] for label in LABELS if judged[label]}
    return FaultAgreement(
        exercise=exercise,
        fault=fault,
        agreement=agreement_of([Pair(row.answer, row.found, row.patient_id) for row in both]),
        in_all=agreement_of([Pair(r.answer, r.found, r.patient_id, max(share[r.found], 1.0)) for r in both])
        if whole
        else None,
        unclear=len(rows) - len(clear),
        unmeasured=len(clear) - len(both),
        blind=sum(row.blind for row in both),
        judges=len({row.judge for row in rows}),
    )


def _pairs(rows: Sequence[JudgedRow]) -> list[TwoTherapists]:
    said: dict[Judge, dict[tuple[str, int, str], JudgedRow]] = defaultdict(dict)
    for row in rows:
        said[row.judge][row.place] = row
    found = []
    for first, second in combinations(sorted(said, key=lambda judge: judge or ""), 2):
        same = [(said[first][place], said[second][place]) for place in said[first] if place in said[second]]
        groups: dict[tuple[str, str], list[tuple[JudgedRow, JudgedRow]]] = defaultdict(list)
        for one, other in same:
            groups[one.exercise, one.fault].append((one, other))
        if groups:
            faults = [_of_two(*key, groups[key]) for key in sorted(groups, key=_order)]
            found.append(TwoTherapists(first, second, faults))
    return found


def _of_two(exercise: str, fault: str, same: Sequence[tuple[JudgedRow, JudgedRow]]) -> FaultAgreement:
    clear = [(one, other) for one, other in same if UNCLEAR not in (one.answer, other.answer)]
    return FaultAgreement(
        exercise=exercise,
        fault=fault,
        agreement=agreement_of([Pair(one.answer, other.answer, one.patient_id) for one, other in clear]),
        in_all=None,
        unclear=len(same) - len(clear),
        unmeasured=0,
        blind=sum(one.blind and other.blind for one, other in clear),
        judges=2,
    )
