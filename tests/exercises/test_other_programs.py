"""Poses of other programs: judged on what they hold; what they lack is unmeasured, with a reason."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from formcheck.pose.landmarks import COCO17, Landmark
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.recogniser import Recogniser
from formcheck.store.recording import read_recording
from formcheck.words.catalogue import Words
from tests.support.each import each
from tests.support.scenarios import FAULTY, GOOD, Scenario
from tests.support.scored import Scored, score

RECORDINGS = Path(__file__).parents[2] / "benchmarks" / "recordings"
NAMES = [path.stem for path in sorted(RECORDINGS.glob("*.parquet"))]
PLACES = list(COCO17)
FROM_OUTLINE = {"lumbar_hollow", "hyperextension", "uneven", "breath_hold", "back_curve"}
"""Faults that are read from the outline, alone or first of all."""


NEEDS_TOES = {"knees_forward", "hands_far"}
"""Faults read from points that 17 do not hold."""


def with_17_points(track: Track, *, visibility: bool = True) -> Track:
    """What another program, as good as ours, would have given of the same recording."""
    sight = np.nan_to_num(track.visibility[:, PLACES]) if visibility else None
    return Track.from_coco17(track.xy[:, PLACES], track.time, track.size, sight)


@cache
def recorded(name: str) -> tuple[Track, str, str, Scored]:
    """A recording of the project, its exercise and view, and how it is scored with all that it holds."""
    track, context = read_recording(RECORDINGS / f"{name}.parquet")
    plan = Plan.from_context(context)
    return track, plan.exercise, plan.view, score(track, plan.exercise, view=plan.view)


def without(track: Track, points: list[Landmark]) -> Track:
    """The track with some points missing all the time."""
    xy = track.xy.copy()
    xy[:, points] = np.nan
    return replace(track, xy=xy)


def assert_no_more_faults(less: Scored, full: Scored) -> None:
    """No fault that the whole pose does not show, and those no longer seen are listed with their reason."""
    assert less.faults <= full.faults
    lost = full.faults - less.faults
    assert lost <= less.result.unmeasured.keys(), "nothing is left out in silence"
    assert {less.result.unmeasured[fault] for fault in lost - NEEDS_TOES} <= {"no_outline"}


@pytest.mark.parametrize("name", NAMES)
def test_17_points_are_judged_as_33_but_for_the_outline(name: str) -> None:
    track, exercise, view, full = recorded(name)
    scored = score(with_17_points(track), exercise, view=view)
    assert scored.kinds == full.kinds
    assert scored.result.near_side == full.result.near_side
    assert scored.result.pose.backend == "coco17"
    assert_no_more_faults(scored, full)
    judged = {band.fault for band in scored.result.thresholds.bands}
    for fault in FROM_OUTLINE & judged - {"lumbar_hollow" if view != "side" else ""}:
        assert scored.result.unmeasured[fault] == "no_outline"
    from_head = {"trunk_roll"} if view != "side" else set()  # what the trunk head tells of the picture
    assert set(scored.result.unmeasured) - set(full.result.unmeasured) <= FROM_OUTLINE | from_head


@pytest.mark.parametrize(("name", "fault"), [("plank_sag", "sag"), ("plank_pike", "pike")])
def test_the_hips_of_a_plank_need_no_outline(name: str, fault: str) -> None:
    track, exercise, view, full = recorded(name)
    scored = score(with_17_points(track), exercise, view=view)
    assert scored.faults == full.faults == {fault}
    assert scored.result.unmeasured == {}


@pytest.mark.parametrize("name", NAMES)
def test_any_chunking_gives_the_same(name: str) -> None:
    """Also with points missing now here, now there (law 2)."""
    track, exercise, view, _ = recorded(name)
    random = np.random.default_rng(5)
    points = track.xy[:, PLACES].copy()
    points[random.random(points.shape[:2]) < 0.1] = np.nan
    holed = Track.from_coco17(points, track.time, track.size, np.nan_to_num(track.visibility[:, PLACES]))
    one_by_one = (holed[i : i + 1] for i in range(len(holed)))
    assert score(holed, exercise, chunks=one_by_one, view=view).same_bytes(score(holed, exercise, view=view))


@pytest.mark.parametrize("name", NAMES)
def test_without_visibility_the_side_is_told_by_how_the_body_lies(name: str) -> None:
    track, exercise, view, full = recorded(name)
    bare = with_17_points(track, visibility=False)
    scored = score(bare, exercise, view=view)
    assert scored.result.near_side == full.result.near_side
    assert scored.kinds == full.kinds
    one_by_one = (bare[i : i + 1] for i in range(len(bare)))
    assert score(bare, exercise, chunks=one_by_one, view=view).same_bytes(scored)
    xy = bare.xy.copy()
    xy[:, :, 0] = track.size[0] - xy[:, :, 0]
    mirrored = score(replace(bare, xy=xy), exercise, view=view)
    other = {"left": "right", "right": "left", None: None}
    assert mirrored.result.near_side == other[full.result.near_side], (
        "the picture mirrored, points not renamed"
    )


@pytest.mark.parametrize("roll_deg", [-10, -6, 6, 10])
def test_a_camera_that_is_not_level_invents_nothing_without_toes(roll_deg: int) -> None:
    track, exercise, view, full = recorded("birddog_reps_side")
    turn = np.radians(roll_deg)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    middle = np.array(track.size) / 2
    rolled = replace(track, xy=((track.xy - middle) @ matrix + middle).astype(np.float32))
    scored = score(with_17_points(rolled), exercise, view=view)
    assert_no_more_faults(scored, full)
    own = score(rolled, exercise, view=view).result.camera_roll_deg
    assert own is not None
    assert scored.result.camera_roll_deg == pytest.approx(own, abs=1.5), "the knee stands for the toes"


@pytest.mark.parametrize("scenario", [*GOOD, *FAULTY], ids=str)
def test_every_exercise_takes_17_points(scenario: Scenario) -> None:
    full = scenario.score()
    scored = scenario.score(with_17_points(scenario.track()))
    assert_no_more_faults(scored, full)
    assert len(scored.events) == len(full.events)


JOINTS = ("NOSE", "EAR", "SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE")


@pytest.mark.parametrize(
    "name", ["plank_sag", "bridge_reps", "birddog_reps_side", "birddog_reps_highfront", "catcamel"]
)
@each("joint, far", [(joint, far) for joint in JOINTS for far in (False, True)])
def test_a_joint_that_is_never_seen_makes_no_fault(name: str, far: bool, joint: str) -> None:
    track, exercise, view, full = recorded(name)
    near = (full.result.near_side or "left").upper()
    points = [p for p in Landmark if p.name.endswith(joint) and not (far and p.name.startswith(near))]
    scored = score(without(with_17_points(track), points), exercise, view=view)
    assert scored.faults <= full.faults
    if scored.result.coverage.measured == 0:
        assert set(scored.result.unmeasured.values()) == {"occluded"}
        assert max(scored.result.coverage.reasons.items(), key=lambda item: item[1])[0] == "occluded"


@pytest.mark.parametrize("name", NAMES)
def test_postures_are_recognised_without_toes(name: str) -> None:
    track = recorded(name)[0]

    def postures(seen: Track) -> list[tuple[str, float]]:
        recogniser = Recogniser()
        recogniser.feed(seen)
        return [(stretch.posture, stretch.start_s) for stretch in recogniser.finish()]

    assert postures(with_17_points(track)) == postures(track)
    faceless = without(with_17_points(track), [Landmark.NOSE])
    lying = {"supine", "prone", "other"}  # which of them nobody can tell then
    told = [posture for posture, _ in postures(faceless) if posture not in lying]
    assert told == [posture for posture, _ in postures(track) if posture not in lying]


def test_out_of_the_picture_is_seen_by_the_points_that_are_there() -> None:
    track, exercise, view, full = recorded("plank_sag")
    ears = [Landmark.LEFT_EAR, Landmark.RIGHT_EAR]
    bare = without(with_17_points(track), ears)
    feet = bare.xy[:, [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE], 0]
    nearest = float(np.nanmin(np.minimum(feet, track.size[0] - feet)))
    left = np.nanmedian(feet) < track.size[0] / 2
    moved = replace(bare, xy=bare.xy + np.array([-nearest - 40 if left else nearest + 40, 0], np.float32))
    scored = score(moved, exercise, view=view)
    assert scored.result.coverage.reasons["out_of_frame"] > 0.5
    one_by_one = (moved[i : i + 1] for i in range(len(moved)))
    assert score(moved, exercise, chunks=one_by_one, view=view).same_bytes(scored)
    assert full.result.coverage.measured == 1


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_missing_outline_has_words(lang: str) -> None:
    words = Words(lang)
    assert "no_outline" not in words.text("reason.no_outline.text")
    assert "formcheck" in words.remedy("no_outline", fault="hyperextension", exercise="bridge")


def table(path: Path, size: tuple[int, int], every: int) -> tuple[Track, list[str]]:
    """Some rows of a table of stills, each shown for three seconds with a pause after it, and their labels.

    The tables hold nose, limbs, heels and toes, and no ears.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[::every]
    named = [point for point in Landmark if f"{point.name.lower()}_x" in rows[0]]
    xy, sight = np.full((len(rows), 33, 2), np.nan), np.zeros((len(rows), 33))
    for point in named:
        x, y, seen = (f"{point.name.lower()}_{axis}" for axis in "xyv")
        xy[:, point] = [(float(row[x]) * size[0], float(row[y]) * size[1]) for row in rows]
        sight[:, point] = [float(row[seen]) for row in rows]
    frames = 32  # three seconds from the first to the last: less is too short to judge
    time = np.arange(len(rows))[:, None] * PERIOD_S + np.arange(frames) / 10
    track = Track.from_blazepose33(np.repeat(xy, frames, 0), time.ravel(), size, np.repeat(sight, frames, 0))
    return track, [row.get("label", "") for row in rows]


