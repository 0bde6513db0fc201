"""Visits for a health record, and our code system."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy import select

from formcheck.api.answers import answer_bytes
from formcheck.api.place import ApiPlace, check_sees, found_patient
from formcheck.api.sight import MAY_BE_HIDDEN, look
from formcheck.record.bundle import FHIR_JSON, bundle_json
from formcheck.record.code_system import CODE_SYSTEM
from formcheck.record.export_fhir import patient_bundle, visit_bundle
from formcheck.visits.schema import Visit
from formcheck.words.catalogue import Lang

Language = Annotated[Lang | None, Query(description="Of the texts; the other one is in their translations.")]
Named = Annotated[bool, Query(description="With the patient's name and own words.")]
MOST_VISITS = 500
"""Of one patient in one bundle: three years of three a week."""
_LATEST = select(Visit.id).order_by(Visit.began_at.desc(), Visit.id).limit(MOST_VISITS)
_BUNDLE: dict[int | str, dict[str, object]] = {
    200: {"description": "A FHIR R4 Bundle", "content": {FHIR_JSON: {"schema": {"type": "object"}}}},
    **MAY_BE_HIDDEN,
}
_CODES = {
    200: {"description": "A FHIR R4 CodeSystem", "content": {FHIR_JSON: {"schema": {"type": "object"}}}}
}


def fhir_router(place: ApiPlace) -> APIRouter:
    """These routes."""
    router, store = APIRouter(tags=["record"]), place.store

    @router.get(
        "/visits/{visit_id}/fhir",
        responses=_BUNDLE,
        response_class=Response,
        summary="A visit as a FHIR R4 Bundle",
    )
    def visit(request: Request, visit_id: str, lang: Language = None, named: Named = False) -> Response:
        with store.reading() as session:
            row = session.get(Visit, visit_id)
            if row is None:
                raise HTTPException(404)
            check_sees(request, session, row.patient_id)
        look(request, store, row.patient_id, (visit_id,))
        found = visit_bundle(store, visit_id, lang, named=named)
        if found is None:  # it was deleted meanwhile
            raise HTTPException(404)
        return answer_bytes(request, bundle_json(found).encode(), FHIR_JSON)

    @router.get(
        "/patients/{patient_id}/fhir",
        responses=_BUNDLE,
        response_class=Response,
        summary=f"The latest {MOST_VISITS} visits of a patient as a FHIR R4 Bundle",
    )
    def patient(request: Request, patient_id: str, lang: Language = None, named: Named = False) -> Response:
        with store.reading() as session:
            found_patient(request, session, patient_id)
            latest = session.scalars(_LATEST.where(Visit.patient_id == patient_id)).all()
        look(request, store, patient_id, latest)
        found = patient_bundle(store, patient_id, lang, named=named, most=MOST_VISITS)
        if found is None:
            raise HTTPException(404)
        return answer_bytes(request, bundle_json(found).encode(), FHIR_JSON)

    @router.get(
        "/codes",
        responses=_CODES,  # type: ignore[arg-type]
        response_class=Response,
        summary="Our code system as a FHIR R4 CodeSystem",
    )
    def codes(request: Request) -> Response:
        return answer_bytes(request, CODE_SYSTEM.read_bytes(), FHIR_JSON)

    return router
