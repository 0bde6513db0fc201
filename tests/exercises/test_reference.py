"""The personal reference: what a constant error of the tracker may not change, and what it may not hide."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from formcheck.exercises import get_exercise
from formcheck.judge.config import BelievableReference
from formcheck.pose.track import Track
from tests.support.movements import away, side_hold
from tests.support.scenarios import ALL, FAULTY, GOOD, SIDE, Scenario
from tests.support.scored import edges, score, worse
from tests.support.stick_figures import Course, Floats, script, seconds
from tests.support.stick_postures import bird_dog, into_and_out_of, plank

SIDE_VIEWS = [s for s in ALL if s.view == "side"]


def held(offset: Course, bias: float = 0.0, length_s: float = 14.0, **posture: Any) -> Track:
    """A plank whose hip landmark lies `bias` (fraction of body length) too low all the time."""
    time = seconds(length_s)
    share = script(time, (1.0, 0), (2.5, 1))
    body = plank(time, offset=offset(time) + bias, **posture)
    return into_and_out_of(body, bird_dog(time), share).shown(SIDE)


SAG, PIKE = edges("plank", "sag")[0][1], edges("plank", "pike")[0][0]
AT = {"nothing": 0.0, "low": 0.75 * SAG, "high": 0.75 * PIKE, "sag": worse("plank", "sag", 1, 0.5),
      "deep sag": worse("plank", "sag", 1, 1.6), "pike": worse("plank", "pike", 0, 0.5),
      "high pike": worse("plank", "pike", 0, 1.6)}  # fmt: skip


@pytest.mark.parametrize("bias", [-0.02, -0.01, 0.01, 0.02])
@pytest.mark.parametrize("where", AT)
def test_a_constant_bias_changes_no_verdict(bias: float, where: str) -> None:
    to, faults = AT[where], {where.rsplit(maxsplit=1)[-1]} & {"sag", "pike"}
    plain, biased = (score(held(away(to), b), "plank") for b in (0.0, bias))
    assert plain.faults == biased.faults == faults
    assert biased.result.calibration.kind == "personal"
    assert biased.result.calibration.values["hip_offset"] == pytest.approx(bias, abs=0.003)
    for a, b in zip(
        plain.spans("sag") + plain.spans("pike"), biased.spans("sag") + biased.spans("pike"), strict=True
    ):
        assert b.peak == pytest.approx(a.peak, abs=0.004)
        assert b.major is a.major
        assert b.start_s == pytest.approx(a.start_s, abs=0.1)


@pytest.mark.parametrize("sagging", [0.06, 0.08])
def test_sagging_from_the_start_is_a_sag(sagging: float) -> None:
    scored = score(held(lambda t: np.full_like(t, sagging)), "plank")
    assert scored.faults == {"sag"}
    (span,) = scored.spans("sag")
    assert span.start_s < 4.0
    assert span.end_s == pytest.approx(14.0, abs=0.1)


def test_a_mild_sag_at_the_start_cannot_become_the_measure() -> None:
    """Hips that hang by 3.3 % from the first moment shift the line by no more than the tracker could err."""
    scored = score(held(lambda t: script(t, (6.0, 0.033), (7.0, 0.056))), "plank")
    assert scored.faults == {"sag"}


@pytest.mark.parametrize("to", [0.045, 0.08])
def test_a_late_sag_against_a_good_start(to: float) -> None:
    assert score(held(away(to)), "plank").faults == {"sag"}


def test_reference_is_taken_from_the_first_steady_seconds() -> None:
    scored = score(held(lambda t: script(t, (7.0, 0.01), (8.0, -0.01))), "plank")
    calibration = scored.result.calibration
    assert calibration.start_s is not None
    assert calibration.end_s is not None
    assert calibration.values["hip_offset"] == pytest.approx(0.01, abs=0.002)
    assert 2.3 < calibration.start_s < 3.4
    assert calibration.end_s - calibration.start_s == pytest.approx(2.5, abs=0.1)


def test_no_reference_while_the_hips_still_move() -> None:
    scored = score(held(lambda t: 0.02 * np.sin(2.5 * t)), "plank")
    assert scored.result.calibration.kind == "default"


@pytest.mark.parametrize("scenario", GOOD, ids=str)
def test_without_a_reference(scenario: Scenario) -> None:
    scored = scenario.score(calibrate="none")
    assert scored.result.calibration.kind == "default"
    assert scored.result.calibration.values == {}
    assert scored.faults == set()
    assert tuple(scored.kinds) == scenario.events
    # An exercise without a reference, and standing seen from the front, have absolute bands for everything.
    changes = bool(get_exercise(scenario.exercise).spec.calibrated) and scenario.name != "from the front"
    assert ("no_reference" in scored.result.unmeasured.values()) == changes


@pytest.mark.parametrize(
    "scenario", [s for s in FAULTY if s.name in ("sag", "pike", "knees_bent", "not_lifted")], ids=str
)
def test_absolute_bands_without_a_reference(scenario: Scenario) -> None:
    assert scenario.score(calibrate="none").faults == scenario.faults


@pytest.mark.parametrize(
    "scenario", [s for s in SIDE_VIEWS if get_exercise(s.exercise).spec.calibrated], ids=str
)
def test_a_given_reference(scenario: Scenario) -> None:
    """The values of an earlier result, in force from the first frame; the same faults are found."""
    earlier = next(s for s in GOOD if s.exercise == scenario.exercise).score().result.calibration.values
    scored = scenario.score(reference=earlier)
    assert scored.faults == scenario.faults
    assert scored.result.calibration.kind == "personal"
    assert scored.result.calibration.start_s is None
    assert scored.result.calibration.values == pytest.approx(earlier, abs=1e-6)


def test_a_given_reference_is_what_counts() -> None:
    low = score(held(lambda t: np.full_like(t, -0.03)), "plank", reference={"hip_offset": 0.02})
    assert low.frames.signal("hip_offset_change")[200] == pytest.approx(-0.05, abs=0.003)
    assert low.faults == {"pike"}


def test_what_a_given_reference_lacks_is_not_judged() -> None:
    scenario = next(s for s in FAULTY if s.name == "head_position")
    scored = scenario.score(reference={"hip_offset": 0.0, "head_angle_deg": None})
    assert scored.faults == set()
    assert np.isnan(scored.frames.signal("head_angle_deg")).all()
    assert set(scored.result.unmeasured) == {"head_position", "shoulder_sink"}


ROUND = 0.004
"""How exactly the figure's hips are read, fraction of length."""


