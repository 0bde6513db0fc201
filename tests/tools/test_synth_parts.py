"""The parts of tools/synth that need no body: camera, triangles, schedules, chance, and the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.synth import checks, cli, lottery
from tools.synth.body import wheel
from tools.synth.errors import SynthError
from tools.synth.exercises.registry import drawables
from tools.synth.picture.camera import orbit
from tools.synth.picture.raster import rasterise
from tools.synth.plan.curves import Sway, value_at
from tools.synth.plan.events import UNITS, Fault
from tools.synth.plan.holds import fault_keys
from tools.synth.plan.motion import arms_first, legs_first
from tools.synth.pose.limbs import two_bones
from tools.synth.pose.solve import bisect, least_squares
from tools.synth.presets import PRESETS, preset
from tools.synth.rotations import about, from_vectors, to_vectors

ANGLES = st.floats(-180, 180)


@settings(max_examples=30)
@given(ANGLES, st.floats(2, 5), st.floats(0.2, 2), st.floats(15, 60), st.floats(-30, 30))
def test_a_projected_point_comes_back(
    azimuth: float, far: float, high: float, vfov: float, roll: float
) -> None:
    camera = orbit(azimuth, far, high, (0.1, 0.4, -0.1), vfov, roll)
    points = np.random.default_rng(1).uniform(-0.8, 0.8, (20, 3))
    assert checks.round_trip("camera", camera, points).passed


def test_a_rolled_camera_turns_the_picture_the_other_way() -> None:
    """Turned clockwise by 6 degrees, what is level rises to the right by 6 degrees: anticlockwise."""
    level = np.array([[-0.5, 0.4, 0.0], [0.5, 0.4, 0.0]])
    (x0, y0), (x1, y1) = orbit(height_m=0.4, target=(0.0, 0.4, 0.0), roll_deg=6.0).project(level)[0]
    assert np.degrees(np.arctan2(y0 - y1, x1 - x0)) == pytest.approx(6.0, abs=0.01)


@settings(max_examples=15)
@given(st.integers(0, 1000))
def test_triangles_that_share_edges_fill_a_square_once(seed: int) -> None:
    """A fan around any middle covers all pixels; weights give back their places; the nearest wins."""
    middle = np.random.default_rng(seed).uniform(3, 17, 2)
    points = np.array([[0, 0], [20, 0], [20, 20], [0, 20], middle], float)
    fan = np.array([[4, (k + 1) % 4, k] for k in range(4)])
    behind = np.array([[0, 2, 1], [0, 3, 2]])
    depth = np.array([2.0, 2.0, 2.0, 2.0, 1.0])
    seen = rasterise(points, depth, np.concatenate([fan, behind]), 20, 20)
    assert len(seen.pixel) == 400
    assert (seen.triangle < 4).all()
    assert seen.weights.min() > -1e-4
    places = np.einsum("nk,nkc->nc", seen.weights, points[fan[seen.triangle]])
    centres = np.stack([seen.pixel % 20, seen.pixel // 20], axis=1) + 0.5
    assert places == pytest.approx(centres, abs=1e-3)


def test_triangles_that_look_away_are_left_out() -> None:
    points = np.array([[0, 0], [9, 0], [0, 9]], float)
    away = np.array([[0, 1, 2]])
    assert len(rasterise(points, np.ones(3), away, 9, 9).pixel) == 0
    assert len(rasterise(points, np.ones(3), away[:, ::-1], 9, 9).pixel) > 30


@settings(max_examples=30)
@given(st.lists(st.floats(-3, 3), min_size=3, max_size=3))
def test_rotation_vectors_there_and_back(vector: list[float]) -> None:
    length = float(np.linalg.norm(vector))
    if 0 < length < np.pi:
        matrix = about(vector, length)
        assert from_vectors(to_vectors(matrix[None]))[0] == pytest.approx(matrix, abs=1e-6)


@settings(max_examples=30)
@given(st.floats(0.1, 0.75), st.floats(0, 6.2))
def test_two_bones_keep_their_lengths(reach: float, turn: float) -> None:
    end = np.array([reach * np.cos(turn), reach * np.sin(turn), 0.1])
    elbow, wrist = two_bones(np.zeros(3), end, 0.42, 0.38, np.array([0.0, 0.0, 1.0]))
    assert np.linalg.norm(elbow) == pytest.approx(0.42, abs=1e-9)
    assert np.linalg.norm(wrist - elbow) == pytest.approx(0.38, abs=1e-9)
    assert elbow[2] > 0


def test_the_solvers_find_what_is_there() -> None:
    x = least_squares(lambda v: [v[0] ** 2 + v[1] - 3, v[0] - v[1] + 1, 0.1 * (v[0] - 1)], [2.0, 2.0])
    assert x == pytest.approx([1.0, 2.0], abs=1e-5)
    assert bisect(lambda v: v**3 - 2, 0, 4) == pytest.approx(2 ** (1 / 3), abs=1e-5)


def test_a_hold_reaches_each_fault_and_is_straight_between() -> None:
    keys = fault_keys(3.0, [Fault("pike", 9.0, 12.0, 5.0), Fault("sag", 4.0, 2.0, 6.0)])
    assert value_at(keys, 4.9) == 0
    assert value_at(keys, 8.5) == 4.0
    assert value_at(keys, 13.0) == 0
    assert value_at(keys, 17.5) == -9.0
    with pytest.raises(SynthError, match="follow each other"):
        fault_keys(3.0, [Fault("sag", 4.0, 2.0, 6.0), Fault("sag", 4.0, 5.0, 6.0)])


def test_sway_is_small_smooth_and_its_own_for_every_seed() -> None:
    t = np.arange(0, 60, 0.05)
    waves = [np.array([Sway(seed, 0)(float(s)) for s in t]) for seed in (1, 1, 2)]
    assert np.array_equal(waves[0], waves[1])
    assert not np.allclose(waves[0], waves[2])
    assert 0.4 < waves[0].std() < 1.0
    assert np.abs(np.diff(waves[0])).max() < 0.25


def test_every_bone_gets_there_at_the_end_of_a_blend() -> None:
    for timing in (arms_first, legs_first):
        for bone in ("upperarm01.L", "upperleg01.L", "foot.R", "spine03"):
            assert timing(bone, 0.0) == pytest.approx(0.0)
            assert timing(bone, 1.0) == pytest.approx(1.0)


def test_chance_repeats_itself_and_differs_between_seeds() -> None:
    clips = [lottery.draw(seed) for seed in range(40)]
    assert len({clip.plan.exercise for clip in clips}) == 7
    assert {clip.facing for clip in clips} == {"head_left", "head_right"}
    assert len({clip.person.shape for clip in clips}) == 40
    again = lottery.draw(7)
    assert (again.person, again.room, again.camera) == (clips[7].person, clips[7].room, clips[7].camera)
    assert again.plan.events == clips[7].plan.events
    for clip in clips:
        ends = [event.end_s for event in clip.plan.events]
        assert max(ends) <= clip.plan.duration_s
        assert all(event.start_s < event.end_s for event in clip.plan.events)


def test_presets_hold_small_and_large_faults_of_every_kind() -> None:
    events = [event for name in PRESETS for event in preset(name, 1).plan.events]
    kinds = {fault.kind for event in events for fault in (event.fault, *event.also) if fault}
    later = {kind for exercise in drawables().values() for kind in exercise.ranges}
    assert kinds | later == set(UNITS) - {"leg_low"} | later
    sags = [event.fault.magnitude for event in events if event.fault and event.fault.kind == "sag"]
    assert min(sags) <= 5 < 12 <= max(sags)


def test_wrong_words_get_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["make", "plonk"]) == 1
    error = capsys.readouterr().err
    assert "no clip is called plonk" in error
    assert "Traceback" not in error
    with pytest.raises(SynthError, match="no fault is called"):
        Fault("slouch", 3.0)


def test_another_wheel_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(wheel.CACHE, str(tmp_path))
    (tmp_path / wheel.FILE).write_bytes(b"not the body")
    with pytest.raises(SynthError, match="SHA-256"):
        wheel.fetch()
