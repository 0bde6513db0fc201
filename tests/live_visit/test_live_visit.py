"""Live visits of recorded people: what is shown, spoken and kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from pydantic_core import to_json

from benchmarks.accuracy.mirror import mirrored
from formcheck.coach.programme import Item
from formcheck.coach.speech import PromptKind
from formcheck.errors import UsageError
from formcheck.live_visit.message import as_message
from formcheck.live_visit.visit import LiveVisit
from formcheck.media.frame import Frame
from formcheck.pipeline.score import rescore
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.store.recording import read_recording
from formcheck.words.catalogue import Words
from tests.support.replays import after, begun, frames, played, recording, visit

CASES = {
    "plank": ("plank_sag", Item(exercise="plank", hold_s=60, sets=1)),
    "bridge": ("bridge_reps", Item(exercise="bridge", reps=20, sets=1)),
    "bird-dog": ("birddog_reps_side", Item(exercise="bird-dog", reps=20, sets=1)),
}


@pytest.mark.parametrize("name", CASES)
def test_kept_recordings_rescore_to_the_same_bytes(tmp_path: Path, name: str) -> None:
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


def test_irregular_and_lost_frames_rescore_to_the_same_bytes(tmp_path: Path) -> None:
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


def test_a_sagging_plank_gets_a_cue_and_a_drawing() -> None:
    track = recording("plank_sag")
    live = begun(visit(track, CASES["plank"][1]))
    updates = played(live, frames(track))
    live.close()
    cues = [said for update in updates for said in update.said if said.kind is PromptKind.CUE]
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


def test_a_visit_without_exercise_keeps_nothing(tmp_path: Path) -> None:
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


def test_a_rest_belongs_to_no_exercise(tmp_path: Path) -> None:
    """A person who stays in the plank during a rest: the results keep what the coach counted."""
    track = recording("plank_good")
    item = Item(exercise="plank", hold_s=3, sets=2, rest_s=4)
    live = begun(visit(track, item, item, root=tmp_path / "visits"))
    updates = played(live, frames(track))
    told = [u.screen for u in updates if u.screen.stage == "rest"]
    assert [(s.item, s.set) for s in (told[0], told[-1])] == [(0, 2), (1, 1)]
    live.press("stop")
    live.close()
    resting = {u.time_s for u in updates if u.screen.stage == "rest"}
    for folder in live.kept:
        kept = read_recording(folder / "recording.parquet")[0].time.tolist()
        # The frame that ends a set is judged before the rest begins.
        assert len({*kept} & resting) <= 2
        rescore(folder / "recording.parquet", tmp_path / folder.name, None, "en")
        again = (tmp_path / folder.name / "result.json").read_bytes()
        assert again == (folder / "result.json").read_bytes()
    first = json.loads((live.kept[0] / "result.json").read_text("utf-8"))
    assert [event["kind"] for event in first["events"]] == ["hold", "hold"]
    assert first["coverage"]["reasons"] == {}, "a rest is no time that could not be measured"
    working = [u.screen for u in updates if u.screen.item == 0 and u.screen.stage in ("calibrate", "perform")]
    told_s = sum(max(s.hold_s for s in working if s.set == number) for number in (1, 2))
    # The screen goes on to the next set with the frame that ends this one.
    assert told_s <= first["dose"]["counted_hold_s"] < told_s + 2 * 0.2
    assert not json.loads((live.kept[0].parent / "visit.json").read_text("utf-8"))["finished"]


def test_the_reference_is_taken_after_the_request(tmp_path: Path) -> None:
    """In the plank before the request: the reference is not taken from before it."""
    track = recording("plank_good")
    live = begun(visit(track, CASES["plank"][1], root=tmp_path / "visits"))
    updates = played(live, frames(track))
    live.close()
    said = [utterance for update in updates for utterance in update.said]
    request = next(u for u in said if u.text == Words("en").text("coach.hold_still"))
    result = json.loads((live.kept[0] / "result.json").read_text("utf-8"))
    assert result["calibration"]["kind"] == "personal"
    assert result["calibration"]["start_s"] >= request.time_s + request.seconds


def test_another_camera_begins_another_result(tmp_path: Path) -> None:
    track = recording("plank_good")
    live = begun(visit(track, CASES["plank"][1], root=tmp_path / "visits"))
    shown = list(frames(track))
    played(live, shown[: len(shown) // 2])
    assert live.press("camera").stage == "camera"
    after_it = played(live, shown[len(shown) // 2 :])
    live.close()
    assert [folder.name for folder in live.kept] == ["01-plank", "02-plank"]
    assert not after_it[0].screen.calibrated


def test_a_visit_stopped_for_pain_is_kept_as_one(tmp_path: Path) -> None:
    live = visit(recording("plank_good"), CASES["plank"][1], root=tmp_path / "visits")
    live.press("start")
    live.press("pain", 8)
    live.close()
    (told,) = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "visits").glob("*/visit.json")]
    assert (told["pain_before"], told["advice"], told["finished"], told["parts"]) == (8, "stop", False, [])


def test_another_picture_size_begins_another_result(tmp_path: Path) -> None:
    """A tablet is turned during the visit."""
    track = recording("plank_good")
    live = begun(visit(track, CASES["plank"][1], root=tmp_path / "visits"))
    shown = list(frames(track))
    half = len(shown) // 2
    turned = [Frame(np.zeros((640, 480, 3), np.uint8), frame.time_s) for frame in shown[half:]]
    played(live, [*shown[:half], *turned])
    live.close()
    assert [folder.name for folder in live.kept] == ["01-plank", "02-plank"]


def test_a_folder_that_cannot_be_written_does_not_stop_the_visit(tmp_path: Path) -> None:
    (tmp_path / "visits").write_text("a file is in the way")
    track = recording("plank_good")
    live = begun(visit(track, CASES["plank"][1], root=tmp_path / "visits"))
    updates = played(live, frames(track))
    assert updates[-1].trouble
    assert any(update.hud.word == "good" for update in updates)


def test_an_invalid_answer_is_refused_and_changes_nothing() -> None:
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
    view: Literal["side", "front-high"] = "front-high" if "high" in clip else "side"
    track = recording(clip)
    live = begun(visit(track, Item(exercise=exercise, view=view)))
    words = Words("nl")
    sizes = []
    for update in played(live, frames(track)):
        text = to_json(as_message(update, words))
        json.loads(text, parse_constant=pytest.fail)
        sizes.append(len(text))
    assert max(sizes) < 8000
    live.close()


def test_an_oblique_camera_gets_the_direction_to_move() -> None:
    track = recording("setup_oblique")
    live = begun(visit(track, CASES["plank"][1]))
    said = [s.text for update in played(live, frames(track)) for s in update.said]
    live.close()
    assert "Move the camera towards your feet." in said


def kept_of(live: LiveVisit, folder: Path) -> list[dict[str, Any]]:
    """The results of a visit, each of which rescores to the same bytes, and visit.json last."""
    live.close()
    results = []
    for part in live.kept:
        rescore(part / "recording.parquet", folder / part.name, None, "en")
        again = (folder / part.name / "result.json").read_bytes()
        assert again == (part / "result.json").read_bytes()
        results.append(json.loads(again))
    return [*results, json.loads((live.kept[0].parent / "visit.json").read_text("utf-8"))]


def test_each_side_is_asked_for_its_best_position(tmp_path: Path) -> None:
    left = recording("sideplank_left")
    both = Track.concatenate([left, after(mirrored(left), float(left.time[-1]) + 0.1)])
    live = begun(
        visit(both, Item(exercise="side-plank", hold_s=7, sets=1, rest_s=3), root=tmp_path / "visits")
    )
    updates = played(live, frames(both))
    said = [utterance for update in updates for utterance in update.said]
    words = Words("en")
    other = next(u.time_s for u in said if u.text == words.text("coach.other_side"))
    second = [u.screen for u in updates if u.time_s > other and u.screen.stage in ("calibrate", "perform")]
    assert second[0].stage == "calibrate"
    assert not second[0].calibrated
    asked = [
        u for u in said if (u.time_s >= other and "best position" in u.text) or "Stay like this" in u.text
    ]
    assert asked
    result, told = kept_of(live, tmp_path)
    values = result["calibration"]["values"]
    assert {"left_hip_offset", "right_hip_offset"} <= {*values}, "each side has its own"
    assert {event["side"] for event in result["events"] if event["kind"] == "hold"} == {"left", "right"}
    assert told["finished"]


def test_the_side_of_a_programme_is_asked_for_and_what_was_done_is_kept(tmp_path: Path) -> None:
    """The programme asks for the right side, the person does the left: the results say left."""
    track = recording("sideplank_left")
    item = Item(exercise="side-plank", side="right", hold_s=3, sets=1)
    live = begun(visit(track, item, root=tmp_path / "visits"))
    updates = played(live, frames(track))
    said = [utterance.text for update in updates for utterance in update.said]
    assert Words("en").text("coach.lie.right") in said
    live.close()
    for folder in live.kept:
        events = json.loads((folder / "result.json").read_text("utf-8"))["events"]
        assert {event["side"] for event in events} <= {"left"}


def test_what_is_done_in_a_pause_by_hand_is_not_kept(tmp_path: Path) -> None:
    track = recording("plank_good")
    live = begun(visit(track, CASES["plank"][1], root=tmp_path / "visits"))
    shown = list(frames(track))
    first = [f for f in shown if f.time_s < 10.0]
    updates = played(live, first)
    held = updates[-1].screen.hold_s
    assert held > 2
    assert live.press("pause").stage == "pause"
    played(live, shown[len(first) :])
    live.press("stop")
    result, told = kept_of(live, tmp_path)
    assert result["dose"]["counted_hold_s"] == pytest.approx(held, abs=0.01)
    assert result["coverage"]["reasons"] == {}
    assert told["exercises"][0]["hold_s"] == result["dose"]["hold_s"]


def test_what_is_done_during_the_camera_check_is_not_kept(tmp_path: Path) -> None:
    track = recording("plank_good")
    live = visit(track, CASES["plank"][1], root=tmp_path / "visits")
    live.press("start")
    live.press("next")
    updates = played(live, frames(track))
    live.press("stop")
    began = next(u.time_s for u in updates if u.screen.stage in ("calibrate", "perform"))
    assert began > 6, "the explanation takes that long"
    result, _ = kept_of(live, tmp_path)
    assert all(event["start_s"] > began - 1.0 for event in result["events"])


def test_a_pause_out_of_the_picture_does_not_change_the_coverage(tmp_path: Path) -> None:
    track = recording("plank_good")
    half = Track.concatenate([track[: len(track) // 2]])
    gone_s = np.arange(0.0, 25.0, 1 / 15) + float(half.time[-1]) + 0.1
    nobody = Track.unseen(gone_s, track.size, track.model)
    back = after(track[len(track) // 4 : len(track) * 3 // 4], float(gone_s[-1]) + 0.1)
    whole = Track.concatenate([half, nobody, back])
    live = begun(visit(whole, CASES["plank"][1], root=tmp_path / "visits"))
    updates = played(live, frames(whole))
    live.press("stop")
    told_s = max(u.screen.hold_s for u in updates)
    result, _ = kept_of(live, tmp_path)
    assert result["coverage"]["measured"] > 0.7, "five seconds are waited for whoever is lost"
    assert result["dose"]["quality_hold_s"] == pytest.approx(told_s, abs=2.0)


def test_a_turned_picture_is_checked_again(tmp_path: Path) -> None:
    track = recording("plank_good")
    live = begun(visit(track, CASES["plank"][1], root=tmp_path / "visits"))
    shown = list(frames(track))
    half = len(shown) * 2 // 3
    assert played(live, shown[:half])[-1].screen.stage == "perform"
    turned = Frame(np.zeros((640, 480, 3), np.uint8), shown[half].time_s)
    (update,) = played(live, [turned])
    assert (update.screen.stage, update.screen.calibrated) == ("camera", False)
    live.close()


def high_hips(track: Track, until_s: float, share: float = 0.08) -> Track:
    """The same plank with the hips higher by a share of the body's length, until a moment."""
    xy = track.xy.copy()
    rows = track.time < until_s
    length = np.linalg.norm(
        track.xy[rows, Landmark.LEFT_SHOULDER] - track.xy[rows, Landmark.LEFT_ANKLE], axis=1
    )
    for hip in (Landmark.LEFT_HIP, Landmark.RIGHT_HIP):
        xy[rows, hip, 1] -= share * length
    return replace(track, xy=xy)


