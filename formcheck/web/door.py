"""Who asks: the principals that a request shows the cookies of."""

from __future__ import annotations

from fastapi import Request

from formcheck.practice.accounts import principal_of_account
from formcheck.practice.form_token import token_of
from formcheck.practice.principal import Principal, Role
from formcheck.practice.session_cookie import shown_key
from formcheck.practice.sessions import find_session, saw_session
from formcheck.therapist.desk import Desk
from formcheck.web.access import PageAccess


def principals_of(
    request: Request, desk: Desk | None, access: PageAccess, *, accounts: bool
) -> tuple[Principal, ...]:
    """Who asks. A browser on a machine with accounts may be both: a therapist's, and the patient's.

    Args:
        request: with its cookies.
        desk: with the store of the accounts.
        access: knows the machine's own cookie.
        accounts: they are on.
    """
    machine = access.knows(request.cookies)
    if not accounts or desk is None:
        return (Principal.of(Role.OWNER),) if machine else ()
    signed_in = _signed_in(request, desk, secure=access.tls)
    patient = (Principal.of(Role.PATIENT),) if machine else ()
    return patient if signed_in is None else (signed_in, *patient)


def _signed_in(request: Request, desk: Desk, *, secure: bool) -> Principal | None:
    key, now = shown_key(request.cookies, secure=secure), desk.store.now()
    if not key:
        return None
    with desk.store.reading() as session:
        found = find_session(session, key, now)
    if found is None:
        return None
    if found.stale:
        with desk.store.writing() as session:
            saw_session(session, key, now)
    return principal_of_account(found.account, token_of(key))
