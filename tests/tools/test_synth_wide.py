"""People drawn as widely as real ones: repeatable, within the ranges, and their truth stays true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tools.synth import checks, lottery, wide
from tools.synth.body.figure import Figure
from tools.synth.clip import play
from tools.synth.errors import SynthError
from tools.synth.picture.clothes import cover, dressed
from tools.synth.plan.events import Fault, Plan
from tools.synth.plan.holds import plank, side_plank
from tools.synth.plan.reps import bridge_reps


def test_chance_repeats_itself_and_differs_between_seeds() -> None:
    clips = [wide.draw_wide(seed) for seed in range(40)]
    assert {clip.plan.exercise.split("_")[0] for clip in clips} == {"plank", "side", "bridge", "bird", "cat"}
    assert len({clip.person for clip in clips}) == 40
    again = wide.draw_wide(7)
    assert replace(again, plan=clips[7].plan) == clips[7]
    assert again.plan.events == clips[7].plan.events
    assert not any(clip.person == lottery.draw(seed).person for seed, clip in enumerate(clips))


@pytest.mark.parametrize("exercise", wide.OWN_DEG)
def test_hips_are_held_where_real_people_hold_them(exercise: str) -> None:
    low, _, high = wide.OWN_DEG[exercise]
    found = []
    for seed in range(30):
        events = wide.draw_wide(seed, exercise).plan.events
        own = next(e.extras["own_deg"] for e in events if "own_deg" in e.extras)
        found.append(own)
        for event in events:
            if event.fault is not None and event.fault.kind in ("sag", "pike"):
                towards = own if event.fault.kind == "sag" else -own
                assert event.fault.magnitude - towards >= lottery.RANGES["sag"][0], (
                    "beyond where they are anyway"
                )
    assert low <= min(found) < np.mean(found) < max(found) <= high
    assert max(found) - min(found) > 0.5 * (high - low)


def test_nobody_real_is_known_to_be_as_wide_as() -> None:
    with pytest.raises(SynthError, match="drawing_in"):
        wide.draw_wide(1, "drawing_in")


@pytest.mark.parametrize(
    "plan",
    [
        plank(4, 9.0, (Fault("pike", 15.0, 4.0, 4.0),), own_deg=-9.0),
        side_plank(4, "right", 6.0, own_deg=-6.0),
        bridge_reps(4, (None, Fault("hyperextension", 20.0)), top_deg=-8.0),
    ],
    ids=["plank", "side plank", "bridge"],
)
def test_the_truth_shows_what_was_asked(figure: Figure, plan: Plan) -> None:
    clip = replace(wide.draw_wide(3, "plank"), plan=plan)
    values = [instant.values for instant in play(clip, figure, every=3)]
    found = list(checks.requested(clip, values))
    assert any("own" in finding.what for finding in found)
    for finding in found:
        assert finding.passed, finding


def test_without_hips_of_ones_own_the_truth_is_as_before() -> None:
    for plan in (plank(4, 9.0), side_plank(4), bridge_reps(4, (None,))):
        assert not any("own_deg" in event.extras for event in plan.events)


def test_wide_clothes_stand_off_and_hang(figure: Figure) -> None:
    person = wide.draw_wide(3, "plank").person
    covers = cover(figure, person)
    close = replace(person, loose_m=0.0, loose_legs_m=0.0)
    (worn, hangs), (skin, still) = (dressed(figure, one, covers) for one in (person, close))
    off = np.linalg.norm(worn - skin, axis=1)
    assert off.max() == pytest.approx(1.3 * max(person.loose_m, person.loose_legs_m), rel=0.3)
    assert hangs.max() > 0.0 == still.max()
    legs = (covers.bottom > 0.1) & (covers.top < 0)
    assert (off[legs] > 0).any() == bool(person.loose_legs_m)
