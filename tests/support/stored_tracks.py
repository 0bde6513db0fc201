"""Tracks and scores to store, drawn by hypothesis or plain."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import FAULTS, PHASES, REASONS, SEEN, SIGNALS, VERDICTS
from formcheck.pose.track import SPINE_POINTS, STATION_COUNT, ModelInfo, Track

FIELDS = (
    "time",
    "xy",
    "visibility",
    "world",
    "dorsal",
    "ventral",
    "contrast",
    "edge_contact",
    "people",
    "light",
    "spine",
    "trunk_roll",
    "trunk_roll_error",
)
MODEL = ModelInfo("fake", "full", "ab" * 32)


def same(a: Track, b: Track) -> bool:
    """Equal to the last bit, the bits of NaN too."""
    return (a.size, a.model) == (b.size, b.model) and all(
        getattr(a, name).dtype == getattr(b, name).dtype
        and getattr(a, name).shape == getattr(b, name).shape
        and getattr(a, name).tobytes() == getattr(b, name).tobytes()
        for name in FIELDS
    )


@st.composite
def tracks(draw: st.DrawFn, max_rows: int = 12) -> Track:
    """Any track: any float32 with NaN of any payload, infinities, minus zero, subnormals."""
    times = sorted(draw(st.sets(st.floats(0, 1e6, allow_subnormal=False), max_size=max_rows)))
    rows = len(times)

    def field(*shape: int) -> NDArray[np.float32]:
        if draw(st.booleans()):
            bits = draw(hnp.arrays(np.uint32, (rows, *shape), elements=st.integers(0, 2**32 - 1)))
            return bits.view(np.float32)
        seed = draw(st.integers(0, 2**32 - 1))
        values = np.random.default_rng(seed).normal(300, 100, (rows, *shape)).astype(np.float32)
        values[np.random.default_rng(seed + 1).random(rows) < 0.2] = np.nan
        return values

    return Track.build(
        times,
        field(33, 2),
        size=(draw(st.integers(1, 8000)), draw(st.integers(1, 8000))),
        model=MODEL,
        visibility=field(33),
        world=field(33, 3),
        dorsal=field(STATION_COUNT),
        ventral=field(STATION_COUNT),
        contrast=field(),
        edge_contact=field(),
        people=field(),
        light=field(),
        spine=field(SPINE_POINTS, 2),
        trunk_roll=field(),
        trunk_roll_error=field(),
    )


def plain_track(rows: int, seed: int = 0, start_s: float = 0.0) -> Track:
    """A track of noise."""
    rng = np.random.default_rng(seed)
    return Track.build(
        start_s + np.arange(rows) / 30,
        rng.normal(300, 50, (rows, 33, 2)),
        size=(640, 480),
        model=MODEL,
        visibility=rng.random((rows, 33)),
        world=rng.normal(0, 0.4, (rows, 33, 3)),
        dorsal=rng.random((rows, STATION_COUNT)),
    )


def plain_scores(rows: int, seed: int = 0) -> FrameScores:
    """Scores of noise in which every word occurs."""
    rng = np.random.default_rng(seed)
    signals = rng.normal(0, 10, (len(SIGNALS), rows))
    signals[rng.random(signals.shape) < 0.3] = np.nan
    bits = np.bitwise_or.reduce(1 << rng.integers(0, len(FAULTS), (2, rows)), axis=0)
    return FrameScores(
        time=np.arange(rows) / 30,
        detected=rng.random(rows) < 0.9,
        verdict=rng.integers(0, len(VERDICTS), rows).astype(np.int8),
        faults=np.where(rng.random(rows) < 0.5, bits, 0),
        major=np.zeros(rows, np.int64),
        reason=rng.integers(-1, len(REASONS), rows).astype(np.int8),
        phase=rng.integers(0, len(PHASES), rows).astype(np.int8),
        signals=signals,
        outside=np.zeros(rows, np.int64),
        seen=rng.integers(-1, len(SEEN), rows).astype(np.int8),
    )
