"""Health and metrics of a server, on a port of their own that only this machine reaches.

``/health/live``: the program answers. ``/health/ready``: it can also work, since the store can be read and
has room, and it is not about to end. ``/metrics``: see `measures`.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.server import ServerState

from formcheck.errors import FormcheckError
from formcheck.visits.store import VisitStore
from formcheck.web.measures import Measures

ROOM_BYTES = 200 << 20
"""Less free space than this is too little: an hour of recordings takes a tenth of it."""
PATIENCE_S = 3.0
"""Who asks whether the server is ready wants to know it soon, seconds."""
UNAVAILABLE = 503


def status_app(store: VisitStore, measures: Measures, ending: Callable[[], bool]) -> Starlette:
    """The application.

    Args:
        store: is asked whether it works.
        measures: are shown.
        ending: whether the server takes no new visits, since it is about to end.
    """

    async def live(request: Request) -> Response:
        return PlainTextResponse("live\n")

    async def ready(request: Request) -> Response:
        checks = {"store": await _in_time(lambda: _works(store)), "room": _has_room(store)}
        checks["serving"] = not ending()
        return JSONResponse(
            {"ready": all(checks.values()), **checks}, 200 if all(checks.values()) else UNAVAILABLE
        )

    async def metrics(request: Request) -> Response:
        return Response(measures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    app = Starlette(
        routes=[Route("/health/live", live), Route("/health/ready", ready), Route("/metrics", metrics)]
    )
    # A page elsewhere whose name leads to this machine learns nothing either.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    return app


def beside(app: Starlette, port: int) -> Callable[[], Awaitable[asyncio.Server]]:
    """Opens the port, in the event loop of the server itself: where that stands still, so does this.

    Args:
        app: the application.
        port: on this machine only.
    """
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, proxy_headers=False)

    async def begin() -> asyncio.Server:
        config.load()
        kind: Any = config.http_protocol_class
        state = ServerState()
        return await asyncio.get_running_loop().create_server(
            lambda: kind(config=config, server_state=state, app_state={}), "127.0.0.1", port
        )

    return begin


async def _in_time(check: Callable[[], bool]) -> bool:
    try:
        return await asyncio.wait_for(asyncio.to_thread(check), PATIENCE_S)
    except TimeoutError:
        return False


def _works(store: VisitStore) -> bool:
    try:
        with store.reading() as session:
            session.execute(text("SELECT 1 FROM visit LIMIT 1"))
    except FormcheckError:
        return False
    return True


def _has_room(store: VisitStore) -> bool:
    try:
        return shutil.disk_usage(store.folder).free > ROOM_BYTES
    except OSError:
        return False
