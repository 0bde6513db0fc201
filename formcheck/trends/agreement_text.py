"""Figures of agreement as texts, for every page that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from formcheck.trends.agreement import LABELS, MIN_RATINGS, Agreement, Estimate
from formcheck.words.catalogue import Words

RARE = 5
"""Answers of one kind by one rater, below which kappa swings with each of them. Design default."""


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure with its interval, as text; `value` is "" where there is none, and `why` says it."""

    value: str
    interval: str
    why: str = ""


def counts_of(agreement: Agreement) -> list[int]:
    """How often both said present, only the first, only the second, neither."""
    present, absent = LABELS
    places = ((present, present), (present, absent), (absent, present), (absent, absent))
    return [agreement.counts[place] for place in places]


def too_few_text(agreement: Agreement, words: Words) -> str:
    """That there are too few ratings for a coefficient; "" where there are enough."""
    if not agreement.too_few:
        return ""
    return words.text("agreement.few", ratings=agreement.ratings, least=MIN_RATINGS)


def figure_texts(agreement: Agreement, words: Words) -> list[FigureText]:
    """The share, kappa and AC1."""
    none = words.text("agreement.no_kappa")
    return [
        percent_text(agreement.share, words),
        coefficient_text(agreement.kappa, words, none),
        coefficient_text(agreement.ac1, words, none),
    ]


def percent_text(estimate: Estimate, words: Words) -> FigureText:
    """A share with its interval, in whole per cents."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return FigureText("", "")
    low, high = (words.number(100 * limit) for limit in (estimate.low, estimate.high))
    return FigureText(f"{words.number(100 * estimate.value)} %", f"{low}\N{EN DASH}{high} %")


def coefficient_text(estimate: Estimate, words: Words, why: str) -> FigureText:
    """A coefficient with its interval; `why` where there is none."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return FigureText("", "", why)
    low, high = (words.number(limit, 2) for limit in (estimate.low, estimate.high))
    return FigureText(words.number(estimate.value, 2), words.text("agreement.to", low=low, high=high))


def cautions(agreement: Agreement, words: Words) -> Iterator[str]:
    """What to mind where there are figures of a fault."""
    if agreement.too_few:
        return
    if agreement.clusters == 1:
        yield words.text("agreement.one_patient")
    both, only_first, only_second, neither = counts_of(agreement)
    least = min(both + only_first, both + only_second, neither + only_first, neither + only_second)
    if least < RARE and agreement.kappa.value is not None:
        yield words.text("agreement.rare", least=RARE)
