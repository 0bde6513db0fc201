"""Postures: told apart, whichever way they are filmed, and steadily over time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as few
from hypothesis import strategies as st

from benchmarks.accuracy.mirror import mirrored
from formcheck.pose.track import Track
from formcheck.signals.posture import POSTURE_CODE, POSTURES, UNSEEN, memberships
from formcheck.signals.posture_stream import DWELL_S, PostureFrames, PostureReader
from tests.support.one_leg import single_leg
from tests.support.posture_figures import POSED, SIDE, bridge, kneeling, side_plank
from tests.support.stick_figures import Scene, blend, cut, placed, rows, script, seconds
from tests.support.stick_on_feet import leg_raised
from tests.support.stick_postures import Bridge, bird_dog, into_and_out_of, plank

EVERY = pytest.mark.parametrize("name", POSED)


def expected(name: str, lower: str) -> str:
    posture = POSED[name][0]
    return f"{posture}_{lower}" if posture == "side_plank" else posture


def shown(name: str, **scene: Any) -> Track:
    _, make, usual = POSED[name]
    return make(seconds(0.2)).shown(replace(usual, **scene))


def posture_of(track: Track) -> str:
    found = memberships(track)[:, -1]
    assert found[found.argmax()] >= 0.5
    return POSTURES[found.argmax()]


def read(chunks: list[Track]) -> list[PostureFrames]:
    reader = PostureReader()
    state, found = reader.start(), []
    for chunk in chunks:
        if len(chunk):
            frames, state = reader.step(chunk, state)
            found.append(frames)
    return found


def settled(track: Track) -> np.ndarray:
    return read([track])[0].code


@EVERY
@pytest.mark.parametrize("near", ["left", "right"])
@pytest.mark.parametrize("head_right", [True, False])
def test_from_either_side_with_the_head_either_way(name: str, near: str, head_right: bool) -> None:
    assert posture_of(shown(name, near=near, head_right=head_right)) == expected(name, near)


@EVERY
def test_in_a_mirror_left_and_right_change_places(name: str) -> None:
    assert posture_of(mirrored(shown(name, near="left"))) == expected(name, "right")


@EVERY
@pytest.mark.parametrize("scale", [0.4, 3.0])
def test_size_and_place_do_not_matter(name: str, scale: float) -> None:
    assert posture_of(placed(shown(name, near="left"), scale, (37.0, -11.0), (1920, 1080))) == expected(
        name, "left"
    )


@EVERY
@pytest.mark.parametrize("roll_deg", [-6, 6])
def test_a_tilted_camera_does_not_matter(name: str, roll_deg: float) -> None:
    track, turn = shown(name, near="left"), np.radians(roll_deg)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    assert posture_of(replace(track, xy=(track.xy @ matrix).astype(np.float32))) == expected(name, "left")


@pytest.mark.parametrize("name", [name for name in POSED if "front" not in name])
def test_seen_from_thirty_degrees_off_the_side(name: str) -> None:
    """What lies along the floor shortens, heights stay, and the far side moves away by the body's width."""
    track, turn = shown(name, near="left"), np.radians(30)
    xy = track.xy.astype(np.float64)
    xy[..., 0] *= np.cos(turn)
    if "side plank" not in name:
        far = [i for i in range(33) if i % 2 == 0 and i >= 11]
        xy[:, far, 0] += 0.5 * 120 * np.sin(turn)
    assert posture_of(replace(track, xy=xy.astype(np.float32))) == expected(name, "left")


def _session() -> Track:
    """Kneeling, plank, hands and knees, bridge: three seconds each."""
    time = seconds(12.0)
    figure = into_and_out_of(plank(time), kneeling(time), script(time, (2.5, 0), (3.5, 1)))
    figure = blend(figure, bird_dog(time), script(time, (5.5, 0), (6.5, 1)))
    figure = blend(figure, bridge(0.0)(time), script(time, (8.5, 0), (9.5, 1)))
    return figure.shown(replace(SIDE, noise_px=0.5))


def _spoiled(seed: int) -> Track:
    track, random = _session(), np.random.default_rng(seed)
    xy = track.xy.copy()
    xy[random.random(len(track)) < 0.1] = np.nan
    first = int(random.integers(300))
    xy[first : first + int(random.integers(60))] = np.nan
    return rows(replace(track, xy=xy), random.random(len(track)) < 0.9)


def test_a_session_in_its_order() -> None:
    code = settled(_session())
    order = [POSTURES[c] for c in code[np.flatnonzero(np.diff(code, prepend=-9))] if c != UNSEEN]
    assert [name for name in order if name != "other"] == ["kneeling", "plank", "quadruped", "bridge_lying"]


@few(max_examples=10)
@given(lengths=st.lists(st.integers(0, 60), max_size=30), seed=st.integers(0, 99))
def test_any_cutting_gives_the_same_bytes(lengths: list[int], seed: int) -> None:
    track = _spoiled(seed)
    whole = read([track])[0]
    for chunks in (cut(track, lengths), cut(track, [1] * len(track))):
        parts = read(chunks)
        for name in ("code", "since", "confidence"):
            joined = np.concatenate([getattr(part, name) for part in parts])
            assert joined.tobytes() == getattr(whole, name).tobytes()


def test_a_short_drop_out_ends_nothing_and_a_long_one_does() -> None:
    track = plank(seconds(6.0)).shown()
    xy = track.xy.copy()
    xy[30:54] = np.nan
    assert (settled(replace(track, xy=xy))[20:] == POSTURE_CODE["plank"]).all()
    xy[60:120] = np.nan
    code = settled(replace(track, xy=xy))
    assert code[115] == UNSEEN
    assert code[-1] == POSTURE_CODE["plank"]


def test_passing_through_a_posture_is_not_taking_it_up() -> None:
    time = seconds(6.0)
    short = script(time, (3.0, 0.0), (3.01, 1.0), (3.0 + DWELL_S - 0.1, 1.0), (3.0 + DWELL_S - 0.09, 0.0))
    code = settled(blend(plank(time), kneeling(time), short).shown())
    assert set(code[20:].tolist()) == {POSTURE_CODE["plank"]}


def test_a_posture_began_before_it_was_accepted() -> None:
    frames = read([plank(seconds(2.0, start_s=5.0)).shown()])[0]
    first = int((frames.code == POSTURE_CODE["plank"]).argmax())
    assert frames.time[first] >= 5.0 + DWELL_S - 0.001
    assert frames.since[first] == 5.0
    assert frames.confidence[first] > 0.9


def test_nobody_is_no_posture() -> None:
    track = Track.unseen(seconds(1.0), (640, 480), side_plank(seconds(0.1)).shown().model)
    frames = read([track])[0]
    assert (frames.code == UNSEEN).all()
    assert not frames.confidence.any()


@pytest.mark.parametrize("knee_deg", [90.0, 105.0, 118.0])
def test_a_leg_raised_over_a_bent_one_waits_for_a_bridge_and_is_no_stretch(knee_deg: float) -> None:
    time, body = seconds(0.2), Bridge(knee_deg)
    waiting = single_leg(body, time, np.zeros(len(time))).shown(Scene())
    assert posture_of(waiting) == "single_leg_bridge_lying"
    assert memberships(waiting)[POSTURE_CODE["leg_raised"]].max() < 0.5
    assert memberships(waiting)[POSTURE_CODE["supine"]].max() < 0.5
    assert posture_of(leg_raised(time).shown(Scene())) == "leg_raised"
