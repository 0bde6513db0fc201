"""Breaks: no pictures for two seconds, or nobody in them, end what was going on at its last frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.pose.track import Track
from formcheck.scoring.breaks import BreakFinder
from formcheck.scoring.sparse import SparseTally
from tests.support.scenarios import GOOD
from tests.support.scored import Scored, score
from tests.support.stick_figures import cut, rows

PLANK = next(s for s in GOOD if s.exercise == "plank")


def unseen(track: Track, start_s: float, end_s: float) -> Track:
    """The track with nobody seen for a while."""
    gone = (track.time >= start_s) & (track.time < end_s)
    xy, sight = track.xy.copy(), track.visibility.copy()
    xy[gone], sight[gone] = np.nan, np.nan
    return replace(track, xy=xy, visibility=sight)


def missing(track: Track, start_s: float, end_s: float) -> Track:
    """The track without those frames."""
    return rows(track, (track.time < start_s) | (track.time >= end_s))


def spans(scored: Scored) -> list[tuple[float, float]]:
    return [(e.start_s, e.end_s) for e in scored.events if e.kind == "hold"]


def test_nobody_seen_is_the_same_account_as_frames_that_are_missing() -> None:
    """But for the moment in which somebody who is seen again has to hold still."""
    track = PLANK.track()
    grey, gap = (score(edit(track, 4.5, 7.0), "plank") for edit in (unseen, missing))
    assert len(spans(grey)) == len(spans(gap)) == 2
    assert np.array(spans(grey)) == pytest.approx(np.array(spans(gap)), abs=0.5)
    assert spans(grey)[0][1] < 4.5 < 7.0 <= spans(grey)[1][0]
    assert grey.result.dose.hold_s == pytest.approx(gap.result.dose.hold_s, abs=0.5)


def test_a_shorter_loss_ends_nothing() -> None:
    assert len(spans(score(unseen(PLANK.track(), 6.0, 7.8), "plank"))) == 1


@pytest.mark.parametrize("edit", [unseen, missing])
@pytest.mark.parametrize("lengths", [(1,) * 400, (7, 1, 64, 0, 3), ()])
def test_any_chunks_find_the_same(edit: object, lengths: tuple[int, ...]) -> None:
    assert callable(edit)
    track = edit(unseen(PLANK.track(), 3.0, 3.5), 6.0, 9.0)
    finder, found, start = BreakFinder(), [], 0
    for chunk in cut(track, lengths):
        found += [one._replace(row=start + one.row) for one in finder.step(chunk)]
        start += len(chunk)
    at = int(np.searchsorted(track.time, 8.0 if edit is unseen else 9.0))
    assert [one.row for one in found] == [pytest.approx(at, abs=1)]
    assert found[0].until_s == pytest.approx(6.0, abs=0.05)
    assert found[0].away is (edit is unseen)


def test_nobody_from_the_start_is_no_break() -> None:
    assert BreakFinder().step(unseen(PLANK.track(), -1.0, 5.0)) == []


def sparse(*runs: tuple[float, float], fps: float = 15.0) -> dict[str, float]:
    """Reasons of a recording of runs of pictures, all of another posture."""
    tally = SparseTally()
    for start_s, end_s in runs:
        for time in np.arange(start_s, end_s, 1 / fps):
            tally.step(np.array([time]))
    return tally.reasons({"wrong_posture": 0.9, "no_person": 0.1})


def test_pictures_too_far_apart_are_the_reason() -> None:
    found = sparse((0.0, 0.1), (1.3, 2.7), (5.2, 5.3), (22.0, 23.6))
    assert max(found, key=lambda name: found[name]) == "frame_rate"
    assert sum(found.values()) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    "runs", [((0.0, 20.0),), ((0.0, 1.0),), ((0.0, 10.0), (60.0, 70.0)), ((0.0, 2.0), (2.8, 4.0), (4.7, 6.0))]
)
def test_a_pause_or_a_short_clip_is_not(runs: tuple[tuple[float, float], ...]) -> None:
    assert sparse(*runs) == {"wrong_posture": 0.9, "no_person": 0.1}


def test_a_sparse_film_says_so() -> None:
    track = PLANK.track()
    scored = score(rows(track, np.arange(len(track)) % 40 == 0), "plank")
    assert scored.result.word == "not_measured"
    reasons = scored.result.coverage.reasons
    assert max(reasons, key=lambda name: reasons[name]) == "frame_rate"
