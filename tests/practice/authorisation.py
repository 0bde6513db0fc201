"""Who may do what: a row for each route, a cell for each role.

``python -m tests.practice.authorisation`` writes the table into docs/practice.md. `test_authorisation` holds
the rows against the application's routes, and asks every cell.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).resolve().parents[2] / "docs" / "practice.md"
BEGIN, END = "<!-- authorisation -->", "<!-- end of authorisation -->"
ROLES = ("nobody", "patient", "therapist", "colleague", "administrator", "owner")
YES, SIGN_IN, NO, HIDDEN, ABSENT, AWAY = "yes", "sign in", "no", "hidden", "absent", "elsewhere"
"""Let in; sent to sign in; told that this account may not; 404, as of what nobody knows; no such route; sent
to the therapist's pages."""
_CELLS = {
    "everybody": (YES, YES, YES, YES, YES, YES),
    "accounts": (YES, YES, YES, YES, YES, ABSENT),
    "sign in": (YES, YES, AWAY, AWAY, AWAY, ABSENT),
    "door": (AWAY, YES, AWAY, AWAY, AWAY, YES),
    "coach": (SIGN_IN, YES, NO, NO, NO, YES),
    "self": (SIGN_IN, SIGN_IN, YES, YES, YES, ABSENT),
    "administrator": (SIGN_IN, SIGN_IN, NO, NO, YES, ABSENT),
    "pages": (SIGN_IN, SIGN_IN, YES, YES, YES, YES),
    "file": (SIGN_IN, SIGN_IN, YES, HIDDEN, HIDDEN, YES),
}
"""Kind of route -> what each of `ROLES` gets. Keys in a path are of the therapist's patient, to whom
colleague and administrator are not bound. For the patient they are of the patient whose machine it is."""


class Row(NamedTuple):
    """A route.

    Attributes:
        kind: of `_CELLS`.
        status: the answer to who is let in, as `test_authorisation` asks.
    """

    kind: str
    status: int = 200

    def cell(self, role: str) -> str:
        """What a role gets."""
        return _CELLS[self.kind][ROLES.index(role)]


