"""The cookie of a session: no script reads it, and no other site sends it."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Response

NAME, BEFORE = "formcheck-session", "formcheck-before"
"""Of a session; of the page for signing in, whose form has a token, too."""
_BOUND = "__Host-"
"""Under TLS a name that begins so binds the cookie to this host, its whole path and encryption (RFC 6265bis,
4.1.3.2): a neighbour under the same domain can plant none."""


def shown_key(cookies: Mapping[str, str], *, secure: bool, name: str = NAME) -> str:
    """What the cookie of a request holds; "" without one.

    Args:
        cookies: of the request.
        secure: the pages are served with TLS.
        name: `NAME` or `BEFORE`.
    """
    return cookies.get(_called(name, secure=secure), "")


def give_cookie(answer: Response, key: str, *, secure: bool, name: str = NAME) -> None:
    """Give a browser a cookie. It goes when the browser is closed.

    Args:
        answer: takes it.
        key: what it holds.
        secure: the pages are served with TLS.
        name: `NAME` or `BEFORE`.
    """
    called = _called(name, secure=secure)
    answer.set_cookie(called, key, httponly=True, samesite="strict", secure=secure)


def take_cookie(answer: Response, *, secure: bool, name: str = NAME) -> None:
    """Take a cookie away."""
    called = _called(name, secure=secure)
    answer.delete_cookie(called, httponly=True, samesite="strict", secure=secure)


def _called(name: str, *, secure: bool) -> str:
    return f"{_BOUND}{name}" if secure else name
