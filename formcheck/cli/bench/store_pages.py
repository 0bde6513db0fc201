"""Times the therapist's pages on a store, and counts what each asks of the database."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from fastapi import FastAPI
from sqlalchemy import select

from formcheck.cli.bench.asgi import Caller
from formcheck.practice.carried import AsOwner
from formcheck.therapist.desk import Desk
from formcheck.therapist.pages import therapist_router
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore

FOUND = 200


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the therapist.

    Attributes:
        name: as the table shows it.
        path: its path below `/therapist`, with `{patient}` or `{visit}` for the key.
        target_ms: the 95th percentile that it may take; None where there is no target.
    """

    name: str
    path: str
    target_ms: float | None = None


PAGES = (
    Page("list", "/", 150),
    Page("patient", "/patients/{patient}", 150),
    Page("visit", "/visits/{visit}", 300),
    Page("programme", "/patients/{patient}/programme"),
    Page("visit on paper", "/visits/{visit}/print"),
    Page("period on paper", "/patients/{patient}/print"),
)


@dataclass(frozen=True, slots=True)
class PageTimes:
    """How a page answered.

    Attributes:
        status: 200, or the first other status that it gave.
        median_ms, p95_ms: milliseconds of an answer.
        cpu_p95_ms: milliseconds of the processor, without what else the machine does.
        queries: fewest and most statements that one answer took.
        size: bytes of the longest answer.
    """

    status: int
    median_ms: float
    p95_ms: float
    cpu_p95_ms: float
    queries: tuple[int, int]
    size: int


def time_pages(store: VisitStore, times: int, seed: int = 0) -> dict[str, PageTimes]:
    """Ask for each page, of patients and visits drawn by lot.

    Args:
        store: the practice.
        times: how often each.
        seed: of the lot.
    """
    app = FastAPI()
    app.add_middleware(AsOwner)
    app.include_router(therapist_router(Desk(store)))
    lot = random.Random(seed)
    with store.reading() as session:
        patients = sorted(session.scalars(select(Patient.id).where(Patient.own.is_(False))))
        visits = sorted(session.scalars(select(Visit.id)))
    caller = Caller(app)
    try:
        return {page.name: _time(caller, page, _paths(page, patients, visits, times, lot)) for page in PAGES}
    finally:
        caller.close()


def _paths(
    page: Page, patients: Sequence[str], visits: Sequence[str], times: int, lot: random.Random
) -> list[str]:
    return [
        "/therapist" + page.path.format(patient=lot.choice(patients), visit=lot.choice(visits))
        for _ in range(times + 1)
    ]


def _time(caller: Caller, page: Page, paths: Sequence[str]) -> PageTimes:
    # Templates and words are read once, and it is noted once of each visit that this judge saw its findings.
    for path in dict.fromkeys(paths):
        caller.get(path)
    answers = []
    for path in paths[1:]:
        answers.append(caller.get(path))
        if answers[-1].status != FOUND:
            break
    median, p95 = np.percentile([answer.ms for answer in answers], (50, 95))
    return PageTimes(
        answers[-1].status,
        float(median),
        float(p95),
        float(np.percentile([answer.cpu_ms for answer in answers], 95)),
        (min(answer.queries for answer in answers), max(answer.queries for answer in answers)),
        max(len(answer.body) for answer in answers),
    )