PERIOD_S = 10.0


def test_labelled_planks_of_another_program(shared: Path) -> None:
    path = shared / "data/landmarks/plank_labelled.csv"
    if not path.exists():
        pytest.skip("needs ../shared/data/landmarks/plank_labelled.csv")
    track, labels = table(path, (1280, 720), every=8)
    scored = score(track, "plank", calibrate="none")
    assert scored.result.unmeasured["head_position"] in ("no_reference", "occluded"), "there are no ears"
    found: Counter[tuple[str, str]] = Counter()
    for event in scored.events:
        for fault in {f.kind for f in event.faults} or {event.verdict}:
            found[labels[int(event.start_s // PERIOD_S)], fault] += 1
    of = Counter(labels)
    print(dict(found), dict(of))
    assert found["L", "sag"] > 0.9 * of["L"]
    assert found["H", "pike"] > 0.85 * of["H"]
    assert found["H", "sag"] == found["C", "sag"] == 0


def test_stills_from_all_sides_are_unmeasured_with_their_reasons(shared: Path) -> None:
    path = shared / "data/landmarks/cat_camel.csv"
    if not path.exists():
        pytest.skip("needs ../shared/data/landmarks/cat_camel.csv")
    track, _ = table(path, (720, 1280), every=8)
    scored = score(track, "cat-camel")
    assert scored.faults == set()
    reasons = scored.result.coverage.reasons
    assert max(reasons, key=lambda name: reasons[name]) == "wrong_view"
    assert reasons["occluded"] > 0.1, (
        "seen from the side there is neither outline nor ear to tell the back by"
    )
