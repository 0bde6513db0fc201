"""What a server counts of itself, for Prometheus. Nothing in it tells of a patient: no path, key or name.

A request is counted by the pattern of its route, such as ``/therapist/patients/{patient_id}``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from formcheck.runtime.version import __version__

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.6, 1.0, 2.5, 10.0)
"""Seconds; the targets of the pages, 150 and 300 ms, are among them."""
ELSEWHERE = "other"


class Measures:
    """The counters of one server.

    Args:
        connections: how many there are now.
        visits: how many visits before a camera are going on now.
    """

    def __init__(self, connections: Callable[[], int], visits: Callable[[], int]) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Histogram(
            "formcheck_request_seconds",
            "How long answers took, until their last byte was handed over",
            ("method", "route", "status"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._refused = Counter(
            "formcheck_refused", "Requests that broke a limit", ("reason",), registry=self.registry
        )
        about = Gauge("formcheck_info", "The running version", ("version",), registry=self.registry)
        about.labels(__version__).set(1)
        for name, text, count in (
            ("formcheck_connections", "Open connections", connections),
            ("formcheck_visits", "Visits before a camera that are going on", visits),
        ):
            Gauge(name, text, registry=self.registry).set_function(count)

    def refused(self, reason: str) -> None:
        """Count a request that broke a limit."""
        self._refused.labels(reason).inc()

    def took(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(method, route, f"{status // 100}xx").observe(seconds)

    def text(self) -> bytes:
        """All of it, in the format of Prometheus."""
        return generate_latest(self.registry)


_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Measured:
    """An application whose answers are counted and timed.

    Args:
        app: the application.
        measures: where to.
    """

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app, self._measures = app, measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else ELSEWHERE
            self._measures.took(method, pattern_of(scope), status, time.perf_counter() - began)


def pattern_of(scope: Scope) -> str:
    """The pattern of the route that a request took, from the root; `ELSEWHERE` for none.

    A router knows the end of it only: the segments before, which are words of ours, come from the path.
    """
    pattern = getattr(scope.get("route"), "path", None)
    if pattern is None:
        return ELSEWHERE
    path: str = scope["path"]
    rest = re.fullmatch(r"(.*)\{(\w+):path\}", pattern)
    end = pattern if rest is None else rest[1]
    if rest is not None:
        path = path[: len(path) - len(str(scope["path_params"][rest[2]]))]
    before = path.split("/")[: path.count("/") - end.count("/") + 1]
    return "/".join(before) + str(pattern)
