"""Lifting from the floor: what is counted, where the back is judged, and what is a passage and no lift."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.judge.vocabulary import SIGNAL_ROW
from formcheck.scoring.cutting import cut
from formcheck.scoring.passages import without_passages
from formcheck.scoring.posture_signatures import posture_signatures
from formcheck.scoring.recogniser import Recogniser, Stretch
from formcheck.signals.outline import DORSAL_BENDING, Roughness
from tests.support.scenarios import ON_FEET
from tests.support.scored import Scored, score
from tests.support.stick_figures import Figure, Floats, Make, seconds
from tests.support.stick_on_feet import lifts_box, standing_up


def scored(make: Make, from_s: float = 0.0, length_s: float = 13.0) -> Scored:
    time = seconds(length_s, 15.0)
    return score(make(time[time >= from_s]).shown(ON_FEET), "lifting")


def test_a_lift_begins_and_ends_standing() -> None:
    assert scored(lifts_box()).kinds == ["rep", "rep"]
    assert scored(lifts_box(), length_s=9.9).kinds == ["rep"], "the second one was not seen to its end"
    assert scored(lifts_box(), from_s=3.6).kinds == ["rep"], "the first one began before it was seen"


def test_rising_from_a_chair_is_no_lift() -> None:
    assert scored(standing_up()).kinds == []


def test_hands_that_stay_over_the_knees_lift_nothing_from_the_floor() -> None:
    def shallow(time: Floats) -> Figure:
        low = lifts_box()(time)
        up = np.array([0.0, 0.5])
        near, far = ({**side, "wrist": side["wrist"] + up} for side in (low.near, low.far))
        return replace(low, near=near, far=far)

    assert scored(shallow).kinds == []


def test_the_back_is_judged_on_the_way_and_the_lowest_point_is_said_not_to_show() -> None:
    found = scored(lifts_box(round_deg=60.0))
    bend = found.frames.signals[SIGNAL_ROW["lumbar_deg"]]
    flexion = 180.0 - found.frames.signals[SIGNAL_ROW["hip_angle_deg"]]
    assert np.nanmax(flexion) > 100.0
    assert np.isnan(bend[flexion > 95.0]).all()
    good, bad = found.events
    assert good.main_unmeasured == {"lumbar_round": "uncertain"}
    assert [fault.kind for fault in bad.faults] == ["lumbar_round"]
    assert bad.faults[0].peak == pytest.approx(60.0 * 0.6, abs=10.0)


def test_a_line_that_is_no_smooth_curve_is_no_back() -> None:
    shown = lifts_box()(seconds(1.0, 15.0)).shown(ON_FEET)
    rough = Roughness(DORSAL_BENDING)
    assert np.nanmax(rough(shown)) < 0.01
    broken = shown.dorsal.copy()
    broken[:, 18:21] += 0.2
    assert np.nanmin(rough(replace(shown, dorsal=broken))) > 0.04
    assert rough(shown[:1]) == np.asarray(rough(shown))[0]


def stretches(*named: tuple[str, float]) -> list[Stretch]:
    found, now = [], 0.0
    for posture, length in named:
        found.append(Stretch(posture, now, now + length))
        now += length
    return found


def names(*named: tuple[str, float]) -> list[str]:
    return [part.exercise for part in cut(stretches(*named), posture_signatures())]


def test_auto_tells_lifts_from_rising_by_what_comes_before_and_after() -> None:
    stand, reach, sit = ("standing", 2.0), ("reaching_down", 1.2), ("sitting", 1.5)
    assert names(stand, reach, stand, reach, stand) == ["lifting"]
    assert "lifting" not in names(stand, reach, stand)
    assert names(stand, reach, sit, reach, stand, reach, sit, reach, stand) == ["sit-to-stand"]
    assert names(stand, reach, ("quadruped", 3.0), reach, stand, reach, ("kneeling", 3.0), stand) == []
    assert [s.posture for s in without_passages(stretches(stand, reach, ("other", 0.5), sit))] == [
        "standing",
        "other",
        "sitting",
    ]


@pytest.mark.parametrize(("make", "name"), [(lifts_box(), "lifting"), (standing_up(), "sit-to-stand")])
def test_auto_finds_both(make: Make, name: str) -> None:
    recogniser = Recogniser()
    recogniser.feed(make(seconds(13.0, 15.0)).shown(ON_FEET))
    assert [part.exercise for part in cut(recogniser.finish(), posture_signatures())] == [name]
