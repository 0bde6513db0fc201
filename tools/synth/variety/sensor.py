"""What a webcam or phone makes of a picture: lens, exposure, noise, sharpening, compression."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.synth.variety.colours import Random

Bytes = NDArray[np.uint8]
Singles = NDArray[np.float32]

BANK = 512
"""Side of the noise that is drawn once and looked at from a random corner."""

NOISIEST = 6.5
"""Grey levels, standard deviation in the middle greys."""


def degrade(image: Bytes, random: Random, strength: float = 1.0) -> Bytes:
    """The picture (height, width, 3) RGB as a poor or good camera takes it; `strength` 0 changes little."""
    height, width = image.shape[:2]
    if random.random() < 0.35 * strength:
        image = _lens(image, random)
    small = _size(random, width, height) if random.random() < 0.5 * strength else (width, height)
    if small != (width, height):
        image = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
    image = _blurred(image, random, small[0] / 640, strength)
    image = _tone(image, random, strength)
    image = _noise(image, random, strength)
    if random.random() < 0.35 * strength:
        image = _sharpened(image, random)
    if random.random() < 0.9:
        quality = int(random.choice([random.integers(25, 60), random.integers(60, 96)]))
        bgr = np.ascontiguousarray(image[..., ::-1])
        _, packed = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
        decoded: Bytes = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
        image = np.ascontiguousarray(decoded[..., ::-1])
    if small != (width, height):
        how = int(random.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST], p=[0.6, 0.35, 0.05]))
        image = cv2.resize(image, (width, height), interpolation=how)
    return image


def _size(random: Random, width: int, height: int) -> tuple[int, int]:
    """A smaller sensor's, down to 320 wide or half."""
    share = float(random.choice([0.5, random.uniform(0.4, 1.0)]))
    return max(int(width * share) // 2 * 2, 160), max(int(height * share) // 2 * 2, 90)


def _lens(image: Bytes, random: Random) -> Bytes:
    """Slight barrel or cushion distortion, at most about 1.5 % of half the width at the edge."""
    maps = _distortion(image.shape[1], image.shape[0], int(random.integers(-3, 4)))
    result: Bytes = cv2.remap(image, *maps, cv2.INTER_LINEAR)
    return result


@cache
def _distortion(width: int, height: int, step: int) -> tuple[NDArray[np.int16], NDArray[np.uint16]]:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    dx, dy = (x - width / 2) / (width / 2), (y - height / 2) / (width / 2)
    factor = 1 + 0.005 * step * (dx * dx + dy * dy - 0.5)
    column = ((dx * factor + 1) * (width / 2)).astype(np.float32)
    row = (dy * factor * (width / 2) + height / 2).astype(np.float32)
    first, second = cv2.convertMaps(column, row, cv2.CV_16SC2)
    return first, second


def _blurred(image: Bytes, random: Random, scale: float, strength: float) -> Bytes:
    kind = random.random() / max(strength, 1e-6)
    result: Bytes
    if kind < 0.35:
        result = cv2.GaussianBlur(image, (0, 0), max(0.3, float(random.gamma(1.5, 0.6)) * scale))
    elif kind < 0.45:
        streak = _streak(float(random.uniform(2, 9)) * scale, float(random.uniform(0, 180)))
        result = cv2.filter2D(image, -1, streak)
    else:
        result = cv2.GaussianBlur(image, (0, 0), 0.5)
    return result


def _streak(length: float, angle_deg: float) -> Singles:
    """A kernel of motion blur."""
    side = int(length) // 2 * 2 + 3
    kernel = np.zeros((side, side), np.float32)
    middle = np.array([side // 2, side // 2])
    half = length / 2 * np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))])
    ends = [tuple(int(v) for v in np.rint(16 * (middle + s * half))) for s in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    result: Singles = kernel / max(float(kernel.sum()), 1e-6)
    return result


def _tone(image: Bytes, random: Random, strength: float) -> Bytes:
    """Exposure, white balance, contrast and saturation by tables, and a vignette."""
    x = np.arange(256) / 255
    gain = 2.0 ** (random.normal(0, 0.4) * strength) * np.exp(random.normal(0, 0.07, 3) * strength)
    gamma = np.exp(random.normal(0, 0.15) * strength)
    bend = random.uniform(-0.15, 0.35) * strength
    lift = max(0.0, float(random.normal(0, 0.03))) * strength
    table = np.empty((1, 256, 3), np.uint8)
    for channel in range(3):
        y = np.clip(x**2.2 * gain[channel], 0, 1) ** (gamma / 2.2)
        y = y + bend * (y * y * (3 - 2 * y) - y)
        table[0, :, channel] = np.rint(255 * np.clip(lift + (1 - lift) * y, 0, 1))
    result: Bytes = cv2.LUT(image, table)
    if random.random() < 0.4 * strength:
        grey = cv2.cvtColor(cv2.cvtColor(result, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        keep = 0.0 if random.random() < 0.06 else float(random.uniform(0.4, 1.25))
        result = cv2.addWeighted(result, keep, grey, 1 - keep, 0)
    if random.random() < 0.3 * strength:
        dark = _vignette(image.shape[1], image.shape[0], int(random.integers(1, 5)))
        result = cv2.multiply(result, dark, scale=1 / 255)
    return result


@cache
def _vignette(width: int, height: int, step: int) -> Bytes:
    y, x = np.mgrid[0:height, 0:width]
    square = ((x - width / 2) ** 2 + (y - height / 2) ** 2) / (width / 2) ** 2
    level = 255 / (1 + 0.12 * step * square)
    return np.repeat(np.rint(level).astype(np.uint8)[..., None], 3, axis=2)


@cache
def _grain(coarse: bool) -> NDArray[np.int8]:
    """Noise with standard deviation 16, partly shared by the colours; coarse: as after a noise filter."""
    random = np.random.default_rng([77, coarse])
    noise = 0.85 * random.normal(0, 1, (2 * BANK, 2 * BANK, 1)) + 0.45 * random.normal(
        0, 1, (2 * BANK, 2 * BANK, 3)
    )
    if coarse:
        noise = cv2.GaussianBlur(noise, (0, 0), 1.1)
    result: NDArray[np.int8] = np.clip(np.rint(noise * (16 / noise.std())), -127, 127).astype(np.int8)
    return result


def _noise(image: Bytes, random: Random, strength: float) -> Bytes:
    """Noise that is stronger in the dark, as gain and gamma make it."""
    sigma = min(float(random.gamma(1.2, 1.7)), NOISIEST) * strength
    height, width = image.shape[:2]
    y, x = (int(v) for v in random.integers(0, BANK, 2))
    bank = _grain(bool(random.random() < 0.5))
    high, wide = min(height, 2 * BANK - y), min(width, 2 * BANK - x)
    noise = bank[y : y + high, x : x + wide]
    if (high, wide) != (height, width):
        noise = cv2.copyMakeBorder(noise, 0, height - high, 0, width - wide, cv2.BORDER_WRAP)
    level = np.clip(np.rint(np.linspace(1.6, 0.6, 256) * sigma * 16), 0, 255).astype(np.uint8)
    strong = cv2.LUT(image, level)
    moved = cv2.multiply(noise, strong, scale=1 / 256, dtype=cv2.CV_16S)
    result: Bytes = cv2.add(image, moved, dtype=cv2.CV_8U)
    return result


def _sharpened(image: Bytes, random: Random) -> Bytes:
    """A camera's own sharpening, with halos."""
    soft = cv2.GaussianBlur(image, (0, 0), float(random.uniform(0.8, 2.0)))
    amount = float(random.uniform(0.3, 1.5))
    result: Bytes = cv2.addWeighted(image, 1 + amount, soft, -amount, 0)
    return result
