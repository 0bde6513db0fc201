"""Drawing values for free postures: a fault is as likely as good form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from tools.synth.pose.mannequin import Spine

T = TypeVar("T")
NEUTRAL_SHARE = 0.4
"""How often a value lies near neutral; otherwise it is anywhere in its range."""
NEUTRAL_SPREAD = 0.15
"""How near: standard deviation as a share of the range's half."""
LUMBAR, THORACIC = (-35.0, 40.0), (-30.0, 40.0)
LATERAL, TWIST = (-20.0, 20.0), (-25.0, 25.0)
NECK, HEAD, LOOK, TILT = (-40.0, 45.0), (-15.0, 15.0), (-60.0, 60.0), (-30.0, 30.0)

Range = tuple[float, float]


class Chance:
    """A generator with the few draws that postures need; `steady`: no limb in the air that could carry."""

    def __init__(self, random: np.random.Generator, *, steady: bool = False) -> None:
        self.random, self.steady = random, steady

    def between(self, low: float, high: float) -> float:
        """Anywhere in a range."""
        return float(self.random.uniform(low, high))

    def around(self, low: float, high: float, neutral: float = 0.0) -> float:
        """Near neutral or anywhere in a range."""
        if self.random.random() < NEUTRAL_SHARE:
            spread = NEUTRAL_SPREAD * (high - low) / 2
            return float(np.clip(self.random.normal(neutral, spread), low, high))
        return self.between(low, high)

    def often(self, share: float = 0.5) -> bool:
        """True so often."""
        return bool(self.random.random() < share)

    def one_of(self, choices: Sequence[T]) -> T:
        """One of some."""
        return choices[int(self.random.integers(len(choices)))]

    def spine(
        self,
        lumbar: Range = LUMBAR,
        thoracic: Range = THORACIC,
        *,
        lateral: Range = LATERAL,
        neck: Range = NECK,
        share: float = 1.0,
    ) -> Spine:
        """Bends of the spine in degrees; the ranges that are not given shrink to `share`."""

        def draw(low: float, high: float) -> float:
            return self.around(share * low, share * high)

        return {
            "lumbar": self.around(*lumbar),
            "thoracic": self.around(*thoracic),
            "lateral": self.around(*lateral),
            "twist": draw(*TWIST),
            "neck": self.around(*neck),
            "head": draw(*HEAD),
            "look": draw(*LOOK),
            "tilt": draw(*TILT),
        }
