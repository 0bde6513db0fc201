"""A long recording is cut into its exercises; what lies between belongs to none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.exercises.base import PostureSignature
from formcheck.pose.track import Track
from formcheck.scoring.cutting import LEAD_S, Part
from formcheck.scoring.cutting import cut as cut_into_parts
from formcheck.scoring.posture_signatures import posture_signatures
from formcheck.scoring.recogniser import Recogniser, Stretch
from formcheck.signals.swings import Swing
from tests.support.movements import bridging, pairs
from tests.support.posture_figures import bridge, cat_camel, kneeling, side_plank, standing
from tests.support.stick_figures import Figure, Scene, cut, seconds
from tests.support.stick_postures import bird_dog, plank

SIX = {
    "plank": PostureSignature(("plank",)),
    "bridge": PostureSignature(("bridge_lifted",), resting=("bridge_lying",)),
    "bird-dog": PostureSignature(("bird_dog",), resting=("quadruped",)),
    "side-plank": PostureSignature(("side_plank_left", "side_plank_right")),
    "cat-camel": PostureSignature(("quadruped",), sign="swings"),
    "drawing-in": PostureSignature(("bridge_lying",), sign="quiet"),
}


TWO = {
    "standing": PostureSignature(("standing",), sign="alone", least_s=4.0),
    "sitting": PostureSignature(("sitting",), sign="alone", least_s=8.0),
    "sit-to-stand": PostureSignature(("sitting", "standing"), sign="changes"),
    "hip-flexor-stretch": PostureSignature(("half_kneeling",)),
    "hamstring-stretch": PostureSignature(("leg_raised",)),
    "lifting": PostureSignature(("reaching_down", "standing"), sign="changes"),
}


def parts(
    *stretches: tuple[str, float], swings: int = 0, size: float = 40.0
) -> list[tuple[str, float, float]]:
    """Parts of postures that follow one another, (posture, seconds); `swings` on all fours."""
    found, now = [], 0.0
    for posture, length in stretches:
        stretch = Stretch(posture, now, now + length)
        if posture == "quadruped":
            step = length / max(swings, 1)
            stretch.swings += [Swing(now + i * step, now + (i + 1) * step, size) for i in range(swings)]
        found.append(stretch)
        now += length
    return [(part.exercise, part.start_s, part.end_s) for part in cut_into_parts(found, SIX)]


def recognised(track: Track, lengths: list[int] | None = None) -> tuple[list[Stretch], list[Part]]:
    recogniser = Recogniser()
    for chunk in cut(track, lengths or []):
        recogniser.feed(chunk)
    stretches = recogniser.finish()
    return stretches, cut_into_parts(stretches, SIX)


def in_a_row(*figures: Figure, pause_s: float = 3.0) -> Track:
    """One recording: kneeling for a while before, between and after."""
    tracks, now = [], 0.0
    for one in (f for figure in figures for f in (kneeling(seconds(pause_s)), figure)):
        shown = one.shown(Scene(noise_px=0.3))
        tracks.append(replace(shown, time=shown.time + now))
        now = float(tracks[-1].time[-1]) + 1 / 30
    return Track.concatenate(tracks)


def test_nothing_is_done() -> None:
    assert parts() == []
    assert parts(("standing", 30), ("kneeling", 10), ("supine", 60), ("quadruped", 30), ("prone", 9)) == []


def test_repetitions_are_one_part_with_the_rest_between_them() -> None:
    lift = (("bridge_lifted", 3), ("bridge_lying", 2))
    assert parts(("supine", 4), ("bridge_lying", 2), *lift * 4, ("supine", 5)) == [("bridge", 4, 26)]


def test_a_plank_interrupted_for_a_breath_is_one_part() -> None:
    broken = (("quadruped", 2), ("plank", 20), ("quadruped", 4), ("plank", 15), ("kneeling", 9))
    assert parts(*broken) == [("plank", 2, 41)]


def test_sets_with_a_rest_are_one_part() -> None:
    assert parts(("plank", 30), ("standing", 60), ("plank", 30)) == [("plank", 0, 120)]


def test_after_a_long_while_it_is_another_part() -> None:
    assert parts(("plank", 30), ("standing", 300), ("plank", 30)) == [("plank", 0, 30), ("plank", 330, 360)]


def test_what_comes_again_after_another_exercise_is_a_part_of_its_own() -> None:
    names = [name for name, *_ in parts(("plank", 20), ("side_plank_left", 20), ("plank", 20))]
    assert names == ["plank", "side-plank", "plank"]


def test_both_sides_of_the_side_plank_are_one_part() -> None:
    both = (("side_plank_left", 20), ("other", 5), ("side_plank_right", 20))
    assert parts(*both) == [("side-plank", 0, 45)]


def test_passing_through_a_posture_parts_nothing() -> None:
    assert parts(("plank", 20), ("quadruped", 1), ("bird_dog", 0.5), ("plank", 20)) == [("plank", 0, 41.5)]


def test_all_fours_with_the_back_swinging_is_cat_camel() -> None:
    assert parts(("kneeling", 2), ("quadruped", 30), swings=8) == [("cat-camel", 2, 32)]
    assert parts(("kneeling", 2), ("quadruped", 30), swings=2, size=20.0) == []
    assert parts(("kneeling", 2), ("quadruped", 30), swings=1) == []


def test_one_cycle_of_the_whole_back_is_cat_camel() -> None:
    assert parts(("kneeling", 2), ("quadruped", 8), ("kneeling", 2), swings=2) == [("cat-camel", 2, 10)]


def test_two_quick_repetitions_are_not_passed_through() -> None:
    reps = (("bird_dog", 0.6), ("quadruped", 1.5), ("bird_dog", 0.8), ("quadruped", 1.5))
    assert parts(*reps) == [("bird-dog", 0, 4.4)]
    assert parts(("bird_dog", 0.6), ("standing", 1.5), ("bird_dog", 0.8)) == []
    assert parts(("quadruped", 3), ("bird_dog", 1.4), ("quadruped", 3)) == []


ON_KNEES = {
    **SIX,
    "kneeling-plank": PostureSignature(("kneeling_plank",)),
    "kneeling-side-plank": PostureSignature(("kneeling_side_plank_left", "kneeling_side_plank_right")),
}


def with_knees(*stretches: tuple[str, float], to_the_end: bool = False) -> list[tuple[str, float, float]]:
    """As `parts`, with the planks on the knees; `to_the_end`: the recording ends in the last posture."""
    ends = np.cumsum([length for _, length in stretches]).tolist()
    found = [
        Stretch(posture, end - length, end) for (posture, length), end in zip(stretches, ends, strict=True)
    ]
    found[-1].recording_ends = to_the_end
    return [(p.exercise, round(p.start_s, 3), round(p.end_s, 3)) for p in cut_into_parts(found, ON_KNEES)]


def test_to_and_fro_on_the_border_of_two_steps_is_the_easier_one() -> None:
    quick = (("kneeling_plank", 1.5), ("plank", 1.0)) * 2
    assert with_knees(("quadruped", 2), *quick, ("plank", 4.5)) == [("kneeling-plank", 2, 11.5)]


def test_down_on_the_knees_once_or_for_a_while_is_two_exercises() -> None:
    names = [name for name, *_ in with_knees(("plank", 20), ("kneeling_plank", 10))]
    assert names == ["plank", "kneeling-plank"]
    names = [name for name, *_ in with_knees(*(("plank", 12), ("kneeling_plank", 8)) * 2)]
    assert names == ["plank", "kneeling-plank"] * 2
    long = with_knees(("plank", 40), *(("kneeling_plank", 1), ("plank", 1)) * 2)
    assert long[0] == ("plank", 0, 40)


def test_the_easier_step_again_and_again_for_a_moment_is_passed_through() -> None:
    moments = (("kneeling_side_plank_left", 0.8), ("other", 1.2)) * 3
    assert with_knees(("side_plank_left", 10), ("other", 2), *moments) == [("side-plank", 0, 10)]
    names = [name for name, *_ in with_knees(("side_plank_left", 10), ("kneeling_side_plank_left", 2))]
    assert names == ["side-plank", "kneeling-side-plank"]


def test_a_recording_that_ends_in_an_exercise_may_show_little_of_it() -> None:
    assert with_knees(("prone", 1), ("plank", 1.2)) == []
    assert with_knees(("prone", 1), ("plank", 1.2), to_the_end=True) == [("plank", 1, 2.2)]
    assert with_knees(("prone", 1), ("plank", 0.6), to_the_end=True) == []


def test_nothing_but_all_fours_seen_from_beside_is_a_cat_camel_that_has_not_begun() -> None:
    def found(beside: bool) -> list[Part]:
        return cut_into_parts([Stretch("quadruped", 0.0, 3.0, beside=beside)], SIX)

    assert [part.exercise for part in found(True)] == ["cat-camel"]
    assert found(False) == []


def test_cat_camel_and_bird_dog_share_the_time_on_all_fours() -> None:
    both = parts(("quadruped", 30), ("bird_dog", 4), ("quadruped", 0.5), ("bird_dog", 4), swings=5)
    assert both == [("cat-camel", 0, 30), ("bird-dog", 30, 38.5)]


def test_lying_quietly_is_drawing_in_but_not_between_two_sets_of_bridges() -> None:
    assert parts(("supine", 3), ("bridge_lying", 25)) == [("drawing-in", 3, 28)]
    assert parts(("supine", 3), ("bridge_lying", 15)) == []
    lifts = (("bridge_lifted", 3), ("bridge_lying", 2), ("bridge_lifted", 3))
    assert parts(*lifts, ("bridge_lying", 40), *lifts) == [("bridge", 0, 56)]
    names = [name for name, *_ in parts(*lifts, ("bridge_lying", 120), *lifts)]
    assert names == ["bridge", "drawing-in", "bridge"]


def test_leads_reach_into_what_lies_between_but_never_into_another_part() -> None:
    found = cut_into_parts(
        [Stretch("plank", 10, 30), Stretch("kneeling", 30, 31), Stretch("side_plank_left", 31, 50)], SIX
    )
    plank_part, side = found
    assert (plank_part.from_s, plank_part.until_s) == (10 - LEAD_S, 31)
    assert (side.from_s, side.until_s) == (30, 50 + LEAD_S)


def test_the_programme_comes_from_the_specs() -> None:
    known = SIX | TWO
    assert {name: posture_signatures()[name] for name in known} == known


def test_five_in_a_row() -> None:
    track = in_a_row(
        plank(seconds(6.0)),
        bridging(0.0, 0.0)(seconds(13.0)),
        pairs()(seconds(13.0)),
        side_plank(seconds(6.0)),
        cat_camel(seconds(20.0)),
    )
    found = recognised(track)[1]
    assert [part.exercise for part in found] == ["plank", "bridge", "bird-dog", "side-plank", "cat-camel"]
    true = [(3, 9), (12, 25), (28, 41), (44, 50), (53, 73)]
    for part, (start_s, end_s) in zip(found, true, strict=True):
        assert abs(part.start_s - start_s) < 0.5
        assert abs(part.end_s - end_s) < 0.5


def test_any_cutting_finds_the_same() -> None:
    track = in_a_row(plank(seconds(4.0)), cat_camel(seconds(14.0)), bridge(1.0)(seconds(4.0)))
    whole = recognised(track)
    assert [part.exercise for part in whole[1]] == ["plank", "cat-camel", "bridge"]
    for lengths in ([1] * len(track), [0, 7, 1, 300, 2, 0, 41]):
        assert repr(recognised(track, lengths)) == repr(whole)


def test_a_still_back_or_a_lifted_limb_is_no_cat_camel() -> None:
    still = in_a_row(bird_dog(seconds(30.0)))
    assert recognised(still)[1] == []
    reps = in_a_row(pairs()(seconds(13.0)))
    assert [part.exercise for part in recognised(reps)[1]] == ["bird-dog"]


def test_without_an_outline_the_head_tells() -> None:
    track = in_a_row(cat_camel(seconds(20.0)))
    swing = (15 * np.sin(2 * np.pi * track.time / 6))[:, None].astype(np.float32)
    xy = track.xy.copy()
    xy[:, :11, 1] += swing
    unseen = np.full_like(track.dorsal, np.nan)
    blind = replace(track, xy=xy, dorsal=unseen)
    assert [part.exercise for part in recognised(blind)[1]] == ["cat-camel"]
    assert recognised(replace(track, dorsal=unseen))[1] == []


def test_why_nothing_was_found() -> None:
    watching = Recogniser()
    watching.feed(standing(seconds(2.0)).shown(Scene(unit_px=100.0, origin=(200.0, 420.0))))
    watching.feed(Track.unseen(seconds(2.0, start_s=2.0), (640, 480), standing(seconds(0.1)).shown().model))
    assert watching.reasons() == {"no_person": 0.5, "wrong_posture": 0.5}
    assert Recogniser().reasons() == {"no_person": 1.0}


@pytest.mark.parametrize("pieces", [1, 7])
def test_why_nothing_was_found_of_somebody_cut_off_or_in_the_dark(pieces: int) -> None:
    cut_off = standing(seconds(2.0)).shown(Scene(unit_px=100.0, origin=(200.0, 420.0), edge_contact=0.4))
    dark = Track.unseen(seconds(2.0, start_s=2.0), (640, 480), cut_off.model, light=0.1)
    whole = Track.concatenate([cut_off, dark])
    watching = Recogniser()
    for first in range(0, len(whole), pieces):
        watching.feed(whole[first : first + pieces])
    assert watching.reasons() == {"out_of_frame": 0.5, "low_contrast": 0.5}


def test_who_only_stands_or_sits_is_looked_at_and_who_walks_or_trains_is_not() -> None:
    def found(*stretches: Stretch) -> list[str]:
        return [part.exercise for part in cut_into_parts(list(stretches), SIX | TWO)]

    step = Swing(1.0, 1.5, 0.6)
    assert found(Stretch("standing", 0.0, 6.0)) == ["standing"]
    assert found(Stretch("sitting", 0.0, 30.0)) == ["sitting"]
    assert found(Stretch("standing", 0.0, 3.0)) == []
    assert found(Stretch("standing", 0.0, 9.0, steps=[step] * 8)) == []
    assert found(Stretch("standing", 0.0, 9.0), Stretch("plank", 9.0, 20.0)) == ["plank"]
