"""Other last digits: what is moved, and what counts as said otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import short
from benchmarks.accuracy.real.judging import Claim, NamedFault
from benchmarks.accuracy.real.measure import real_folder
from benchmarks.accuracy.shaken import measure
from benchmarks.accuracy.shaken.changes import changes
from benchmarks.accuracy.shaken.films import REAL, Film, recorded
from benchmarks.accuracy.shaken.measure import claims, measure_shaken
from benchmarks.accuracy.shaken.report import shaken_metrics, shaken_section, shaken_targets
from benchmarks.accuracy.shaken.shake import LEAST_PX, MOST_PX, SEEDS, shaken, size_px

MOST = 0.02
"""Of a hundred events: `--shaken` counts ten seeds, most of them smaller, against half of this."""


def claim(start_s: float, *faults: str, kind: str = "rep", verdict: str | None = None) -> Claim:
    named = tuple(NamedFault(name, (start_s, start_s + 1), 1.0, "deg", start_s) for name in faults)
    told = verdict or ("fault" if faults else "good")
    return Claim("bridge", kind, (start_s, start_s + 4.0), told, named)


def test_landmarks_move_by_parts_of_a_pixel() -> None:
    film = next(iter(recorded(None)))
    assert [size_px(seed) for seed in (SEEDS[0], SEEDS[-1])] == [LEAST_PX, pytest.approx(MOST_PX)]
    moved = shaken(film.track, SEEDS[-1]).xy - film.track.xy
    assert np.nanstd(moved) == pytest.approx(MOST_PX, rel=0.1)
    # Half of it stays the same from frame to frame.
    assert np.nanstd(np.nanmean(moved, axis=0)) == pytest.approx(MOST_PX / np.sqrt(2), rel=0.25)


def test_what_counts_as_a_change() -> None:
    plain = [claim(0), claim(5, "knee_angle"), claim(10), claim(15), claim(20)]
    other = [
        claim(0.2),
        claim(5),
        claim(10, verdict="unmeasured"),
        claim(15, kind="attempt"),
        claim(30, "hold_drop"),
    ]
    told = [(c.kind, c.before, c.after) for c in changes(plain, other)]
    assert told == [
        ("fault", "bridge rep, knee_angle", "bridge rep, good"),
        ("measured", "bridge rep, good", "bridge rep, unmeasured"),
        ("event", "bridge rep, good", "bridge attempt, good"),
        ("event", "bridge rep, good", "-"),
        ("event", "-", "bridge rep, hold_drop"),
    ]
    assert not list(changes(plain, plain))


def test_the_report_counts_every_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    case = short.committed()[0]
    (film,) = [f for f in recorded(None) if f.name == case.name]
    monkeypatch.setattr(measure, "recorded", lambda real: [film])
    said = iter(range(100))

    def told(film: Film, track: object = None) -> tuple[Claim, ...]:
        """Every third judgement after the first finds a fault more."""
        return (claim(0, "knee_angle") if next(said) % 3 == 2 else claim(0),)

    monkeypatch.setattr(measure, "claims", told)
    report = measure_shaken(None)
    (row,), (event,) = report.rows, report.events
    assert (row.films, row.events, row.changed["fault"], event.seeds) == (1, len(SEEDS), 3, 3)
    assert event.least_px == size_px(1)
    (target,) = shaken_targets(report)
    assert target.reached is False
    assert "30.0%" in shaken_section(report)
    assert shaken_metrics(report)["shaken"][0]["share"] == 0.3


@pytest.mark.parametrize("seed", [SEEDS[4], SEEDS[-1]])
def test_no_verdict_on_a_rendered_clip_turns_on_a_fraction_of_a_pixel(seed: int) -> None:
    for film in recorded(None):
        assert not list(changes(claims(film), claims(film, shaken(film.track, seed)))), film.name


def test_hardly_an_event_of_real_people_turns_on_half_a_pixel(shared: Path) -> None:
    folder = real_folder(shared)
    if folder is None:
        pytest.skip("the recordings of real people are not here")
    events, told = 0, []
    for film in recorded(folder):
        if film.group == REAL:
            plain = claims(film)
            events += len(plain)
            told += [(film.name, c) for c in changes(plain, claims(film, shaken(film.track, SEEDS[-1])))]
    assert len(told) <= MOST * events, told
    assert not [c for c in told if c[1].kind == "fault"]
