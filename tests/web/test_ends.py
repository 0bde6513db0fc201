"""However a visit ends, what was done is kept, whole; and what stands in the way is said in words."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from formcheck.errors import UsageError
from formcheck.practice.place import check_place
from formcheck.words.catalogue import Words
from tests.support.page_client import ROOT, answer, begin, blank, bye, kept_of, press, serving, shown, steps
from tests.support.visit_files import leftovers, only_visit, whole

PLANK = {"exercise": "plank", "sets": 1, "hold_s": 60}
BRIDGE = {"exercise": "bridge", "sets": 1, "reps": 9}
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@posix
@pytest.mark.parametrize(
    "signals",
    [(signal.SIGINT,), (signal.SIGTERM,), (signal.SIGINT,) * 5],
    ids=["ctrl-c", "terminated", "impatient"],
)
def test_stopped_in_the_middle_of_a_plank(
    visits: Path, tmp_path: Path, signals: tuple[signal.Signals, ...]
) -> None:
    with serving(visits, staged={"pause_s": 0.02}) as server, server.live() as link:
        begin(link, PLANK)
        told = shown(link, *steps(0, 9))
        assert told[-1]["screen"]["stage"] == "calibrate"
        kept = len(kept_of(told, "camera"))
        link.send(blank(9.5))  # one is being judged when it comes
        status, complaint = server.end(*signals)
        assert complaint == ""
        assert status in (0, 130, -signal.SIGTERM)
        with contextlib.suppress(ConnectionClosed):
            while True:
                answer(link)
    result = whole(only_visit(visits) / "01-plank", tmp_path / "again")
    assert result["source"]["frames"] in (kept, kept + 1)
    assert result["dose"]["hold_s"] > 3
    about = json.loads((only_visit(visits) / "visit.json").read_text("utf-8"))
    assert about["parts"] == ["01-plank"]
    assert about["finished"] is False
    assert not leftovers(visits)


def test_the_page_vanishes(visits: Path, tmp_path: Path) -> None:
    """The browser is killed, the lid closed, the tab thrown away: no goodbye at all."""
    with serving(visits, staged={}) as server:
        with server.live() as link:
            begin(link, PLANK)
            shown(link, *steps(0, 9))
            link.send(blank(9.0))
            link.socket.shutdown(socket.SHUT_RDWR)
        with server.live() as link:  # waits until the other is written
            begin(link, PLANK)
            assert bye(link)["folders"] == []
        assert server.end(signal.SIGTERM)[1] == ""
    whole(only_visit(visits) / "01-plank", tmp_path / "again")
    assert not leftovers(visits)


def test_goodbye_tells_where_everything_is(visits: Path, tmp_path: Path) -> None:
    with serving(visits, staged={}) as server, server.live() as link:
        begin(link, PLANK, BRIDGE)
        assert press(link, "pain", 2)["screen"]["pain_now"] == 2
        shown(link, *steps(0, 9))
        for button in ("next", "next", "next", "next"):  # rest, the bridge explained, camera, position
            press(link, button)
        shown(link, *steps(30, 34))  # still in the plank: no bridge
        press(link, "stop")
        told = bye(link)
        visit = only_visit(visits)
        assert told["folders"] == [str(visit / "01-plank")]
        assert told["visit"]
        with pytest.raises(ConnectionClosed):
            answer(link)
    whole(visit / "01-plank", tmp_path / "again")
    assert sorted(path.name for path in visit.iterdir()) == ["01-plank", "visit.json"]
    assert not leftovers(visits)


def test_a_picture_of_another_size_in_the_middle(visits: Path, tmp_path: Path) -> None:
    """A tablet is turned round and back: three results, and the visit goes on."""
    with serving(visits, staged={}) as server, server.live() as link:
        begin(link, PLANK)
        stages = []
        for start_s, size in ((0.0, (640, 360)), (6.0, (360, 640)), (12.0, (640, 360))):
            for time_s in steps(start_s, start_s + 6):
                link.send(blank(time_s, *size))
                told = answer(link)
                assert tuple(told["size"]) == size
                stages.append(told["screen"]["stage"])
        assert stages[-1] == "calibrate", "the camera looked, and the patient was asked, anew"
        folders = [Path(folder) for folder in bye(link)["folders"]]
    assert [folder.name for folder in folders] == ["01-plank", "02-plank", "03-plank"]
    for folder in folders:
        whole(folder, tmp_path / folder.name)
    assert not leftovers(visits)


@posix
def test_a_full_disk_is_told_and_the_patient_goes_on(visits: Path) -> None:
    """No file can grow beyond 20 kB: the tables come to more when they are written, and so does the store."""
    with serving(visits, staged={"file_limit": 20_000}) as server, server.live() as link:
        begin(link, PLANK)
        told = shown(link, *steps(0, 12))
        assert told[-1]["verdict"] == "good"
        link.send('{"type":"bye"}')
        error, kept = answer(link), answer(link)
        assert error["type"] == "error"
        assert "space" in error["text"]
        assert kept["folders"] == []
        said = server.end(signal.SIGTERM)[1]
        assert "no space left" in said, "the terminal says where"
        assert said.count("\n") == 1
    assert not leftovers(visits)
    assert not list(visits.rglob("*.json"))


@posix
def test_a_disk_that_fills_up_in_the_middle(visits: Path) -> None:
    """From there on the page says so, and nothing half is left."""
    full = {"file_limit": 20_000, "limit_at_s": 5.0, "group": 50}
    with serving(visits, staged=full) as server, server.live() as link:
        begin(link, PLANK)
        told = shown(link, *steps(0, 15))
        assert {one["type"] for one in told} == {"frame"}
        trouble = [one["trouble"] for one in told]
        assert not trouble[49]
        assert "space" in trouble[-1]
        assert not leftovers(visits), "the place is given back at once"
        assert told[-1]["screen"]["hold_s"] > told[trouble.index(trouble[-1])]["screen"]["hold_s"] + 2
        assert bye(link)["type"] == "error"
        assert "no space left" in server.end(signal.SIGTERM)[1]
    assert not leftovers(visits)


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(visits: Path) -> None:
    visits.mkdir(mode=0o500)
    with serving(visits, staged={}) as server, server.live() as link:
        begin(link, PLANK)
        assert "written" in shown(link, *steps(0, 9))[-1]["trouble"]
        assert bye(link)["type"] == "error"


def test_a_file_in_the_way_of_the_folder(visits: Path) -> None:
    visits.write_text("a file")
    with serving(visits, staged={}) as server, server.live() as link:
        begin(link, PLANK)
        told = shown(link, *steps(0, 9))
        assert told[-1]["trouble"] == Words("en").text("page.unkept.place")
        assert told[-1]["verdict"] == "good", "the patient goes on"
        assert bye(link)["text"] == told[-1]["trouble"]
        assert "a file is in the way" in server.end(signal.SIGTERM)[1]
    assert visits.read_text() == "a file"


def test_the_folder_is_taken_away_in_the_middle(visits: Path) -> None:
    """A stick pulled out: said at the end, at the latest, and never a hang."""
    with serving(visits, staged={}) as server, server.live() as link:
        begin(link, PLANK)
        shown(link, *steps(0, 6))
        visits.rename(visits.with_name("elsewhere"))
        assert shown(link, *steps(6, 9))[-1]["verdict"] == "good"
        assert bye(link)["type"] == "error"
        assert str(visits) in server.end(signal.SIGTERM)[1]


def _refused(*options: str) -> str:
    """What `formcheck serve` says when it will not."""
    done = subprocess.run(
        [sys.executable, "-m", "formcheck", "serve", "--no-browser", "--model", "lite", *options],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr.startswith("formcheck: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", "127.0.0.1.evil.example", ""])
def test_only_this_machine_is_served(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: pytest.fail("a name is looked up"))
    with pytest.raises(UsageError, match="Other machines could reach") as refusal:
        check_place(host, accounts=False, tls=False)
    assert "--host 127.0.0.1" in refusal.value.remedy


def test_who_is_served_is_asked_before_anything_is_made(tmp_path: Path) -> None:
    said = _refused("--host", "0.0.0.0", "-o", str(tmp_path / "visits"))
    assert "Other machines could reach 0.0.0.0" in said
    assert not (tmp_path / "visits").exists()


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with contextlib.closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = _refused("--port", str(port), "-o", str(tmp_path / "visits"))
    assert f"Port {port} is taken" in said
    assert f"--port {port + 1}" in said
