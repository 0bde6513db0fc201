"""`require`: the one question that every route asks before it does anything."""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import cache

from fastapi import HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.practice.audit import Action, note
from formcheck.practice.bindings import sees
from formcheck.practice.carried import carried, let_in, principal_of
from formcheck.practice.form_token import FIELD, is_token
from formcheck.practice.principal import Principal, Role, Scope
from formcheck.visits.open_store import OpenStore
from formcheck.visits.schema import Exercise, Visit

Asks = Callable[[Request], Awaitable[Principal]]
READING = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""
MOST_FIELDS = 5000
"""Fields of a form: a programme of fifty exercises with every band."""
NOTED_EVERY = timedelta(minutes=5)
"""What a session opens again and again, a replay part by part, is noted so often."""
_MOST_OPENED = 10_000
_OPENED: OrderedDict[tuple[object, ...], datetime] = OrderedDict()
_OPENED_LOCK = threading.Lock()
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_LOG = logging.getLogger(__name__)


class SignedOutError(HTTPException):
    """Nobody has signed in, or the session is over."""

    def __init__(self) -> None:
        super().__init__(401, "Sign in first.")


class NotYoursError(HTTPException):
    """There is no such thing, or it is of somebody else's patient: which of both, nobody learns."""

    def __init__(self) -> None:
        super().__init__(404)


class ForbiddenError(HTTPException):
    """Who has signed in may not do this at all, or the form is not of this page.

    Attributes:
        key: of the sentence for a page.
    """

    def __init__(self, detail: str = "This is not yours to do.", key: str = "practice.forbidden") -> None:
        super().__init__(403, detail)
        self.key = key


async def anybody(request: Request) -> None:
    """The route is for everybody, also without signing in. It gives nothing of a patient.

    Where no accounts are on, it is for the machine's owner, as all others.
    """
    if not carried(request) and not getattr(request.app.state, "accounts", False):
        raise SignedOutError


@cache
def require(scope: Scope, *, token_in_body: bool = True) -> Asks:
    """The dependency that lets in whoever may do this, and nobody else.

    Args:
        scope: what it takes.
        token_in_body: False for a route that reads a large body itself, and then calls `check_token`.
    """

    async def asks(request: Request) -> Principal:
        principal = _chosen(request, scope)
        let_in(request, principal)
        if principal.secret and request.method not in READING and token_in_body:
            form = await _form(request)
            check_token(request, principal, form)
        if principal.role is not Role.OWNER:
            await run_in_threadpool(_look, request, principal)
        return principal

    asks.asks_for = scope  # type: ignore[attr-defined]
    return asks


def check_token(request: Request, principal: Principal, shown: object) -> None:
    """Check the token of a form.

    Raises:
        ForbiddenError: it is not there, or of another session.
    """
    if principal.secret and not is_token(shown, principal.secret):
        _LOG.warning("refused: a form without its token, %s", told(request, principal))
        raise ForbiddenError("This form is not of this session: load the page anew.", "practice.old_form")


def note_request(
    request: Request, action: Action, patient: str | None = None, subject: str | None = None
) -> None:
    """Add what a request does to the audit log, where the path does not tell it by itself.

    Args:
        request: that was let in.
        action: what it does.
        patient: key of the patient whose file it is.
        subject: what of it; the route where it is None.
    """
    who = principal_of(request)
    if who.id:
        store: OpenStore = request.app.state.store
        said = f"{request.method} {route_of(request)}" if subject is None else subject
        with store.writing() as session:
            note(
                session, store.now(), action, who, patient=patient, subject=said, address=address_of(request)
            )


def told(request: Request, principal: Principal | None = None) -> str:
    """A request for the log: who, from where, which route. No keys of patients, no cookies, no fields."""
    who = principal.login or principal.role.value if principal else "nobody"
    return f"{request.method} {route_of(request)} by {who} from {address_of(request)}"


def route_of(request: Request) -> str:
    """The route as it is written, without the keys: "/therapist/patients/{patient_id}"."""
    parts = str(request.scope["path"]).split("/")
    for name, value in reversed(request.path_params.items()):
        if str(value) not in parts:  # it holds a "/": anything may be in it
            return str(getattr(request.scope.get("route"), "path", "?"))
        parts[len(parts) - 1 - parts[::-1].index(str(value))] = f"{{{name}}}"
    return "/".join(parts)


