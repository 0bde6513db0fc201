"""Visits of recorded people: the estimator plays a recording, the frames are empty pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from formcheck.coach.programme import Item, Programme
from formcheck.live_visit.visit import LiveVisit, Update
from formcheck.media.frame import Frame
from formcheck.pose.fake_estimator import FakePoseEstimator
from formcheck.pose.track import Track
from formcheck.store.recording import read_recording
from formcheck.visits.folder import VisitFolder

ROOT = Path(__file__).parents[2]
BEGAN = datetime(2026, 11, 28, 18, 30, 5)


def recording(name: str) -> Track:
    """The poses of a clip."""
    return read_recording(ROOT / "benchmarks" / "recordings" / f"{name}.parquet")[0]


def after(track: Track, seconds: float) -> Track:
    """The same poses, `seconds` later."""
    return replace(track, time=track.time - track.time[0] + seconds)


def visit(track: Track, *items: Item, lang: str = "en", root: Path | None = None) -> LiveVisit:
    """A visit whose estimator plays this track."""
    folder = None if root is None else VisitFolder(root, BEGAN)
    return LiveVisit(Programme(items=items), lang, FakePoseEstimator(track), folder)


def frames(track: Track) -> Iterator[Frame]:
    """An empty picture for every row."""
    width, height = track.size
    for time in track.time.tolist():
        yield Frame(np.broadcast_to(np.zeros(3, np.uint8), (height, width, 3)), time)


def played(live: LiveVisit, shown: Iterable[Frame]) -> list[Update]:
    """The updates of all frames."""
    updates = [live.frame(frame) for frame in shown]
    assert all(updates)
    return [update for update in updates if update]


def begun(live: LiveVisit) -> LiveVisit:
    """Presses the buttons up to the camera check."""
    for button in ("start", "next", "next"):
        live.press(button)
    return live
