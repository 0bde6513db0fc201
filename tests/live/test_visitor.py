"""A visit with a camera: what is shown and said, and what is kept, for recorded people."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from replays import after, begun, frames, played, recording, visit

from formcheck.coach.programme import Item
from formcheck.coach.voice import Kind
from formcheck.errors import UsageError
from formcheck.feedback.words import Words
from formcheck.live.message import as_message
from formcheck.media.frame import Frame
from formcheck.pose.track import Track
from formcheck.score import rescore

CASES = {
    "plank": ("plank_sag", Item(exercise="plank", hold_s=60, sets=1)),
    "bridge": ("bridge_reps", Item(exercise="bridge", reps=20, sets=1)),
    "bird-dog": ("birddog_reps_side", Item(exercise="bird-dog", reps=20, sets=1)),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_kept_scores_again_to_the_same_bytes(tmp_path: Path, name: str) -> None:
    clip, item = CASES[name]
    track = recording(clip)
    live = begun(visit(track, item, root=tmp_path / "visits"))
    played(live, frames(track))
    live.close()
    (folder,) = live.kept
    assert folder == tmp_path / "visits" / "2026-11-28_18-30-05" / f"01-{name}"
    rescore(folder / "recording.parquet", tmp_path / "again", None, "en")
    kept = (folder / "result.json").read_bytes()
    assert (tmp_path / "again" / "result.json").read_bytes() == kept
    events = json.loads(kept)["events"]
    assert events, "the clip has some"
    assert not list(folder.glob("*.mp4"))


def test_irregular_and_lost_frames_score_again_to_the_same_bytes(tmp_path: Path) -> None:
    track = recording("plank_sag")
    live = begun(visit(track, CASES["plank"][1], root=tmp_path / "visits"))
    random = np.random.default_rng(1)
    for frame in frames(track):
        late = live.frame(Frame(frame.image, frame.time_s + float(random.uniform(0, 0.05))))
        if random.random() < 0.3:
            assert live.frame(Frame(frame.image, frame.time_s - 1)) is None, "it runs backwards"
        assert late is None or late.time_s >= frame.time_s
    live.close()
    rescore(live.kept[0] / "recording.parquet", tmp_path / "again", None, "en")
    again = (tmp_path / "again" / "result.json").read_bytes()
    assert again == (live.kept[0] / "result.json").read_bytes()


def test_a_sagging_plank_is_spoken_of_and_drawn() -> None:
    track = recording("plank_sag")
    live = begun(visit(track, CASES["plank"][1]))
    updates = played(live, frames(track))
    live.close()
    cues = [said for update in updates for said in update.said if said.kind is Kind.CUE]
    assert cues[0].text == "Lift your hips a little"
    fault = next(update for update in updates if "sag" in update.hud.faults)
    assert 0 <= cues[0].time_s - fault.time_s < 1.0
    assert any(update.hud.word == "different" for update in updates)
    ghosts = [u for u in updates if u.shapes and u.shapes[0].role == "far" and u.screen.calibrated]
    assert len(ghosts) > 10, "the neutral is behind the line"


def test_nothing_is_kept_unless_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    track = recording("plank_sag")
    live = begun(visit(track, CASES["plank"][1]))
    played(live, frames(track))
    live.close()
    assert live.kept == []
    assert list(tmp_path.iterdir()) == []


def test_who_did_nothing_leaves_nothing(tmp_path: Path) -> None:
    track = recording("plank_sag")
    nobody = Track.unseen(track.time, track.size, track.model)
    live = begun(visit(nobody, CASES["plank"][1], root=tmp_path / "visits"))
    played(live, frames(nobody))
    live.press("stop")
    live.close()
    assert live.kept == []
    assert not (tmp_path / "visits").exists() or not list((tmp_path / "visits").rglob("*.*"))


def test_two_exercises_are_two_results(tmp_path: Path) -> None:
    first, second = recording("plank_good"), recording("bridge_reps")
    plank = Item(exercise="plank", hold_s=5, sets=1, rest_s=60)
    bridge = Item(exercise="bridge", reps=2, sets=1)
    late = after(second, float(first.time[-1]) + 20)
    both = Track.concatenate([first, late]) if first.size == late.size else None
    assert both is not None
    live = begun(visit(both, plank, bridge, root=tmp_path / "visits"))
    played(live, frames(first))
    while live.press("next").stage != "camera":
        pass
    played(live, frames(late))
    live.press("pain", 2)
    live.close()
    assert [folder.name for folder in live.kept] == ["01-plank", "02-bridge"]
    told = json.loads((live.kept[0].parent / "visit.json").read_text("utf-8"))
    assert told["parts"] == ["01-plank", "02-bridge"]
    results = [json.loads((folder / "result.json").read_text("utf-8")) for folder in live.kept]
    assert [r["exercise"] for r in results] == ["plank", "bridge"]
    assert results[1]["dose"]["reps"] >= 2


def test_another_picture_size_begins_another_result(tmp_path: Path) -> None:
    """A tablet that is turned around."""
    track = recording("plank_good")
    live = begun(visit(track, CASES["plank"][1], root=tmp_path / "visits"))
    shown = list(frames(track))
    half = len(shown) // 2
    turned = [Frame(np.zeros((640, 480, 3), np.uint8), frame.time_s) for frame in shown[half:]]
    played(live, [*shown[:half], *turned])
    live.close()
    assert [folder.name for folder in live.kept] == ["01-plank", "02-plank"]


def test_a_place_that_cannot_be_written_stops_keeping_not_the_visit(tmp_path: Path) -> None:
    (tmp_path / "visits").write_text("a file is in the way")
    track = recording("plank_good")
    live = begun(visit(track, CASES["plank"][1], root=tmp_path / "visits"))
    updates = played(live, frames(track))
    assert updates[-1].trouble
    assert any(update.hud.word == "good" for update in updates)


def test_a_wrong_answer_is_told_and_changes_nothing() -> None:
    track = recording("plank_good")
    live = visit(track, CASES["plank"][1])
    with pytest.raises(UsageError):
        live.press("pain", 11)
    with pytest.raises(UsageError):
        live.press("choose", 7)
    assert live.press("start").stage == "pain"


@pytest.mark.parametrize("clip", ["plank_sag", "birddog_reps_side", "birddog_reps_highfront", "catcamel"])
def test_the_message_of_every_frame_is_small_and_plain(clip: str) -> None:
    exercise = {"p": "plank", "b": "bird-dog", "c": "cat-camel"}[clip[0]]
    view = "front-high" if "high" in clip else "side"
    track = recording(clip)
    live = begun(visit(track, Item(exercise=exercise, view=view)))
    words = Words("nl")
    sizes = []
    for update in played(live, frames(track)):
        text = json.dumps(as_message(update, words), allow_nan=False)
        sizes.append(len(text))
    assert max(sizes) < 8000
    live.close()


def test_the_oblique_camera_is_told_which_way_to_go() -> None:
    track = recording("setup_oblique")
    live = begun(visit(track, CASES["plank"][1]))
    said = [s.text for update in played(live, frames(track)) for s in update.said]
    live.close()
    assert "Move the camera towards your feet." in said
