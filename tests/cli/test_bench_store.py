"""`formcheck bench --store`: it fills a practice and times pages; no page asks more of a larger practice."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from formcheck.cli.bench.store import time_store
from formcheck.cli.bench.store_pages import PAGES
from formcheck.cli.bench.visit_samples import VisitSamples, as_sample, long_visit
from formcheck.scoring.plan import Plan
from formcheck.visits.place import StorePlace
from tests.support.practice import DONE, sample, scenario


def test_no_page_asks_more_queries_of_a_larger_practice(tmp_path: Path) -> None:
    printed = io.StringIO()
    samples = VisitSamples(tuple(sample(name) for name in DONE), pose_ms=25.0)
    console = Console(file=printed, width=120)
    time_store(console, StorePlace(tmp_path / "store"), samples, 8, 48, times=3, visit_s=20)
    text = printed.getvalue()
    assert "bytes" in text
    queries = re.findall(r"│\s*(?:\d+-)?(\d+) \| (?:\d+-)?(\d+)\s*│", text)
    assert queries, text
    assert all(half == whole for half, whole in queries), text
    assert len(queries) + text.count("answers 404") == len(PAGES), text


def test_a_video_is_made_as_long_as_an_exercise_of_a_visit(tmp_path: Path) -> None:
    long = long_visit(scenario("bridge-good reps").track())
    made = as_sample(long, Plan(exercise="bridge"), "bridge", tmp_path)
    assert 99 < long.time[-1] - long.time[0] < 101
    assert sum(event.kind == "rep" for event in made.result.events) > 4
    assert made.recording.is_file()
