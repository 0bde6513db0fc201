"""The application of the API. Who asks, `formcheck.web` has found out before."""

from __future__ import annotations

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from pydantic import BaseModel

from formcheck.api.agreement import agreement_router
from formcheck.api.answers import answer
from formcheck.api.fhir import fhir_router
from formcheck.api.patients import patients_router
from formcheck.api.place import ApiPlace, right_keys
from formcheck.api.problems import Problem, problems, say_problems
from formcheck.api.programmes import programmes_router
from formcheck.api.trends import trends_router
from formcheck.api.visits import visits_router
from formcheck.api.what_if import what_if_router
from formcheck.exercises import exercise_names
from formcheck.practice.principal import Scope
from formcheck.practice.require import require
from formcheck.runtime.version import __version__

PREFIX = "/api/v1"
API_VERSION = "1.2"
"""Goes up with every change of the document: the second number where programs need not change."""
OPENAPI = f"{PREFIX}/openapi.json"
_ABOUT = """All that the therapist's pages of formcheck show, for other programs.

A program shows a token (`Authorization: Bearer fct_...`, made by `formcheck practice token new`), which is
for some scopes, and sees the patients of its account. A browser shows the cookie of its session; what changes
something then wants the header `X-Form-Token`, too.

Moments are ISO 8601 with their time zone, durations are seconds, numbers have a point. What is not known is
null, never 0. GET answers with an ETag, and 304 to the same `If-None-Match`. Errors are
`application/problem+json`.

Who judges blind on the pages is shown no more here: what formcheck found in a visit that is still hidden is
left out, `hidden` and `hidden_visits` say so, and what cannot do without it answers 409. What is shown here
counts as seen.

formcheck is experimental software, not CE-marked and no medical device."""
_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token of an account, for some scopes."},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "formcheck-session", "description": "Of a browser."},
}
_PROBLEMS = problems(
    {
        400: "The request cannot be read",
        401: "Nobody has signed in, or the token is no longer good",
        403: "Not for this scope",
        404: "There is no such thing, or it is of somebody else's patient",
        422: "What was asked for makes no sense",
        503: "Another program writes to the store, or its database does not answer",
    }
)


class About(BaseModel):
    """What this is."""

    formcheck_version: str
    api_version: str
    exercises: list[str]


def create_api(place: ApiPlace) -> FastAPI:
    """The application; every request has been given its principals (`formcheck.practice.carried.carry`)."""
    api = FastAPI(
        title="formcheck",
        version=API_VERSION,
        description=_ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    api.state.store, api.state.accounts = place.store, place.accounts
    say_problems(api)
    # First the form of the keys, then who asks: a key of nothing is never looked up.
    reads = [Depends(right_keys), Depends(require(Scope.PATIENTS_READ, token_in_body=False))]
    router = APIRouter(prefix=PREFIX, dependencies=reads, responses=_PROBLEMS)

    @router.get("/", response_model=About, summary="Versions, and the exercises that are judged")
    def about(request: Request) -> Response:
        names = list(exercise_names())
        return answer(request, About(formcheck_version=__version__, api_version=API_VERSION, exercises=names))

    @router.get("/openapi.json", include_in_schema=False)
    def document() -> dict[str, object]:
        return api.openapi()

    for part in (
        patients_router,
        visits_router,
        programmes_router,
        trends_router,
        what_if_router,
        fhir_router,
        agreement_router,
    ):
        router.include_router(part(place))
    api.include_router(router)

    @api.get("/{elsewhere:path}", include_in_schema=False, dependencies=reads)
    def nowhere() -> Response:
        raise HTTPException(404)

    api.openapi = lambda: _document(api)  # type: ignore[method-assign]
    return api


def _document(api: FastAPI) -> dict[str, object]:
    """The OpenAPI 3.1 document, made once."""
    if api.openapi_schema is None:
        made = FastAPI.openapi(api)
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schemas["Problem"].pop("$defs", {}))
        made["components"]["securitySchemes"] = _SCHEMES
        made["security"] = [{"token": []}, {"cookie": []}]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        api.openapi_schema = made
    return api.openapi_schema
