"""Signs as the contract has them, whichever way the person lies and whichever side is near."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.signals import measures as m
from formcheck.signals.body import ANKLE, HIP, KNEE, SHOULDER, Body, body_of
from tests.support.stick_figures import Figure, Scene, seconds
from tests.support.stick_postures import FOREARM, UPPER_ARM, Bridge, bird_dog, plank

WAYS = [(right, near) for right in (True, False) for near in ("left", "right")]
EITHER_WAY = pytest.mark.parametrize(("head_right", "near"), WAYS)
TIME = seconds(0.1)


def body(figure: Figure, head_right: bool, near: str, belly_down: bool = True) -> Body:
    track = figure.shown(Scene(head_right=head_right, near=near))
    return body_of(track, np.full(len(track), near == "left"), belly_down)


def value(samples: object) -> float:
    return float(np.asarray(samples)[0])


@EITHER_WAY
@pytest.mark.parametrize("offset", [-0.1, -0.01, 0.0, 0.01, 0.1])
def test_hip_offset_of_a_plank_is_positive_towards_the_floor(
    head_right: bool, near: str, offset: float
) -> None:
    assert value(
        m.offset_below(body(plank(TIME, offset=offset), head_right, near), ANKLE, HIP)
    ) == pytest.approx(offset, abs=1e-6)


@EITHER_WAY
@pytest.mark.parametrize("offset", [-0.15, 0.0, 0.1])
def test_hip_offset_of_a_bridge(head_right: bool, near: str, offset: float) -> None:
    shown = body(Bridge()(TIME, offset=offset), head_right, near, belly_down=False)
    assert -value(m.offset_below(shown, KNEE, HIP)) == pytest.approx(offset, abs=1e-4)


@EITHER_WAY
@pytest.mark.parametrize("degrees", [-20.0, 0.0, 20.0])
def test_trunk_pitch_is_positive_head_up(head_right: bool, near: str, degrees: float) -> None:
    level, tilted = (
        value(m.trunk_pitch_deg(body(bird_dog(TIME, pitch_deg=p), head_right, near))) for p in (0, degrees)
    )
    assert tilted - level == pytest.approx(degrees, abs=1e-3)


@EITHER_WAY
@pytest.mark.parametrize("knee", [90.0, 150.0, 180.0, 190.0])
def test_knee_angle_prone(head_right: bool, near: str, knee: float) -> None:
    """180 straight, below bent, above hyperextended."""
    assert value(m.knee_angle_deg(body(plank(TIME, knee_deg=knee), head_right, near))) == pytest.approx(
        knee, abs=1e-3
    )


@EITHER_WAY
@pytest.mark.parametrize("knee", [60.0, 90.0, 120.0])
def test_knee_angle_supine(head_right: bool, near: str, knee: float) -> None:
    shown = body(Bridge(knee)(TIME, offset=0.0), head_right, near, belly_down=False)
    assert value(m.knee_angle_deg(shown)) == pytest.approx(knee, abs=0.05)


@EITHER_WAY
def test_hip_angle(head_right: bool, near: str) -> None:
    """Straight 180; flexed below; hanging hips and over-arched bridges above."""
    angles = [value(m.hip_angle_deg(body(plank(TIME, offset=o), head_right, near))) for o in (-0.1, 0.0, 0.1)]
    assert angles == [pytest.approx(156, abs=2), pytest.approx(180, abs=0.01), pytest.approx(204, abs=2)]
    up = [
        value(m.hip_angle_deg(body(Bridge()(TIME, offset=o), head_right, near, False)))
        for o in (-0.15, 0.0, 0.1)
    ]
    assert up[0] < 170 < 179.9 < up[1] < 180.1 < 190 < up[2]
    assert value(m.hip_angle_deg(body(bird_dog(TIME), head_right, near))) == pytest.approx(103, abs=2)


@EITHER_WAY
@pytest.mark.parametrize("degrees", [-30.0, 0.0, 30.0])
def test_head_angle_is_positive_towards_the_back(head_right: bool, near: str, degrees: float) -> None:
    assert value(m.head_angle_deg(body(plank(TIME, head_deg=degrees), head_right, near))) == pytest.approx(
        degrees, abs=1e-3
    )


@EITHER_WAY
def test_head_angle_of_somebody_on_the_back(head_right: bool, near: str) -> None:
    """The head lies 5 degrees above the horizontal; the back is below."""
    shown = body(Bridge()(TIME, offset=0.0), head_right, near, belly_down=False)
    assert value(m.head_angle_deg(shown)) == pytest.approx(value(m.trunk_pitch_deg(shown)) - 5, abs=0.05)


@EITHER_WAY
def test_elbow_angle_of_a_forearm_plank(head_right: bool, near: str) -> None:
    assert value(m.elbow_angle_deg(body(plank(TIME), head_right, near))) == pytest.approx(90, abs=0.01)
    assert value(m.elbow_angle_deg(body(bird_dog(TIME), head_right, near))) == pytest.approx(180, abs=0.01)


@EITHER_WAY
@pytest.mark.parametrize("sink", [0.0, 0.2])
def test_upper_arm_drop(head_right: bool, near: str, sink: float) -> None:
    drop, length = m.upper_arm_drop(body(plank(TIME, sink=sink), head_right, near))
    assert value(drop) == pytest.approx(0.6 * (1 - sink), rel=0.01)
    assert value(length) == pytest.approx(0.6 * (1 - sink), rel=0.01)


@EITHER_WAY
def test_canonical_plane(head_right: bool, near: str) -> None:
    shown = body(plank(TIME, line_deg=10), head_right, near)
    (hip_x, hip_y), (shoulder_x, shoulder_y) = shown.point(HIP), shown.point(SHOULDER)
    assert np.all(shoulder_x > hip_x)
    assert np.all(shoulder_y > hip_y)
    assert value(shown.trunk_px) == pytest.approx(120, rel=0.01)
    assert (np.asarray(shown.head_right) == head_right).all()
    assert value(m.line_slope(shown, ANKLE, SHOULDER)) == pytest.approx(np.tan(np.radians(10)), rel=1e-4)


@EITHER_WAY
def test_near_and_far_are_told_apart(head_right: bool, near: str) -> None:
    """Only the near knee is bent."""
    bent, straight = plank(TIME, knee_deg=150), plank(TIME)
    mixed = Figure(bent.time, bent.near, straight.far, bent.back_deg, bent.belly_deg)
    shown = body(mixed, head_right, near)
    assert value(m.knee_angle_deg(shown)) == pytest.approx(150, abs=0.01)
    assert value(m.knee_angle_deg(shown, 1)) == pytest.approx(180, abs=0.01)


def test_one_frame_and_many_have_the_same_bits() -> None:
    track = plank(seconds(2.0), offset=0.03).shown(Scene(noise_px=2.0, seed=1))
    with np.errstate(all="ignore"):
        many = body_of(track, np.zeros(len(track), bool), True)
    for frame in range(len(track)):
        one = body_of(track[frame : frame + 1], False, True)
        for measure in (
            m.trunk_pitch_deg,
            m.hip_angle_deg,
            m.knee_angle_deg,
            m.elbow_angle_deg,
            m.support_deg,
            m.head_angle_deg,
        ):
            assert measure(one) == np.asarray(measure(many))[frame]
        assert m.offset_below(one, ANKLE, HIP) == np.asarray(m.offset_below(many, ANKLE, HIP))[frame]


@EITHER_WAY
@pytest.mark.parametrize("lean", [-20.0, 0.0, 35.0])
def test_what_carries_the_shoulder(head_right: bool, near: str, lean: float) -> None:
    """On the forearms the elbow does; on the hands the hand, however the elbow is bent."""
    on_forearm = body(plank(TIME, upper_arm_deg=lean), head_right, near)
    assert value(m.support_deg(on_forearm)) == pytest.approx(lean, abs=1e-3)
    back = -UPPER_ARM * np.tan(np.radians(lean))  # the hand straight below the shoulder
    on_hand = body(plank(TIME, upper_arm_deg=lean, hand=(back, -FOREARM)), head_right, near)
    assert value(m.support_deg(on_hand)) == pytest.approx(0.0, abs=1e-3)


@EITHER_WAY
@pytest.mark.parametrize("along", [-0.1, 0.0, 0.12])
def test_yaw_is_positive_towards_the_head(head_right: bool, near: str, along: float) -> None:
    figure = plank(TIME)
    turned = replace(figure, far={name: p + np.array([along, 0.0]) for name, p in figure.near.items()})
    found = value(m.yaw_deg(body(turned, head_right, near)))
    assert found == pytest.approx(4 * along / m.ALONG_PER_DEG, abs=0.1)
