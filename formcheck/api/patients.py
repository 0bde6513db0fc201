"""The list of patients, a patient, and the notes on them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import select

from formcheck.api.answers import Page, answer, page_of
from formcheck.api.place import ApiPlace, Limit, PageNumber, found_patient, whom
from formcheck.api.sight import hidden_of, hidden_of_patients
from formcheck.learn.cards import CARDS
from formcheck.learn.progress import Learned
from formcheck.trends.change import Change
from formcheck.trends.flags import Flag
from formcheck.visits.opinion_schema import Note
from formcheck.visits.patient_file import patient_file
from formcheck.visits.patient_list import ListedPatient, listed_patients
from formcheck.visits.patient_order import Order, ordered
from formcheck.visits.schema import MAX_NAME

_LATER = timedelta(days=36500)
"""From then on there are no visits: they are not read."""
Search = Annotated[str, Query(max_length=MAX_NAME, description="Only names that hold this.")]


class PatientInShort(BaseModel):
    """One line of the list.

    Attributes:
        last: when the last visit began, by the patient's clock.
        done, planned: visits in the last four weeks.
        pain: the change of pain before exercising in that time; `pain_now` the latest answer.
        flags: what asks for a look, the weightiest first.
        new: visits that arrived since a therapist last looked.
        hidden_visits: visits that you judge blind: no flag tells what was found in them.
    """

    id: str
    name: str
    last: datetime | None
    since: datetime
    done: int
    planned: int
    pain: Change
    pain_now: float | None
    flags: list[Flag]
    new: int
    hidden_visits: int

    @classmethod
    def of(cls, one: ListedPatient, hidden_visits: int) -> PatientInShort:
        """From what the list reads."""
        short = one.overview
        return cls(
            id=one.id,
            name=one.name,
            last=short.last,
            since=short.since,
            done=short.done,
            planned=short.planned,
            pain=short.pain,
            pain_now=short.pain_now,
            flags=list(short.flags),
            new=short.new,
            hidden_visits=hidden_visits,
        )


class LearnedOut(BaseModel):
    """What a patient has learned.

    Attributes:
        seen: names of the cards that were seen, in the order in which they are shown.
        before, after: statement ("discs", "scan") -> "true", "not_true" or "unsure": how it was judged before
            and after its card.
    """

    seen: list[str]
    before: dict[str, str]
    after: dict[str, str]

    @classmethod
    def of(cls, learned: Learned) -> LearnedOut:
        """From what was kept."""
        names = [card.name for card in CARDS if card.name in learned.seen]
        return cls(seen=names, before=dict(learned.before), after=dict(learned.after))


class PatientWhole(PatientInShort):
    """A patient.

    Attributes:
        programme: number of the version in force.
        visits: how many there are in all.
        learned: cards and statements.
    """

    lang: str
    created_at: datetime
    programme: int | None
    visits: int
    newest_arrival: datetime | None
    learned: LearnedOut


class NoteOut(BaseModel):
    """What a therapist wrote, of the patient or of one visit."""

    written_at: datetime
    text: str
    visit_id: str | None


def patients_router(place: ApiPlace) -> APIRouter:
    """These routes."""
    router, store = APIRouter(tags=["patients"]), place.store

    @router.get("/patients", response_model=Page[PatientInShort], summary="The patients whom you see")
    def patients(
        request: Request,
        q: Search = "",
        sort: Order = "look",
        down: bool = False,
        page: PageNumber = 1,
        limit: Limit = 100,
    ) -> Response:
        with store.reading() as session:
            hidden, many = hidden_of(request, session), hidden_of_patients(request, session)
            people = listed_patients(session, store.now(), q.strip(), hidden=hidden, among=whom(request))
        items, number, pages, total = page_of(ordered(people, sort, down=down), page, limit)
        shown = [PatientInShort.of(one, many.get(one.id, 0)) for one in items]
        return answer(request, Page[PatientInShort](items=shown, page=number, pages=pages, total=total))

    @router.get("/patients/{patient_id}", response_model=PatientWhole, summary="One patient")
    def patient(request: Request, patient_id: str) -> Response:
        now = store.now()
        with store.reading() as session:
            row = found_patient(request, session, patient_id)
            hidden = hidden_of(request, session, patient_id)
            file = patient_file(session, patient_id, now, now + _LATER, hidden)
        if file is None:  # the patient whose machine this is: no patient of a therapist
            raise HTTPException(404)
        short = PatientInShort.of(file.listed, len(hidden))
        whole = PatientWhole(
            **dict(short),
            lang=row.lang,
            created_at=row.created_at,
            programme=None if file.programme is None else file.programme.number,
            visits=file.earlier,
            newest_arrival=file.newest_arrival,
            learned=LearnedOut.of(file.learned),
        )
        return answer(request, whole)

    @router.get(
        "/patients/{patient_id}/notes", response_model=Page[NoteOut], summary="Notes, the latest first"
    )
    def notes(request: Request, patient_id: str, page: PageNumber = 1, limit: Limit = 100) -> Response:
        query = select(Note).where(Note.patient_id == patient_id).order_by(Note.written_at.desc(), Note.id)
        with store.reading() as session:
            found_patient(request, session, patient_id)
            rows = session.scalars(query).all()
        found = [NoteOut(written_at=one.written_at, text=one.text, visit_id=one.visit_id) for one in rows]
        items, number, pages, total = page_of(found, page, limit)
        return answer(request, Page[NoteOut](items=items, page=number, pages=pages, total=total))

    return router
