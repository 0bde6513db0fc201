"""A sun or lamp, the light of ceiling and floor; tone and noise of a camera."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.synth.rotations import unit

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Bytes = NDArray[np.uint8]

SHOULDER = 0.28
"""How softly bright parts are compressed: c / (1 + SHOULDER c)."""
GAMMA = 2.2
STEPS = 4096
BRIGHTEST = 4.0


@dataclass(frozen=True, slots=True)
class Light:
    """`towards`: where the light comes from; colours are linear."""

    towards: tuple[float, float, float] = (-0.35, 0.85, 0.6)
    sun: tuple[float, float, float] = (1.05, 1.0, 0.91)
    sky: tuple[float, float, float] = (0.46, 0.48, 0.52)
    ground: tuple[float, float, float] = (0.20, 0.18, 0.16)
    exposure: float = 1.35

    @property
    def direction(self) -> Floats:
        """Unit vector to the light."""
        return unit(self.towards)

    def ambient(self, normal: Floats) -> Floats:
        """Light (n, 3) from all around on surfaces with these normals (n, 3)."""
        up = (0.5 + 0.5 * normal[:, 1])[:, None]
        result: Floats = np.array(self.ground) + (np.array(self.sky) - np.array(self.ground)) * up
        return result

    def on(self, normal: Floats, lit: Floats, wrap: float = 0.0) -> Floats:
        """All light (n, 3) on surfaces.

        `lit` (n,) is the share of the sun that reaches them, `wrap` how far it reaches round a soft surface.
        """
        facing = np.clip((normal @ self.direction + wrap) / (1 + wrap), 0, None)
        result: Floats = self.ambient(normal) + np.array(self.sun) * (facing * lit)[:, None]
        return result


@dataclass(frozen=True, slots=True)
class Lamp:
    """A lamp in the room: where (m), and its linear colour on a surface that faces it from 1 m."""

    place: tuple[float, float, float]
    colour: tuple[float, float, float]

    def on(self, points: Floats, normal: Floats) -> Floats:
        """Light (n, 3) on surfaces at points (n, 3); no shadows."""
        to = np.array(self.place) - points
        square = np.einsum("nk,nk->n", to, to) + 0.05
        facing = np.clip(np.einsum("nk,nk->n", to, normal) / np.sqrt(square), 0, None)
        result: Floats = np.array(self.colour) * (facing / square)[:, None]
        return result


def develop(colour: Singles, exposure: float) -> Bytes:
    """Linear colours as 8-bit pixels."""
    table = np.linspace(0, BRIGHTEST, STEPS)
    pixels = np.clip((table / (1 + SHOULDER * table)) ** (1 / GAMMA), 0, 1) * 255
    index = np.clip(colour * np.float32(exposure * (STEPS - 1) / BRIGHTEST), 0, STEPS - 1).astype(np.uint16)
    result: Bytes = np.rint(pixels).astype(np.uint8)[index]
    return result


class Sensor:
    """A slight blur and noise that depends on the seed and the frame's number only."""

    BORDER = 64

    def __init__(self, seed: int, width: int, height: int, noise: float = 2.2, blur: float = 0.5) -> None:
        self._seed, self._size, self._blur = seed, (width, height), blur
        random = np.random.default_rng([seed, 77])
        shape = (height + self.BORDER, width + self.BORDER)
        grey, colour = random.normal(0, noise, (*shape, 1)), random.normal(0, 0.6 * noise, (*shape, 3))
        self._bank = np.clip(np.rint(grey + colour), -30, 30).astype(np.int16)

    def expose(self, image: Bytes, frame: int) -> Bytes:
        """The image (height, width, 3) as this camera takes it."""
        width, height = self._size
        y, x = np.random.default_rng([self._seed, 78, frame]).integers(0, self.BORDER, 2)
        soft = cv2.GaussianBlur(image, (0, 0), self._blur)
        noisy = soft.astype(np.int16) + self._bank[y : y + height, x : x + width]
        result: Bytes = np.clip(noisy, 0, 255).astype(np.uint8)
        return result
