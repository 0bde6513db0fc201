"""Schemathesis over the whole API, in this process: `python -m tests.support.api_fuzz --examples 300`.

Requests that fit the OpenAPI document and requests that do not, with keys that are there in most of them;
each answer is held against the document, and none may be a server error.
"""

from __future__ import annotations

import argparse
import logging
import random
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import select
from starlette.types import ASGIApp

from formcheck.api.app import OPENAPI
from formcheck.practice.principal import OF_A_TOKEN
from formcheck.practice.tokens import make_token
from formcheck.therapist.desk import Desk
from formcheck.visits.practice_schema import Account, Binding
from formcheck.visits.schema import Visit
from formcheck.visits.store import VisitStore
from formcheck.web.access import PageAccess
from formcheck.web.app import Settings
from formcheck.web.place import Place
from formcheck.web.whole_app import whole_app
from tests.support.practice import NOW, small_practice
from tests.support.practice_people import people_in

MOST_SAID = 1500
OWN = 0.6
"""Share of requests that name a patient or visit that the token sees."""
HOST = "testserver"
"""The host of schemathesis's requests."""


@dataclass(slots=True)
class Fuzzed:
    """What came of it: requests, their statuses, and what was wrong with answers."""

    operations: int = 0
    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def server_errors(self) -> int:
        """Answers from 500 on."""
        return sum(count for status, count in self.statuses.items() if status >= 500)


def fuzz(app: ASGIApp, token: str, keys: Sequence[dict[str, str]], examples: int, seed: int = 0) -> Fuzzed:
    """Ask for everything, with what makes sense and what does not.

    Args:
        app: pages and API.
        token: shown with each request.
        keys: path parameters of what the token sees, put into a share `OWN` of the requests.
        examples: of each operation and kind.
        seed: of the lot; hypothesis draws the same each time.
    """
    found, lot = Fuzzed(), random.Random(seed)
    headers = {"Authorization": f"Bearer {token}"}
    schema = schemathesis.openapi.from_asgi(OPENAPI, app, headers=headers)
    for operation in schema.get_all_operations():
        found.operations += 1
        for mode in GenerationMode:
            try:
                strategy = operation.ok().as_strategy(generation_mode=mode)
                _run(strategy, _asker(found, keys, lot, headers), examples)
            except (BaseExceptionGroup, Exception) as error:  # all of them are told together
                lines = "".join(traceback.format_exception_only(error))
                found.wrong.append(f"{operation.ok().label} {mode}: {lines}"[:MOST_SAID])
    return found


def _run(strategy: Any, ask: Callable[[Any], None], examples: int) -> None:
    phases = (Phase.explicit, Phase.generate)
    rules = settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, phases=phases,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    run: Any = rules(given(strategy)(ask))  # type: ignore[no-untyped-call]
    run()


def _asker(
    found: Fuzzed, keys: Sequence[dict[str, str]], lot: random.Random, headers: dict[str, str]
) -> Callable[[Any], None]:
    def ask(case: Any) -> None:
        there = lot.choice(keys) if lot.random() < OWN else {}
        if there and case.path_parameters:
            case.path_parameters |= {name: key for name, key in there.items() if name in case.path_parameters}
        response = case.call(headers=headers)
        found.requests += 1
        found.statuses[response.status_code] += 1
        # What `changes` may hold, the config of the exercise says, not the document: it may be refused.
        freely = case.operation.path.endswith("/what-if")
        case.validate_response(response, excluded_checks=[positive_data_acceptance] if freely else [])

    return ask


def fuzz_practice(folder: Path, examples: int) -> Fuzzed:
    """The API of a small practice with accounts."""
    with small_practice(folder, patients=3, visits=3) as store:
        people_in(store)
        with store.writing() as session:
            account = session.scalars(select(Account.id).where(Account.login == "anna")).one()
            token = make_token(session, account, "fuzz", OF_A_TOKEN, NOW)
            theirs = select(Binding.patient_id).where(Binding.account_id == account)
            query = select(Visit.patient_id, Visit.id).where(Visit.patient_id.in_(theirs))
            visits = session.execute(query).all()
        keys = [{"patient_id": patient, "visit_id": visit} for patient, visit in visits]
        return fuzz(app_of(store), token, keys, examples)


def app_of(store: VisitStore) -> ASGIApp:
    """Pages and API of a store with accounts."""

    def none(*_: object) -> Any:
        raise AssertionError("no visit")

    access = PageAccess(80, place=Place("http", frozenset((HOST,))))
    return whole_app(Settings(access, none, none, Desk(store), accounts=True))


def main() -> None:
    """Run the long form, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=300, help="of each operation and kind")
    began, work = time.perf_counter(), time.process_time()
    warnings.simplefilter("ignore")
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        found = fuzz_practice(Path(folder) / "store", parser.parse_args().examples)
    print(f"{found.operations} operations, {found.requests} requests, {found.server_errors} server errors")
    print(", ".join(f"{status}: {count}" for status, count in sorted(found.statuses.items())))
    print(f"{time.perf_counter() - began:.0f} s, {time.process_time() - work:.0f} s of the processor")
    for line in found.wrong:
        print(f"WRONG {line}")


if __name__ == "__main__":
    main()
