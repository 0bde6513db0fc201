"""Which pages show what formcheck found in a visit: hidden while it is judged blind, noted when it is shown.

`Sight.guard` stands before every page, by `SHOWS`: a page that is not in it counts as showing everything, and
a test wants each in it. Pages that leave out what is hidden do so themselves and call `shown`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from fastapi import Request
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from formcheck.therapist.desk import Desk
from formcheck.visits.blind import blind_mode, hidden_visits, is_hidden, shown, unseen_visits
from formcheck.visits.schema import Exercise, Patient


class Shows(StrEnum):
    """Of which visits a page shows what was found."""

    NOTHING = "nothing"
    """None, or the page leaves out what is hidden, and notes what it shows."""
    VISIT = "visit"
    """The visit of its address."""
    EXERCISE = "exercise"
    """The visit of the exercise of its address."""
    PATIENT = "patient"
    """All of the patient of its address."""
    ALL = "all"
    """All in the store."""


_N, _V, _P = Shows.NOTHING, Shows.VISIT, Shows.PATIENT
_PATIENT = "/therapist/patients/{patient_id}"
SHOWS: Mapping[str, Shows] = {
    "/therapist/static/{name}": _N,
    "/therapist/": _N,
    "/therapist/language": _N,
    "/therapist/sign-in": _N,
    "/therapist/sign-out": _N,
    "/therapist/account": _N,
    "/therapist/account/password": _N,
    "/therapist/practice": _N,
    **{
        f"/therapist/practice/{part}": _N
        for part in ("add", "reset", "disable", "enable", "bindings", "audit")
    },
    "/therapist/patients": _N,
    _PATIENT: _N,
    f"{_PATIENT}/name": _N,
    f"{_PATIENT}/note": _N,
    f"{_PATIENT}/delete": _N,
    f"{_PATIENT}/print": _P,
    f"{_PATIENT}/print.pdf": _P,
    f"{_PATIENT}/what-if": _N,  # its form; the answer below judges
    f"{_PATIENT}/what-if/{{job}}": _P,
    f"{_PATIENT}/what-if/{{job}}/progress": _N,
    f"{_PATIENT}/what-if/{{job}}/keep": _P,
    f"{_PATIENT}/programme": _N,
    f"{_PATIENT}/programme/reference": _N,
    f"{_PATIENT}/programme/file": _N,
    f"{_PATIENT}/programme/qr.svg": _N,
    f"{_PATIENT}/programme/paper": _N,
    f"{_PATIENT}/programme/voice": _N,
    f"{_PATIENT}/export": _N,  # its form; what is sent from it is looked at there
    f"{_PATIENT}/tables": _P,
    f"{_PATIENT}/fhir": _P,
    f"{_PATIENT}/reveal": _N,
    "/therapist/tables": Shows.ALL,
    "/therapist/import": _N,
    "/therapist/import/join": _N,
    "/therapist/voice": _N,
    "/therapist/voice/copy": _N,
    "/therapist/voice/delete": _N,
    "/therapist/voice/{language}/{sentence}": _N,
    "/therapist/voice/{language}/{sentence}/delete": _N,
    "/therapist/visits/{visit_id}": _N,
    "/therapist/visits/{visit_id}/note": _N,
    "/therapist/visits/{visit_id}/reveal": _N,
    "/therapist/visits/{visit_id}/fhir": _V,
    "/therapist/visits/{visit_id}/print": _V,
    "/therapist/visits/{visit_id}/print.pdf": _V,
    "/therapist/exercises/{exercise_id}/marks": _N,
    "/therapist/exercises/{exercise_id}/judgements": _N,
    "/therapist/exercises/{exercise_id}/replay": _N,
    "/therapist/exercises/{exercise_id}/reference": Shows.EXERCISE,
    "/therapist/agreement": _N,
    "/therapist/agreement/blind": _N,
    "/therapist/agreement/table.csv": _N,
    "/therapist/agreement/judgements.csv": _N,
    "/therapist/judging": _N,
    "/therapist/exercises/{exercise_id}/judging": _N,
    "/therapist/exercises/{exercise_id}/judging/{event}": _N,  # the body alone, for everybody
    "/therapist/{elsewhere:path}": _N,
    # The patient's own pages, which open any visit of the store by its key.
    "/visits/": _N,
    "/visits/send": _N,
    "/visits/export": _N,
    "/visits/last.json": _N,
    "/visits/{visit_id}": _V,
    "/visits/{visit_id}/export": _V,
    "/visits/{visit_id}/exercises/{number}": _V,
    "/programme": _N,
    "/programme/voice/delete": _N,
    "/left.json": _N,
    "/learn/": _N,
    "/learn/today": _N,
    "/learn/kept": _N,
    "/learn/{card}": _N,
    "/left/{visit_id}/close": _N,
}
"""What each page shows, by its route."""


class HiddenError(Exception):
    """A page would show what is judged blind.

    Attributes:
        visit_id: the visit, where it is one.
        patient_id: the patient, where it is one's visits.
    """

    def __init__(self, visit_id: str | None = None, patient_id: str | None = None) -> None:
        super().__init__("hidden while it is judged blind")
        self.visit_id, self.patient_id = visit_id, patient_id


class Sight:
    """What the users of the pages may see, and have seen.

    Args:
        desk: of the pages.
        prefix: of the pages that `guard` stands before. A route in a router that is in another knows only the
            path of its own.
    """

    def __init__(self, desk: Desk, prefix: str = "") -> None:
        self._desk, self._store, self._prefix = desk, desk.store, prefix

    def guard(self, request: Request) -> None:
        """Before a page: refuse what is hidden, and note what will be shown.

        Raises:
            HiddenError: the page would show what is judged blind.
        """
        own: str = getattr(request.scope.get("route"), "path", "")
        shows = SHOWS.get(own if own.startswith(self._prefix) else self._prefix + own, Shows.ALL)
        path = request.path_params
        if shows in (Shows.VISIT, Shows.EXERCISE):
            visit = path["visit_id"] if shows is Shows.VISIT else self.visit_of(path["exercise_id"])
            self.look(request, (visit,))
        elif shows is not Shows.NOTHING:
            self.look_at_all(request, path["patient_id"] if shows is Shows.PATIENT else None)

    def look(self, request: Request, visits: Collection[str]) -> None:
        """Refuse visits of which one is hidden, else note that they are shown.

        Raises:
            HiddenError: one is hidden.
        """
        judge = self._desk.judge(request)
        with self._store.reading() as session:
            hidden = next((visit for visit in visits if is_hidden(session, judge, visit)), None)
        if hidden is not None:
            raise HiddenError(visit_id=hidden)
        self.shown(request, visits)

    def look_at_all(self, request: Request, patient_id: str | None) -> None:
        """The same for all visits of a patient, or of the store.

        Raises:
            HiddenError: one is hidden.
        """
        judge = self._desk.judge(request)
        with self._store.reading() as session:
            among = self._among(request, patient_id)
            unseen = session.scalars(unseen_visits(judge, among)).all()
            if unseen and blind_mode(session, judge):
                raise HiddenError(patient_id=patient_id)
        shown(self._store, judge, unseen)

    def hides(self, request: Request, session: Session, visit_id: str) -> bool:
        """Whether a visit is hidden from who asks."""
        return is_hidden(session, self._desk.judge(request), visit_id)

    def hidden_of(self, request: Request, session: Session, patient_id: str) -> frozenset[str]:
        """The visits of a patient that are hidden from who asks."""
        return hidden_visits(session, self._desk.judge(request), self._among(request, patient_id))

    def _among(self, request: Request, patient_id: str | None) -> ColumnElement[bool]:
        return self._desk.among(request) if patient_id is None else Patient.id == patient_id

    def shown(self, request: Request, visits: Collection[str]) -> None:
        """Note that visits are shown, before they are; a page is shown also where the store is full."""
        shown(self._store, self._desk.judge(request), visits)

    def visit_of(self, exercise_id: str) -> str:
        """The visit of an exercise; "" where there is none."""
        with self._store.reading() as session:
            return session.scalar(select(Exercise.visit_id).where(Exercise.id == exercise_id)) or ""