def address_of(request: Request) -> str:
    """Where a request came from; "" where that is not known."""
    return request.client.host if request.client else ""


def _chosen(request: Request, scope: Scope) -> Principal:
    principals = carried(request)
    principal = next((one for one in principals if one.may(scope)), None)
    if principal is None:
        _LOG.warning("refused: %s", told(request, principals[0] if principals else None))
        raise ForbiddenError if any(one.id for one in principals) else SignedOutError
    if principal.must_change and scope is not Scope.SELF:
        raise MustChangeError
    return principal


class MustChangeError(HTTPException):
    """The password was given by somebody else: first another has to be chosen."""

    def __init__(self) -> None:
        super().__init__(403, "Choose a new password first.")


async def _form(request: Request) -> object:
    if not request.headers.get("content-type", "").startswith(_FORMS):
        return None
    return (await request.form(max_fields=MOST_FIELDS, max_files=0)).get(FIELD)


def _look(request: Request, principal: Principal) -> None:
    """Check that what the path names is of a patient whom the principal sees, and note it.

    Raises:
        NotYoursError: it is not, or is not there.
    """
    keys = {name: str(value) for name, value in request.path_params.items()}
    if not _NAMED & keys.keys():
        return
    store: OpenStore = request.app.state.store
    with store.reading() as session:
        patients = {
            _OF[name](session, keys[name]) if _KEY.fullmatch(keys[name]) else None
            for name in _NAMED & keys.keys()
        }
        patient = patients.pop() if len(patients) == 1 else None
        seen = sees(session, principal, patient or "")  # asked in any case: it takes the same time
    opened = (principal.id, principal.secret, route_of(request), tuple(keys.items()))
    if principal.role is not Role.PATIENT and not (seen and _noted_lately(request, opened, store.now())):
        with store.writing() as session:
            action = _action(request) if seen else Action.REFUSED
            subject = " ".join((f"{request.method} {route_of(request)}", *_others(keys)))
            note(session, store.now(), action, principal, patient=patient, subject=subject,
                 address=address_of(request))  # fmt: skip
        _noted(opened, store.now())
    if not seen:
        _LOG.warning("refused: not theirs, %s", told(request, principal))
        raise NotYoursError


def _noted_lately(request: Request, opened: tuple[object, ...], now: datetime) -> bool:
    """Whether this was opened just now by the same session, and noted then: a page and its drawings."""
    with _OPENED_LOCK:
        last = _OPENED.get(opened)
    return request.method in READING and last is not None and now - last < NOTED_EVERY


def _noted(opened: tuple[object, ...], now: datetime) -> None:
    with _OPENED_LOCK:
        _OPENED[opened] = now
        _OPENED.move_to_end(opened)
        if len(_OPENED) > _MOST_OPENED:
            _OPENED.popitem(last=False)


def _of_visit(session: Session, key: str) -> str | None:
    return session.scalar(select(Visit.patient_id).where(Visit.id == key))


def _of_exercise(session: Session, key: str) -> str | None:
    query = select(Visit.patient_id).join(Exercise, Exercise.visit_id == Visit.id)
    return session.scalar(query.where(Exercise.id == key))


def _itself(session: Session, key: str) -> str | None:
    del session
    return key


_OF: dict[str, Callable[[Session, str], str | None]] = {
    "patient_id": _itself,
    "visit_id": _of_visit,
    "exercise_id": _of_exercise,
}
"""Names of path parameters that lead to a patient."""
_NAMED = frozenset(_OF)
_KEY = re.compile(r"[0-9A-Za-z_-]{1,32}", re.ASCII)
"""What a key can look like; anything else, the database is not asked for."""
_LEAVES = ("export", "tables", "print", "print.pdf", "file", "fhir", "paper", "qr.svg")
"""Last parts of routes that give something out of the house, on paper or as a file."""


def _action(request: Request) -> Action:
    last = route_of(request).rpartition("/")[2]
    if last in _LEAVES and (last == "file" or (last == "export") == (request.method == "POST")):
        return Action.EXPORTED
    if request.method in READING:
        return Action.OPENED
    return Action.DELETED if last == "delete" or request.method == "DELETE" else Action.CHANGED


def _others(keys: dict[str, str]) -> list[str]:
    wanted = ("visit_id", "exercise_id")
    return [f"{name}={value}" for name, value in keys.items() if name in wanted and _KEY.fullmatch(value)]
