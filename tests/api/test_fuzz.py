"""Schemathesis over the whole API, in a short form; the long one: `python -m tests.support.api_fuzz`."""

from __future__ import annotations

import warnings
from pathlib import Path

from tests.support.api_fuzz import fuzz_practice

EXAMPLES = 2


def test_no_request_makes_an_answer_that_the_document_does_not_know(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what schemathesis calls
        found = fuzz_practice(tmp_path / "store", EXAMPLES)
    assert found.wrong == []
    assert found.server_errors == 0
    assert found.requests >= 2 * EXAMPLES * found.operations * 0.8
    assert {200, 404, 422} <= set(found.statuses)
