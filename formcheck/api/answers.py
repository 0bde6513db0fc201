"""Answers of the API: JSON with an ETag, and 304 where the program has it already."""

from __future__ import annotations

import hashlib
from typing import Generic, TypeVar

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

JSON_TYPE = "application/json"
One = TypeVar("One")


class Page(BaseModel, Generic[One]):
    """A part of a list.

    Attributes:
        page: from 1.
        pages: how many there are; 1 of an empty list.
        total: entries on all pages.
    """

    items: list[One]
    page: int
    pages: int
    total: int


def page_of(
    items: list[One], page: int, limit: int, total: int | None = None
) -> tuple[list[One], int, int, int]:
    """(items of the page, page, pages, total) of a list that was read whole; beyond the end it is empty."""
    whole = len(items) if total is None else total
    pages = max(-(-whole // limit), 1)
    return items[(page - 1) * limit : page * limit], page, pages, whole


def answer(
    request: Request, content: BaseModel, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """A model as JSON; nothing of it is left out."""
    return answer_bytes(request, content.model_dump_json(by_alias=True).encode(), JSON_TYPE, status, headers)


def answer_bytes(
    request: Request, body: bytes, kind: str, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """A body, or 304 where `If-None-Match` names it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    # A browser or proxy may keep it for the one who asked, and has to ask each time whether it still holds.
    told = {"ETag": tag, "Cache-Control": "private, no-cache", **(headers or {})}
    if status == 200 and names(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=told)
    return Response(body, status, told, media_type=kind)


def names(wanted: str, tag: str) -> bool:
    """Whether an `If-None-Match` names an ETag; weak ones compare as strong ones."""
    return any(one.strip().removeprefix("W/") in (tag, "*") for one in wanted.split(","))