@pytest.mark.parametrize("corrected", [True, False])
def test_a_reference_with_high_hips_is_said_and_asked_for_again(tmp_path: Path, corrected: bool) -> None:
    """The plank is held four times as long, so that there is time to ask again."""
    once = recording("plank_good")
    held = once[int(np.searchsorted(once.time, 3.0)) : int(np.searchsorted(once.time, 12.0))]
    pieces = [after(held, i * (float(held.time[-1] - held.time[0]) + 0.04)) for i in range(4)]
    track = Track.concatenate(
        [once[: int(np.searchsorted(once.time, 3.0))], *(after(p, 3.0 + p.time[0]) for p in pieces)]
    )
    track = high_hips(track, 20.0 if corrected else np.inf)
    live = begun(visit(track, Item(exercise="plank", hold_s=60, sets=1), root=tmp_path / "visits"))
    updates = played(live, frames(track))
    live.close()
    words = Words("en").of("plank")
    said = [said.text for update in updates for said in update.said]
    cue = words.text("fault.pike.cue")
    at = said.index(cue)
    assert said[at + 1] == words.text("coach.stay")
    assert 1 <= said.count(cue) <= 2
    kept = json.loads((live.kept[0] / "result.json").read_text("utf-8"))
    assert [(r["value"], r["fault"]) for r in kept["calibration"]["refused"]] == [("hip_offset", "pike")]
    assert kept["calibration"]["kind"] == ("personal" if corrected else "default")
    assert any(update.screen.calibrated for update in updates) == corrected
    rescore(live.kept[0] / "recording.parquet", tmp_path / "again", None, "en")
    assert (tmp_path / "again" / "result.json").read_bytes() == (live.kept[0] / "result.json").read_bytes()
    notice = "Your own reference was not taken (hips too high"
    assert (notice in (live.kept[0] / "report.html").read_text("utf-8")) != corrected
