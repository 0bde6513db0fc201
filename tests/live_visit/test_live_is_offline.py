"""Live equals offline, whatever the last digits of the landmarks: other processors give other ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy.shaken.shake import shaken
from formcheck.coach.programme import Item
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.scoring import Scoring
from formcheck.scoring.source import Source
from formcheck.store.recording import read_context, read_recording
from tests.support.replays import begun, frames, played, recording, visit

CASES = {
    "plank_sag": Item(exercise="plank", hold_s=60, sets=1),
    "bridge_reps": Item(exercise="bridge", reps=20, sets=1),
    "birddog_reps_side": Item(exercise="bird-dog", reps=20, sets=1),
    "birddog_reps_highfront": Item(exercise="bird-dog", view="front-high", reps=20, sets=1),
}


def cuttings(track: Track, seed: int) -> Iterator[list[Track]]:
    """The whole, frame by frame, and pieces of chance lengths."""
    yield [track]
    yield [track[i : i + 1] for i in range(len(track))]
    chance = np.cumsum(np.random.default_rng(seed).integers(0, 90, len(track)))
    edges = [0, *chance[chance < len(track)].tolist(), len(track)]
    yield [track[a:b] for a, b in pairwise(edges)]


@pytest.mark.parametrize(("name", "seed"), list(zip(CASES, (0, 5, 9, 9), strict=True)))
def test_a_visit_is_its_frames_however_they_are_cut(tmp_path: Path, name: str, seed: int) -> None:
    """The view found, the coverage and all other tallies hold the frames that are kept, and no others."""
    track = shaken(recording(name), seed)
    live = begun(visit(track, CASES[name], root=tmp_path / "visits"))
    played(live, frames(track))
    live.close()
    (folder,) = live.kept
    result = (folder / "result.json").read_text(encoding="utf-8")
    kept = read_recording(folder / "recording.parquet")[0]
    assert 100 < len(kept) < len(track), "what is seen before and after the exercise is not kept"
    assert np.array_equal(kept.xy, track.xy[np.isin(track.time, kept.time)], equal_nan=True)

    context = read_context(folder / "recording.parquet")
    for chunks in cuttings(kept, seed):
        scoring = Scoring(Plan.from_context(context))
        for chunk in chunks:
            scoring.feed(chunk)
        scoring.finish()
        again = scoring.result(Source.model_validate(context["source"]), kept.model)
        assert again.view_found is not None
        assert again.to_json() == result
