"""One programme judges alike before the camera, in a file and in a recording that is scored again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from formcheck.coach.programme import Item, Programme
from formcheck.coach.stages import Stage
from formcheck.pipeline.judge_memory import JudgedRecording, judge_kept
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pipeline.score import rescore
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.result import Result
from formcheck.store.recording import read_context, read_recording
from tests.support.replays import begun, frames, played, recording, visit
from tests.support.several import SEVERAL

LONG_ENOUGH_S = 20
GIVEN = {"values": {"hip_offset": -0.02}}
SAG = {"fault_from": {"sag": 0.012}}
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "movement": (
        "birddog_reps_highfront",
        {
            "exercise": "bird-dog",
            "view": "front-high",
            "book": "ball",
            "override": {"fault_from": {"trunk_roll": 3}},
        },
    ),
    "reference": ("plank_sag", {"exercise": "plank", "override": SAG, "reference": GIVEN}),
    "none": ("plank_sag", {"exercise": "plank", "strictness": 2, "reference": "none"}),
    "first": ("plank_sag", {"exercise": "plank", "override": SAG}),
}


def beginning(track: Track) -> Track:
    """What is enough for a fault."""
    return track[: int(np.searchsorted(track.time, LONG_ENOUGH_S))]


def poses(track: Track) -> KeptPoses:
    """The frames as a file gives them."""
    return KeptPoses.of_track(track, "film.mp4")


def judged(track: Track, plan: Plan, *, auto_view: bool = False) -> Result:
    """The result of a file."""
    return judge_kept(poses(track), plan, auto_view).result


@pytest.mark.parametrize("case", CASES)
def test_live_file_and_recording_have_the_same_events(case: str, tmp_path: Path) -> None:
    clip, fields = CASES[case]
    programme = Programme(items=(Item.model_validate({"sets": 1, **fields}),))
    item = programme.items[0]
    track = recording(clip)
    live = begun(visit(track, item, root=tmp_path / "visits"))
    played(live, frames(beginning(track)))
    live.close()
    (folder,) = live.kept
    result = Result.model_validate_json((folder / "result.json").read_text("utf-8"))
    events = result.events
    assert any(event.faults for event in events), "the bands have something to find"

    kept_in = folder / "recording.parquet"
    kept = read_recording(kept_in)[0]
    again = rescore(kept_in, tmp_path / "again", None, "en", under=programme.judged).result
    assert again.events == events
    assert again.thresholds == result.thresholds

    plain = Plan(exercise=item.exercise, view=item.view)
    if case == "first":  # a file does not know when the coach asked for the best position
        asked = Plan.from_context(read_context(kept_in)).calibrate_during_s
        plain = plain.model_copy(update={"calibrate_during_s": asked})
    assert judged(kept, programme.judged(plain)).events == events
    if item.view == "side":
        found = judged(kept, programme.judged(plain.model_copy(update={"exercise": AUTO})), auto_view=True)
        assert found.exercise == item.exercise
        assert found.events == events
    other = Programme(items=(Item(exercise=item.exercise),))
    assert judged(kept, other.judged(plain)).events != events, "it is the programme that made them"


def test_who_needs_no_reference_is_not_asked_for_one() -> None:
    track = recording("plank_good")
    live = begun(visit(track, Item(exercise="plank", hold_s=8, sets=1, reference="none")))
    updates = played(live, frames(beginning(track)))
    live.close()
    stages = [update.screen.stage for update in updates]
    assert Stage.CALIBRATE not in stages
    assert Stage.PERFORM in stages


def test_each_exercise_of_a_recording_is_judged_by_its_own_item() -> None:
    """Also when it is scored again without the programme: how it was judged travels in the recording."""
    programme = Programme.model_validate(
        {
            "items": [
                {"exercise": "plank", "strictness": 2},
                {"exercise": "bridge", "override": {"fault_from": {"not_lifted": -0.08}}},
            ]
        }
    )
    plan = programme.judged(Plan(exercise=AUTO))
    again = Plan.from_context({"plan": json.loads(json.dumps(plan.model_dump()))})
    for one in (plan, again):
        found = judge_kept(poses(SEVERAL), one, True)
        assert isinstance(found, JudgedRecording)
        used = {part.result.exercise: part.result.thresholds for part in found.parts}
        assert {name: thresholds.strictness for name, thresholds in used.items()} == {
            "plank": 2, "bridge": 1, "side-plank": 1
        }  # fmt: skip
        assert [change.used for change in used["bridge"].changed][:1] == [[-0.08, None]]
        assert used["side-plank"].changed == []
    assert "of_each" not in Plan(exercise="plank").model_dump(), "older programs read what needs nothing new"