def believable(exercise: str) -> BelievableReference:
    return next(r for r in get_exercise(exercise).config().references if r.value == "hip_offset")


def held_on_the_side(offset: Course, length_s: float = 14.0) -> Track:
    """A side plank with this course of the hips, into position in the first seconds."""
    return side_hold(offset=offset)(seconds(length_s)).shown(SIDE)


@pytest.mark.parametrize(("exercise", "make"), [("plank", held), ("side-plank", held_on_the_side)])
@pytest.mark.parametrize("at", [-0.085, -0.075, -0.065, -0.04, -0.02, 0.0, 0.02, 0.03])
def test_where_the_hips_may_be_in_a_reference(
    exercise: str, make: Callable[[Course], Track], at: float
) -> None:
    """Over the span of what is no fault yet: taken within the range, refused and said beyond it."""
    one = believable(exercise)
    green = [band.green for band in get_exercise(exercise).config().bands if band.signal == "hip_offset"]
    if not all(ends and ends[0] < at < ends[1] for ends in green):
        return  # a fault is never measured as a reference
    calibration = score(make(lambda t: np.full_like(t, at)), exercise).result.calibration
    if one.range[0] + ROUND < at < one.range[1] - ROUND:
        assert (calibration.kind, calibration.refused) == ("personal", [])
    elif not one.range[0] - ROUND < at < one.range[1] + ROUND:
        (refused,) = calibration.refused
        assert calibration.kind == "default"
        assert (refused.doubt, refused.fault) == (("low", one.low) if at < 0 else ("high", one.high))
        assert refused.read == pytest.approx(at, abs=ROUND)


@pytest.mark.parametrize("exercise", ["plank", "side-plank"])
@pytest.mark.parametrize(("lasts_s", "doubts"), [(3.2, ["drift"]), (4.0, ["drift"]), (8.0, [])])
def test_a_reference_that_drifts_is_asked_for_again(exercise: str, lasts_s: float, doubts: list[str]) -> None:
    """Hips that sink by 3.5 % pass every moment for still; what they read on the way is no reference."""

    def course(time: Floats) -> Floats:
        return script(time, (2.5, -0.035), (2.5 + lasts_s, 0.0))

    make = held if exercise == "plank" else held_on_the_side
    calibration = score(make(course), exercise).result.calibration
    assert [r.doubt for r in calibration.refused] == doubts
    assert all(r.fault is None for r in calibration.refused)
    assert calibration.kind == "personal", "what comes after it is steady"
    assert calibration.missed == []


@pytest.mark.parametrize(("exercise", "make"), [("plank", held), ("side-plank", held_on_the_side)])
def test_coming_down_to_the_usual_is_no_fault(exercise: str, make: Callable[[Course], Track]) -> None:
    """Hips that begin as high as a reference may have them, and come to where most people hold them."""
    high = believable(exercise).range[0] + 2 * ROUND
    usual = {"plank": -0.026, "side-plank": -0.019}[exercise]
    scored = score(make(lambda t: script(t, (6.5, high), (8.0, usual))), exercise)
    assert scored.result.calibration.kind == "personal"
    assert scored.faults == set()
    lower = score(make(lambda t: script(t, (6.5, high), (8.0, usual + 0.04))), exercise)
    assert lower.faults == {believable(exercise).high}


def test_a_given_reference_with_high_hips_is_refused_as_well() -> None:
    scored = score(held(np.zeros_like), "plank", reference={"hip_offset": -0.08})
    (refused,) = scored.result.calibration.refused
    assert (refused.doubt, refused.fault, refused.start_s) == ("low", "pike", None)
    assert scored.faults == set()
    assert scored.result.calibration.values["hip_offset"] == pytest.approx(0.0, abs=ROUND)


@pytest.mark.parametrize("exercise", ["plank", "side-plank"])
def test_chunks_do_not_matter_where_a_reference_is_refused(exercise: str) -> None:
    make = held if exercise == "plank" else held_on_the_side
    high = believable(exercise).range[0] - 1.5 * ROUND
    track = make(lambda t: script(t, (6.5, high), (8.0, -0.01)))
    whole = score(track, exercise)
    assert whole.result.calibration.refused
    assert whole.same_bytes(score(track, exercise, chunks=[track[i : i + 1] for i in range(len(track))]))
    assert whole.same_bytes(
        score(track, exercise, chunks=[track[i : i + 17] for i in range(0, len(track), 17)])
    )


def test_a_head_that_is_no_reference_leaves_the_hips_one() -> None:
    """The head is then not judged, because it has no reference; the hips are."""
    scored = score(held(np.zeros_like, head_deg=55.0), "plank")
    assert scored.result.calibration.kind == "personal"
    assert [(r.value, r.fault) for r in scored.result.calibration.missed] == [
        ("head_angle_deg", "head_position")
    ]
    assert scored.result.unmeasured == {"head_position": "no_reference"}
