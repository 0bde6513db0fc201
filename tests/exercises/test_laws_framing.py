"""What cannot be measured says why, with the right reason, and is never a fault of the person."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.exercises import exercise_names
from formcheck.judge.vocabulary import NO_REASON, REASON_CODE, REASONS, UNMEASURED
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from tests.support.scenarios import ALL, FAULTY, GOOD, SIDE, Scenario
from tests.support.scored import Scored, score
from tests.support.stick_figures import MODEL, by, placed, rows, seconds
from tests.support.stick_postures import bird_dog, plank

SIDE_VIEWS = [s for s in ALL if s.view == "side"]
ON_ALL = pytest.mark.parametrize("scenario", ALL, ids=str)
ON_GOOD = pytest.mark.parametrize("scenario", GOOD, ids=str)
ON_SIDE = pytest.mark.parametrize("scenario", SIDE_VIEWS, ids=str)


def reasons(scored: Scored) -> set[str]:
    return {REASONS[code] for code in np.unique(scored.frames.reason) if code != NO_REASON}


def assert_not_measured(scored: Scored, reason: str) -> None:
    assert scored.faults == set()
    assert all(event.verdict == "unmeasured" for event in scored.events)
    assert scored.result.word == "not_measured"
    assert max(scored.result.coverage.reasons, key=scored.result.coverage.reasons.__getitem__) == reason
    assert scored.result.dose.hold_s == scored.result.dose.reps == 0


@ON_ALL
def test_reasons_and_verdicts_agree(scenario: Scenario) -> None:
    frames = scenario.score().frames
    assert ((frames.reason != NO_REASON) == (frames.verdict == UNMEASURED)).all()
    assert (frames.major & ~frames.faults == 0).all()


@ON_GOOD
def test_nobody_in_view(scenario: Scenario) -> None:
    nobody = Track.unseen(seconds(12.0), (640, 480), MODEL, people=0)
    scored = scenario.score(nobody)
    assert scored.events == []
    assert reasons(scored) == {"no_person"}
    assert_not_measured(scored, "no_person")
    assert scored.result.near_side is None
    assert set(scored.result.unmeasured.values()) == {"no_person"}


@ON_GOOD
def test_hardly_any_frames(scenario: Scenario) -> None:
    nobody = Track.unseen(seconds(9), (640, 480), MODEL)
    for track in (whole[:length] for whole in (scenario.track(), nobody) for length in range(4)):
        scored = scenario.score(track)
        assert len(scored.frames) == len(track)
        assert scored.events == []
        assert scored.result.word == "not_measured"
        assert scored.result.coverage.measured == 0.0


@ON_ALL
def test_two_people(scenario: Scenario) -> None:
    scored = scenario.score(scenario.track(people=2))
    assert_not_measured(scored, "several_people")


@ON_ALL
def test_uncounted_people_are_no_reason(scenario: Scenario) -> None:
    for people in (0.0, np.nan):
        assert scenario.score(scenario.track(people=people)).faults == scenario.faults, people


@ON_GOOD
def test_somebody_walks_past(scenario: Scenario) -> None:
    track = scenario.track()
    past = (track.time > 4.0) & (track.time < 5.0)
    scored = scenario.score(replace(track, people=np.where(past, np.float32(2), track.people)))
    assert scored.faults == set()
    at = scored.frames.reason == REASON_CODE["several_people"]
    assert scored.frames.time[at][[0, -1]] == pytest.approx([4.3, 5.3], abs=max(0.07, 1.6 / scenario.fps))
    assert tuple(scored.kinds) == scenario.events


@ON_ALL
def test_the_person_leaves(scenario: Scenario) -> None:
    track = scenario.track()
    track = track[: np.searchsorted(track.time, 13.5)]
    xy = track.xy.copy()
    xy[track.time >= 4.0] = np.nan
    longer = Track.concatenate([replace(track, xy=xy), Track.unseen(13.5 + seconds(5.0), track.size, MODEL)])
    frames = scenario.score(longer).frames
    lost, gone = (frames.time[frames.reason == REASON_CODE[name]] for name in ("tracking_lost", "no_person"))
    assert lost[[0, -1]] == pytest.approx([4.0, 9.0], abs=0.07)
    assert gone[[0, -1]] == pytest.approx([9.0, 18.5], abs=0.07)
    assert scenario.score(longer).faults <= scenario.faults


@ON_SIDE
def test_a_small_body_drawn_on_what_is_seen_of_a_larger_one(scenario: Scenario) -> None:
    """A network draws whole bodies; the mask goes on to the edge of the picture, and tracking gets lost."""
    track = scenario.track(edge_contact=0.4)
    xy = track.xy.copy()
    xy[(track.time % 3.0) > 2.0] = np.nan
    scored = scenario.score(replace(track, xy=xy))
    assert_not_measured(scored, "out_of_frame")
    assert reasons(scored) <= {"out_of_frame", "wrong_posture"}


@ON_GOOD
def test_nobody_is_found_in_the_dark(scenario: Scenario) -> None:
    nobody = Track.unseen(seconds(12.0), (640, 480), MODEL, people=0, light=0.1)
    scored = scenario.score(nobody)
    assert reasons(scored) == {"low_contrast"}
    assert_not_measured(scored, "low_contrast")


def cut(track: Track, end: str) -> Track:
    """The same with feet or head beyond the edge, where a tracker puts them at it."""
    shift = float(track.xy[:, Landmark.RIGHT_ANKLE, 0].max()) + 5.0
    moved = placed(track, 1.0, (-shift, 0), (640, 480)) if end == "feet" else track
    width = 640 if end == "feet" else int(np.nanmin(track.xy[:, Landmark.RIGHT_EAR, 0]) - 5)
    xy = np.clip(moved.xy, 0, [width - 1, 479]).astype(np.float32)
    return replace(moved, xy=xy, size=(width, 480))


STANDS_ON_FEET = (
    *("plank", "side-plank", "bridge", "drawing-in", "kneeling-plank", "kneeling-side-plank"),
    *("single-leg-bridge", "hamstring-stretch"),
)
"""... or is told by them from one that does."""
UPRIGHT = ("standing", "sitting", "sit-to-stand", "hip-flexor-stretch", "lifting")
ON_MAT = [s for s in SIDE_VIEWS if s.exercise not in UPRIGHT]


@pytest.mark.parametrize("scenario", [s for s in SIDE_VIEWS if s.exercise in STANDS_ON_FEET], ids=str)
def test_feet_outside_the_picture_tell_no_posture_that_stands_on_them(scenario: Scenario) -> None:
    assert_not_measured(scenario.score(cut(scenario.track(), "feet")), "out_of_frame")


@pytest.mark.parametrize("scenario", [s for s in ON_MAT if s.exercise not in STANDS_ON_FEET], ids=str)
def test_on_all_fours_feet_outside_the_picture_cost_what_needs_them(scenario: Scenario) -> None:
    scored = scenario.score(cut(scenario.track(), "feet"))
    of_feet = {"over_lift"} if scenario.exercise == "bird-dog" else set()
    assert scored.faults <= scenario.faults - of_feet
    if str(scenario) != "dead-bug-too_fast":  # of which little is left: the leg is outside for most of it
        assert len(scored.kinds) == len(scenario.events)
        assert all(event.verdict != "unmeasured" for event in scored.events)
    assert {scored.result.unmeasured.get(fault) for fault in of_feet} <= {"out_of_frame"}


@pytest.mark.parametrize("scenario", [s for s in SIDE_VIEWS if s.exercise in UPRIGHT], ids=str)
def test_feet_below_the_picture_tell_neither_standing_nor_sitting(scenario: Scenario) -> None:
    track = scenario.track()
    height = int(track.xy[:, [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE], 1].min()) - 6
    xy = np.clip(track.xy, 0, [10_000, height - 1]).astype(np.float32)
    scored = scenario.score(replace(track, xy=xy, size=(track.size[0], height)))
    assert_not_measured(scored, "out_of_frame")


@pytest.mark.parametrize("scenario", [s for s in SIDE_VIEWS if s.exercise in STANDS_ON_FEET], ids=str)
def test_a_head_outside_the_picture_costs_how_it_is_held(scenario: Scenario) -> None:
    """And an elbow that is ahead of it."""
    scored = scenario.score(cut(scenario.track(), "head"))
    assert scored.faults <= scenario.faults - {"head_position"}
    assert scenario.faults - scored.faults <= {"head_position", "elbow_position"}
    assert tuple(scored.kinds) == scenario.events
    assert all(event.verdict != "unmeasured" for event in scored.events)
    judged = {band.fault for band in scored.result.thresholds.bands}
    assert ("head_position" in judged) == (scored.result.unmeasured.get("head_position") == "out_of_frame")


NEEDS_THE_HAND = {
    "plank": ("elbow_position", "elbow_angle_deg"),
    "cat-camel": ("elbow_position", "elbow_angle_deg"),
    "bird-dog": ("incomplete_reach", "arm_over_trunk_deg"),
    "bridge": (None, None),
}
HANDS = [s for s in GOOD if s.exercise in NEEDS_THE_HAND and s.view == "side"]


def with_a_hand_out(track: Track, from_s: float, until_s: float) -> Track:
    """The same in a picture that ends beside the near hand, which its mask shows and the network guesses."""
    away = (track.time >= from_s) & (track.time < until_s)
    xy, contact = track.xy.copy(), track.edge_contact.copy()
    bottom = track.size[1] - 0.06 * 120
    down = bottom - xy[:, Landmark.RIGHT_WRIST, 1]
    for point in (Landmark.RIGHT_WRIST, Landmark.RIGHT_INDEX):
        xy[away, point, 1] += down[away]
    contact[away & ~np.isnan(contact)] = 0.3
    return replace(track, xy=xy.astype(np.float32), edge_contact=contact)


@pytest.mark.parametrize("scenario", HANDS, ids=str)
def test_a_hand_at_the_edge_for_a_second_is_that_second_of_what_needs_it(scenario: Scenario) -> None:
    whole, scored = scenario.score(), scenario.score(with_a_hand_out(scenario.track(), 5.0, 6.0))
    assert scored.kinds == whole.kinds
    assert scored.faults <= scenario.faults
    assert all(event.verdict == "good" for event in scored.events)
    fault, signal = NEEDS_THE_HAND[scenario.exercise]
    if signal is None:
        return
    lost = ~np.isfinite(scored.frames.signal(signal)) & np.isfinite(whole.frames.signal(signal))
    assert lost.any()
    assert scored.frames.time[lost].min() > 4.9
    assert scored.frames.time[lost].max() < 6.7
    assert fault not in scored.result.unmeasured


@pytest.mark.parametrize("scenario", HANDS, ids=str)
def test_a_hand_out_all_along_leaves_the_rest_judged(scenario: Scenario) -> None:
    scored = scenario.score(with_a_hand_out(scenario.track(), 0.0, 99.0))
    assert scored.kinds == scenario.score().kinds
    assert scored.faults == set()
    assert all(event.verdict == "good" for event in scored.events)
    fault, _ = NEEDS_THE_HAND[scenario.exercise]
    others = {name for name, reason in scored.result.unmeasured.items() if reason == "out_of_frame"}
    if fault is None:
        assert others == set()
    else:
        assert fault in others
        assert "occluded" not in scored.result.unmeasured.values()


@pytest.mark.parametrize("scenario", [s for s in SIDE_VIEWS if s.sagittal], ids=str)
def test_a_camera_that_stands_askew(scenario: Scenario) -> None:
    track = scenario.track()
    xy = track.xy.copy()
    xy[:, [m for m in Landmark if m.name.startswith("LEFT_")], 0] += 0.4 * 120
    assert_not_measured(scenario.score(replace(track, xy=xy)), "wrong_view")


@ON_ALL
def test_too_far_away(scenario: Scenario) -> None:
    assert_not_measured(scenario.score(placed(scenario.track(), 0.15, (200, 200), (640, 480))), "too_far")


@ON_SIDE
def test_too_close(scenario: Scenario) -> None:
    """A trunk that fills the picture: the rest is outside, but coming closer is what has to be mended."""
    track = placed(scenario.track(), 3.5, (-500, -800), (640, 480))
    assert_not_measured(scenario.score(track), "too_close")


@ON_SIDE
def test_hidden_legs(scenario: Scenario) -> None:
    track = scenario.track()
    sight = track.visibility.copy()
    sight[:, [Landmark.RIGHT_KNEE, Landmark.LEFT_KNEE]] = 0.1
    assert_not_measured(scenario.score(replace(track, visibility=sight)), "occluded")


KIN = {
    ("lifting", "standing"),
    ("sit-to-stand", "standing"),
    ("sit-to-stand", "sitting"),
    ("hip-flexor-stretch", "standing"),
    ("hip-flexor-stretch", "sitting"),
    ("side-plank", "kneeling-side-plank"),
    ("kneeling-side-plank", "side-plank"),
}
"""(shown, judged as): somebody really stands or sits there, or the leg in front sits; a side plank was
always judged on the knees, too."""


@ON_SIDE
def test_another_exercise_is_no_fault(scenario: Scenario) -> None:
    others = [e for e in exercise_names() if e != scenario.exercise and (scenario.exercise, e) not in KIN]
    scored = {exercise: score(scenario.track(), exercise) for exercise in others}
    assert {e: s.faults for e, s in scored.items() if s.faults} == {}
    assert {e: s.kinds for e, s in scored.items() if s.events} == {}
    assert [e for e, s in scored.items() if "wrong_posture" not in reasons(s)] == []


@pytest.mark.parametrize("scenario", FAULTY, ids=str)
def test_faults_stay_within_their_events(scenario: Scenario) -> None:
    scored = scenario.score()
    for event in scored.events:
        assert event.start_s < event.end_s
        for fault in event.faults:
            assert event.start_s - 0.7 <= fault.start_s <= fault.peak_at_s <= fault.end_s <= event.end_s + 0.7
    starts = [e.start_s for e in scored.events]
    assert starts == sorted(starts)


@ON_ALL
def test_time_before_and_after_the_exercise_is_not_judged(scenario: Scenario) -> None:
    """Getting into position is no exercise: unmeasured for its posture, and no part of the coverage."""
    scored = scenario.score()
    if scenario.exercise == "plank":
        early = scored.frames.reason[scored.frames.time < 1.0]
        assert set(early.tolist()) == {REASON_CODE["wrong_posture"]}
    assert "wrong_posture" not in scored.result.coverage.reasons


def test_a_track_of_chunks_of_nobody_and_somebody() -> None:
    scenario = GOOD[0]
    track = scenario.track()
    first = Track.unseen(seconds(3.0), track.size, MODEL)
    later = replace(track, time=track.time + 3.5)
    whole = Track.concatenate([first, later])
    assert scenario.score(whole).kinds == ["hold"]
    assert rows(whole, whole.detected).time[0] == 3.5


@pytest.mark.parametrize("exercise", ["plank", "bird-dog"])
def test_a_side_plank_is_neither_plank_nor_bird_dog(exercise: str) -> None:
    """One shoulder above the other, seen square: the belly faces the camera, not the floor."""
    body = plank(seconds(8.0)) if exercise == "plank" else bird_dog(seconds(8.0))
    far = {name: p + by(-0.09, 0.65) for name, p in body.near.items()}
    scored = score(replace(body, far=far).shown(SIDE), exercise)
    assert scored.events == []
    assert reasons(scored) == {"wrong_posture"}
