"""How fast this machine finds poses, and which network a live visit uses because of it.

Nothing is remembered: a laptop on its battery is another machine than the same one on the mains.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InstallationError
from formcheck.media.frame import Frame
from formcheck.pose.backends import BACKENDS, DEFAULT_BACKEND, DEFAULT_MODEL
from formcheck.pose.factory import create_estimator

LIVE_FPS = 20.0
"""Frames a second that a live visit is to keep up (product: at least 20)."""
WHOLE_OVER_POSE = 1.5
"""A whole frame, from camera to screen, takes at most so many times its pose (the target of the live house).
So a network keeps up live when the pose alone comes to `LIVE_FPS` times this; what is left over also serves
the browser or the window, which draws on the same processors."""
NEEDED_FPS = LIVE_FPS * WHOLE_OVER_POSE

LIVE_MODELS = BACKENDS[DEFAULT_BACKEND].live_models
"""Networks for live use, the better first."""

FEWEST = 3
"""Frames are measured at least, however slow the machine is just now."""
WARM_UP_S = 0.3
WINDOW_S = 0.3
"""Frames are counted over windows of three outlines each; the median window tells what is sustained, so that
one hiccup of a busy machine changes nothing."""
PICTURE = Path(__file__).with_name("plank.jpg")
"""A plank of 640x480, of the computed person of the sample videos (CC0-1.0): an installed formcheck carries
no videos, and the work of a network does not depend on what moves."""

Estimate = Callable[[Frame], object]


@dataclass(frozen=True, slots=True)
class ModelSpeed:
    """What a network reaches here, one frame at a time, outlines ten times a second as live.

    Attributes:
        fps: frames a second that it keeps up, poses alone.
        median_ms, p95_ms: of one frame.
        frames: how many were measured.
    """

    model: str
    fps: float
    median_ms: float
    p95_ms: float
    frames: int

    @property
    def live_fps(self) -> float:
        """Frames a second that a whole live visit can count on."""
        return self.fps / WHOLE_OVER_POSE

    @property
    def keeps_up(self) -> bool:
        """Whether a live visit with it comes to `LIVE_FPS`."""
        return self.fps >= NEEDED_FPS


@dataclass(frozen=True, slots=True)
class Choice:
    """The network that a live visit uses.

    Attributes:
        tried: the speeds that were measured for it, that of the chosen one last.
    """

    tried: tuple[ModelSpeed, ...]

    @property
    def speed(self) -> ModelSpeed:
        """Of the chosen network."""
        return self.tried[-1]

    @property
    def model(self) -> str:
        """Its name."""
        return self.speed.model

    @property
    def keeps_up(self) -> bool:
        """False when even the smallest network is too slow here: frames will be left out."""
        return self.speed.keeps_up


def measure_speed(model: str = DEFAULT_MODEL, seconds: float = 1.5) -> ModelSpeed:
    """Run a network on a picture of a plank for so many seconds, as fast as it goes.

    Raises:
        UsageError, ModelError, MissingSystemLibraryError: as for `create_estimator`.
        InstallationError: the network does not see the person in the picture.
    """
    with create_estimator(model=model) as pose:
        seen = 0

        def estimate(frame: Frame) -> None:
            nonlocal seen
            seen += bool(pose.estimate(frame).detected[0])

        costs = list(_run(estimate, picture(), seconds))
    # Where nobody is followed only the detector runs, and not in every frame: that would be another figure.
    if seen < len(costs):
        raise InstallationError(
            f"The speed of the pose network {model} cannot be measured: it loses the person in the picture",
            "Install formcheck again",
        )
    return summary(model, costs)


def choose_model(seconds: float = 1.5, measure: Callable[[str, float], ModelSpeed] = measure_speed) -> Choice:
    """The better network when this machine sustains it live, else the smaller.

    Args:
        seconds: to measure each network for.
        measure: gives the speed of a network over so many seconds.

    Raises:
        ModelError, InstallationError: as for `measure_speed`.
    """
    tried: list[ModelSpeed] = []
    for model in LIVE_MODELS:
        tried.append(measure(model, seconds))
        if tried[-1].keeps_up:
            break
    return Choice(tuple(tried))


def summary(model: str, costs: list[float]) -> ModelSpeed:
    """The speed that the seconds of successive frames amount to.

    Raises:
        ValueError: no frame.
    """
    rates, frames, spent = [], 0, 0.0
    for cost in costs:
        frames, spent = frames + 1, spent + cost
        if spent >= WINDOW_S:
            rates.append(frames / spent)
            frames, spent = 0, 0.0
    rates = rates or [len(costs) / sum(costs)]
    median, p95 = (float(np.percentile(costs, share)) * 1000 for share in (50, 95))
    return ModelSpeed(model, float(np.median(rates)), median, p95, len(costs))


def _run(estimate: Estimate, image: NDArray[np.uint8], seconds: float) -> Iterator[float]:
    """Seconds of each frame. Media time is the clock here: what is due by it comes as often as live."""
    began = time.perf_counter()
    now, measured = 0.0, 0
    while now < WARM_UP_S + seconds or measured < FEWEST:
        estimate(Frame(image, now))
        after = time.perf_counter() - began
        if now >= WARM_UP_S:
            measured += 1
            yield after - now
        now = after


def picture() -> NDArray[np.uint8]:
    """The plank that is measured with: (480, 640, 3) uint8 RGB.

    Raises:
        InstallationError: it is not there.
    """
    try:
        image = cv2.imdecode(np.frombuffer(PICTURE.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    except (OSError, cv2.error):
        image = None
    if image is None:
        raise InstallationError("A file of formcheck is missing or damaged (plank.jpg)", "Install it again")
    return np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
