"""The outline's turning: exact on parabolas, nearly so on circular arcs, blind to girth and clothes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.pose.track import STATIONS, Track
from formcheck.signals.outline import DORSAL, MIN_CONTRAST, VENTRAL, OutlineWindow, TangentChange
from tests.support.stick_figures import MODEL, parabola

BOTH = pytest.mark.parametrize("window", [DORSAL, VENTRAL], ids=["dorsal", "ventral"])


def read(window: OutlineWindow, line: np.ndarray, contrast: float = 0.3, gap: int = 0) -> float:
    """The reading of one outline; the other one is nonsense."""
    other = np.random.default_rng(1).normal(size=line.shape)
    lines = {"dorsal": [other], "ventral": [other], window.side: [line]}
    track = Track.build(
        [0.0], np.zeros((1, 33, 2)), contrast=[contrast], size=(640, 480), model=MODEL, **lines
    )
    return float(TangentChange(window, gap)(track))


def arc(window: OutlineWindow, turn_deg: float) -> np.ndarray:
    """A circular arc whose tangent turns by this angle over the window; outward (+) is convex."""
    low, high = window.low, window.high
    if turn_deg == 0:
        return np.full(STATIONS.shape, 0.2)
    radius = (high - low) / 2 / np.sin(np.radians(turn_deg) / 2)
    height = np.sqrt(np.maximum(radius**2 - (STATIONS - (low + high) / 2) ** 2, 0))
    return np.asarray(0.2 + np.sign(radius) * height - radius)


@BOTH
@pytest.mark.parametrize("degrees", [-40.0, -12.0, 0.0, 12.0, 40.0])
def test_exact_on_parabolas(window: OutlineWindow, degrees: float) -> None:
    line = parabola((window.low, window.high), degrees)[0]
    assert read(window, line) == pytest.approx(window.sign * degrees, abs=1e-4)


@BOTH
@pytest.mark.parametrize("degrees", [-30.0, -15.0, 15.0, 30.0])
def test_circular_arcs(window: OutlineWindow, degrees: float) -> None:
    """A convex arc turns clockwise; within 3 % of the true angle up to 30 degrees."""
    assert read(window, arc(window, degrees)) == pytest.approx(-window.sign * degrees, rel=0.03)


def test_a_rounded_back_is_flexion_and_a_hollow_one_extension() -> None:
    assert read(DORSAL, arc(DORSAL, 20.0)) > 15
    assert read(DORSAL, arc(DORSAL, -20.0)) < -15


def test_a_belly_that_bulges_is_extension_and_one_that_folds_is_flexion() -> None:
    assert read(VENTRAL, arc(VENTRAL, 20.0)) < -15
    assert read(VENTRAL, arc(VENTRAL, -20.0)) > 15


@BOTH
@settings(max_examples=30)
@given(turn=st.floats(-25, 25), away=st.floats(-0.2, 0.5))
def test_clothes_and_girth_do_not_matter(window: OutlineWindow, turn: float, away: float) -> None:
    line = parabola((window.low, window.high), turn)[0]
    assert read(window, line + away) == pytest.approx(window.sign * turn, abs=1e-3)


@BOTH
def test_what_lies_outside_the_window_does_not_matter(window: OutlineWindow) -> None:
    line = parabola((window.low, window.high), 14.0)[0]
    outside = (window.low - 1e-6 > STATIONS) | (window.high + 1e-6 < STATIONS)
    changed = np.where(outside, 9.0, line)
    assert read(window, changed) == read(window, line)


@BOTH
def test_noise_of_the_mask(window: OutlineWindow) -> None:
    """A hundredth of a torso length of roughness: a few degrees of noise, no bias."""
    random = np.random.default_rng(4)
    line = parabola((window.low, window.high), 10.0)[0]
    found = [read(window, line + random.normal(0, 0.01, line.shape)) for _ in range(300)]
    assert np.mean(found) == pytest.approx(window.sign * 10.0, abs=0.6)
    assert np.std(found) < 6.0


@BOTH
def test_unread_or_faint_outlines_are_not_measured(window: OutlineWindow) -> None:
    line = parabola((window.low, window.high), 10.0)[0]
    assert np.isnan(read(window, np.full_like(line, np.nan)))
    assert np.isnan(read(window, line, contrast=0.9 * MIN_CONTRAST))
    assert np.isfinite(read(window, line, contrast=1.1 * MIN_CONTRAST))


@BOTH
def test_one_frame_and_many_have_the_same_bits(window: OutlineWindow) -> None:
    random = np.random.default_rng(2)
    lines = (0.2 + random.normal(0, 0.05, (50, len(STATIONS)))).astype(np.float32)
    contrast = random.uniform(0, 0.06, 50)
    xy, size = np.zeros((50, 33, 2)), (640, 480)
    track = Track.build(
        np.arange(50.0), xy, dorsal=lines, ventral=lines, contrast=contrast, size=size, model=MODEL
    )
    change = TangentChange(window)
    one_by_one = np.array([change(track[i : i + 1]) for i in range(50)])
    assert np.asarray(change(track)).tobytes() == one_by_one.tobytes()
    assert np.asarray(change(track[10:13])).tobytes() == one_by_one[10:13].tobytes()


@BOTH
@pytest.mark.parametrize(("missing", "known"), [([9], True), ([9, 10], True), ([9, 10, 11], False)])
def test_a_short_gap_is_bridged_where_it_may_be(
    window: OutlineWindow, missing: list[int], known: bool
) -> None:
    """The axis leaves an arched trunk: nothing is read where it does."""
    line = parabola((window.low, window.high), -40.0)[0]
    line[missing] = np.nan
    assert np.isnan(read(window, line))
    value = read(window, line, gap=2)
    assert not known or value == pytest.approx(window.sign * -40.0, abs=1.0)
    assert np.isfinite(value) == known


@BOTH
def test_the_ends_of_the_window_are_never_made_up(window: OutlineWindow) -> None:
    line = parabola((window.low, window.high), -40.0)[0]
    line[np.flatnonzero(window.low - 1e-9 <= STATIONS)[0]] = np.nan
    assert np.isnan(read(window, line, gap=2))


@pytest.mark.parametrize("gap", [0, 2])
def test_one_frame_reads_as_in_a_chunk(gap: int) -> None:
    lines = np.stack([parabola((VENTRAL.low, VENTRAL.high), -d)[0] for d in (10.0, 20.0, 30.0)])
    lines[1, 9:11] = np.nan
    track = Track.build(
        np.arange(3.0), np.zeros((3, 33, 2)), ventral=lines, contrast=[0.3] * 3, size=(640, 480), model=MODEL
    )
    change = TangentChange(VENTRAL, gap)
    singly = [change(track[at : at + 1]) for at in range(3)]
    assert np.array_equal(np.asarray(change(track)), np.array(singly), equal_nan=True)
