"""The bird-dog: pairs of limbs, tempo, what each view sees, the book."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.accuracy.mirror import SWAP, mirrored
from formcheck.judge.vocabulary import PHASE_CODE
from formcheck.pose.landmarks import Landmark
from formcheck.scoring.event import Book, Event
from tests.support.movements import front_pairs, lifts, pairs
from tests.support.scenarios import FRONT, SIDE
from tests.support.scored import Scored, score, worse
from tests.support.stick_figures import Figure, Floats, Make, seconds
from tests.support.stick_postures import bird_dog, bird_dog_front

KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]


def faulty(make: Callable[..., Make], parameter: str, size: float) -> Make:
    """`pairs` or `front_pairs` with one quantity changed."""
    return make(**{parameter: size})


def side(make: Make, length_s: float = 13.0, *, near: str = "right", **choices: Any) -> Scored:
    return score(make(seconds(length_s)).shown(replace(SIDE, near=near)), "bird-dog", **choices)


def front(make: Make, length_s: float = 13.0, **choices: Any) -> Scored:
    return score(make(seconds(length_s)).shown(FRONT), "bird-dog", view="front-high", **choices)


@pytest.mark.parametrize("near", ["left", "right"])
def test_the_pair_that_moved(near: str) -> None:
    """First the near arm with the far leg, then the other pair."""
    far = {"left": "right", "right": "left"}[near]
    scored = side(pairs(), near=near)
    assert [e.side for e in scored.events] == [f"{near}_arm_{far}_leg", f"{far}_arm_{near}_leg"]
    assert set(scored.result.dose.sides) == {"left_arm_right_leg", "right_arm_left_leg"}
    assert all(dose.reps == 1 for dose in scored.result.dose.sides.values())


def test_the_pair_that_moved_from_the_front() -> None:
    assert [e.side for e in front(front_pairs()).events] == ["left_arm_right_leg", "right_arm_left_leg"]


@pytest.mark.parametrize("scored", [side(pairs()), front(front_pairs())], ids=["side", "front"])
def test_repetitions_begin_and_end_with_the_movement(scored: Scored) -> None:
    assert [(e.start_s, e.end_s) for e in scored.events] == [
        (pytest.approx(1.5, abs=0.2), pytest.approx(5.7, abs=0.2)),
        (pytest.approx(7.7, abs=0.2), pytest.approx(11.9, abs=0.2)),
    ]


def test_same_side_has_no_pair() -> None:
    for scored in (side(pairs(same_side=True)), front(front_pairs(same_side=True))):
        assert [e.side for e in scored.events] == [None, None]
        assert scored.result.dose.sides == {}
        assert scored.result.technique["same_side"].count == 2
        assert scored.result.word == "different"


@pytest.mark.parametrize("limb", ["near_arm", "far_arm", "near_leg", "far_leg"])
def test_one_limb_alone_is_an_attempt(limb: str) -> None:
    def make(time: Floats) -> Figure:
        lifted: dict[str, Any] = {limb: lifts(time, 1.0)}
        return bird_dog(time, **lifted)

    scored = side(make, 8.0)
    assert scored.kinds == ["attempt"]
    # With both hands on the floor it is a leg kick, of which nothing is judged.
    kick = limb.endswith("leg")
    assert (scored.events[0].side, scored.result.dose.reps) == (None, 0)
    assert scored.result.dose.attempts == (0 if kick else 1)
    assert scored.events[0].seen == ("hands_stay" if kick else None)


@pytest.mark.parametrize("limb", ["left_arm", "right_arm", "left_leg", "right_leg"])
def test_one_limb_alone_from_the_front(limb: str) -> None:
    scored = front(lambda t: bird_dog_front(t, **{limb: lifts(t, 1.0)}), 8.0)
    assert scored.kinds == ["attempt"]


@pytest.mark.parametrize(("share", "kinds"), [(0.2, []), (0.42, ["attempt"]), (0.75, ["rep"])])
def test_how_far_makes_a_repetition(share: float, kinds: list[str]) -> None:
    def make(time: Floats) -> Figure:
        up = lifts(time, share)
        return bird_dog(time, near_arm=up, far_leg=up)

    assert side(make, 8.0).kinds == kinds


@pytest.mark.parametrize(("rise_s", "top_s", "faults", "major"), [
    (1.2, 0.3, set(), None), (0.6, 0.5, set(), None),
    (0.5, 0.35, {"too_fast"}, False), (0.4, 0.1, {"too_fast"}, True),
])  # fmt: skip
def test_tempo(rise_s: float, top_s: float, faults: set[str], major: bool | None) -> None:
    """Half of the way is passed half of the rise before and after the top: a second in all is long enough."""

    def make(time: Floats) -> Figure:
        up = lifts(time, 1.0, 1.0, rise_s=rise_s, top_s=top_s)
        return bird_dog(time, near_arm=up, far_leg=up)

    scored = side(make, 11.0)
    assert scored.kinds == ["rep", "rep"]
    assert scored.faults == faults
    assert scored.events[0].measures["time_above_half_s"] == pytest.approx(top_s + rise_s, abs=0.12)
    for span in scored.spans("too_fast"):
        assert (span.peak, span.major) == (pytest.approx(top_s + rise_s, abs=0.12), major)


@pytest.mark.parametrize(("fault", "parameter", "end", "unit"), [
    ("trunk_pitch", "pitch_deg", 0, "deg"), ("trunk_pitch", "pitch_deg", 1, "deg"),
    ("over_lift", "leg_top_deg", 1, "deg"),
])  # fmt: skip
@pytest.mark.parametrize(("steps", "major"), [(0.6, False), (2.0, True)])
def test_faults_of_the_side_view(
    fault: str, parameter: str, end: int, unit: str, steps: float, major: bool
) -> None:
    peak = worse("bird-dog", fault, end, steps, unit)
    scored = side(faulty(pairs, parameter, peak))
    assert scored.faults == {fault}
    span = scored.spans(fault)[-1]
    assert (span.peak, span.major, span.unit) == (pytest.approx(peak, abs=0.8), major, unit)
    # At the top from 8.9 s, and still there 0.4 s later; half of the way at 8.3 s.
    assert 8.0 < span.start_s < 9.4


@pytest.mark.parametrize("parameter", ["pitch_deg", "leg_top_deg"])
def test_half_of_green_is_no_fault(parameter: str) -> None:
    assert side(faulty(pairs, parameter, 4.5)).faults == set()
    assert side(faulty(pairs, parameter, -4.5)).faults == set()


def test_limbs_are_judged_against_the_trunk() -> None:
    """A trunk that tips head-down takes the leg up with it: the leg itself is not over-lifted."""
    assert side(pairs(pitch_deg=-16)).faults == {"trunk_pitch"}
    frames = side(pairs(pitch_deg=-16, leg_top_deg=3)).frames
    assert frames.signal("leg_over_trunk_deg")[290] == pytest.approx(3, abs=1)
    assert frames.signal("arm_over_trunk_deg")[290] == pytest.approx(0, abs=1)
    assert frames.signal("trunk_pitch_change_deg")[290] == pytest.approx(-16, abs=0.5)


@pytest.mark.parametrize(("fault", "parameter"), [("trunk_roll", "roll_deg"), ("lateral_shift", "shift")])
@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.parametrize(("steps", "major"), [(0.6, False), (2.0, True)])
def test_faults_of_the_front_view(fault: str, parameter: str, end: int, steps: float, major: bool) -> None:
    peak = worse("bird-dog", fault, end, steps)
    scored = front(faulty(front_pairs, parameter, peak))
    assert scored.faults == {fault}
    (span,) = scored.spans(fault)
    assert (span.peak, span.major) == (pytest.approx(peak, rel=0.06), major)
    assert 8.0 < span.start_s < 9.0


def rolling(roll_deg: float, rest_deg: float = 0.0) -> Callable[[Floats], Figure]:
    """Both pairs by turns, twice; the trunk rolls to the side of the raised leg in each repetition.

    `rest_deg`: how far it reads rolled at rest from the second repetition on.
    """

    def make(time: Floats) -> Figure:
        turn = (time % 12.4) // 6.2
        up = lifts(time % 6.2, 1.0)
        one, two = up * (turn == 0), up * (turn == 1)
        roll = roll_deg * (two - one) + rest_deg * (1 - up) * (time > 6.2)
        return bird_dog_front(time, left_arm=one, right_leg=one, right_arm=two, left_leg=two, roll_deg=roll)

    return make


@pytest.mark.parametrize("roll", [10.0, -10.0])
def test_the_first_repetition_excuses_no_other(roll: float) -> None:
    """What each repetition shows is a fault in each, the first as well: zero is the trunk on all fours."""
    scored = front(rolling(roll), 26.0)
    assert [e.verdict for e in scored.events] == ["fault"] * 4
    spans = scored.spans("trunk_roll")
    assert [s.peak for s in spans] == pytest.approx([-roll, roll, -roll, roll], abs=1.0)
    assert front(rolling(0.4 * roll), 26.0).faults == set()


@pytest.mark.parametrize(("knee", "faults"), [(0.45, set()), (0.65, {"trunk_roll"})])
def test_hips_are_not_followed_where_no_knee_is_seen(knee: float, faults: set[str]) -> None:
    """The hip line is then a guess; the shoulders show a shift all the same."""
    track = rolling(15.0)(seconds(26.0)).shown(FRONT)
    sight = track.visibility.copy()
    sight[:, KNEES] = np.minimum(sight[:, KNEES], knee)
    scored = score(replace(track, visibility=sight), "bird-dog", view="front-high")
    assert scored.kinds == ["rep"] * 4
    assert scored.faults == faults
    assert ("trunk_roll" in scored.result.unmeasured) == (not faults)
    assert "lateral_shift" not in scored.result.unmeasured


@pytest.mark.parametrize(("rest", "faults"), [(3.0, {"trunk_roll"}), (8.0, set())])
def test_a_trunk_that_reads_otherwise_at_rest_is_not_followed(rest: float, faults: set[str]) -> None:
    scored = front(rolling(12.0, rest), 26.0)
    assert {f.kind for e in scored.events[2:] for f in e.faults} == faults


@pytest.mark.parametrize(("aside", "share"), [(0.1, 1.0), (0.2, 0.0)])
def test_hips_drawn_aside_are_no_shift(aside: float, share: float) -> None:
    """In torso lengths. Shoulders that stay while the hips go further than a spine bends: one is wrong."""
    track = front_pairs()(seconds(13.0)).shown(FRONT)
    xy = track.xy.copy()
    up = lifts(track.time, 1.0, 1.0)[:, None] * aside / 0.7 * FRONT.unit_px
    xy[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 0] += up
    scored = score(replace(track, xy=xy), "bird-dog", view="front-high")
    assert scored.faults == set()
    tops = scored.frames.phase == PHASE_CODE["hold"]
    assert np.isfinite(scored.frames.signal("lateral_shift")[tops]).mean() == pytest.approx(share, abs=0.1)


@pytest.mark.parametrize("invented", [0.5, 1.0])
def test_legs_that_are_not_followed_are_no_roll_and_no_wrong_side(invented: float) -> None:
    """The other leg is drawn as raised too, and hips and shoulders as tilted alike."""

    def make(time: Floats) -> Figure:
        up = lifts(time, 1.0, 1.0)
        left, right = (0.8 + 0.2 * invented) * up, 0.8 * up
        return bird_dog_front(time, left_arm=up, right_leg=right, left_leg=left, roll_deg=14 * up)

    scored = front(make)
    assert scored.faults == set()
    assert [e.side for e in scored.events] == ["left_arm_right_leg"] * 2
    assert scored.result.unmeasured["trunk_roll"] == "uncertain"


def test_hidden_legs_do_not_hold_a_repetition_open() -> None:
    def make(time: Floats) -> Figure:
        up, astray = lifts(time, 1.0, 1.0), 0.45 * (time > 3.0)
        return bird_dog_front(time, left_arm=up, right_leg=np.maximum(up, astray), left_leg=astray)

    assert front(make).kinds == ["rep", "rep"]


def test_a_camera_as_low_as_the_back_sees_no_legs() -> None:
    track = front_pairs()(seconds(13.0)).shown(FRONT)
    xy = track.xy.copy()
    xy[:, Landmark.LEFT_HIP :, 1] += 0.35 * FRONT.unit_px
    scored = score(replace(track, xy=xy), "bird-dog", view="front-high")
    assert scored.result.word == "not_measured"


def test_shift_is_positive_to_the_persons_left_seen_from_behind_too() -> None:
    """The person's left is then on the left of the picture."""
    track = mirrored(front_pairs(shift=0.25)(seconds(13.0)).shown(FRONT))
    behind = replace(track, xy=track.xy[:, SWAP], visibility=track.visibility[:, SWAP])
    (span,) = score(behind, "bird-dog", view="front-high").spans("lateral_shift")
    assert span.peak == pytest.approx(0.25, rel=0.06)


