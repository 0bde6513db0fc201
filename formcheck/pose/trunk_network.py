"""The trunk head: a small network of our own that goes on from the landmark network's features.

It is asked of somebody whose head is the lower end in the picture, as on all fours before a camera: only on
such crops it was tried (tools/train_trunk/REPORT.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.region import Region, transform
from formcheck.pose.sessions import Network
from formcheck.pose.track import SPINE_POINTS

MODELS_WITH_TRUNK = ("full",)
"""Landmark networks that a trunk head was trained for: it reads their inner layers."""

HEAD_LOWER_COS = -0.5

Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TrunkReading:
    """What the trunk head tells of a frame.

    Attributes:
        spine: (9, 2) back's midline in pixels of the frame.
        roll_deg: of the trunk (mean of pelvis and thorax) about its long axis against the picture's vertical,
            + left side up.
        roll_error_deg: its expected absolute error.
    """

    spine: Singles
    roll_deg: float
    roll_error_deg: float

    @classmethod
    def unread(cls) -> Self:
        """Of a frame in which it was not asked."""
        return cls(np.full((SPINE_POINTS, 2), np.nan, np.float32), math.nan, math.nan)


class TrunkNetwork:
    """See the module.

    Args:
        model: name of the landmark network, one of `MODELS_WITH_TRUNK`.
        folder: where the networks are; None for the shipped ones.
    """

    def __init__(self, model: str, folder: Path | None = None) -> None:
        stem = f"pose_trunk_{model}"
        self._network = Network(f"{stem}.onnx", f"{stem}.weights", 1, folder)

    @property
    def features(self) -> tuple[str, ...]:
        """The landmark network's outputs that it reads."""
        return tuple(name for name in self._network.inputs if name != "turn")

    def tell(self, features: dict[str, Singles], region: Region) -> TrunkReading:
        """The reading of a region, from what the landmark network said of it."""
        # The picture's vertical in the crop: a region turned clockwise sees it turned the other way.
        turn = np.array([[-math.sin(region.rotation), math.cos(region.rotation)]], np.float32)
        told = self._network.run({**{name: features[name] for name in self.features}, "turn": turn})
        return TrunkReading(
            transform(region.to_frame(), told["spine"][0].astype(np.float64)).astype(np.float32),
            float(told["roll"].item()),
            float(told["roll_error"].item()),
        )


def head_is_lower(region: Region) -> bool:
    """Whether the body's upward direction points down in the picture, within 60 degrees: not of who lies."""
    return math.cos(region.rotation) < HEAD_LOWER_COS
