"""The outline of drawn shapes whose distances are known exactly."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.pose.outline import REACH, Outline, Silhouette, measure_outline
from formcheck.pose.region import Region, transform
from formcheck.pose.track import STATION_COUNT, STATIONS

SIZE = 256
CENTRE = np.array([128.0, 128.0])
TORSO = 70.0
FRAME = (1000, 1000)
TO_FRAME = np.array([[2.0, 0.0, 200.0], [0.0, 2.0, 200.0]])
Y, X = np.mgrid[:SIZE, :SIZE].astype(np.float64)


def soft(depth: NDArray[np.float64]) -> NDArray[np.float32]:
    """A mask from the signed depth inside the shape in pixels, one pixel soft, 0.5 on the edge."""
    return np.clip(0.5 + depth, 0, 1).astype(np.float32)


def body_axes(angle_deg: float) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The trunk's direction, and each pixel's coordinates along and across it, from the picture's centre."""
    axis = np.array([math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))])
    dx, dy = X - CENTRE[0], Y - CENTRE[1]
    return axis, dx * axis[0] + dy * axis[1], -dx * axis[1] + dy * axis[0]


def measure(
    mask: NDArray[np.float32],
    axis: NDArray[np.float64],
    *,
    side: int = 1,
    torso: float = TORSO,
    centre: NDArray[np.float64] = CENTRE,
    grey: NDArray[np.uint8] | None = None,
    to_frame: NDArray[np.float64] = TO_FRAME,
    frame: tuple[int, int] = FRAME,
) -> Outline:
    hip, shoulder = centre - axis * torso / 2, centre + axis * torso / 2
    grey = (mask * 255).astype(np.uint8) if grey is None else grey
    return measure_outline(Silhouette(mask, grey, to_frame, frame), hip, shoulder, side)


@pytest.mark.parametrize("angle_deg", [0, 17, 45, 90, 133, 180, -60])
@pytest.mark.parametrize(("long", "up", "down"), [(100.0, 30.0, 22.0), (80.0, 18.0, 35.0)])
def test_half_ellipses_are_measured_to_half_a_pixel(
    angle_deg: float, long: float, up: float, down: float
) -> None:
    axis, along, across = body_axes(angle_deg)
    half = np.where(across > 0, down, up)
    radius = np.hypot(along / long, across / half)
    slope = np.maximum(np.hypot(along / long**2, across / half**2) / np.maximum(radius, 1e-6), 1e-3)
    found = measure(soft((1 - radius) / slope), axis, side=1)
    place = (STATIONS - 0.5) * TORSO
    shape = np.sqrt(1 - (place / long) ** 2)
    assert np.abs(found.ventral * TORSO - down * shape).max() < 0.5, "the side of the normal"
    assert np.abs(found.dorsal * TORSO - up * shape).max() < 0.5
    assert found.contrast > 0.9


def test_the_side_swaps_back_and_belly() -> None:
    axis, along, across = body_axes(30)
    mask = soft(np.minimum(across + 15, 25 - across))
    one, other = measure(mask, axis, side=1), measure(mask, axis, side=-1)
    np.testing.assert_allclose(one.dorsal, other.ventral)
    np.testing.assert_allclose(one.ventral, other.dorsal)
    assert np.median(one.ventral) == pytest.approx(25 / TORSO, abs=0.5 / TORSO)
    del along


def test_the_first_exit_counts_not_what_lies_behind_a_gap() -> None:
    axis, _, across = body_axes(0)
    trunk, arm = np.minimum(across + 20, 20 - across), np.minimum(across - 26, 36 - across)
    found = measure(soft(np.maximum(trunk, arm)), axis)
    assert np.abs(found.ventral * TORSO - 20).max() < 0.5


def test_unreadable_places_are_nan() -> None:
    axis, along, across = body_axes(0)
    short = soft(np.minimum(np.minimum(along + 30, 20 - along), 20 - np.abs(across)))
    found = measure(short, axis)
    place = (STATIONS - 0.5) * TORSO
    outside = (place < -30.5) | (place > 20.5)
    assert np.isnan(found.dorsal[outside]).all(), "the axis itself is outside of the mask"
    inside = (place > -29.5) & (place < 19.5)
    assert np.isfinite(found.dorsal[inside]).all()
    wide = soft(REACH * TORSO + 5 - np.abs(across))
    nothing = measure(wide, axis)
    assert np.isnan(nothing.dorsal).all(), "no end within reach"
    assert np.isnan(nothing.ventral).all()
    assert math.isnan(nothing.contrast)


