"""Ten minutes of a visit take no more memory than two; the twentieth visit no more than the fifth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.sync.client import ClientConnection

from tests.support.page_client import Server, answer, begin, blank, bye, hello, serving

FPS = 10
MINUTES = 10
SLACK_MB = 6.0
"""Allocators keep pages and give them back as they like. Two kilobytes a frame would come to 6 MB."""
HELD = {"exercise": "plank", "sets": 20, "hold_s": 600}


def _memory_mb(server: Server) -> float:
    """Resident memory of the server now."""
    status = Path(f"/proc/{server.pid}/status")
    if not status.exists():
        pytest.skip("this system has no /proc to read a process's memory from")
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _frames(link: ClientConnection, count: int) -> Iterator[int]:
    """Send frames, two under way at a time as the page does; gives the number of each that is answered."""
    skipped = 0
    for number in range(count + 1):
        if number < count:
            link.send(blank(number / FPS))
        if number:
            skipped += answer(link)["type"] == "skipped"
            yield number
    assert skipped <= max(1, count // 20)


def test_ten_minutes_in_flat_memory(visits: Path) -> None:
    """Kept, so that everything that grows with a recording is there; tables are written every 500 frames."""
    seen = []
    with serving(visits, staged={"group": 500}) as server, server.live() as link:
        begin(link, HELD)
        for number in _frames(link, FPS * 60 * MINUTES):
            if number % (FPS * 60) == 0:
                seen.append(_memory_mb(server))
        assert len(bye(link)["folders"]) == 1
    print("MB after every minute:", *(f"{mb:.0f}" for mb in seen))
    assert max(seen[5:]) - max(seen[:2]) < SLACK_MB, seen


def test_one_visit_after_the_other_in_flat_memory(visits: Path) -> None:
    """With the network as it is."""
    seen = []
    with serving(visits) as server:
        for _ in range(16):
            with server.live() as link:
                begin(link, HELD, keep=False)
                for _ in _frames(link, 3):
                    pass
                bye(link)
            seen.append(_memory_mb(server))
        with server.live() as link:
            assert hello(link, HELD, keep=False)["type"] == "ready"
    print("MB after every visit:", *(f"{mb:.0f}" for mb in seen))
    assert seen[-1] - seen[5] < SLACK_MB, seen
