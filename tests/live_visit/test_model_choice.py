"""A live visit uses the better network that this machine sustains by measurement."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.errors import FormcheckError
from formcheck.live_visit import model_choice as speed
from formcheck.live_visit.model_choice import (
    LIVE_FPS,
    NEEDED_FPS,
    ModelSpeed,
    choose_model,
    measure_speed,
    summary,
)
from formcheck.pose.models import MODEL_NAMES


@pytest.mark.parametrize("model", MODEL_NAMES)
def test_every_network_follows_the_person_in_the_picture(model: str) -> None:
    measured = measure_speed(model, seconds=0.4)
    assert measured.model == model
    assert measured.frames >= 2
    assert 0 < measured.median_ms <= measured.p95_ms
    # Frames a second and milliseconds a frame come from the same frames, with their outlines.
    assert measured.fps < 1.5 * 1000 / measured.median_ms


def test_the_wheel_carries_the_picture() -> None:
    assert speed.PICTURE.is_relative_to(Path(speed.__file__).parents[1]), "outside the package"
    assert speed.PICTURE.stat().st_size < 40_000


def test_a_missing_picture_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "PICTURE", speed.PICTURE.with_name("none.jpg"))
    with pytest.raises(FormcheckError, match=r"plank\.jpg"):
        measure_speed("lite", seconds=0.1)


def test_a_picture_without_a_person_gives_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "picture", lambda: np.full((480, 640, 3), 128, np.uint8))
    with pytest.raises(FormcheckError, match="loses the person"):
        measure_speed("lite", seconds=0.1)


def _machine(**fps: float) -> Callable[[str, float], ModelSpeed]:
    return lambda model, seconds: ModelSpeed(model, fps[model], 1.0, 2.0, 30)


@pytest.mark.parametrize(
    ("full", "lite", "chosen", "keeps_up", "tried"),
    [
        (90.0, 150.0, "full", True, ["full"]),
        (NEEDED_FPS, 150.0, "full", True, ["full"]),
        (NEEDED_FPS - 0.1, 60.0, "lite", True, ["full", "lite"]),
        (
            LIVE_FPS,
            40.0,
            "lite",
            True,
            ["full", "lite"],
        ),  # 20 poses a second leave no time for the rest
        (5.0, 9.0, "lite", False, ["full", "lite"]),
    ],
)
def test_choice(full: float, lite: float, chosen: str, keeps_up: bool, tried: list[str]) -> None:
    choice = choose_model(measure=_machine(full=full, lite=lite))
    assert (choice.model, choice.keeps_up) == (chosen, keeps_up)
    assert [one.model for one in choice.tried] == tried
    assert choice.speed.live_fps == pytest.approx((full if chosen == "full" else lite) / 1.5)


@given(st.floats(0.004, 0.03), st.floats(0.01, 0.1), st.integers(0, 150))
def test_one_slow_moment_changes_nothing(plain: float, hiccup: float, at: int) -> None:
    steady = [plain] * 400
    hurt = list(steady)
    hurt[at] += hiccup
    assert summary("full", hurt).fps == pytest.approx(summary("full", steady).fps, rel=0.05)


def test_outlines_count() -> None:
    """Every third frame takes twice as long: the speed follows the mean frame, not the median one."""
    costs = [0.01, 0.01, 0.02] * 60
    measured = summary("full", costs)
    assert measured.fps == pytest.approx(75, rel=0.03)
    assert measured.median_ms == pytest.approx(10)
    assert measured.p95_ms == pytest.approx(20)


def test_a_machine_slower_than_a_window_is_measured_too() -> None:
    assert summary("heavy", [2.0, 2.0]).fps == pytest.approx(0.5)
    assert summary("heavy", [0.1]).fps == pytest.approx(10)