def test_an_end_at_the_edge_of_the_crop_is_none() -> None:
    axis, _, across = body_axes(0)
    mask = soft(np.full((SIZE, SIZE), 5.0))
    low = measure(mask, axis, centre=np.array([128.0, 240.0]))
    assert np.isnan(low.ventral).all()
    ends_there = soft(126.5 - across)  # the mask ends one pixel before the crop does
    assert np.isnan(measure(ends_there, axis, centre=np.array([128.0, 230.0])).ventral).all()
    ends_before = soft(122 - across)
    assert np.isfinite(measure(ends_before, axis, centre=np.array([128.0, 230.0])).ventral).all()


def test_an_end_outside_of_the_frame_is_none() -> None:
    axis, _, across = body_axes(0)
    mask = soft(20 - np.abs(across))
    frame = (1000, 490)  # the belly's edge is at 2 * (128 + 20) + 200 = 496
    cut = measure(mask, axis, frame=frame)
    assert np.isnan(cut.ventral).all()
    assert np.isfinite(cut.dorsal).all()


@pytest.mark.parametrize("torso", [0.0, 10.0, math.nan])
def test_a_tiny_or_unknown_torso_is_not_read(torso: float) -> None:
    axis, _, across = body_axes(0)
    found = measure(soft(20 - np.abs(across)), axis, torso=torso)
    assert np.isnan(found.dorsal).all()
    assert found.dorsal.shape == found.ventral.shape == (STATION_COUNT,)


@pytest.mark.parametrize(("inside", "outside"), [(200, 100), (60, 61), (0, 255), (90, 90)])
def test_contrast_is_the_step_in_grey(inside: int, outside: int) -> None:
    axis, _, across = body_axes(20)
    mask = soft(20 - np.abs(across))
    grey = np.where(mask > 0.5, inside, outside).astype(np.uint8)
    assert measure(mask, axis, grey=grey).contrast == pytest.approx(abs(inside - outside) / 255, abs=1e-6)


def test_region_maps_there_and_back() -> None:
    """The region a body makes: centred on its hips, head up, two and a half times the reach."""
    for tip in ([100.0, 20.0], [180.0, 100.0], [100.0, 180.0], [20.0, 100.0], [150.0, 60.0]):
        region = Region.around(np.array([100.0, 100.0]), np.array(tip))
        centre_and_tip = transform(region.to_frame(), np.array([[128.0, 128.0], [128.0, 128.0 - 256 / 2.5]]))
        np.testing.assert_allclose(centre_and_tip, [[100.0, 100.0], tip], atol=1e-9)


@pytest.mark.parametrize(
    ("edge", "frame"), [("right", (456, 1000)), ("bottom", (1000, 456)), ("none", FRAME)]
)
def test_a_body_that_goes_on_beyond_the_picture_covers_its_edge(edge: str, frame: tuple[int, int]) -> None:
    """Crop pixel c lies at 200 + 2 c in the frame, so the picture ends in the middle of the crop."""
    axis, along, across = body_axes(0 if edge != "bottom" else 90)
    mask = soft(np.minimum(np.minimum(across + 20, 20 - across), 110 - np.abs(along)))
    found = measure(mask, axis, frame=frame, centre=CENTRE - 40 * axis)
    assert found.edge_contact == pytest.approx(0 if edge == "none" else 40 / TORSO, abs=0.06)


def test_a_body_beside_the_edge_does_not_cover_it() -> None:
    axis, _, across = body_axes(0)
    beside = soft(np.minimum(across + 20, 20 - across))
    assert measure(beside, axis, frame=(2000, 250)).edge_contact == 0, "the edge lies beyond the mask"
    nothing = measure(beside, axis, torso=10.0)
    assert math.isnan(nothing.edge_contact)
