"""A bug in the program while a frame is judged: the page is told, and what was done is kept."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from formcheck.words.catalogue import Words
from tests.support.page_client import Server, answer, begin, blank, hello, press, serving, shown, steps
from tests.support.visit_files import leftovers, only_visit, whole

PLANK = {"exercise": "plank", "sets": 1, "hold_s": 60}
SLIP_S = 9.0


@pytest.fixture
def slipping(visits: Path) -> Iterator[Server]:
    with serving(visits, staged={"slip_at_s": SLIP_S}) as server:
        yield server


def test_a_slip_inside_judging(slipping: Server, visits: Path, tmp_path: Path) -> None:
    with slipping.live() as link:
        begin(link, PLANK)
        shown(link, *steps(0, SLIP_S))
        link.send(blank(SLIP_S))
        told = [answer(link), answer(link)]
        assert [one["type"] for one in told] == ["error", "kept"]
        assert told[0]["text"] == Words("en").text("page.slip")
        with pytest.raises(ConnectionClosed):
            answer(link)
    assert told[1]["folders"] == [str(only_visit(visits) / "01-plank")]
    whole(only_visit(visits) / "01-plank", tmp_path / "again")
    assert not leftovers(visits)
    with slipping.live() as link:
        assert hello(link, PLANK, keep=False)["type"] == "ready", "and the next visit begins"
        assert press(link, "start")["screen"]["stage"] == "pain"
    _, complaint = slipping.end(signal.SIGTERM)
    assert complaint.count("\n") == 1, "one line for whoever reports it"
    assert complaint.startswith("formcheck: something went wrong inside (ZeroDivisionError: a slip")
    assert "--debug" in complaint
