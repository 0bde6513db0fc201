"""The same video with other last digits: noise on the picture, and landmarks moved by parts of a pixel.

Instruction sets round differently, and so do threads and releases. The networks' landmarks then differ by
fractions of a pixel, and what follows from them (where to look in the next frame) by more. A verdict has to
stand all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

import numpy as np

from formcheck.media.frame import Frame
from formcheck.pose.estimator import TwoStepEstimator
from formcheck.pose.track import ModelInfo, Track, as_recorded

SEEDS = range(10)
LEAST_PX, MOST_PX = 0.01, 0.5
"""From the last digit of a stored landmark to somewhat more than processors differ in a quiet clip (0.3)."""


def size_px(seed: int) -> float:
    """Standard deviation of what a seed adds to each landmark: from least to most, in even steps of ratio."""
    share = (seed % len(SEEDS)) / (len(SEEDS) - 1)
    return float(LEAST_PX * (MOST_PX / LEAST_PX) ** share)


def shaken(track: Track, seed: int) -> Track:
    """The recording with other last digits.

    Half of the variance stays the same throughout, for each landmark, as when a network rounds otherwise;
    half is new in each frame. The outline, which is told along the line of the landmarks, moves with them.
    """
    random = np.random.default_rng(seed)
    constant, fresh = random.normal(0.0, size_px(seed) / np.sqrt(2.0), (2, *track.xy.shape))
    moved = track.xy + np.asarray(constant[:1] + fresh, np.float32) if len(track) else track.xy
    return as_recorded(replace(track, xy=moved))


class NoisyEstimator:
    """An estimator that sees every value of every frame up to one grey level brighter or darker.

    Args:
        estimator: sees the noisy frames; closed by its owner.
        seed: of the noise.
    """

    def __init__(self, estimator: TwoStepEstimator, seed: int) -> None:
        self._estimator = estimator
        self._random = np.random.default_rng(seed)

    @property
    def model(self) -> ModelInfo:
        """That of the estimator."""
        return self._estimator.model

    def begin(self, frame: Frame) -> Callable[[], Track]:
        """Begin on the noisy frame."""
        noise = self._random.integers(-1, 2, frame.image.shape, dtype=np.int8)
        image = np.clip(frame.image.astype(np.int16) + noise, 0, 255).astype(np.uint8)
        return self._estimator.begin(Frame(image, frame.time_s))

    def estimate(self, frame: Frame) -> Track:
        """The pose in the noisy frame."""
        return self.begin(frame)()

    def close(self) -> None:
        """The estimator is closed by its owner."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
