"""An estimator that sees every picture edited."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

import numpy as np

from benchmarks.accuracy.video_edits import Image
from formcheck.media.frame import Frame
from formcheck.pose.estimator import TwoStepEstimator
from formcheck.pose.track import ModelInfo, Track

Change = Callable[[Image, float], Image]
"""A picture (RGB) at a media time -> the picture that is seen in its place."""


class EditedPictures:
    """Shows an estimator other pictures.

    Args:
        estimator: sees them; closed by its owner.
        change: makes them.
    """

    def __init__(self, estimator: TwoStepEstimator, change: Change) -> None:
        self._estimator = estimator
        self._change = change

    @property
    def model(self) -> ModelInfo:
        return self._estimator.model

    def begin(self, frame: Frame) -> Callable[[], Track]:
        image = np.ascontiguousarray(self._change(frame.image, frame.time_s))
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
