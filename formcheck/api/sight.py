"""Who may see what formcheck found in a visit: nobody who judges it blind (docs/agreement.md).

What is shown is noted first, as on the therapist's pages: a judgement after that is not blind.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fastapi import HTTPException, Request
from sqlalchemy.orm import Session

from formcheck.api.place import whom
from formcheck.api.problems import problems
from formcheck.practice.carried import account_of
from formcheck.visits import blind
from formcheck.visits.open_store import OpenStore
from formcheck.visits.schema import Patient

IS_HIDDEN = 409
"""Status of what would show a hidden visit. No 403: the scope is right, and the request is good later."""
_WHY = "You judge this visit blind. On its page you can have shown what formcheck found."
MAY_BE_HIDDEN = problems({IS_HIDDEN: "You judge a visit blind that this would show"})
"""For the document."""


def hidden_of(request: Request, session: Session, patient_id: str | None = None) -> frozenset[str]:
    """The visits of a patient, or of all whom who asks sees, that are hidden from who asks."""
    among = whom(request) if patient_id is None else Patient.id == patient_id
    return blind.hidden_visits(session, account_of(request), among)


def hidden_of_patients(request: Request, session: Session) -> Mapping[str, int]:
    """How many visits of each patient whom who asks sees are hidden from who asks."""
    return blind.hidden_of_patients(session, account_of(request), whom(request))


def look(request: Request, store: OpenStore, patient_id: str, visits: Collection[str]) -> None:
    """Refuse visits of one patient of which one is hidden, else note that they are shown.

    Raises:
        HTTPException: 409, one is hidden.
    """
    with store.reading() as session:
        if not hidden_of(request, session, patient_id).isdisjoint(visits):
            raise HTTPException(IS_HIDDEN, _WHY)
    shown(request, store, visits)


def shown(request: Request, store: OpenStore, visits: Collection[str]) -> None:
    """Note that visits are shown, before they are."""
    blind.shown(store, account_of(request), visits)
