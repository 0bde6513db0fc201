"""Two real servers on one database, both written to at once; one is killed, the database starts again."""

from __future__ import annotations

import os
import signal
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from tests.support.page_client import PATIENCE_S, Server, serving
from tests.support.store_programs import place_as_text

if TYPE_CHECKING:
    from tests.support.postgres import Cluster

AT_ONCE = 4


def add_patient(server: Server, name: str) -> str | None:
    """The name, once the server said that the patient is there; None where it did not."""
    form = urllib.parse.urlencode({"name": name}).encode()
    asked = urllib.request.Request(f"{server.base}/therapist/patients", form, {"Origin": server.base})
    try:
        with server.opener.open(asked, timeout=PATIENCE_S) as answer:
            return name if answer.status == 200 else None
    except OSError:
        return None


@pytest.mark.waits
def test_two_servers_lose_nothing_that_was_said_to_be_kept(own_cluster: Cluster, tmp_path: Path) -> None:
    place = own_cluster.place(tmp_path / "store")
    store = {"FORMCHECK_STORE": place_as_text(place)}
    with (
        serving(tmp_path / "one", "--therapist", staged={}, **store) as one,
        serving(tmp_path / "two", "--therapist", staged={}, **store) as two,
        ThreadPoolExecutor(2 * AT_ONCE) as threads,
    ):
        for server in (one, two):
            server.enter()
        asked = [
            threads.submit(add_patient, server, f"{who} {n}")
            for n in range(10)
            for who, server in (("Anna", one), ("Bram", two))
        ]
        kept = {done.result() for done in asked}
        assert len(kept - {None}) == 20, "both answered every time"
        assert "Anna 3" in two.get("/therapist/").decode()

        asked = [threads.submit(add_patient, one, f"Cor {n}") for n in range(20)]
        kept.add(asked[0].result())
        os.kill(one.pid, signal.SIGKILL)
        kept |= {done.result() for done in asked}

        own_cluster.control("stop", "-m", "immediate")
        with pytest.raises(urllib.error.HTTPError) as away:
            two.get("/therapist/")
        assert away.value.code == 503
        assert "antwoordt niet" in away.value.read().decode()
        own_cluster.control("start")
        assert add_patient(two, "Dirk") == "Dirk", "the next request finds the database again"
        status, complaint = two.end(signal.SIGINT)
    assert "Traceback" not in complaint
    assert "cannot be reached" in complaint
    assert status == 0
    with VisitStore(place) as opened, opened.reading() as session:
        there = set(session.scalars(select(Patient.name).where(~Patient.own)))
        assert kept - {None} <= there
        assert len(there) <= len(kept - {None}) + 1 + AT_ONCE * 2
