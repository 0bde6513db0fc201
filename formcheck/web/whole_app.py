"""Pages and API together, as a server serves them."""

from __future__ import annotations

from starlette.types import ASGIApp

from formcheck.api.app import create_api
from formcheck.api.place import ApiPlace
from formcheck.web.api_door import ApiDoor
from formcheck.web.app import Settings, create_app


def whole_app(settings: Settings) -> ASGIApp:
    """The application; without a desk there is no API."""
    pages = create_app(settings)
    if settings.desk is None:
        return pages
    api = create_api(ApiPlace(settings.desk.store, accounts=settings.accounts))
    return ApiDoor(api, pages, settings.access, settings.desk, accounts=settings.accounts)
