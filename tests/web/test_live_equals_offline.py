"""Live equals offline: a visit through the real WebSocket scores again to the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from formcheck.pipeline.score import ScoreOptions, rescore, score_video
from formcheck.scoring.plan import Plan
from formcheck.store.recording import RecordingWriter, read_recording
from formcheck.store.tables import read_frames
from tests.support.page_client import Server, answer, begin, blank, bye, kept_of, play, press, serving
from tests.support.visit_files import whole

ALL: dict[str, dict[str, Any]] = {
    "plank": {"hold_s": 100},
    "bridge": {"reps": 50},
    "bird-dog": {"reps": 50, "book": "ball"},
}
"""More than is done, so that no visit ends before its clip."""
CLIPS = {"plank": "plank_sag", "bird-dog": "bird_dog_over_lift"}
LENGTHS_S = {"plank": 26.0, "bridge": 30.8, "bird-dog": 34.4}
RECORDINGS = {"plank": "plank_sag", "bridge": "bridge_reps", "bird-dog": "birddog_reps_side"}


def _item(exercise: str) -> dict[str, Any]:
    return {"exercise": exercise, "sets": 1, **ALL[exercise]}


@pytest.fixture(scope="module")
def seeing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The program as it is, network and all."""
    with serving(tmp_path_factory.mktemp("seeing") / "visits") as server:
        yield server


@pytest.mark.parametrize("exercise", ["plank", "bird-dog"])  # a hold and repetitions
def test_a_live_visit_is_what_its_video_scores(
    seeing: Server, exercise: str, tmp_path: Path, root: Path
) -> None:
    """The same frames, to the pixel: the same events, and the recording gives them once more."""
    video = root / "sample_videos" / f"{CLIPS[exercise]}.mp4"
    with seeing.live() as link:
        begin(link, _item(exercise))
        press(link, "next")  # straight into position: what is seen before belongs to no recording
        answers = list(play(link, video, bare=True))
        assert {told["type"] for told in answers} == {"frame"}
        (folder,) = (Path(folder) for folder in bye(link)["folders"])
    live = whole(folder, tmp_path / "again")
    assert any(event["faults"] for event in live["events"])
    table = read_frames(folder / "frames.parquet")
    kept = kept_of(answers, "position")
    assert len(kept) > 0.9 * len(answers)
    assert list(table["time_s"]) == [told["t"] for told in kept]
    # What is kept is put right once the event is over: nothing that was shown as one verdict becomes another.
    shown = [told["screen"]["verdict"] for told in kept]
    changed = [
        (t, was, now)
        for t, was, now in zip(table["time_s"], shown, table["verdict"], strict=True)
        if was != now
    ]
    assert {now for _, _, now in changed} <= {"unmeasured"}
    assert not any(e["start_s"] < t < e["end_s"] for t, *_ in changed for e in live["events"])

    recorded, context = read_recording(folder / "recording.parquet")
    from_s = Plan.from_context(context).calibrate_during_s  # the coach asks first
    assert (from_s is None) == (exercise != "plank")
    plan = Plan(exercise=exercise, book=_item(exercise).get("book", "book"), calibrate_during_s=from_s)
    options = ScoreOptions(plan=plan, auto_view=False, model="lite", lang="en")
    score_video(video, tmp_path / "scored", options)
    whole_video = json.loads((tmp_path / "scored" / "result.json").read_text("utf-8"))
    assert live["events"] == whole_video["events"]

    # The visit looks no more once the patient has got up, but the video goes on: only the frames that both
    # have can give the same view, coverage and all the rest.
    theirs, how = read_recording(tmp_path / "scored" / "recording.parquet")
    both = theirs[: len(recorded)]
    for column in ("time", "xy", "visibility", "world", "dorsal", "ventral", "contrast", "people"):
        assert np.array_equal(getattr(recorded, column), getattr(both, column), equal_nan=True), column
    with RecordingWriter(tmp_path / "both.parquet", both.size, both.model, how) as writer:
        writer.append(both)
    rescore(tmp_path / "both.parquet", tmp_path / "offline", None, "en")
    offline = json.loads((tmp_path / "offline" / "result.json").read_text("utf-8"))
    assert {**live, "source": None} == {**offline, "source": None}


@pytest.mark.parametrize("exercise", ALL)
def test_lost_late_and_irregular_frames_score_again_to_the_same_bytes(exercise: str, tmp_path: Path) -> None:
    """A poor camera on a poor machine: bursts, gaps, time that stands still or runs back, broken pictures."""
    random = np.random.default_rng(7)
    staged = {"clip": RECORDINGS[exercise], "pause_s": 0.002}
    with serving(tmp_path / "visits", staged=staged) as server, server.live() as link:
        begin(link, _item(exercise))
        now, out, told = 0.0, 0, []
        while now < LENGTHS_S[exercise]:
            now += float(random.choice([1 / 30, 1 / 15, random.uniform(0.001, 0.3)]))
            message = blank(now)
            match int(random.integers(12)):
                case 0:
                    message = blank(now - 1.0)
                case 1:
                    message = message[:60]
                case 2:
                    now += float(random.uniform(0, 1.5))
            link.send(message)
            out += 1
            if random.random() < 0.8:  # else the next one is sent before this one is answered
                told += [answer(link) for _ in range(out)]
                out = 0
        told += [answer(link) for _ in range(out)]
        (folder,) = (Path(folder) for folder in bye(link)["folders"])
    kept = kept_of(told, "camera")
    assert [one["type"] for one in told].count("skipped") > 20
    assert len(kept) > 100
    result = whole(folder, tmp_path / "again")
    assert result["source"]["frames"] == len(kept)
    assert result["events"]
