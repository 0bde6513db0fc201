"""Times the scoring core alone, on tracks: in large chunks, and one frame at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.scorer import Scorer

BULK_FRAMES = 100_000
SINGLE_FRAMES = 5_000
CHUNK = 8192


@dataclass(frozen=True, slots=True)
class CoreTimes:
    """Speed of the scoring core.

    Attributes:
        bulk_per_s: frames a second in chunks of `CHUNK`, by CPU time, best of the rounds.
        single_median_us, single_p99_us: microseconds a frame, one frame at a time.
    """

    bulk_per_s: float
    single_median_us: float
    single_p99_us: float


def time_core(plan: Plan, track: Track, rounds: int) -> CoreTimes:
    """Time the scoring of `track`, which is repeated up to `BULK_FRAMES` frames."""
    scorer = Scorer(plan.rule(), plan.options())
    long = repeated(track, BULK_FRAMES)
    chunks = [long[i : i + CHUNK] for i in range(0, len(long), CHUNK)]
    best = np.inf
    for _ in range(rounds):
        state = scorer.start()
        began = time.process_time()
        for chunk in chunks:
            _, _, state = scorer.step(chunk, state)
        best = min(best, time.process_time() - began)
    rows = [long[i : i + 1] for i in range(SINGLE_FRAMES)]
    taken = np.empty(len(rows))
    state = scorer.start()
    for number, row in enumerate(rows):
        began = time.perf_counter()
        _, _, state = scorer.step(row, state)
        taken[number] = time.perf_counter() - began
    return CoreTimes(len(long) / best, float(np.median(taken)) * 1e6, float(np.percentile(taken, 99)) * 1e6)


def repeated(track: Track, frames: int) -> Track:
    """The track again and again, `frames` long, with increasing time."""
    step = float(np.median(np.diff(track.time)))
    length = float(track.time[-1] - track.time[0]) + step
    times = -(-frames // len(track))
    return Track.concatenate([replace(track, time=track.time + i * length) for i in range(times)])[:frames]
