"""Edits of recordings: what no picture is needed for, so all clips take them in seconds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import recordings
from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.mirror import SWAP, mirrored
from benchmarks.accuracy.product import Outcome, read_outcome
from benchmarks.accuracy.stress import StressRow, compare
from benchmarks.accuracy.variants import BURST, BURST_EVERY, LOST_SHARE
from formcheck.pipeline import score as product
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.store.recording import read_recording

LONG_BURST_S, LONG_EVERY_S = 1.5, 8.0
LEGS_EVERY, LEGS_FOR = 37, 10
"""The legs change names once in so many frames, for one to so many frames: as often as on real people (24
times a minute at 15 frames a second), at every moment of a movement."""
_LEGS = [landmark for landmark in Landmark if landmark >= Landmark.LEFT_KNEE]
_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


@dataclass(frozen=True, slots=True)
class TrackVariant:
    """One edit of a recording; `mirror`: left and right change places."""

    name: str
    what: str
    edit: Callable[[Track], Track]
    mirror: bool = False


def scaled(track: Track, factor: float) -> Track:
    """Another number of pixels."""
    width, height = (round(side * factor) for side in track.size)
    xy, spine = (np.asarray(points * factor, np.float32) for points in (track.xy, track.spine))
    return replace(track, xy=xy, spine=spine, size=(width, height))


def thinned(track: Track, keep: Callable[[NDArray[np.float64]], NDArray[np.bool_]]) -> Track:
    """Only the frames that `keep` says, given their times."""
    kept = keep(track.time)
    arrays = {f.name: getattr(track, f.name)[kept] for f in fields(Track) if f.name not in ("size", "model")}
    return replace(track, **arrays)


def faded(track: Track, times: int) -> Track:
    """So many times the frame rate, landmarks and outline moving evenly from one frame to the next."""
    rows = np.arange((len(track) - 1) * times + 1) / times
    low, share = np.floor(rows).astype(int), rows % 1
    high = np.minimum(low + 1, len(track) - 1)
    arrays = {}
    for name in (f.name for f in fields(Track) if f.name not in ("size", "model", "people")):
        values = getattr(track, name).astype(np.float64)
        part = share.reshape(-1, *[1] * (values.ndim - 1))
        mixed = np.where(part == 0, values[low], (1 - part) * values[low] + part * values[high])
        arrays[name] = mixed.astype(getattr(track, name).dtype)
    return replace(track, **arrays, people=track.people[low])


def legs_exchanged(track: Track, *, hips: bool = False, seed: int = 0) -> Track:
    """Each leg taken for the other for a while, again and again; with or without the hips."""
    random = np.random.default_rng(seed)
    rows = np.zeros(len(track), bool)
    for number, first in enumerate(range(int(random.integers(LEGS_EVERY)), len(track), LEGS_EVERY)):
        rows[first : first + 1 + number % LEGS_FOR] = True
    moved = _HIPS + _LEGS if hips else _LEGS
    frames, other = np.flatnonzero(rows)[:, None], [SWAP[m] for m in moved]
    xy, sight, world = track.xy.copy(), track.visibility.copy(), track.world.copy()
    xy[frames, moved], sight[frames, moved] = track.xy[frames, other], track.visibility[frames, other]
    world[frames, moved] = track.world[frames, other]
    return replace(track, xy=xy, visibility=sight, world=world)


TRACK_VARIANTS = (
    TrackVariant("mirrored", "left and right change places", mirrored, mirror=True),
    TrackVariant("scaled", "9/4 of the pixels across", partial(scaled, factor=2.25)),
    TrackVariant("7.5fps", "every second frame", partial(thinned, keep=lambda t: np.arange(len(t)) % 2 == 0)),
    TrackVariant("5fps", "every third frame", partial(thinned, keep=lambda t: np.arange(len(t)) % 3 == 0)),
    TrackVariant("60fps", "four times the frames", partial(faded, times=4)),
    TrackVariant(
        "lost-20%",
        "a fifth of the frames lost at random",
        partial(thinned, keep=lambda t: np.random.default_rng(3).random(len(t)) > LOST_SHARE),
    ),
    TrackVariant(
        "lost-bursts",
        "0.6 s lost every 4 s",
        partial(thinned, keep=lambda t: np.arange(len(t)) % BURST_EVERY < BURST_EVERY - BURST),
    ),
    TrackVariant(
        "lost-long",
        f"{LONG_BURST_S:g} s lost every {LONG_EVERY_S:g} s",
        partial(thinned, keep=lambda t: t % LONG_EVERY_S < LONG_EVERY_S - LONG_BURST_S),
    ),
    TrackVariant("legs-exchanged", "each leg taken for the other for 1 to 10 frames", legs_exchanged),
    TrackVariant("hips-exchanged", "the same with the hips", partial(legs_exchanged, hips=True)),
)


def edited_recordings(cases: Iterable[Case], plain: dict[str, Outcome], work: Path) -> list[StressRow]:
    """Every clip's recording under every edit, judged anew into `work/CLIP/EDIT`."""
    rows = []
    for case in cases:
        track, context = read_recording(plain[case.name].recording)
        for variant in TRACK_VARIANTS:
            folder = work / case.name / variant.name
            with tempfile.TemporaryDirectory() as scratch:
                source = Path(scratch) / "recording.parquet"
                recordings.write(source, variant.edit(track), context)
                scored = product.rescore(source, folder, None, "en")
            edited = read_outcome(folder, 0 if scored.measured else 3)
            rows.append(compare(case, variant, plain[case.name], edited))
    return rows
