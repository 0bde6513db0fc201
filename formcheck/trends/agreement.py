"""How often two raters agree on the same things, with Cohen's kappa, Gwet's AC1 and 95 % intervals.

No kept library gives both with intervals beside numpy 2 (docs/agreement.md names those tried). The formulas:

* kappa: Cohen 1960, Educ Psychol Meas 20:37-46. Its large-sample error is that of Fleiss, Cohen and Everitt
  1969, Psychol Bull 72:323-327, here as the sum over ratings that Gwet gives.
* AC1: Gwet 2008, Br J Math Stat Psychol 61:29-48, with his error over ratings; Handbook of Inter-Rater
  Reliability, 4th edition 2014, chapter 5.
* Ratings of one patient resemble each other: an error sums the linearised ratings of a patient first
  (clusters in Taylor linearisation: Binder 1983, Int Stat Rev 51:279-292), with Student's t of one degree
  less than there are patients. Where each rating is a patient of its own this is Gwet's error.
* Share of agreement: Wilson 1927, J Am Stat Assoc 22:209-212, with the number of ratings divided by how much
  patients widen the error (Kish's design effect). Where the linearised error is zero, as where all agree, the
  limits of the coefficients are those of the share, with chance held still, as Cohen 1960 has it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LABELS = ("present", "absent")
"""What a rater can say of a fault."""
CONFIDENCE = 0.95
MIN_RATINGS = 20
"""With fewer, the interval of a share of one half is wider than 0.4 (Wilson): counts are shown, no
coefficient. Design default."""
MOST_DEGREES = 1000
"""Student's t with more degrees of freedom differs from the normal distribution in the fourth digit."""

_Floats = NDArray[np.float64]


class Pair(NamedTuple):
    """Two ratings of one thing.

    Attributes:
        first, second: one of the labels each.
        cluster: whose it is; ratings of one cluster are not independent.
        weight: how many things it stands for.
    """

    first: str
    second: str
    cluster: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; all three None where it says nothing."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of two raters.

    Attributes:
        ratings: number of pairs; `clusters` of how many patients.
        counts: (label of the first, label of the second) -> number of pairs, zeros among them.
        share: of pairs on which they agree, 0-1.
        kappa: none where one of the two used a single label: it is then 0 or undefined, whatever they saw.
        ac1: Gwet's.
    """

    ratings: int
    clusters: int
    counts: dict[tuple[str, str], int]
    share: Estimate
    kappa: Estimate
    ac1: Estimate

    @property
    def too_few(self) -> bool:
        """Fewer than `MIN_RATINGS`."""
        return self.ratings < MIN_RATINGS


def agreement_of(pairs: Sequence[Pair], labels: Sequence[str] = LABELS) -> Agreement:
    """The agreement of two raters.

    Args:
        pairs: their ratings; neither order nor the order of the raters matters for a coefficient.
        labels: all that can be said, at least two, used or not.
    """
    counts = {(a, b): 0 for a in labels for b in labels}
    for pair in pairs:
        counts[pair.first, pair.second] += 1
    clusters = {cluster: number for number, cluster in enumerate({pair.cluster: 0 for pair in pairs})}
    if len(pairs) < 2:  # an error needs two
        return Agreement(len(pairs), len(clusters), counts, Estimate(), Estimate(), Estimate())
    place = {label: number for number, label in enumerate(labels)}
    one = np.eye(len(labels))
    first = one[[place[pair.first] for pair in pairs]]
    second = one[[place[pair.second] for pair in pairs]]
    weight = np.array([pair.weight for pair in pairs]) / sum(pair.weight for pair in pairs)
    error = _Errors(weight, np.array([clusters[pair.cluster] for pair in pairs]))
    same = (first * second).sum(axis=1)
    share = min(float(weight @ same), 1.0)
    limits = _share_limits(share, error.of(same - share), error)
    before, after = weight @ first, weight @ second
    middle = (before + after) / 2
    by_kappa = (first @ after + second @ before) / 2
    by_ac1 = ((first + second) / 2) @ (1 - middle) / (len(labels) - 1)
    single = before.max() > 1 - 1e-12 or after.max() > 1 - 1e-12
    return Agreement(
        ratings=len(pairs),
        clusters=len(clusters),
        counts=counts,
        share=Estimate(share, *limits),
        kappa=Estimate() if single else _corrected(same, by_kappa, limits, error),
        ac1=_corrected(same, by_ac1, limits, error),
    )


class _Errors:
    """Standard errors of weighted means, the wider of: each rating by itself, and patients as clusters."""

    def __init__(self, weight: _Floats, cluster: NDArray[np.int64]) -> None:
        self.weight, self._cluster = weight, cluster
        self.ratings, self.clusters = len(weight), int(cluster.max()) + 1
        self.t = student_t((self.clusters if self.clusters > 1 else self.ratings) - 1)

    def of(self, residuals: _Floats) -> float:
        """The error of the mean whose linearised ratings, less that mean, are the residuals."""
        return max(
            self.alone(residuals),
            self._of(np.bincount(self._cluster, self.weight * residuals).astype(np.float64)),
        )

    def alone(self, residuals: _Floats) -> float:
        """The same if each rating was of a patient of its own."""
        return self._of(self.weight * residuals)

    @staticmethod
    def _of(sums: _Floats) -> float:
        many = len(sums)
        return math.sqrt(many / (many - 1) * float(sums @ sums)) if many > 1 else 0.0


def _corrected(same: _Floats, chance: _Floats, limits: tuple[float, float], error: _Errors) -> Estimate:
    """(share - chance) / (1 - chance), from what each rating adds to both."""
    by_chance = float(error.weight @ chance)
    room = 1 - by_chance
    value = max(min((float(error.weight @ same) - by_chance) / room, 1.0), -1.0)  # but for the last digit
    residuals = (same - by_chance) / room - value - 2 * (1 - value) * (chance - by_chance) / room
    wide = error.t * error.of(residuals)
    if wide < 1e-9:
        low, high = ((limit - by_chance) / room for limit in limits)
        return Estimate(value, max(low, -1.0), min(high, 1.0))
    return Estimate(value, max(value - wide, -1.0), min(value + wide, 1.0))


def _share_limits(share: float, wide: float, error: _Errors) -> tuple[float, float]:
    """Wilson's limits of a share, of as many independent ratings as its error is worth."""
    alone = share * (1 - share) / error.ratings
    many = error.ratings / max(1.0, wide**2 / alone if alone > 1e-15 else 1.0)
    t2 = error.t**2 / many
    middle = (share + t2 / 2) / (1 + t2)
    reach = math.sqrt(t2 * share * (1 - share) + t2**2 / 4) / (1 + t2)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


@lru_cache(maxsize=256)
def student_t(degrees: int) -> float:
    """Student's t within which `CONFIDENCE` lies; infinite of no degree of freedom."""
    if degrees < 1:
        return math.inf
    low, high = 0.0, 20.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if _within(middle, min(degrees, MOST_DEGREES)) < CONFIDENCE else (low, middle)
        )
    return middle


def _within(t: float, degrees: int) -> float:
    """Probability of a t between -t and t (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(degrees))
    sine, square = math.sin(angle), math.cos(angle) ** 2
    odd = degrees % 2
    term = math.cos(angle) if odd else 1.0
    total = 0.0 if degrees == 1 else term
    for step in range(2 + odd, degrees - 1, 2):
        term *= square * (step - 1) / step
        total += term
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
