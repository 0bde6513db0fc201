"""The short form on real people: where their recordings lie beside the project, no figure got worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.accuracy import short
from benchmarks.accuracy.real import short_form
from benchmarks.accuracy.real.measure import FOLDER, read_subjects

RENEW = "if it is meant, `python -m benchmarks.accuracy --short` writes the figures anew"


@pytest.fixture(scope="module")
def now(shared: Path) -> short.Figures:
    folder = shared / FOLDER
    if not folder.exists():
        pytest.skip(f"needs ../shared/{FOLDER}: recordings of real people are not part of the project")
    return short_form.short_figures(read_subjects(folder))


def test_nothing_got_worse(now: short.Figures) -> None:
    assert short_form.worse(now) == [], RENEW


def test_every_figure_is_committed(now: short.Figures) -> None:
    names = {group: sorted(figures) for group, figures in short_form.read_figures().items()}
    assert {group: sorted(figures) for group, figures in now.items()} == names, RENEW
