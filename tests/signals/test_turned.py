"""Pictures that lie on their side or upside down, told from the body and gravity; never one that stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy.mirror import mirrored
from formcheck.exercises import get_exercise
from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.scoring.posture_signatures import posture_signatures
from formcheck.signals.turned import TurnTally
from formcheck.store.recording import read_recording
from tests.support import posture_figures
from tests.support.scenarios import ALL, GOOD, Scenario
from tests.support.stick_figures import Figure, Floats, Scene, cut, rolled, seconds
from tests.support.stick_postures import bird_dog, reverse_plank

TIME = seconds(4.0)
ALL_POSTURES = {n for s in posture_signatures().values() for n in (*s.doing, *s.resting)}
SURE = [s for s in GOOD if s.sagittal and s.exercise in ("plank", "side-plank", "bridge")]
ON_ALL_FOURS = [s for s in GOOD if s.sagittal and s.exercise in ("bird-dog", "cat-camel")]


def turn_of(track: Track, exercise: str | None = None, lengths: tuple[int, ...] = ()) -> int:
    return turns_of(track, [exercise], lengths)[exercise]


def turns_of(
    track: Track, names: Sequence[str | None], lengths: tuple[int, ...] = ()
) -> dict[str | None, int]:
    """By exercise, None for any: the pictures are looked at once, since only the question differs."""
    tally = TurnTally()
    for chunk in cut(track, lengths) if lengths else [track]:
        tally.step(chunk)
    return {name: tally.turn_deg(_postures(name)) for name in names}


def _postures(exercise: str | None) -> set[str]:
    if exercise is None:
        return ALL_POSTURES
    signature = get_exercise(exercise).spec.posture_signature
    assert signature is not None
    return {*signature.doing, *signature.resting}


@pytest.mark.parametrize("scenario", ALL, ids=str)
def test_no_exercise_is_called_turned(scenario: Scenario) -> None:
    track = scenario.track()
    for shown in (track, mirrored(track), rolled(track, 8.0), rolled(track, -8.0)):
        assert turns_of(shown, [scenario.exercise, None]) == {scenario.exercise: 0, None: 0}


@pytest.mark.parametrize("scenario", SURE, ids=str)
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_picture_is_turned_back(scenario: Scenario, turned: int) -> None:
    for track in (scenario.track(), mirrored(scenario.track())):
        names = [scenario.exercise, None]
        assert turns_of(track.turned(turned), names) == dict.fromkeys(names, 360 - turned)


@pytest.mark.parametrize("scenario", ON_ALL_FOURS, ids=str)
def test_on_all_fours_only_with_the_head_down(scenario: Scenario) -> None:
    """With the head up it may be somebody who sits and reaches ahead, upside down a dead bug."""
    found = {turned: turn_of(scenario.track().turned(turned), scenario.exercise) for turned in (90, 180, 270)}
    assert found[180] == 0
    assert {found[90], found[270]} in ({0, 270}, {0, 90})


def test_upside_down_on_all_fours_after_standing_on_the_head() -> None:
    on_all_fours = bird_dog(TIME).shown(Scene())
    standing = posture_figures.standing(TIME).shown(Scene())
    later = replace(on_all_fours, time=on_all_fours.time + 4.5)
    film = Track.concatenate([standing, replace(later, size=standing.size)])
    assert turn_of(film) == 0
    assert turn_of(film.turned(180), "bird-dog") == 180
    assert turn_of(on_all_fours.turned(180), "bird-dog") == 0, "a dead bug looks the same"


@pytest.mark.parametrize("make", [posture_figures.standing, posture_figures.kneeling, posture_figures.prone,
                                  posture_figures.supine, reverse_plank])  # fmt: skip
@pytest.mark.parametrize("roll", [-15.0, 0.0, 15.0])
def test_other_postures_are_not_called_turned(make: Callable[[Floats], Figure], roll: float) -> None:
    track = rolled(make(TIME).shown(Scene()), roll)
    for shown in (track, mirrored(track)):
        found = turns_of(shown, [*posture_signatures(), None])
        assert found == dict.fromkeys(found, 0)


def test_arms_held_before_a_body_that_stands_are_no_plank() -> None:
    """A wall to lean on: 90 degrees on, the hands of a straight-armed plank, but no feet on that floor."""
    track = posture_figures.standing(TIME).shown(Scene())
    xy = track.xy.copy()
    for side in ("LEFT", "RIGHT"):
        shoulder = xy[:, L[f"{side}_SHOULDER"]]
        reach = np.linalg.norm(xy[:, L[f"{side}_HIP"]] - shoulder, axis=1)
        ahead = np.sign(xy[:, L.LEFT_FOOT_INDEX, 0] - xy[:, L.LEFT_ANKLE, 0])
        for name, share in (("ELBOW", 0.55), ("WRIST", 1.1)):
            xy[:, L[f"{side}_{name}"]] = shoulder + np.stack([ahead * reach * share, 0 * reach], axis=1)
    assert turn_of(replace(track, xy=xy)) == 0


def test_any_chunks_give_the_same() -> None:
    track = SURE[0].track().turned(90)
    assert turn_of(track, lengths=(1, 7, 30, 2, 64)) == turn_of(track) == 270


def test_a_moment_is_not_enough() -> None:
    track = SURE[0].track().turned(180)
    assert turn_of(track[: int(np.searchsorted(track.time, 1.0))]) == 0


def test_nobody_is_not_turned() -> None:
    track = SURE[0].track()
    assert turn_of(Track.unseen(TIME, track.size, track.model)) == 0


def test_four_quarter_turns_are_none() -> None:
    track = SURE[0].track()
    again = track.turned(90).turned(270)
    assert again.size == track.size
    assert np.allclose(again.xy, track.xy, atol=1e-3, equal_nan=True)
    assert np.allclose(track.turned(180).xy, track.turned(90).turned(90).xy, atol=1e-3, equal_nan=True)
    assert np.array_equal(again.dorsal, track.dorsal, equal_nan=True)


def test_no_recording_of_real_people_is_called_turned(shared: Path) -> None:
    folder = shared / "data" / "real" / "recordings"
    if not folder.exists():
        pytest.skip("needs ../shared/data/real: recordings of real people are not part of the project")
    for path in sorted(folder.glob("*.parquet")):
        found = turns_of(read_recording(path)[0], [*posture_signatures(), None])
        assert found == dict.fromkeys(found, 0), path.name
