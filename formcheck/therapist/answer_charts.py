"""What a patient answered over the visits, as charts and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from formcheck.therapist.change_words import said
from formcheck.therapist.charts import LineFigure, Period, line_chart
from formcheck.therapist.trend_drawing import value_line
from formcheck.trends.change import EXERTION_LEAST, PAIN_LEAST, change
from formcheck.trends.days import VisitDay
from formcheck.trends.values import Value, answers
from formcheck.words.catalogue import Words

_ANSWER = "therapist.trend.answer"


def pain_chart(
    days: Sequence[VisitDay], period: Period, words: Words, *, table: bool = True
) -> tuple[Markup, list[str]]:
    """Pain before and after the visits and the next morning, and what is said of its changes."""
    read = {
        "before": answers(days, lambda day: day.pain_before),
        "after": answers(days, lambda day: day.pain_after),
        "next": answers(days, lambda day: day.pain_next),
    }
    return _answers_chart("pain", read, PAIN_LEAST, period, words, table)


def exertion_chart(
    days: Sequence[VisitDay], period: Period, words: Words, *, table: bool = True
) -> tuple[Markup, list[str]]:
    """Exertion over the visits, and what is said of its change."""
    read = {"exertion": answers(days, lambda day: day.exertion)}
    return _answers_chart("exertion", read, EXERTION_LEAST, period, words, table)


def _answers_chart(
    key: str, read: Mapping[str, list[Value]], least: float, period: Period, words: Words, table: bool
) -> tuple[Markup, list[str]]:
    given = {words.text(f"therapist.trend.{name}"): values for name, values in read.items() if values}
    lines = [value_line(name, values) for name, values in given.items()]
    figure = LineFigure(key, words.text(f"therapist.trend.{key}.title"), period, lines, low=0, high=10)
    changes = {name: change(values, better="less", least=least) for name, values in given.items()}
    sentences = [
        f"{name}: {said(found, '', words, place=_ANSWER).sentence}" for name, found in changes.items()
    ]
    return line_chart(figure, words, table=table), sentences
