"""The near side: decided by the first look, moved only by a lasting vote."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.accuracy.mirror import SWAP
from formcheck.pose.track import Track
from formcheck.signals.side import MARGIN, VOTE_S, NearSide
from tests.support.stick_figures import MODEL, Scene, seconds
from tests.support.stick_postures import plank


def follow(track: Track, chunks: list[int] | None = None, fixed: str | None = None) -> np.ndarray:
    """(T,) whether the left side is near."""
    near, found, first = NearSide(fixed), [], 0
    state = near.start()
    for length in chunks or [len(track)]:
        part = track[first : first + length]
        time = part.time.item() if length == 1 else part.time
        with np.errstate(invalid="ignore"):
            left, state = near.step(part, time, state)
        found.append(np.atleast_1d(left))
        first += length
    return np.concatenate(found)


def film(length_s: float = 6.0, **scene: Any) -> Track:
    return plank(seconds(length_s)).shown(Scene(**scene))


@pytest.mark.parametrize("near", ["left", "right"])
def test_the_better_seen_side(near: str) -> None:
    assert (follow(film(near=near)) == (near == "left")).all()


@pytest.mark.parametrize("fixed", ["left", "right"])
def test_a_side_that_the_user_gave(fixed: str) -> None:
    for near in ("left", "right"):
        assert (follow(film(near=near), fixed=fixed) == (fixed == "left")).all()
        assert (follow(film(0.1, near=near), chunks=[1, 1, 1], fixed=fixed) == (fixed == "left")).all()


@pytest.mark.parametrize(("lasts_s", "moves"), [(0.3, False), (0.9, False), (1.2, True)])
def test_only_a_lasting_vote_moves_the_lock(lasts_s: float, moves: bool) -> None:
    track = film(near="right")
    swapped = (track.time >= 2.0) & (track.time < 2.0 + lasts_s)
    left = follow(
        replace(track, visibility=np.where(swapped[:, None], track.visibility[:, SWAP], track.visibility))
    )
    assert left.any() == moves
    assert not left[track.time < 2.0 + VOTE_S - 0.01].any()
    assert not left[-1]  # and back again


def test_a_draw_keeps_the_lock() -> None:
    track = film(near="right")
    equal = np.where((track.time > 1)[:, None], np.float32(0.8), track.visibility)
    assert not follow(replace(track, visibility=equal)).any()


def test_a_lead_within_the_margin_keeps_the_lock() -> None:
    track = film(near="right")
    slight = track.visibility.copy()
    left_rows, right_rows = [13, 25, 27], [14, 26, 28]
    slight[track.time > 1] = 0.8
    slight[np.ix_(np.flatnonzero(track.time > 1), np.array(left_rows))] += np.float32(0.9 * MARGIN / 3)
    assert slight[-1, left_rows].sum() - slight[-1, right_rows].sum() < MARGIN
    assert not follow(replace(track, visibility=slight)).any()


def test_frames_without_a_person_decide_nothing() -> None:
    track = film(near="right")
    nobody = Track.unseen(track.time[:30], track.size, MODEL)
    both = Track.concatenate([nobody, track[30:]])
    for chunks in (None, [1] * 60 + [len(both) - 60]):
        assert follow(both, chunks)[30:].sum() == 0


def test_chunks_do_not_matter() -> None:
    track = film(near="right")
    flicker = np.random.default_rng(3).random(len(track)) < 0.4
    flicker[0] = False
    flicker |= (track.time > 3) & (track.time < 4.5)
    seen = replace(track, visibility=np.where(flicker[:, None], track.visibility[:, SWAP], track.visibility))
    whole = follow(seen)
    assert whole.any()
    assert not whole.all()
    for chunks in ([1] * len(seen), [1, 7, 50, 1, 1, 30, len(seen) - 90]):
        assert follow(seen, chunks).tobytes() == whole.tobytes()