_P, _V, _E = (
    "/therapist/patients/{patient_id}",
    "/therapist/visits/{visit_id}",
    "/therapist/exercises/{exercise_id}",
)
_STAFF = "/therapist/practice"
ROWS = {
    "GET /": Row("door"),
    "GET /static/{name:path}": Row("everybody"),
    "GET /therapist/static/{name}": Row("everybody"),
    "POST /therapist/language": Row("everybody", 303),
    "GET /therapist/sign-in": Row("sign in"),
    "POST /therapist/sign-in": Row("accounts", 403),
    "GET /words/{language}.json": Row("coach"),
    "GET /options.json": Row("coach"),
    "GET /voice/{language}.json": Row("coach"),
    "GET /voice/{folder}/{recording}": Row("coach"),
    "GET /voice/own/{language}/{digest}": Row("coach", 404),
    "WS /live": Row("coach"),
    "GET /left.json": Row("coach"),
    "POST /left/{visit_id}/close": Row("coach", 204),
    "GET /learn/": Row("coach"),
    "GET /learn/today": Row("coach"),
    "POST /learn/kept": Row("coach", 422),
    "GET /learn/{card}": Row("coach"),
    "GET /steps/today": Row("coach", 204),
    "POST /steps/take": Row("coach", 422),
    "GET /programme": Row("coach"),
    "POST /programme": Row("coach", 422),
    "POST /programme/voice/delete": Row("coach", 303),
    "GET /visits/": Row("coach"),
    "GET /visits/send": Row("coach"),
    "POST /visits/export": Row("coach", 422),
    "GET /visits/export": Row("coach"),
    "GET /visits/last.json": Row("coach"),
    "GET /visits/{visit_id}": Row("coach"),
    "GET /visits/{visit_id}/export": Row("coach"),
    "GET /visits/{visit_id}/exercises/{number}": Row("coach"),
    "POST /therapist/sign-out": Row("self", 303),
    "GET /therapist/account": Row("self"),
    "POST /therapist/account/password": Row("self", 422),
    f"GET {_STAFF}": Row("administrator"),
    f"POST {_STAFF}/add": Row("administrator", 422),
    f"POST {_STAFF}/reset": Row("administrator", 422),
    f"POST {_STAFF}/disable": Row("administrator", 422),
    f"POST {_STAFF}/enable": Row("administrator", 422),
    f"GET {_STAFF}/bindings": Row("administrator"),
    f"POST {_STAFF}/bindings": Row("administrator", 422),
    f"GET {_STAFF}/audit": Row("administrator"),
    "GET /therapist/": Row("pages"),
    "POST /therapist/patients": Row("pages", 422),
    "GET /therapist/import": Row("pages"),
    "POST /therapist/import": Row("pages", 303),
    "POST /therapist/import/join": Row("pages", 422),
    "GET /therapist/tables": Row("pages"),
    "GET /therapist/judging": Row("pages"),
    "GET /therapist/agreement": Row("pages"),
    "POST /therapist/agreement/blind": Row("pages", 303),
    "GET /therapist/agreement/table.csv": Row("pages"),
    "GET /therapist/agreement/judgements.csv": Row("pages"),
    "GET /therapist/voice": Row("pages"),
    "GET /therapist/voice/copy": Row("pages"),
    "POST /therapist/voice/delete": Row("pages", 303),
    "GET /therapist/voice/{language}/{sentence}": Row("pages", 404),
    "POST /therapist/voice/{language}/{sentence}": Row("pages", 422),
    "POST /therapist/voice/{language}/{sentence}/delete": Row("pages", 303),
    "GET /therapist/{elsewhere:path}": Row("pages", 404),
    f"GET {_P}": Row("file"),
    f"POST {_P}/name": Row("file", 422),
    f"POST {_P}/note": Row("file", 303),
    f"GET {_P}/delete": Row("file"),
    f"POST {_P}/delete": Row("file"),
    f"GET {_P}/what-if": Row("file"),
    f"POST {_P}/what-if": Row("file", 422),
    f"GET {_P}/what-if/{{job}}": Row("file", 404),
    f"GET {_P}/what-if/{{job}}/progress": Row("file", 404),
    f"POST {_P}/what-if/{{job}}/keep": Row("file", 404),
    f"GET {_P}/print": Row("file"),
    f"GET {_P}/print.pdf": Row("file"),
    f"GET {_P}/export": Row("file"),
    f"POST {_P}/export": Row("file"),
    f"GET {_P}/tables": Row("file"),
    f"GET {_P}/fhir": Row("file"),
    f"GET {_P}/programme": Row("file"),
    f"POST {_P}/programme": Row("file", 422),
    f"POST {_P}/programme/reference": Row("file", 422),
    f"GET {_P}/programme/file": Row("file"),
    f"POST {_P}/programme/file": Row("file"),
    f"GET {_P}/programme/qr.svg": Row("file"),
    f"GET {_P}/programme/paper": Row("file"),
    f"GET {_P}/programme/voice": Row("file"),
    f"GET {_V}": Row("file"),
    f"POST {_V}/note": Row("file", 303),
    f"GET {_V}/fhir": Row("file"),
    f"GET {_V}/print": Row("file"),
    f"GET {_V}/print.pdf": Row("file"),
    f"POST {_E}/marks": Row("file", 303),
    f"GET {_E}/replay": Row("file"),
    f"GET {_E}/reference": Row("file"),
    f"POST {_P}/reveal": Row("file", 303),
    f"POST {_V}/reveal": Row("file", 303),
    f"POST {_E}/judgements": Row("file", 303),
    f"POST {_E}/judging": Row("file", 422),
    f"GET {_E}/judging/{{event}}": Row("file"),
}
"""Method and path -> its row."""


def table() -> str:
    """The table for the documentation."""
    lines = [f"| route | {' | '.join(ROLES)} |", f"|---|{'---|' * len(ROLES)}"]
    lines += [
        f"| `{route}` | {' | '.join(row.cell(role) for role in ROLES)} |" for route, row in ROWS.items()
    ]
    return "\n".join(lines)


def written(text: str) -> str:
    """A page of the documentation with the table of today in it."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    DOCS.write_text(written(DOCS.read_text("utf-8")), encoding="utf-8")
