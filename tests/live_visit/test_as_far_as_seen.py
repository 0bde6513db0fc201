"""A bridge whose belly line cannot be read: good as far as seen, on every surface."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.coach.programme import Item
from formcheck.exercises import get_exercise
from formcheck.live_visit.message import as_message
from formcheck.live_visit.visit import Update
from formcheck.pipeline.judge_memory import judge_kept
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.window.renderer import VisitRenderer
from formcheck.words.catalogue import Words
from tests.support.replays import begun, frames, played, recording, visit

WORDS = Words("en")


def without_outline(clip: str, part: slice = slice(None)) -> Track:
    """The poses of a clip, without the outline of the body."""
    track = recording(clip)[part]
    return replace(
        track, dorsal=np.full_like(track.dorsal, np.nan), ventral=np.full_like(track.ventral, np.nan)
    )


def judged(track: Track, exercise: str, view: str = "side") -> Result:
    plan = Plan.model_validate({"exercise": exercise, "view": view})
    return judge_kept(KeptPoses.of_track(track, "clip"), plan, auto_view=False).result


@pytest.mark.parametrize(
    ("clip", "exercise", "fault"),
    [
        ("bridge_reps", "bridge", "hyperextension"),
        ("birddog_reps_side", "bird-dog", "lumbar_hollow"),
        ("catcamel", "cat-camel", "back_curve"),
    ],
)
def test_without_the_outline_no_good_is_whole(clip: str, exercise: str, fault: str) -> None:
    result = judged(without_outline(clip), exercise)
    done = [event for event in result.events if event.verdict != "unmeasured"]
    assert done
    assert {*result.main_unmeasured} == {fault}
    assert fault in result.unmeasured
    assert all(event.main_unmeasured == {fault: "low_contrast"} for event in done)
    assert any(event.as_far_as_seen for event in done)


@pytest.mark.parametrize(
    ("clip", "exercise"),
    [("bridge_reps", "bridge"), ("birddog_reps_side", "bird-dog"), ("plank_good", "plank")],
)
def test_with_it_good_is_good(clip: str, exercise: str) -> None:
    result = judged(recording(clip), exercise)
    assert result.main_unmeasured == {}
    assert not any(event.as_far_as_seen for event in result.events)


def test_the_view_chooses_what_matters() -> None:
    """From the front the back is not asked for, from the side the roll is not."""
    mains = {main.name for main in get_exercise("bird-dog").spec.main_faults}
    front = judged(without_outline("birddog_reps_highfront"), "bird-dog", "front-high")
    assert "lumbar_hollow" in mains
    assert "lumbar_hollow" not in front.main_unmeasured


def test_the_whole_visit_says_so(tmp_path: Path) -> None:
    """Until the third lift, which reaches too high: so far all is good, as far as seen."""
    track = without_outline("bridge_reps", slice(0, 300))
    live = begun(visit(track, Item(exercise="bridge", reps=2, sets=2, rest_s=5), root=tmp_path / "visits"))
    updates = played(live, frames(track))
    screen = live.press("stop")
    live.close()
    said = [utterance.text for update in updates for utterance in update.said]
    assert WORDS.text("fault.hyperextension.unseen") in said
    assert "I could not judge the lower back." in screen.summary
    (told,) = json.loads((live.kept[0].parent / "visit.json").read_text("utf-8"))["exercises"]
    assert told["main_unmeasured"] == ["hyperextension"]

    good = [update for update in updates if update.hud.word == "good" and update.hud.unseen]
    assert len(good) > 30
    message = as_message(good[-1], WORDS)
    assert (message["verdict"], message["unseen"]) == ("good", "I cannot see your lower back well.")
    lifted = [update for update in good if update.hud.unread]
    assert len(lifted) > 20
    assert as_message(lifted[-1], WORDS)["unread"] == "The lower back: not measured here"
    assert "The lower back: not measured here" in drawn(lifted[-1])
    between = next(update for update in good[30:] if not update.hud.unread)
    assert "good, as far as seen" in drawn(between)
    whole = next(update for update in updates if update.hud.word == "good" and not update.hud.unseen)
    assert "as far as seen" not in drawn(whole)

    page = re.sub(r"<[^>]+>", " ", (live.kept[0] / "report.html").read_text("utf-8"))
    assert "good, as far as seen" in page
    assert "The lower back could not be judged, because" in page


def drawn(update: Update) -> str:
    """The texts of the window."""
    shapes = VisitRenderer(WORDS).on_picture(update, 16 / 9)
    return " ".join(getattr(shape, "text", "") for shape in shapes)
