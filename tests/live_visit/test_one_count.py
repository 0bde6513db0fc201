"""The same visit has one count: on the screen, in what is said, in the report and in visit.json."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from formcheck.coach.programme import Item
from formcheck.live_visit.visit import LiveVisit, Update
from formcheck.media.frame import Frame
from formcheck.scoring.counts import whole_seconds
from formcheck.words.catalogue import Words
from tests.support.replays import begun, frames, played, recording, visit

Play = Callable[[LiveVisit, Sequence[Frame]], list[Update]]
WORDS = Words("en")
COUNTED = ("hold_s", "counted_hold_s", "quality_hold_s", "reps", "attempts", "holds")


def whole(live: LiveVisit, shown: Sequence[Frame]) -> list[Update]:
    """From the first frame to the last."""
    return played(live, shown)


def stopped_at(time_s: float) -> Play:
    """Stopped by hand, in the middle of what is going on."""
    return lambda live, shown: played(live, [frame for frame in shown if frame.time_s < time_s])


def paused(pause_s: float) -> Play:
    """A pause by hand in the middle, of so many seconds of the film."""

    def play(live: LiveVisit, shown: Sequence[Frame]) -> list[Update]:
        middle = len(shown) // 2
        before = played(live, shown[:middle])
        live.press("pause")
        until_s = shown[middle].time_s + pause_s
        played(live, [frame for frame in shown[middle:] if frame.time_s < until_s])
        live.press("pause")
        return [*before, *played(live, [frame for frame in shown[middle:] if frame.time_s >= until_s])]

    return play


def another_camera(live: LiveVisit, shown: Sequence[Frame]) -> list[Update]:
    """A camera is changed in the middle: the results have two parts."""
    middle = len(shown) // 2
    before = played(live, shown[:middle])
    live.press("camera")
    live.press("next")
    return [*before, *played(live, shown[middle:])]


PLANK = Item(exercise="plank", hold_s=60, sets=1)
BRIDGE_HOLD = Item(exercise="bridge", hold_s=20, sets=1)
VISITS: dict[str, tuple[str, Item, Play]] = {
    "plank that sags": ("plank_sag", PLANK, whole),
    "plank that pikes": ("plank_pike", PLANK, whole),
    "plank in short sets": ("plank_good", Item(exercise="plank", hold_s=3, sets=3, rest_s=4), whole),
    "plank stopped in a hold": ("plank_good", PLANK, stopped_at(9.0)),
    "plank stopped at once": ("plank_good", PLANK, stopped_at(4.0)),
    "plank with a pause": ("plank_sag", PLANK, paused(4.0)),
    "plank with a moment's pause": ("plank_sag", PLANK, paused(1.0)),
    "plank before two cameras": ("plank_sag", PLANK, another_camera),
    "side plank": ("sideplank_right", Item(exercise="side-plank", hold_s=5, sets=1, rest_s=3), whole),
    "bridge, repetitions": ("bridge_reps", Item(exercise="bridge", reps=20, sets=1), whole),
    "bridge, few repetitions": ("bridge_reps", Item(exercise="bridge", reps=2, sets=2, rest_s=3), whole),
    "bridge held": ("bridge_hold", BRIDGE_HOLD, whole),
    "bridge stopped in a hold": ("bridge_hold", BRIDGE_HOLD, stopped_at(12.0)),
    "bridge lifts instead of a hold": ("bridge_reps", BRIDGE_HOLD, whole),
    "bridge held instead of repetitions": ("bridge_hold", Item(exercise="bridge", reps=9, sets=1), whole),
    "bird-dog": ("birddog_reps_side", Item(exercise="bird-dog", reps=20, sets=1), whole),
    "bird-dog stopped": ("birddog_reps_side", Item(exercise="bird-dog", reps=20, sets=1), stopped_at(13.0)),
    "cat-camel": ("catcamel", Item(exercise="cat-camel", reps=20, sets=1), whole),
}


def amount(text: str) -> int | None:
    """The first number of a sentence; "one" is 1."""
    found = re.search(r"\b(\d+|one)\b", text)
    return None if found is None else 1 if found[1] == "one" else int(found[1])


@pytest.mark.parametrize("name", VISITS)
def test_screen_speech_report_and_visit_agree(name: str, tmp_path: Path) -> None:
    clip, item, play = VISITS[name]
    track = recording(clip)
    live = begun(visit(track, item, root=tmp_path / "visits"))
    updates = play(live, list(frames(track)))
    end = live.press("stop")
    later = [Frame(frame.image, frame.time_s + 1000.0) for frame in frames(track)]
    updates += played(live, later[:400:8])  # what is left to say takes its time
    said = [utterance.text for update in updates for utterance in update.said]
    live.close()
    if not live.kept:
        assert not end.summary
        return
    told = json.loads((live.kept[0].parent / "visit.json").read_text("utf-8"))
    doses = [json.loads((part / "result.json").read_text("utf-8"))["dose"] for part in live.kept]
    if not told["exercises"]:  # a posture that the body only passed through
        assert not end.summary
        assert all(dose[key] == 0 for dose in doses for key in COUNTED)
        return
    (done,) = told["exercises"]
    for key in COUNTED:
        assert done[key] == pytest.approx(
            sum(dose[key] for dose in doses), abs=1e-9 if len(doses) == 1 else 0.011
        ), key
    (line,) = [text for text in end.summary if text.startswith(WORDS.exercise(item.exercise).split(" (")[0])]
    assert line in said
    held, reps = whole_seconds(done["counted_hold_s"]), done["reps"]
    lifts = reps + done["holds"] if item.exercise == "bridge" else reps
    if item.hold_s and held:
        assert amount(line) == held
    if not item.hold_s and lifts:
        assert amount(line) == lifts
    if item.exercise in ("plank", "side-plank"):
        assert reps == 0
    if len(live.kept) > 1:
        return  # each part has a report of its own
    page = re.sub(r"<[^>]+>", " ", (live.kept[0] / "report.html").read_text("utf-8"))
    page = re.sub(r"\s+", " ", page)
    if held:
        assert f" {held} s {WORDS.text('report.dose.counted')} " in page
        assert f" {whole_seconds(done['hold_s'])} s {WORDS.text('report.dose.hold')} " in page
    if reps:
        assert f" {lifts} {WORDS.counted('report.dose.reps', lifts)} " in page
