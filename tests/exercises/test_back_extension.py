"""The prone back extension: little is good, too much is not, and the two legs are what was asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from formcheck.exercises import get_exercise
from formcheck.judge.vocabulary import NO_REASON
from formcheck.signals.gates import ALONG_FROM_BESIDE
from tests.support.lying_scenarios import prone_lifts
from tests.support.posture_figures import prone
from tests.support.scored import Scored, score
from tests.support.stick_figures import FAR, Scene, by, seconds

SCENE = Scene(noise_px=0.25, seed=7)
BANDS = {(b.fault, b.signal): b for b in get_exercise("back-extension").config().bands}


def lifted(length_s: float = 10.0, override: dict[str, Any] | None = None, **changes: Any) -> Scored:
    """Two lifts, the second as asked."""
    figure = prone_lifts(**changes)(seconds(length_s, 15.0))
    return score(figure.shown(SCENE), "back-extension", override=override or {})


def faults(scored: Scored) -> list[set[str]]:
    return [{fault.kind for fault in event.faults} for event in scored.events]


@pytest.mark.parametrize("size", [0.6, 1.0, 1.5])
def test_height_is_never_rewarded(size: float) -> None:
    scored = lifted(high=size)
    assert [event.kind for event in scored.events] == ["rep", "rep"]
    assert scored.result.word == "good"
    assert scored.events[1].measures["chest_deg"] == pytest.approx(8 * size, abs=1.5)


@pytest.mark.parametrize("signal", ["trunk_pitch_change_deg", "leg_over_trunk_deg"])
@pytest.mark.parametrize(("beyond", "named"), [(-2.5, False), (2.5, True)])
def test_too_high_begins_where_the_band_says(signal: str, beyond: float, named: bool) -> None:
    band = BANDS["over_lift", signal]
    assert band.green is not None
    top = band.green[1] + beyond
    other = {"trunk_pitch_change_deg": "leg_deg", "leg_over_trunk_deg": "chest_deg"}[signal]
    own = {"trunk_pitch_change_deg": "chest_deg", "leg_over_trunk_deg": "leg_deg"}[signal]
    changes: dict[str, Any] = {own: top / 2, other: 3.0}
    scored = lifted(high=2.0, **changes)
    assert ("over_lift" in faults(scored)[1]) is named


def test_more_on_the_right_is_what_was_asked() -> None:
    """The far leg, the person's left, goes 12 degrees higher: uneven, unless the left was to do more."""
    assert faults(lifted(far_more_deg=12, leg_deg=3)) == [set(), {"uneven"}]
    asked = lifted(far_more_deg=12, leg_deg=3, override={"limits": {"right_more_deg": -10}})
    assert "uneven" in faults(asked)[0]  # there both did the same
    assert faults(asked)[1] == set()
    assert [event.side for event in asked.events] == [None, "left"]
    wrong = lifted(far_more_deg=12, leg_deg=3, override={"limits": {"right_more_deg": 10}})
    assert wrong.events[1].faults[0].kind == "uneven"
    assert wrong.events[1].faults[0].peak == pytest.approx(22, abs=2.5)


def test_bent_legs_are_not_compared() -> None:
    scored = lifted(knee_deg=120, far_more_deg=12, leg_deg=3)
    assert "knees_bent" in faults(scored)[1]
    assert "uneven" not in faults(scored)[1]
    assert "left_leg_deg" not in scored.events[1].measures


@pytest.mark.parametrize("knee_deg", [150, 132, 100])
def test_knees_that_bend_are_neither_height_nor_speed(knee_deg: float) -> None:
    """The foot comes up by the knee; chest and thigh come up by eight degrees in the usual time."""
    scored = lifted(knee_deg=knee_deg)
    assert faults(scored) == [set(), {"knees_bent"}]
    assert scored.events[1].measures["chest_deg"] == pytest.approx(8, abs=1.5)
    assert "up_s" not in scored.events[1].measures


@pytest.mark.parametrize(("turned", "lifts"), [(0.10, 2), (0.23, 0)])
def test_no_level_is_taken_from_a_view_near_its_gate(turned: float, lifts: int) -> None:
    """Shoulders spread as by a camera that is turned; up to 0.25 it counts as beside the body."""
    figure = prone_lifts(high=3.0)(seconds(10.0, 15.0))
    aside = by(ALONG_FROM_BESIDE + turned - FAR[0], 0.0)
    far = {name: place + aside for name, place in figure.far.items()}
    scored = score(replace(figure, far=far).shown(SCENE), "back-extension")
    assert len(scored.events) == lifts
    assert scored.result.word == ("different" if lifts else "not_measured")


def test_arms_may_lie_beside_the_body() -> None:
    scored = lifted(arms_by=True)
    assert scored.result.word == "good"
    assert len(scored.events) == 2


def test_what_the_side_does_not_show_is_said() -> None:
    assert lifted().result.unmeasured == {"trunk_rotation": "wrong_view"}


def test_somebody_who_only_lies_there_does_nothing() -> None:
    scored = score(prone(seconds(6.0)).shown(SCENE), "back-extension")
    assert list(scored.events) == []
    assert (scored.frames.reason[30:] == NO_REASON).all()
    assert not scored.frames.faults.any()
