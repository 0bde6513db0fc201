"""The principals that a request carries, in its ASGI scope."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from contextvars import ContextVar
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from formcheck.practice.principal import Principal, Role

_CARRIED, _LET_IN = "formcheck.principals", "formcheck.principal"
_SHOWN: ContextVar[Principal | None] = ContextVar("principal of the page", default=None)


def carry(request: HTTPConnection, principals: Sequence[Principal]) -> None:
    """Put principals into a request; the first one that may do what is asked for is let in."""
    request.scope[_CARRIED] = tuple(principals)
    _SHOWN.set(next((one for one in principals if one.secret), None))


def carried(request: HTTPConnection) -> tuple[Principal, ...]:
    """The principals of a request; none where no door has looked at it."""
    found: tuple[Principal, ...] = request.scope.get(_CARRIED, ())
    return found


def let_in(request: HTTPConnection, principal: Principal) -> None:
    """Note which principal a route has let in."""
    request.scope[_LET_IN] = principal


def principal_of(request: HTTPConnection) -> Principal:
    """The principal that the route has let in.

    Raises:
        LookupError: the route does not ask with `require`.
    """
    principal: Principal | None = request.scope.get(_LET_IN)
    if principal is None:
        raise LookupError(f"{request.url.path} asks nobody who they are")
    return principal


def account_of(request: HTTPConnection) -> str | None:
    """The account that asks, None on a machine without accounts; errors as of `principal_of`."""
    return principal_of(request).id or None


def shown_principal() -> Principal | None:
    """Who has signed in, for what every page shows; None where no accounts are on."""
    return _SHOWN.get()


class AsOwner:
    """ASGI: every request is the machine owner's. For pages without a door: those of tests and measurements.

    Args:
        app: is called with it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        inside: MutableMapping[str, Any] = scope
        inside[_CARRIED] = (Principal.of(Role.OWNER),)
        await self._app(scope, receive, send)
