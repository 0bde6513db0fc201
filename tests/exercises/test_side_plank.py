"""The side plank: every fault by its own figure; which side it is; left against right; what it is not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from formcheck.exercises import get_exercise
from formcheck.judge.vocabulary import NO_REASON, REASONS
from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.report.view import asymmetry_lines, unmeasured_rows
from formcheck.words.catalogue import Words
from tests.support.movements import PROPPED, dropping
from tests.support.scenarios import SIDE
from tests.support.scored import Scored, edges, score, worse
from tests.support.stick_figures import Course, Figure, Floats, Scene, by, placed, script, seconds
from tests.support.stick_postures import bird_dog, into_and_out_of, plank, side_plank

NAME = "side-plank"


def hold(length_s: float = 14.0, fps: float = 30.0, **more: Any) -> Track:
    """From 2.5 s to two seconds before the end, got into and out of from lying on the side.

    Courses over time are given to the figure, the rest to figure or `Scene`.
    """
    time = seconds(length_s, fps)
    scene = {k: more.pop(k) for k in ("near", "head_right", "sight") if k in more}
    same = {k: v for k, v in more.items() if not callable(v)}
    share = script(time, (1.0, 0), (2.5, 1), (length_s - 2, 1), (length_s - 0.8, 0))
    body = side_plank(time, **{k: v(time) if callable(v) else v for k, v in more.items()})
    rest = side_plank(time, **{**same, "offset": PROPPED})
    return into_and_out_of(body, rest, share).shown(Scene(noise_px=0.2, seed=3, **scene))


def after(first: Track, second: Track) -> Track:
    """One recording after the other."""
    return Track.concatenate([first, replace(second, time=second.time + first.time[-1] + 0.1)])


def slowly(peak: float) -> Course:
    """Leaves zero for a peak between 6 and 9 s, no faster than people sink."""

    def course(time: Floats) -> Floats:
        return script(time, (5.5, 0), (7.5, peak), (9.5, peak), (10.5, 0))

    return course


def reasons(scored: Scored) -> set[str]:
    return {REASONS[code] for code in np.unique(scored.frames.reason) if code != NO_REASON}


# Fault, parameter of the figure, which end of the band, tolerance of the peak
WAYS = [
    ("pelvis_drop", "offset", 1, 0.003),
    ("pelvis_hike", "offset", 0, 0.003),
    ("trunk_twist", "twist_deg", 1, 2.5),
    ("elbow_position", "upper_arm_deg", 1, 1.0),
    ("elbow_position", "upper_arm_deg", 0, 1.0),
    ("head_position", "head_deg", 1, 2.0),
    ("head_position", "head_deg", 0, 2.0),
]


@pytest.mark.parametrize(("fault", "what", "end", "near"), WAYS)
@pytest.mark.parametrize(("steps", "major"), [(0.5, False), (1.3, True)])
def test_each_fault(fault: str, what: str, end: int, near: float, steps: float, major: bool) -> None:
    """In the middle of amber, and beyond it."""
    peak = worse(NAME, fault, end, steps)
    change: dict[str, Any] = {what: slowly(peak)}
    scored = score(hold(**change), NAME)
    assert scored.faults == {fault}
    (span,) = scored.spans(fault)
    assert span.peak == pytest.approx(peak, abs=near)
    assert span.major is major
    assert 5.5 < span.start_s < 7.6
    assert 9.4 < span.end_s < 10.6


@pytest.mark.parametrize(("fault", "what", "end", "near"), WAYS)
def test_within_green_is_no_fault(fault: str, what: str, end: int, near: float) -> None:
    change: dict[str, Any] = {what: slowly(0.85 * edges(NAME, fault)[0][end])}
    assert score(hold(**change), NAME).faults == set()


def test_a_small_turn_is_not_told_from_none() -> None:
    """Below what the camera can tell nothing is claimed, and the result says that it cannot be seen."""
    scored = score(hold(twist_deg=slowly(20.0)), NAME)
    twist = scored.frames.signal("trunk_twist_deg")
    assert set(np.unique(twist[np.isfinite(twist)])) == {0.0}
    assert scored.result.unmeasured == {"hip_flexion": "wrong_view", "small_twist": "wrong_view"}
    for language in ("nl", "en"):
        (row,) = unmeasured_rows(scored.result, Words(language))
        assert Words(language).text("fault.hip_flexion.name") in row.what


@pytest.mark.parametrize("near", ["left", "right"])
@pytest.mark.parametrize("head_right", [True, False])
@pytest.mark.parametrize("bent_knees", [False, True])
def test_the_side_is_that_of_the_forearm(near: str, head_right: bool, bent_knees: bool) -> None:
    """Head left or right with either side down: in two of the four the camera sees the back."""
    scored = score(hold(near=near, head_right=head_right, bent_knees=bent_knees, sight=(0.9, 0.9)), NAME)
    (event,) = scored.events
    assert (event.kind, event.side, event.verdict) == ("hold", near, "good")
    assert event.measures["bent_knees"] == bent_knees
    assert list(scored.result.dose.sides) == [near]
    assert scored.result.near_side is None
    assert all(name.startswith(near) for name in scored.result.calibration.values)


def test_the_user_may_say_which_side() -> None:
    scored = score(hold(near="right"), NAME, side="left")
    assert [e.side for e in scored.events] == ["left"]


def test_a_tracker_that_swaps_sides_for_a_moment() -> None:
    track = hold(near="right")
    left = [m for m in L if m.name.startswith("LEFT_")]
    right = [L[m.name.replace("LEFT", "RIGHT")] for m in left]
    xy, wrong = track.xy.copy(), np.flatnonzero((track.time > 6) & (track.time < 7))
    ours, others = np.ix_(wrong, np.array(left)), np.ix_(wrong, np.array(right))
    xy[ours], xy[others] = xy[others], xy[ours]
    scored = score(replace(track, xy=xy), NAME)
    assert [(e.kind, e.side, e.verdict) for e in scored.events] == [("hold", "right", "good")]


def test_lying_on_the_side_is_no_hold_and_lying_down_no_fault() -> None:
    scored = score(hold(), NAME)
    (event,) = scored.events
    assert (event.start_s, event.end_s) == (pytest.approx(2.5, abs=0.35), pytest.approx(12.0, abs=0.35))
    assert scored.faults == set()
    assert (scored.frames.faults != 0).sum() * (1 / 30) < 0.2
    for offset in (PROPPED, PROPPED + 0.02):
        lying = side_plank(seconds(8.0), offset=offset).shown(SIDE)
        assert score(lying, NAME).events == []


def test_each_side_has_its_own_reference() -> None:
    """A tracker that puts the hip of the other side lower makes no fault there."""
    both = after(hold(near="left"), hold(near="right", offset=lambda t: 0.02 + 0 * t, head_right=False))
    scored = score(both, NAME)
    assert [(e.side, e.verdict) for e in scored.events] == [("left", "good"), ("right", "good")]
    values = scored.result.calibration.values
    assert (values["left_hip_offset"], values["right_hip_offset"]) == pytest.approx((0.0, 0.02), abs=0.002)
    again = score(both, NAME, reference=values)
    assert again.result.calibration.start_s is None
    assert [e.verdict for e in again.events] == ["good", "good"]


def test_hanging_from_the_start_does_not_become_good() -> None:
    scored = score(hold(offset=lambda t: np.full_like(t, 0.05)), NAME)
    assert scored.faults == {"pelvis_drop"}


def left_and_right(left_s: float, right_s: float) -> Track:
    return after(hold(left_s + 4.5, 10.0, near="left"), hold(right_s + 4.5, 10.0, near="right"))


@pytest.mark.parametrize(
    ("left_s", "right_s", "longer"), [(8, 12, None), (12, 38, None), (10, 48, "right"), (44, 8, "left")]
)
def test_left_against_right(left_s: float, right_s: float, longer: str | None) -> None:
    """Only what lies beyond the smallest real difference, 30 s, is one."""
    result = score(left_and_right(left_s, right_s), NAME).result
    found = result.asymmetry
    assert found is not None
    assert (found.left_s, found.right_s) == pytest.approx((left_s, right_s), abs=0.6)
    assert found.difference_s == pytest.approx(found.left_s - found.right_s, abs=0.02)
    assert found.uncertainty_s == pytest.approx(30.35, abs=0.01)
    assert (found.longer, found.cut_off) == (longer, False)
    assert {s: d.hold_s for s, d in result.dose.sides.items()} == pytest.approx(
        {"left": left_s, "right": right_s}, abs=0.6
    )
    for language, nothing in (("nl", "een echt verschil is er dus niet"), ("en", "no real difference")):
        (line,) = asymmetry_lines(result, Words(language))
        assert " 30 " in line
        assert (nothing in line) is (longer is None)


def test_a_hold_that_the_recording_cut_off_proves_no_difference() -> None:
    whole = left_and_right(50, 20)
    cut = score(whole[: int(10 * (54.5 + 10))], NAME).result
    assert cut.asymmetry is not None
    assert cut.asymmetry.difference_s > 31
    assert (cut.asymmetry.longer, cut.asymmetry.cut_off) == (None, True)
    assert len(asymmetry_lines(cut, Words("en"))) == 2


def test_one_side_alone_and_other_exercises_have_no_asymmetry() -> None:
    assert score(hold(), NAME).result.asymmetry is None
    assert score(left_and_right(8, 8), "plank").result.asymmetry is None
    assert get_exercise("plank").config().asymmetry is None


def test_seen_from_its_end_it_is_the_wrong_view() -> None:
    track = hold()
    xy = track.xy.copy()
    xy[..., 0] *= 0.45  # a yaw of 63 degrees
    scored = score(replace(track, xy=xy), NAME)
    assert scored.faults == set()
    assert scored.result.word == "not_measured"
    assert "wrong_view" in reasons(scored)


@pytest.mark.parametrize("exercise", ["plank", "bridge", "bird-dog"])
def test_stacked_shoulders_are_no_yaw(exercise: str) -> None:
    """They lie across an inclined trunk; it is another exercise, not a camera that stands askew."""
    assert reasons(score(side_plank(seconds(6.0), line_deg=28.0).shown(SIDE), exercise)) == {"wrong_posture"}


@pytest.mark.parametrize("posture", [plank, bird_dog])
def test_on_both_arms_from_high_up_is_no_side_plank(posture: Callable[[Floats], Figure]) -> None:
    """The camera looks down: the far side is above the near one, its arm hangs down as the near one does."""
    body = posture(seconds(6.0))
    far = {name: p + by(0.0, 0.55) for name, p in body.near.items()}
    scored = score(replace(body, far=far).shown(SIDE), NAME)
    assert scored.events == []
    assert reasons(scored) == {"wrong_posture"}


def test_bent_knees_hidden_by_the_feet_are_not_measured() -> None:
    """From behind the tracker spreads thigh and shank over what is left of the leg."""
    body = side_plank(seconds(6.0), bent_knees=True)
    sides = []
    for side in (body.near, body.far):
        sides.append({**side, "knee": (side["hip"] + side["ankle"]) / 2})
    scored = score(replace(body, near=sides[0], far=sides[1]).shown(SIDE), NAME)
    assert scored.events == []
    assert reasons(scored) == {"wrong_posture"}


def test_a_bent_knee_is_judged_to_the_knee() -> None:
    scored = score(hold(bent_knees=True, offset=dropping), NAME)
    (span,) = scored.spans("pelvis_drop")
    assert span.peak == pytest.approx(0.06, abs=0.003)


def test_smaller_pictures_change_nothing() -> None:
    track = hold(offset=slowly(0.045))
    small = placed(track, 0.5, (10.0, 5.0), (400, 300))
    assert score(small, NAME).faults == score(track, NAME).faults == {"pelvis_drop"}