def test_each_view_says_what_it_cannot_see() -> None:
    assert side(pairs()).result.unmeasured == {"trunk_roll": "wrong_view", "lateral_shift": "wrong_view"}
    blind = front(front_pairs()).result.unmeasured
    assert {"trunk_pitch", "over_lift", "incomplete_reach", "lumbar_hollow"} == set(blind)


def test_front_view_has_no_near_side() -> None:
    assert front(front_pairs()).result.near_side is None


def book(event: Event) -> Book:
    assert event.book is not None
    return event.book


def test_the_book_is_driven_by_what_the_view_sees() -> None:
    assert [book(e).driven_by for e in side(pairs()).events] == [["pitch"]] * 2
    assert [book(e).driven_by for e in front(front_pairs()).events] == [["roll", "shift"]] * 2


def test_a_level_back_keeps_every_object() -> None:
    for name in ("book", "glass_of_water"):
        for scored in (side(pairs(), book=name), front(front_pairs(), book=name)):
            assert all(book(e).kept for e in scored.events)
            assert {book(e).object for e in scored.events} == {name}


@pytest.mark.parametrize(
    "scored", [side(pairs(pitch_deg=-35)), front(front_pairs(roll_deg=35))], ids=["side", "front"]
)
def test_a_steep_back_loses_the_book_in_that_repetition_only(scored: Scored) -> None:
    first, second = scored.events
    assert book(first).kept
    assert not book(second).kept
    fell_at_s = book(second).fell_at_s
    assert fell_at_s is not None
    assert second.start_s < fell_at_s < second.end_s
    assert book(first).fell_at_s is None


def test_an_unmeasured_repetition_counts_for_nothing() -> None:
    track = pairs()(seconds(13.0)).shown(SIDE)
    hidden = (track.time > 7.0) & (track.time < 12.5)
    scored = score(replace(track, people=np.where(hidden, np.float32(2), track.people)), "bird-dog")
    assert scored.result.dose.reps == 1
    assert [e.verdict for e in scored.events][:1] == ["good"]
    assert all(e.verdict == "unmeasured" for e in scored.events[1:])
