"""The short form of the benchmark: judged anew, no committed figure may have got worse beyond its tolerance.

The recordings are of rendered persons and hold landmarks and outlines only; no network runs.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.accuracy import short
from benchmarks.accuracy.cases import Case
from formcheck.store.recording import read_recording

RENEW = "if it is meant, `python -m benchmarks.accuracy --short` writes the figures anew"
TOGETHER_BYTES = 2_000_000


@pytest.fixture(scope="module")
def chosen() -> list[Case]:
    return short.committed()


@pytest.fixture(scope="module")
def now(chosen: list[Case], tmp_path_factory: pytest.TempPathFactory) -> short.Figures:
    return short.judge(chosen, tmp_path_factory.mktemp("short"))


def test_nothing_got_worse(now: short.Figures) -> None:
    assert short.worsened(short.read_figures(), now) == [], RENEW


def test_every_figure_is_committed(now: short.Figures) -> None:
    names = {clip: sorted(figures) for clip, figures in short.read_figures().items()}
    assert {clip: sorted(figures) for clip, figures in now.items()} == names, RENEW


def test_a_judgement_that_got_worse_is_noticed(chosen: list[Case], tmp_path: Path) -> None:
    planks = [c for c in chosen if c.name in ("plank_good", "plank_sag")]
    before = {c.name: short.read_figures()[c.name] for c in planks}
    lax = short.worsened(before, short.judge(planks, tmp_path / "lax", strictness=0.34))
    assert any("plank_sag: faults named" in line for line in lax), lax
    shifted = short.judge(planks, tmp_path / "shifted", reference={"hip_offset": -0.04})
    wrong = short.worsened(before, shifted)
    assert any("plank_good: false faults" in line for line in wrong), wrong


@pytest.mark.parametrize(
    ("figure", "was", "now", "worse"),
    [
        ("false faults", 0, 1, True),
        ("false faults", 1, 0, False),
        ("coverage", 1.0, 0.97, True),
        ("coverage", 0.97, 1.0, False),
        ("worst boundary s", 0.40, 0.46, False),
        ("worst boundary s", 0.40, 0.48, True),
        ("mean error of lumbar_deg during tops, deg", 3.0, 3.3, False),
        ("mean error of lumbar_deg during tops, deg", 3.0, 3.5, True),
    ],
)
def test_tolerances(figure: str, was: float, now: float, worse: bool) -> None:
    assert bool(short.worsened({"clip": {figure: was}}, {"clip": {figure: now}})) is worse


def test_a_figure_that_is_gone_is_worse() -> None:
    assert short.worsened({"clip": {"coverage": 1.0}}, {"clip": {}})


def test_recordings_are_small_and_of_rendered_clips(chosen: list[Case]) -> None:
    files = [p for p in short.FOLDER.iterdir() if p.suffix in (".parquet", ".gz")]
    assert sum(p.stat().st_size for p in files) < TOGETHER_BYTES
    assert {p.name.split(".")[0] for p in files} == {c.name for c in chosen}
    for case in chosen:
        _, context = read_recording(short.FOLDER / f"{case.name}.parquet")
        assert context["source"]["name"] == f"{case.name}.mp4"
