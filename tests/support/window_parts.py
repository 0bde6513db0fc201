"""Parts of a visit in a window: poses from a recording, a fake camera, and a screen with a script of keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.coach.tones import Tone
from formcheck.media.frame import Frame
from formcheck.pose.fake_estimator import FakePoseEstimator
from formcheck.pose.track import Track
from formcheck.store.recording import read_recording
from formcheck.window.keys import NO_KEY

ROOT = Path(__file__).parents[2]
INTRO_S = 16.0
"""The first pose is held for this long, seconds: time for the questions and the explanation."""


def poses(name: str = "plank_sag") -> FakePoseEstimator:
    """An estimator that plays a recording after the intro."""
    track = read_recording(ROOT / "benchmarks" / "recordings" / f"{name}.parquet")[0]
    later = replace(track, time=track.time - track.time[0] + INTRO_S)
    before = [replace(track[:1], time=np.array([t])) for t in np.arange(0, INTRO_S - 0.01, 1 / 15)]
    return FakePoseEstimator(Track.concatenate([*before, later]))


@dataclass
class Clock:
    """Media time of the last frame."""

    now: float = -1.0

    def film(self, seconds: float, size: tuple[int, int] = (640, 360)) -> Iterator[Frame]:
        """A picture, dark on its left and light on its right, 15 times a second."""
        image = np.full((size[1], size[0], 3), 40, np.uint8)
        image[:, size[0] // 2 :] = 200
        for number in range(round(seconds * 15)):
            self.now = number / 15
            yield Frame(image, self.now)


@dataclass
class ScriptedScreen:
    """Presses keys at media times, and keeps what it was shown.

    Attributes:
        keys: (time, key) in order.
        closes_at: media time at which somebody closes the window.
    """

    clock: Clock
    keys: list[tuple[float, str]] = field(default_factory=list)
    closes_at: float = np.inf
    size: tuple[int, int] = (1152, 680)
    shown: list[tuple[float, NDArray[np.uint8]]] = field(default_factory=list)
    full: bool = False

    @property
    def closed(self) -> bool:
        return self.clock.now >= self.closes_at

    def show(self, picture: NDArray[np.uint8]) -> None:
        assert picture.shape == (self.size[1], self.size[0], 3)
        assert picture.dtype == np.uint8
        self.shown.append((self.clock.now, picture))
        del self.shown[:-3]

    def key(self) -> int:
        if self.keys and self.clock.now >= self.keys[0][0]:
            return ord(self.keys.pop(0)[1])
        return NO_KEY

    def toggle_full(self) -> None:
        self.full = not self.full


@dataclass
class Listener:
    """A voice that keeps its sentences with the media time."""

    clock: Clock
    said: list[tuple[float, str, bool]] = field(default_factory=list)
    tones: list[Tone] = field(default_factory=list)

    def say(self, text: str, *, interrupts: bool, parts: tuple[str, ...] = ()) -> None:
        self.said.append((self.clock.now, text, interrupts))
        assert parts

    def sound(self, tone: Tone) -> None:
        self.tones.append(tone)

    def close(self) -> None:
        pass

    @property
    def texts(self) -> list[str]:
        return [text for _, text, _ in self.said]
