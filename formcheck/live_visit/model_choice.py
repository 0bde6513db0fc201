"""Measures how fast this machine finds poses, and chooses the pose network of a live visit.

Each visit measures again: a laptop on its battery is slower than on the mains.
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
"""Frames a second that a live visit has to sustain (product: at least 20)."""
WHOLE_OVER_POSE = 1.5
"""Longest time of a whole frame, from camera to screen, over the time of its pose alone: the target of a live
visit. A network is fast enough when its poses alone reach `LIVE_FPS` times this. The rest of the time is for
judging and for the browser or window, which draws on the same processors."""
NEEDED_FPS = LIVE_FPS * WHOLE_OVER_POSE

LIVE_MODELS = BACKENDS[DEFAULT_BACKEND].live_models
"""Pose networks for live use, the better one first."""

MIN_FRAMES = 3
"""Fewest frames that are measured, also on a very slow machine."""
WARM_UP_S = 0.3
"""Time before the measurement, seconds: the first frames are slower."""
WINDOW_S = 0.3
"""Length of a window in which frames are counted, seconds: three outlines. The median over the windows is the
sustained speed, so that one short load of the machine does not change it."""
PICTURE = Path(__file__).with_name("plank.jpg")
"""A plank, 640x480 pixels, of the computed person of the sample videos (CC0-1.0). An installed formcheck has
no videos, and the work of a network does not depend on motion."""

Estimate = Callable[[Frame], object]


@dataclass(frozen=True, slots=True)
class ModelSpeed:
    """The speed of a pose network on this machine, one frame at a time, with ten outlines a second as live.

    Attributes:
        model: name of the network.
        fps: sustained frames a second, poses alone.
        median_ms, p95_ms: median and 95th percentile of the time of one frame, milliseconds.
        frames: number of frames that were measured.
    """

    model: str
    fps: float
    median_ms: float
    p95_ms: float
    frames: int

    @property
    def live_fps(self) -> float:
        """Frames a second that a whole live visit sustains."""
        return self.fps / WHOLE_OVER_POSE

    @property
    def keeps_up(self) -> bool:
        """Whether a live visit with this network reaches `LIVE_FPS`."""
        return self.fps >= NEEDED_FPS


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The pose network that a live visit uses.

    Attributes:
        tried: measured speeds, that of the chosen network last.
    """

    tried: tuple[ModelSpeed, ...]

    @property
    def speed(self) -> ModelSpeed:
        """Speed of the chosen network."""
        return self.tried[-1]

    @property
    def model(self) -> str:
        """Name of the chosen network."""
        return self.speed.model

    @property
    def keeps_up(self) -> bool:
        """Whether the chosen network is fast enough; otherwise the visit skips frames."""
        return self.speed.keeps_up


def measure_speed(model: str = DEFAULT_MODEL, seconds: float = 1.5) -> ModelSpeed:
    """Run a network on the picture of a plank for `seconds`, as fast as it goes.

    Raises:
        UsageError, ModelError, MissingSystemLibraryError: as for `create_estimator`.
        InstallationError: the network loses the person in the picture.
    """
    with create_estimator(model=model) as pose:
        seen = 0

        def estimate(frame: Frame) -> None:
            nonlocal seen
            seen += bool(pose.estimate(frame).detected[0])

        costs = list(_run(estimate, picture(), seconds))
    # Without a tracked person only the detector runs, and not in every frame: its speed would be another one.
    if seen < len(costs):
        raise InstallationError(
            f"The speed of the pose network {model} cannot be measured: it loses the person in the picture",
            "Install formcheck again",
        )
    return summary(model, costs)


def choose_model(
    seconds: float = 1.5, measure: Callable[[str, float], ModelSpeed] = measure_speed
) -> ModelChoice:
    """Choose the better network when this machine sustains it live, else the smaller one.

    Args:
        seconds: length of each measurement.
        measure: measures a network by its name over a number of seconds.

    Raises:
        ModelError, InstallationError: as for `measure_speed`.
    """
    tried: list[ModelSpeed] = []
    for model in LIVE_MODELS:
        tried.append(measure(model, seconds))
        if tried[-1].keeps_up:
            break
    return ModelChoice(tuple(tried))


def summary(model: str, costs: list[float]) -> ModelSpeed:
    """The speed of a network from the times of successive frames.

    Args:
        model: name of the network.
        costs: time of each frame, seconds; at least one.

    Raises:
        ZeroDivisionError: `costs` is empty.
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
    """The time of each frame, seconds. The frames carry real time as media time, so that outlines are as
    frequent as live.
    """
    began = time.perf_counter()
    now, measured = 0.0, 0
    while now < WARM_UP_S + seconds or measured < MIN_FRAMES:
        estimate(Frame(image, now))
        after = time.perf_counter() - began
        if now >= WARM_UP_S:
            measured += 1
            yield after - now
        now = after


def picture() -> NDArray[np.uint8]:
    """The picture of a plank for the measurement: (480, 640, 3) uint8 RGB.

    Raises:
        InstallationError: the file is missing or damaged.
    """
    try:
        image = cv2.imdecode(np.frombuffer(PICTURE.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    except (OSError, cv2.error):
        image = None
    if image is None:
        raise InstallationError("A file of formcheck is missing or damaged (plank.jpg)", "Install it again")
    return np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
