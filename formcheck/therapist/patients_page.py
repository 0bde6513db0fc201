"""The list of patients: who came, how often, and what is new."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import func, select

from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.visits.schema import Patient, Visit


def patients_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router = APIRouter()

    @router.get("/", response_class=HTMLResponse)
    def patients(request: Request) -> str:
        last = func.max(Visit.began_at)
        query = (
            select(Patient, last)
            .outerjoin(Visit)
            .where(Patient.own.is_(False))
            .group_by(Patient.id)
            .order_by(last.desc())
        )
        with desk.store.reading() as session:
            rows = [{"patient": patient, "last": when} for patient, when in session.execute(query)]
        return render("patients.html.j2", desk.words(request), rows=rows)

    return router
