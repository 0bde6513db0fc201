"""A visit keeps to itself, seen from outside by strace: nobody is talked to, and no picture is written."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from formcheck.visits.schema import Visit
from formcheck.visits.store import VisitStore
from tests.support.page_client import (
    Server,
    begin,
    bye,
    frames,
    play,
    serving,
    shown,
    steps,
    store_beside,
)
from tests.support.visit_files import FILES
from tests.support.watched import changes_outside, connections, look_ups, watch

WATCHED_S = 13.0
"""onnxruntime's first look-up would come about 9 s after its import."""
BIRD_DOG = {"exercise": "bird-dog", "sets": 1, "reps": 20}


def _visit(server: Server, clip: Path, *, keep: bool) -> list[str]:
    with server.live() as link:
        begin(link, BIRD_DOG, keep=keep)
        assert {told["type"] for told in play(link, clip)} == {"frame"}
        return list(bye(link)["folders"])


def test_a_visit_keeps_to_itself(strace: str, tmp_path: Path, root: Path) -> None:
    clip = root / "sample_videos" / "bird_dog_good.mp4"
    home, visits, trace = (tmp_path / name for name in ("home", "visits", "trace"))
    home.mkdir()
    places: dict[str, Any] = {"HOME": str(home), "TMPDIR": str(home), "XDG_CACHE_HOME": f"{home}/.cache"}
    began = time.perf_counter()
    with serving(visits, wrapped=watch(strace, trace), **places) as server:
        for path in ("/", "/options.json", "/words/nl.json", "/static/app.js"):
            server.enter() if path == "/" else server.get(path)
        assert _visit(server, clip, keep=False) == []
        assert not visits.exists(), "nothing of a visit that is not kept"
        (folder,) = _visit(server, clip, keep=True)
        time.sleep(max(0.0, WATCHED_S - (time.perf_counter() - began)))
        assert server.end(signal.SIGTERM)[1] == ""
    seen = trace.read_text()
    assert "result.json" in seen, "the trace saw nothing"
    assert connections(seen) == []
    assert look_ups(seen) == []
    assert changes_outside(seen, visits, store_beside(visits)) == []
    assert list(home.iterdir()) == [], "the user's home and the folder for temporary files stay as they were"
    _no_picture(Path(folder), clip)


def _no_picture(folder: Path, clip: Path) -> None:
    """None of the kept files holds a picture, whole or in part."""
    assert {path.name for path in folder.iterdir()} == FILES
    kept = b"".join(path.read_bytes() for path in folder.parent.rglob("*") if path.is_file())
    for magic in (b"\xff\xd8\xff", b"\x89PNG", b"ftyp", b"GIF8", b"RIFF", b"data:image"):
        assert magic not in kept, magic
    for _, message in frames(clip):
        assert message[-200:-100] not in kept
    told = json.loads((folder / "result.json").read_text("utf-8"))
    assert told["source"]["name"].startswith("visit ")


def test_who_keeps_nothing_is_asked_by_nobody(tmp_path: Path) -> None:
    """Neither the store nor the folder of results gets a new entry, whichever way the visit ends."""
    visits = tmp_path / "visits"
    with serving(visits, staged={}) as server:
        server.enter()
        before = sorted(tmp_path.rglob("*"))
        for end in (bye, lambda link: link.close()):
            with server.live() as link:
                begin(link, BIRD_DOG, keep=False)
                shown(link, *steps(0, 3))
                assert sorted(tmp_path.rglob("*")) == before, "no journal either"
                end(link)
        assert server.end(signal.SIGTERM)[1] == ""
    with VisitStore(server.store) as store, store.reading() as session:
        assert session.scalars(select(Visit)).all() == []
