"""Limbs that the network takes for each other keep the names that they had when they parted."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.accuracy.mirror import mirrored
from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.limb_names import (
    ARMS,
    KEPT_S,
    LEGS,
    OUTWEIGHED_S,
    SETTLED_S,
    LimbNames,
    Limbs,
)
from tests.support.stick_figures import MODEL, Scene, cut, script, seconds
from tests.support.stick_postures import Bridge, bird_dog, bird_dog_front, plank

UP = ((1.0, 0.0), (1.6, 1.0), (4.0, 1.0), (4.6, 0.0))
"""A leg raised from 1 s on and lowered again."""


def changing() -> Track:
    """A bird-dog that changes legs: the far one, then the near one."""
    time = seconds(10.0)
    near = script(time, *((t + 5.0, share) for t, share in UP))
    return bird_dog(time, far_leg=script(time, *UP), near_leg=near).shown(Scene(noise_px=0.7))


def exchanged(
    track: Track, rows: slice | NDArray[np.intp], *, hips: bool = False, limbs: Limbs = LEGS
) -> Track:
    """Left and right leg (arm) under each other's name in some frames, with or without hips (shoulders)."""
    xy, sight = track.xy.copy(), track.visibility.copy()
    at = np.arange(len(track))[rows][:, None]
    own, other = (limbs.whole, limbs.whole_other) if hips else (limbs.own, limbs.other)
    xy[at, own], sight[at, own] = track.xy[at, other], track.visibility[at, other]
    return replace(track, xy=xy, visibility=sight)


def named(track: Track, limbs: Limbs = LEGS) -> tuple[Track, NDArray[np.bool_]]:
    """The track as it is read, and where its legs are unsure."""
    found, unsure, _ = LimbNames(limbs).step(track, LimbNames(limbs).start())
    return found, np.asarray(unsure)


def same(one: Track, other: Track) -> bool:
    return np.array_equal(one.xy, other.xy, equal_nan=True) and np.array_equal(
        one.visibility, other.visibility, equal_nan=True
    )


@pytest.mark.parametrize("hips", [False, True])
@pytest.mark.parametrize("first_s", [1.7, 2.5, 3.6, 4.1, 7.0])
@pytest.mark.parametrize("frames", [1, 2, 5, 10])
def test_an_exchange_is_undone(first_s: float, frames: int, hips: bool) -> None:
    """At the top and on the way; where the legs are is unsure for a moment."""
    track = changing()
    first = int(np.searchsorted(track.time, first_s))
    seen = exchanged(track, slice(first, first + frames), hips=hips)
    found, unsure = named(seen)
    assert same(found, track)
    assert unsure[first : first + frames].all()
    sure = (track.time < first_s - 0.01) | (track.time > track.time[first + frames - 1] + SETTLED_S)
    assert not unsure[sure].any()


@pytest.mark.parametrize("first_s", [1.7, 2.5, 3.6])
@pytest.mark.parametrize("frames", [1, 10])
def test_arms_likewise(first_s: float, frames: int) -> None:
    time = seconds(10.0)
    track = bird_dog(time, near_arm=script(time, *UP), far_leg=script(time, *UP)).shown(Scene(noise_px=0.7))
    first = int(np.searchsorted(track.time, first_s))
    rows = slice(first, first + frames)
    found, unsure = named(exchanged(track, rows, limbs=ARMS), ARMS)
    assert same(found, track)
    assert unsure[rows].all()
    hidden = track.xy.copy()  # behind the trunk it is drawn anywhere, and the other one is where it is
    random = np.random.default_rng(0)
    hidden[:, [L.LEFT_ELBOW, L.LEFT_WRIST]] += random.normal(0, 30, (len(track), 2, 2)).astype(np.float32)
    flicker = replace(track, xy=hidden)
    assert np.isfinite(named(flicker, ARMS)[0].xy[:, L.LEFT_WRIST]).all()


def test_legs_too_near_to_tell_do_no_harm() -> None:
    track = changing()[:25]
    found, _ = named(exchanged(track, slice(8, 15)))
    trunk_px = np.linalg.norm(track.xy[:, L.LEFT_SHOULDER] - track.xy[:, L.LEFT_HIP], axis=1).min()
    assert np.abs(found.xy - track.xy).max() < 0.1 * trunk_px


@pytest.mark.parametrize("fps", [5.0, 7.5, 15.0, 30.0, 60.0])
def test_legs_that_really_change_are_left_alone(fps: float) -> None:
    time = np.arange(0, 10.0, 1 / fps)
    near = script(time, *((t + 5.0, share) for t, share in UP))
    for figure in (
        bird_dog(time, far_leg=script(time, *UP), near_leg=near),
        bird_dog(time, far_leg=script(time, (1.0, 0.0), (1.4, 1.0), (3.0, 1.0), (3.4, 0.0))),
        plank(time),
        Bridge()(time, offset=script(time, (1.0, -0.2), (1.5, 0.0))),
        bird_dog_front(time),
    ):
        track = figure.shown(Scene(noise_px=0.7))
        for shown in (track, mirrored(track)):
            found, unsure = named(shown)
            assert same(found, shown)
            assert not unsure.any()


