"""How bright a picture is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EVERY = 8  # pixels: some thousands are enough for a median


def brightness(image: NDArray[np.uint8]) -> float:
    """Median brightness of an RGB picture (height, width, 3), 0..1; of each pixel the mean of its colours."""
    return float(np.median(image[::EVERY, ::EVERY].mean(axis=2))) / 255
