"""Several exercises in one recording."""

from __future__ import annotations

from dataclasses import replace

from formcheck.pose.track import Track
from tests.support.cli_films import FPS
from tests.support.movements import bridging
from tests.support.posture_figures import kneeling, side_plank
from tests.support.stick_figures import Scene, seconds
from tests.support.stick_postures import plank

SIZE = (320, 240)


def _row() -> Track:
    """Kneeling, six seconds of plank, two bridges, a side plank, kneeling."""
    tracks, now = [], 0.0
    for make, length in (
        (kneeling, 2),
        (plank, 6),
        (kneeling, 2),
        (bridging(0.0, 0.0), 13),
        (side_plank, 5),
        (kneeling, 2),
    ):
        shown = make(seconds(length, FPS)).shown(Scene(outline_every=1))
        tracks.append(replace(shown, time=shown.time + now))
        now += length
    return Track.concatenate(tracks)


SEVERAL = _row()
