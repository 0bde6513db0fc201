"""The list of patients: who came, how often, and what is new; a patient is added here."""

from __future__ import annotations

from typing import Annotated, get_args

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from formcheck.exchange.clean_text import clean_line
from formcheck.practice.bindings import bind_own, visible
from formcheck.practice.carried import principal_of
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.patients_view import Asked, list_view
from formcheck.therapist.sentence import sentence_page
from formcheck.visits.blind import hidden_visits
from formcheck.visits.patient_list import listed_patients
from formcheck.visits.patient_order import Order
from formcheck.visits.schema import MAX_NAME, Patient


def patients_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router = APIRouter()

    @router.get("/", response_class=HTMLResponse)
    def patients(request: Request, q: str = "", sort: str = "look", down: str = "", page: str = "1") -> str:
        words, now = desk.words(request), desk.store.now()
        asked = Asked(
            search=q[:MAX_NAME],
            column=next((name for name in get_args(Order) if name == sort), "look"),
            down=down == "1",
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        )
        with desk.store.reading() as session:
            hidden = hidden_visits(session, desk.judge(request))
            among = visible(principal_of(request))
            people = listed_patients(session, now, asked.search.strip(), hidden=hidden, among=among)
        return render(
            "patients.html.j2",
            words,
            asked=asked,
            view=list_view(people, asked, now, words),
            most=MAX_NAME,
        )

    @router.post("/patients")
    def add(request: Request, name: Annotated[str, Form()] = "") -> Response:
        words, clean = desk.words(request), clean_line(name, MAX_NAME)
        if not clean:
            return sentence_page(words, "therapist.list.no_name", 422)
        with desk.store.writing() as session:
            patient = Patient(name=clean, lang=words.language, created_at=desk.store.now())
            session.add(patient)
            session.flush()
            key = patient.id
            bind_own(session, principal_of(request), key, desk.store.now())
        return RedirectResponse(f"/therapist/patients/{key}", 303)

    return router
