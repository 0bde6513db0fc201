"""The page that asks whether a patient is to be deleted, and deletes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from formcheck.practice.audit import Action
from formcheck.practice.bindings import others_of
from formcheck.practice.carried import principal_of
from formcheck.practice.require import note_request
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.sentence import sentence_page
from formcheck.visits.deletion import delete_patient
from formcheck.visits.patient_file import patient_file
from formcheck.visits.schema import Patient
from formcheck.words.catalogue import Words


def patient_delete_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router = APIRouter()

    @router.get("/patients/{patient_id}/delete", response_class=HTMLResponse)
    def ask(request: Request, patient_id: str) -> Response:
        words = desk.words(request)
        with desk.store.reading() as session:
            file = patient_file(session, patient_id, desk.store.now(), None)
            others = others_of(session, principal_of(request), patient_id)
        if file is None:
            return sentence_page(words, "therapist.patient.unknown", 404)
        name = file.listed.name
        if others:
            return _shared(words, name, others)
        return HTMLResponse(
            render("patient_delete.html.j2", words, name=name, id=patient_id, visits=len(file.visits))
        )

    @router.post("/patients/{patient_id}/delete")
    def delete(request: Request, patient_id: str) -> Response:
        words = desk.words(request)
        with desk.store.reading() as session:
            found = session.get(Patient, patient_id)
            name = "" if found is None or found.own else found.name
            others = others_of(session, principal_of(request), patient_id)
        if found is None or found.own:
            return sentence_page(words, "therapist.patient.unknown", 404)
        if others:
            note_request(request, Action.REFUSED, patient_id)
            return _shared(words, name, others)
        try:
            deleted = delete_patient(desk.store, patient_id)
        except LookupError:
            return sentence_page(words, "therapist.patient.unknown", 404)
        key = "therapist.patient.deleted" if deleted.clean else "therapist.patient.deleted.later"
        return sentence_page(words, key, 200, name=name)

    return router


def _shared(words: Words, name: str, others: list[str]) -> HTMLResponse:
    """Nobody takes a patient's file away from a colleague."""
    return sentence_page(words, "therapist.patient.delete.shared", 409, name=name, others=", ".join(others))
