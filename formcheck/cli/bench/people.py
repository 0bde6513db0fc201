"""How people of a made practice differ: who gets better, who has more pain, who stays away."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

Habit = Literal["better", "steady", "sore", "leg", "unseen", "away", "changed", "irregular"]
HABITS: tuple[Habit, ...] = (
    "better", "steady", "sore", "leg", "unseen", "away", "changed", "irregular"
)  # fmt: skip
LATELY_DAYS = 6.0
"""What is odd about somebody is odd in so many last days."""
AWAY_DAYS = 12.0


@dataclass(frozen=True, slots=True)
class Person:
    """One patient's way: the habits go round by number, so that a practice of eight has each once."""

    number: int

    @property
    def habit(self) -> Habit:
        """What is particular about this patient."""
        return HABITS[self.number % len(HABITS)]

    def days_ago(self, whole_days: float, lot: random.Random) -> float:
        """When a visit was, of a course of `whole_days`."""
        least = AWAY_DAYS if self.habit == "away" else 0.0
        return least + (whole_days - least) * lot.random()

    def strength(self, progress: float, lot: random.Random) -> float:
        """How much is done of the most that is done, 0-1, when the course is so far on, 0-1."""
        middle = (
            0.15 + 0.7 * progress if self.habit in ("better", "changed") else 0.3 + 0.05 * (self.number % 7)
        )
        return min(max(lot.gauss(middle, 0.08), 0.0), 1.0)

    def careful(self, progress: float, lot: random.Random) -> bool:
        """Whether the faults of the beginning are left out by now."""
        return self.habit in ("better", "changed") and lot.random() < progress

    def pain(self, progress: float, days_ago: float, lot: random.Random) -> tuple[int, int]:
        """Pain before and after a visit, 0 to 10."""
        middle = {"better": 5 - 4 * progress, "sore": 1 + 5 * progress**3}.get(self.habit, 2.5)
        before = min(max(round(lot.gauss(middle, 0.7)), 0), 10)
        rise = 3 if self.habit == "sore" and days_ago < LATELY_DAYS else lot.choice((-1, -1, 0, 0, 0, 1))
        return before, min(max(before + rise, 0), 10)

    def legs(self, days_ago: float) -> bool:
        """Whether new complaints in a leg are reported."""
        return self.habit == "leg" and days_ago < LATELY_DAYS

    def unseen(self, days_ago: float) -> bool:
        """Whether the camera stands so that hardly anything can be measured."""
        return self.habit == "unseen" and days_ago < 2 * LATELY_DAYS

    def old_network(self, progress: float) -> bool:
        """Whether an older network still judges."""
        return self.habit == "changed" and progress < 0.5
