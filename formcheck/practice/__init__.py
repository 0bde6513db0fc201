"""The practice: accounts, who sees whom, and who opened what.

One's own machine has no accounts, and everything is as without this room. A practice turns accounts on
(`accounts_on`, `formcheck practice accounts on`).

**Every request carries principals** (`formcheck.practice.carried`): the door in `formcheck.web.app` puts
those that it found into the request: the machine's owner where no accounts are on; else whom the session's
cookie names, and the patient before the camera where the machine's own cookie is shown.

**Every route asks with `require(scope)`** (`formcheck.practice.require`), or says `anybody`; a route that
does neither fails a test::

    router = APIRouter(prefix="/api/v1", dependencies=[Depends(require(Scope.PATIENTS_READ))])

    @router.get("/patients/{patient_id}")           # checked: unknown and not yours are the same 404
    def file(patient_id: str, request: Request) -> ...:
        principal = principal_of(request)           # the one that `require` let in
        with desk.store.reading() as session:
            session.scalars(select(Patient).where(visible(principal)))   # lists are narrowed by hand

`require` looks at path parameters named `patient_id`, `visit_id` and `exercise_id`: they have to be of a
patient whom the principal sees, and the audit log gets an entry. Keys in a form, a query or a file are
the route's own affair: `sees` and `visible` of `formcheck.practice.bindings` answer for those.

Requests that change something have to be a form with the session's token (`formcheck.practice.form_token`;
templates have `{{ form_token() }}`). A principal of an API token has none and needs none: a browser does
not send the header `Authorization` by itself.

**API tokens** (`formcheck.practice.tokens`): `make_token` gives the token once and keeps its SHA-256;
`principal_of_token` gives the principal, with the token's scopes only. The door does not read them: the
API's own door puts the principal into the request with `carry`.

**Who serves** asks `formcheck.practice.place.check_place(host, accounts=, tls=)` first.
"""
