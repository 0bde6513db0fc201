"""The worst moments of a result with their poses, for the drawings of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from formcheck.overlay.body import Outline, was_read
from formcheck.overlay.frame_status import OUTLINE_LOOK_BACK_S
from formcheck.pose.track import Track
from formcheck.report.chart_series import STAMP_ERROR_S
from formcheck.report.data import Still, worst_moments
from formcheck.scoring.result import Result


def stills(
    result: Result,
    poses: Iterable[Track],
    outline: Outline | None,
    read_at: Callable[[float], frozenset[str]],
) -> Iterator[Still]:
    """The worst moments of a result, in the order in which the report shows them.

    Args:
        result: whose moments.
        poses: the chunks that it was made from, in order of time.
        outline: which outline is drawn, a field of `Track`, or None.
        read_at: the columns with a value at a media time, of those that lines stand for.
    """
    wanted = list(worst_moments(result))
    found: dict[int, tuple[float, Track, NDArray[np.float32] | None]] = {}
    for chunk in _with_look_back(poses) if wanted else ():
        for number, (_, fault) in enumerate(wanted):
            away_s = np.abs(chunk.time - fault.peak_at_s)
            row = int(away_s.argmin())
            nearest_s = found[number][0] if number in found else STAMP_ERROR_S
            if away_s[row] < nearest_s:
                found[number] = float(away_s[row]), chunk[row : row + 1], _last_outline(chunk, row, outline)
    for number, (event, fault) in enumerate(wanted):
        if number in found:
            _, track, distances = found[number]
            read = read_at(fault.peak_at_s)
            yield Still(fault=fault, track=track, outline=distances, limbs=event.side, read=read)


def _with_look_back(poses: Iterable[Track]) -> Iterator[Track]:
    """Each chunk that holds frames, with the frames before it that a drawing in it may look back to."""
    before: Track | None = None
    for chunk in poses:
        if len(chunk):
            seen = chunk if before is None else Track.concatenate([before, chunk])
            yield seen
            before = seen[int(np.searchsorted(seen.time, seen.time[-1] - OUTLINE_LOOK_BACK_S)) :]


def _last_outline(chunk: Track, row: int, outline: Outline | None) -> NDArray[np.float32] | None:
    distances: NDArray[np.float32] = getattr(chunk, outline or "dorsal")
    recent = chunk.time[: row + 1] >= chunk.time[row] - OUTLINE_LOOK_BACK_S
    read = np.flatnonzero(recent & was_read(distances[: row + 1]))
    return distances[read[-1]] if len(read) else None
