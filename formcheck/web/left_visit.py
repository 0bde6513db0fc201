"""The routes by which the page offers to go on with a visit that ended before it was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from formcheck.visits.left import close_left, left_visit
from formcheck.visits.store import VisitStore


class Left(BaseModel):
    """A visit that ended before it was done.

    Attributes:
        visit: its id, for the hello that goes on with it.
        date: day of its start, "2026-11-30", by the patient's clock.
        time: of its start, "14:05".
    """

    visit: str
    date: str
    time: str


def left_router(store: VisitStore, over: Callable[[], Awaitable[None]]) -> APIRouter:
    """The routes.

    Args:
        store: the visits.
        over: waits until visits that are ending are written.
    """
    router = APIRouter()

    @router.get("/left.json")
    async def left() -> Left | None:
        await over()
        found = left_visit(store)
        if found is None:
            return None
        return Left(visit=found.visit, date=f"{found.began_at:%Y-%m-%d}", time=f"{found.began_at:%H:%M}")

    @router.post("/left/{visit_id}/close", status_code=204)
    def close(visit_id: str) -> None:
        if not close_left(store, visit_id):
            raise HTTPException(404)

    return router
