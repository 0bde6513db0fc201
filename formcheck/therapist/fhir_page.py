"""Visits for a health record, as a file."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from formcheck.record.bundle import FHIR_JSON, bundle_json
from formcheck.record.export_fhir import patient_bundle, visit_bundle
from formcheck.record.terms import Resource
from formcheck.therapist.desk import Desk
from formcheck.therapist.sentence import sentence_page


def fhir_router(desk: Desk) -> APIRouter:
    """The routes of these files."""
    router = APIRouter()

    @router.get("/visits/{visit_id}/fhir")
    def visit(request: Request, visit_id: str) -> Response:
        found = visit_bundle(desk.store, visit_id, desk.words(request).language)
        if found is None:
            return sentence_page(desk.words(request), "therapist.visit.unknown", 404)
        return _file(found, f"formcheck-{visit_id[:8]}.fhir.json")

    @router.get("/patients/{patient_id}/fhir")
    def patient(request: Request, patient_id: str) -> Response:
        found = patient_bundle(desk.store, patient_id, desk.words(request).language)
        if found is None:
            return sentence_page(desk.words(request), "therapist.export.unknown", 404)
        return _file(found, f"formcheck-{patient_id[:8]}.fhir.json")

    return router


def _file(content: Resource, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(bundle_json(content), media_type=FHIR_JSON, headers=headers)
