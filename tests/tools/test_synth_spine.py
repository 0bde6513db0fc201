"""The spine line lies on the skin of the back, and the trunk's turns are those of the truth."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.exercises.bird_dog.front_way import MIDLINE_ASIDE, TRUNK_M
from tools.synth.body.figure import Figure, Floats, Pose, Posed
from tools.synth.picture.camera import orbit
from tools.synth.picture.raster import rasterise
from tools.synth.plan.events import Stage
from tools.synth.plan.motion import Motion
from tools.synth.pose.limbs import Limbs
from tools.synth.pose.lottery import PostureLottery
from tools.synth.pose.posture import PRONE
from tools.synth.pose.quadruped import Quadruped
from tools.synth.spine import POINTS, SpineLine, lumbar_deg, trunk_orientation
from tools.synth.truth import measure

NEAR_M = 0.06
AT_REST = dict.fromkeys(("lift", "roll", "shift", "ahead", "lumbar", "leg", "same_side"), 0.0)
"""On all fours."""


@pytest.fixture(scope="module")
def line(figure: Figure) -> SpineLine:
    return SpineLine(figure)


def standing(figure: Figure) -> Posed:
    return Posed(np.tile(np.eye(3), (len(figure.bones), 1, 1)), figure.heads)


def bent(figure: Figure, **spine: float) -> Posed:
    return figure.kinematics(Pose(Limbs(figure).trunk(PRONE, **spine), np.zeros(3)))


def test_at_rest_the_points_are_evenly_spaced_along_the_back_from_c7_to_s2(
    figure: Figure, line: SpineLine
) -> None:
    points = line.points(standing(figure))
    assert points.shape == (POINTS, 3)
    assert np.abs(points[:, 0]).max() < 0.001
    assert (np.diff(points[:, 1]) < 0).all()
    chords = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert chords == pytest.approx(np.full(POINTS - 1, line.length_m / (POINTS - 1)), rel=0.02)
    height = (points[[0, -1], 1] - figure.vertices[:, 1].min()) / figure.stature_m
    assert height[0] == pytest.approx(0.855, abs=0.02)  # C7 of adults, by anthropometry
    assert height[1] == pytest.approx(0.565, abs=0.02)  # S2
    bones = np.array([figure.rest(name) for name in ("spine04", "spine03", "spine02", "spine01", "neck01")])
    assert (points[:, 2] < np.interp(points[:, 1], bones[:, 1], bones[:, 2]) - 0.01).all()


@pytest.mark.parametrize("seed", range(4))
def test_the_points_lie_on_the_posed_skin(figure: Figure, line: SpineLine, seed: int) -> None:
    posed = PostureLottery(figure).draw(np.random.default_rng(seed)).posed
    corners = figure.skin(posed)[figure.triangles[:, :, 0]]
    for point in line.points(posed):
        close = corners[np.abs(corners.mean(axis=1) - point).max(axis=1) < NEAR_M]
        assert min(distance_m(point, triangle) for triangle in close) < 0.001


def test_a_roll_moves_the_midline_aside_over_hips_that_stay(figure: Figure, line: SpineLine) -> None:
    """By more than the product takes off the midline's shift, in torso lengths for a roll's sine."""
    posture, limbs = Quadruped(figure), Limbs(figure)

    def aside(roll_deg: float) -> tuple[float, float]:
        stage = Stage(0.0, 1.0, lambda _: posture.pose({**AT_REST, "roll": roll_deg}))
        posed = Motion(figure, [stage]).at(0.0)[0]
        left = limbs.joints(posed)["left_hip"] - limbs.joints(posed)["right_hip"]
        left[1] = 0.0
        places = line.points(posed).mean(axis=0), limbs.middle(posed, "hip")
        midline, hips = (float(place @ left / np.linalg.norm(left)) for place in places)
        return midline, hips

    moved = (np.array(aside(10.0)) - aside(-10.0)) / (2 * np.sin(np.radians(10.0)) * TRUNK_M)
    assert moved[0] == pytest.approx(-0.28, abs=0.08)
    assert -moved[0] > MIDLINE_ASIDE
    assert moved[1] == pytest.approx(0.0, abs=0.05)


def distance_m(point: Floats, triangle: Floats) -> float:
    """From the plane of a triangle that the point is above of; infinite where it is beside it."""
    a, u, v = triangle[0], triangle[1] - triangle[0], triangle[2] - triangle[0]
    shares, *_ = np.linalg.lstsq(np.stack([u, v], axis=1), point - a, rcond=None)
    if shares.min() < -1e-6 or shares.sum() > 1 + 1e-6:
        return np.inf
    return float(np.linalg.norm(point - a - u * shares[0] - v * shares[1]))


def test_seen_from_the_side_the_line_runs_within_the_outline_along_its_edge(
    figure: Figure, line: SpineLine
) -> None:
    posed = PostureLottery(figure).draw(np.random.default_rng(3), "standing").posed
    skin = figure.skin(posed)
    camera = orbit(0.0, 4.0, 1.0, tuple(skin.mean(axis=0)))
    pixels, depth = camera.project(skin)
    seen = rasterise(pixels, depth, figure.triangles[:, :, 0], camera.width, camera.height)
    body = np.zeros((camera.height + 4, camera.width + 4), bool)
    rows, columns = seen.pixel // camera.width + 2, seen.pixel % camera.width + 2
    for down in (-2, 0, 2):
        for right in (-2, 0, 2):
            body[rows + down, columns + right] = True
    at = np.floor(camera.project(line.points(posed))[0]).astype(int) + 2
    assert body[at[:, 1], at[:, 0]].all()


@pytest.mark.parametrize("lumbar", [-35.0, -8.0, 0.0, 17.0, 40.0])
def test_the_turns_of_pelvis_and_thorax_give_the_lumbar_angle_of_the_truth(
    figure: Figure, lumbar: float
) -> None:
    posed = bent(figure, lumbar=lumbar, thoracic=20.0)
    pelvis, thorax = trunk_orientation(figure, posed)
    between = pelvis.T @ thorax
    assert np.degrees(np.arccos((np.trace(between) - 1) / 2)) == pytest.approx(abs(lumbar), abs=1e-6)
    assert lumbar_deg(pelvis, thorax) == pytest.approx(lumbar)
    assert measure(figure, Limbs(figure), posed, "plank")["lumbar_deg"] == pytest.approx(lumbar, abs=0.006)


def test_a_twist_turns_the_thorax_about_the_long_axis_to_the_left(figure: Figure) -> None:
    pelvis, thorax = trunk_orientation(figure, bent(figure, twist=20.0))
    between = pelvis.T @ thorax
    assert between[:, 1] == pytest.approx([0, 1, 0])
    assert np.degrees(np.arctan2(between[0, 2], between[2, 2])) == pytest.approx(20.0)


def test_at_rest_both_are_the_identity(figure: Figure) -> None:
    for turn in trunk_orientation(figure, standing(figure)):
        assert turn == pytest.approx(np.eye(3))
