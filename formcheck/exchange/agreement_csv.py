"""Agreement as tables for other programs: the figures, and the judgements that they are counted from.

Patients, visits, exercises and therapists bear pseudonyms (`formcheck.visits.agreement_rows.pseudonym`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from formcheck.trends.agreement import LABELS, Agreement, Estimate, agreement_of
from formcheck.visits.agreement_rows import JudgedRow, pseudonym
from formcheck.visits.agreement_table import AgreementTable, FaultAgreement
from formcheck.visits.blind import Judge

OWNER = "owner"
"""Therapist of a machine without accounts."""
FORMCHECK = "formcheck"
Cell = str | int | float | bool | None
_CELLS = ("both_present", "only_first_present", "only_second_present", "both_absent")
_DIGITS = 4
JUDGEMENTS = (
    "therapist",
    "patient",
    "visit",
    "exercise_key",
    "exercise",
    "event",
    "kind",
    "start_s",
    "end_s",
    "fault",
    "therapist_says",
    "formcheck_found",
    "blind",
    "by_lot",
    "given_at_utc",
    "counts",
    "model",
    "formcheck_version",
)
"""Columns of the table of judgements."""


def judge_name(judge: Judge) -> str:
    """The pseudonym of a therapist."""
    return pseudonym(judge) if judge else OWNER


def figures(table: AgreementTable) -> Iterator[dict[str, Cell]]:
    """The rows of the table of figures: "therapists" against formcheck, then two pseudonyms."""
    for one in table.faults:
        yield _figures("therapists", FORMCHECK, one)
    for pair in table.pairs:
        for one in pair.faults:
            yield _figures(judge_name(pair.first), judge_name(pair.second), one)


def judgements(rows: Iterable[JudgedRow], counted: Iterable[JudgedRow]) -> Iterator[dict[str, Cell]]:
    """The rows of the table of judgements, in the order in which they were given.

    Args:
        rows: all.
        counted: those of them that the figures count.
    """
    counts = set(counted)
    for row in rows:
        values: tuple[Cell, ...] = (
            judge_name(row.judge),
            pseudonym(row.patient_id),
            pseudonym(row.visit_id),
            pseudonym(row.exercise_id),
            row.exercise,
            row.event,
            row.kind,
            round(row.start_s, 3),
            round(row.end_s, 3),
            row.fault,
            row.answer,
            row.found,
            row.blind,
            row.by_lot,
            row.given_at.isoformat(timespec="seconds"),
            row in counts,
            row.model,
            row.formcheck_version,
        )
        yield dict(zip(JUDGEMENTS, values, strict=True))


def as_csv(rows: Iterable[Mapping[str, Cell]], columns: Sequence[str]) -> str:
    """Rows as CSV with a line of names; yes and no are "true" and "false", nothing is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        values = (row[column] for column in columns)
        writer.writerow(str(value).lower() if isinstance(value, bool) else value for value in values)
    return text.getvalue()


def _figures(first: str, second: str, one: FaultAgreement) -> dict[str, Cell]:
    agreement = one.agreement
    present, absent = LABELS
    places = ((present, present), (present, absent), (absent, present), (absent, absent))
    row: dict[str, Cell] = {
        "first": first,
        "second": second,
        "exercise": one.exercise,
        "fault": one.fault,
        "ratings": agreement.ratings,
        "patients": agreement.clusters,
        "blind": one.blind,
        "therapists": one.judges,
    }
    row |= {name: agreement.counts[place] for name, place in zip(_CELLS, places, strict=True)}
    row |= {"cannot_tell": one.unclear, "formcheck_unmeasured": one.unmeasured, "too_few": agreement.too_few}
    row |= _estimates("", agreement)
    row |= _estimates("in_all_", one.in_all)
    return row


def _estimates(prefix: str, agreement: Agreement | None) -> dict[str, Cell]:
    row: dict[str, Cell] = {}
    for name in ("share", "kappa", "ac1"):
        estimate: Estimate = Estimate() if agreement is None else getattr(agreement, name)
        for part in ("value", "low", "high"):
            value: float | None = getattr(estimate, part)
            key = f"{prefix}{name}" if part == "value" else f"{prefix}{name}_{part}"
            row[key] = None if value is None else round(value, _DIGITS)
    return row


FIGURES = tuple(_figures("", "", FaultAgreement("", "", agreement_of(()), None, 0, 0, 0, 0)))
"""Columns of the table of figures."""
