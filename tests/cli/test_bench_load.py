"""`formcheck bench --practice`: therapists who click at once on a real server."""

from __future__ import annotations

import math
from pathlib import Path

from rich.console import Console

from formcheck.cli.bench.load import Load, made_practice, show, time_load
from formcheck.visits.place import StorePlace
from tests.support.practice import DONE, sample


def test_two_therapists_click(tmp_path: Path) -> None:
    load = Load(therapists=2, seconds=1.5, pause_s=0.2)
    place = StorePlace(tmp_path / "store")
    samples = [sample(name) for name in DONE[:2]]
    logins, password = made_practice(place, samples, 4, 8, load.therapists)
    paced, hurried = time_load(place, logins, password, load)
    for one in (paced, hurried):
        assert one.clicks.failed == 0
        assert one.clicks.count
        assert one.seconds >= load.seconds
        assert math.isnan(one.cpu_s) or one.cpu_s > 0
    console = Console(record=True, width=120)
    show(console, [paced, hurried], load)
    told = console.export_text()
    assert "2 therapists at once" in told
    assert "150 ms" in told
