"""Agreement as tables for other programs: the figures, and the judgements that they are counted from.

Patients, visits, exercises and therapists bear pseudonyms (`formcheck.visits.agreement_rows.pseudonym`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from formcheck.trends.agreement import LABELS, Agreement, Estimate
from formcheck.visits.agreement_rows import JudgedRow, pseudonym
from formcheck.visits.agreement_table import AgreementTable, FaultAgreement
from formcheck.visits.blind import Judge

OWNER = "owner"
"""Therapist of a machine without accounts."""
FORMCHECK = "formcheck"
Cell = str | int | float | bool | None
_CELLS = ("both_present", "only_first_present", "only_second_present", "both_absent")
_DIGITS = 4


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
        yield {
            "therapist": judge_name(row.judge),
            "patient": pseudonym(row.patient_id),
            "visit": pseudonym(row.visit_id),
            "exercise_key": pseudonym(row.exercise_id),
            "exercise": row.exercise,
            "event": row.event,
            "kind": row.kind,
            "start_s": round(row.start_s, 3),
            "end_s": round(row.end_s, 3),
            "fault": row.fault,
            "therapist_says": row.answer,
            "formcheck_found": row.found,
            "blind": row.blind,
            "by_lot": row.by_lot,
            "given_at_utc": row.given_at.isoformat(timespec="seconds"),
            "counts": row in counts,
            "model": row.model,
            "formcheck_version": row.formcheck_version,
        }


def as_csv(rows: Iterable[Mapping[str, Cell]]) -> str:
    """Rows as CSV with a line of names; yes and no are "true" and "false", nothing is empty."""
    text = io.StringIO(newline="")
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(text, list(row))
            writer.writeheader()
        writer.writerow({
            name: str(value).lower() if isinstance(value, bool) else value for name, value in row.items()
        })  # fmt: skip
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
