"""What another processor might see: the same video, with other last digits.

Instruction sets round differently. The networks' landmarks then differ by fractions of a pixel, and what
follows from them (where to look in the next frame) by more. A verdict has to stand all the same.
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

JITTER_PX = 0.3
"""Standard deviation of what is added to each landmark: as much as processors differ in a quiet clip."""


def shaken(track: Track, seed: int) -> Track:
    """The recording with other last digits."""
    jitter = np.random.default_rng(seed).normal(0.0, JITTER_PX, track.xy.shape)
    return as_recorded(replace(track, xy=track.xy + jitter.astype(np.float32)))


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
        return self._estimator.model

    def begin(self, frame: Frame) -> Callable[[], Track]:
        noise = self._random.integers(-1, 2, frame.image.shape, dtype=np.int8)
        image = np.clip(frame.image.astype(np.int16) + noise, 0, 255).astype(np.uint8)
        return self._estimator.begin(Frame(image, frame.time_s))

    def estimate(self, frame: Frame) -> Track:
        return self.begin(frame)()

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
