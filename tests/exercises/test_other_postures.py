"""Something else is no exercise: nothing of it is judged, and what is seen instead is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.accuracy.mirror import mirrored
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import NOTHING_SEEN, REASON_CODE, SEEN
from formcheck.pose.track import Track
from formcheck.signals.posture import POSTURES, memberships
from tests.support import other_postures as other
from tests.support.each import each
from tests.support.knee_postures import kneeling_plank
from tests.support.posture_figures import SIDE, TALL, kneeling, prone, standing, supine
from tests.support.scored import score
from tests.support.stick_figures import Figure, Floats, Scene, seconds
from tests.support.stick_postures import bird_dog, plank, push_up, reverse_plank

Make = Callable[[Floats], Figure]
CLEAR = 0.05
"""Torso lengths beyond a limit: two or three pixels."""

ON_FEET = {"sit-to-stand", "lifting"}
"""Exercises in which people stand and sit."""
ELSEWHERE: dict[str, tuple[Make, Scene, dict[str, str]]] = {
    "standing": (standing, TALL, dict.fromkeys({*exercise_names()} - ON_FEET, "standing")),
    "kneeling": (kneeling, TALL, dict.fromkeys({*exercise_names()} - ON_FEET - {"sitting"}, "sitting")),
    "prone": (prone, SIDE, dict.fromkeys({*exercise_names()} - {"back-extension"}, "lying_on_belly")),
    "supine": (
        supine,
        SIDE,
        dict.fromkeys(("plank", "side-plank", "bird-dog", "cat-camel"), "lying_on_back"),
    ),
    "child's pose": (other.childs_pose, SIDE, dict.fromkeys(exercise_names(), "on_heels")),
    "plank on the knees": (kneeling_plank, SIDE, {"plank": "on_knees"}),
    "wheel": (other.wheel, SIDE, {"plank": "upside_down", "bridge": "upside_down"}),
    "reverse plank": (reverse_plank, SIDE, {"plank": "belly_up", "bridge": "belly_up"}),
    "reverse table": (other.reverse_table, SIDE, {"bridge": "belly_up", "plank": "belly_up"}),
    "downward dog": (other.downward_dog, SIDE, {"plank": "upside_down"}),
    "cobra": (other.cobra, SIDE, {"plank": "hips_on_floor"}),
    "sphinx": (other.sphinx, SIDE, {"plank": "hips_on_floor"}),
    "bottom of a push-up": (push_up, SIDE, {"plank": "chest_low", "bridge": "belly_down"}),
    "one arm up": (other.plank_with_an_arm_up, SIDE, {"plank": "one_arm_up"}),
    "all fours": (bird_dog, SIDE, dict.fromkeys(("plank", "side-plank", "bridge"), "on_all_fours")),
    "plank": (plank, SIDE, {"bridge": "belly_down", "drawing-in": "belly_down"}),
    "bent over": (other.knees_up, SIDE, {"bird-dog": "knees_off_floor", "cat-camel": "knees_off_floor"}),
    "one leg up, hips up": (other.one_leg_lift, SIDE, {"bridge": "one_leg_up"}),
    "feet on a bench": (lambda t: other.on_a_step(t, 0.9), SIDE, {"bridge": "feet_raised"}),
    "shoulders on a bench": (lambda t: other.on_a_step(t, -0.9), SIDE, {"bridge": "shoulders_raised"}),
    "side plank with a leg up": (other.side_plank_with_a_leg_up, SIDE, {"side-plank": "one_leg_up"}),
}
OWN = {
    "plank": {"plank"},
    "one leg up, hips up": {"single-leg-bridge"},
    "plank on the knees": {"kneeling-plank"},
    "all fours": {"bird-dog", "cat-camel"},
    "supine": set[str](),
    "standing": {"standing"},
}


def seen_of(frames: FrameScores) -> str:
    """What is seen in most of the frames that are not in the posture."""
    codes = frames.seen[frames.reason == REASON_CODE["wrong_posture"]]
    code, _ = Counter(codes.tolist()).most_common(1)[0]
    return "" if code == NOTHING_SEEN else SEEN[code]


@pytest.mark.parametrize("name", ELSEWHERE)
@each("exercise", exercise_names())
def test_nothing_of_something_else_is_judged(name: str, exercise: str) -> None:
    make, scene, seen = ELSEWHERE[name]
    if exercise in OWN.get(name, set()):
        return
    scored = score(make(seconds(8.0)).shown(scene), exercise)
    assert [event.verdict for event in scored.events] == []
    if exercise in seen:
        assert seen_of(scored.frames) == seen[exercise]
        assert scored.result.coverage.seen_most == seen[exercise]


@pytest.mark.parametrize("name", ["wheel", "cobra", "one leg up, hips up", "prone", "bent over"])
def test_in_a_mirror_the_same_is_seen(name: str) -> None:
    make, scene, seen = ELSEWHERE[name]
    for exercise, what in seen.items():
        assert seen_of(score(mirrored(make(seconds(4.0)).shown(scene)), exercise).frames) == what


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("wheel", "bridge_lifted"),
        ("reverse table", "bridge_lifted"),
        ("one leg up, hips up", "bridge_lifted"),
        ("feet on a bench", "bridge_lifted"),
        ("shoulders on a bench", "bridge_lifted"),
        ("cobra", "plank"),
        ("sphinx", "plank"),
        ("one arm up", "plank"),
        ("downward dog", "plank"),
        ("bent over", "quadruped"),
    ],
)
def test_auto_finds_no_exercise_there(name: str, never: str) -> None:
    make, scene, _ = ELSEWHERE[name]
    found = memberships(make(seconds(8.0)).shown(scene)).argmax(axis=0)
    assert never not in {POSTURES[code] for code in found.tolist()}


def limit(exercise: str, name: str) -> tuple[float, float]:
    limits = get_exercise(exercise).config().limits.model_dump()
    return limits[f"{name}_on"], limits[f"{name}_off"]


# exercise, limit, figure of that quantity, on which side of the limit something else lies, its event else
LIMITS: list[tuple[str, str, Callable[[Floats, float], Figure], int, str]] = [
    ("bridge", "head_low", other.head_hangs, -1, "rep"),
    ("bridge", "arms", other.arms_carry, 1, "rep"),
    ("bridge", "ankles", other.one_leg_lift, 1, "rep"),
    ("side-plank", "ankles", other.side_plank_with_a_leg_up, 1, "hold"),
    ("plank", "chest", other.plank_with_an_arm_up, -1, "hold"),
]


@pytest.mark.parametrize(("exercise", "name", "make", "way", "kind"), LIMITS)
def test_on_either_side_of_the_limit(
    exercise: str, name: str, make: Callable[[Floats, float], Figure], way: int, kind: str
) -> None:
    on, off = limit(exercise, name)
    assert (off - on) * way > 0  # it is left further out than it is entered
    inside = score(make(seconds(8.0), on - way * CLEAR).shown(Scene()), exercise)
    beyond = score(make(seconds(8.0), on + way * CLEAR).shown(Scene()), exercise)
    assert inside.kinds == [kind]
    assert beyond.kinds == []


def test_knees_off_the_floor_end_the_posture() -> None:
    on, off = limit("bird-dog", "shank")
    for exercise in ("bird-dog", "cat-camel"):
        below, above = (other.knees_up(seconds(3.0), v).shown(Scene()) for v in (on - CLEAR, off + CLEAR))
        assert score(below, exercise).frames.reason[-1] != REASON_CODE["wrong_posture"]
        assert seen_of(score(above, exercise).frames) == "knees_off_floor"


def test_crunches_are_no_lifts() -> None:
    assert score(other.crunches(seconds(9.0)).shown(Scene()), "bridge").events == []


def test_a_deep_sag_is_not_lying_on_the_floor() -> None:
    """Its pelvis is as low as in a sphinx, but the toes press on the floor."""
    assert score(plank(seconds(8.0), offset=0.09).shown(Scene()), "plank").faults == {"sag"}


def test_a_leg_kick_is_an_attempt_that_is_not_judged() -> None:
    scored = score(other.leg_kicks(seconds(9.0)).shown(Scene()), "bird-dog")
    assert {(e.kind, e.verdict, e.reason, e.seen) for e in scored.events} == {
        ("attempt", "unmeasured", "wrong_posture", "hands_stay")
    }
    assert scored.result.dose.attempts == 0
    assert all(not e.faults for e in scored.events)
    assert set(scored.result.coverage.reasons) == {"wrong_posture"}
    assert scored.result.coverage.seen_most == "hands_stay"


def test_an_arm_that_comes_along_half_way_is_an_honest_attempt() -> None:
    scored = score(other.leg_kicks(seconds(9.0), arm=0.4).shown(Scene()), "bird-dog")
    assert {e.seen for e in scored.events} == {None}
    assert "attempt" in scored.kinds


def test_nothing_is_seen_instead_of_the_exercise_itself() -> None:
    scored = score(plank(seconds(8.0)).shown(Scene()), "plank")
    held = scored.frames.reason != REASON_CODE["wrong_posture"]
    assert held.any()
    assert (scored.frames.seen[held] == NOTHING_SEEN).all()
    assert scored.result.coverage.seen == {}
    assert '"seen"' not in scored.result.to_json()


@pytest.mark.parametrize("name", ELSEWHERE)
def test_one_frame_at_a_time_shows_the_same(name: str) -> None:
    make, scene, seen = ELSEWHERE[name]
    track = make(seconds(1.5)).shown(scene)
    for exercise in seen:
        whole, single = score(track, exercise), score(track, exercise, chunks=_singles(track))
        assert np.array_equal(whole.frames.seen, single.frames.seen)
        assert whole.result.to_json() == single.result.to_json()


def _singles(track: Track) -> list[Track]:
    return [track[row : row + 1] for row in range(len(track))]
