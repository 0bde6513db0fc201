"""A picture with its media time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Frame:
    """An upright picture: the rotation that the file states is applied.

    Attributes:
        image: (height, width, 3) uint8, RGB, C-contiguous.
        time_s: media time in seconds: the only clock of everything that judges.
    """

    image: NDArray[np.uint8]
    time_s: float

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.image.shape[1], self.image.shape[0]