def test_an_exchange_while_the_legs_part_is_given_up() -> None:
    """Which leg was raised cannot be known then: unsure, until the network has said so for long enough."""
    track = changing()
    parting = (track.time > 0.9) & (track.time < 1.4)
    found, unsure = named(exchanged(track, np.flatnonzero(parting)))
    late = track.time > 1.4 + 0.5 + OUTWEIGHED_S + SETTLED_S
    assert np.array_equal(found.xy[late], track.xy[late])
    wrong = (found.xy != track.xy).any(axis=(1, 2)) & ~parting
    assert unsure[wrong].all()
    assert not unsure[late].any()


def test_a_leg_between_two_places_is_nowhere() -> None:
    """The network is filtered over time: from one name to the other it draws both in the middle."""
    track = changing()
    row = int(np.searchsorted(track.time, 2.5))
    xy = track.xy.copy()
    xy[row, LEGS.own] = (xy[row, LEGS.own] + xy[row, LEGS.other]) / 2
    found, unsure = named(replace(track, xy=xy))
    assert np.isnan(found.xy[row, LEGS.own]).all()
    assert unsure[row]
    assert np.array_equal(found.xy[row + 1 :], track.xy[row + 1 :])


@pytest.mark.parametrize("away_s", [0.2, 1.0])
def test_a_moment_without_a_person_is_bridged_and_a_long_one_is_not(away_s: float) -> None:
    track = changing()
    gone = (track.time > 2.4) & (track.time < 2.4 + away_s)
    back = (track.time >= 2.4 + away_s) & (track.time < 3.2 + away_s)
    xy = exchanged(track, np.flatnonzero(back)).xy.copy()
    xy[gone] = np.nan
    found, _ = named(replace(track, xy=xy))
    after = (track.time >= 2.4 + away_s) & (track.time < 2.8 + away_s)
    assert np.array_equal(found.xy[after], track.xy[after]) == (away_s < KEPT_S)


def test_another_scene_is_no_exchange() -> None:
    """A cut to somebody who lies the other way round."""
    track = changing()
    there, elsewhere = track[60:80], mirrored(track)[80:100]
    joined = Track.concatenate([there, elsewhere])
    found, unsure = named(joined)
    assert same(found, joined)
    assert not unsure.any()


@pytest.mark.parametrize("seed", range(3))
def test_any_cutting_gives_the_same(seed: int) -> None:
    random = np.random.default_rng(seed)
    track = exchanged(changing(), np.flatnonzero(random.random(300) < 0.2))
    whole, unsure = named(track)
    names, state, parts, flags = LimbNames(), LimbNames().start(), [], []
    for part in cut(track, [1, 2, 1, 40, 1, 1, 77, 5, 1]):
        if len(part):
            read, doubt, state = names.step(part, state)
            parts.append(read)
            flags.append(np.atleast_1d(doubt))
    assert same(Track.concatenate(parts), whole)
    assert np.array_equal(np.concatenate(flags), unsure)


def test_nobody_is_a_normal_value() -> None:
    track = Track.unseen(seconds(1.0), (640, 480), MODEL)
    found, unsure = named(track)
    assert same(found, track)
    assert not unsure.any()


@pytest.mark.parametrize("limbs", [LEGS, ARMS], ids=["legs", "arms"])
def test_many_rows_at_once_are_named_as_one_after_the_other(
    limbs: Limbs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exchanged for a while, twice, and the hips alone, with a gap, a jump and frames without a person."""
    track = exchanged(changing(), slice(40, 75), limbs=limbs)
    track = exchanged(track, slice(150, 260), hips=True, limbs=limbs)
    xy, time = track.xy.copy(), track.time.copy()
    roots = [*(set(limbs.whole) - set(limbs.own))]
    for rows in (slice(85, 100), slice(60, 66), slice(270, 290)):
        xy[rows, roots] = xy[rows, roots[::-1]]
    xy[20:24], xy[120:] = np.nan, xy[120:] + 90
    time[200:] += 1.0
    track = replace(track, xy=xy, time=time)
    names = LimbNames(limbs)
    stops = (90, 95, 130, 280, len(track))
    together = [names.step(track[:stop], names.start()) for stop in stops]
    monkeypatch.setattr("formcheck.signals.limb_names.MANY_ROWS", len(track) + 1)
    for stop, found in zip(stops, together, strict=True):
        one_by_one = names.step(track[:stop], names.start())
        assert same(found[0], one_by_one[0])
        assert np.array_equal(found[1], one_by_one[1])
        assert found[2] == one_by_one[2]
    assert not same(together[-1][0], track)


def test_roots_that_keep_each_other_s_names_cost_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hips behind each other are named anew once and stay so: those rows are looked at together, too."""
    from formcheck.signals import limb_names

    track = changing()
    xy, hips = track.xy.copy(), [L.LEFT_HIP, L.RIGHT_HIP]
    xy[60:, hips] = xy[60:, hips[::-1]]  # while a leg is up
    counted = Mock(side_effect=limb_names._named)
    monkeypatch.setattr(limb_names, "_named", counted)
    found, _ = named(replace(track, xy=xy)[:110])
    assert counted.call_count < 10
    assert len(found) == 110
