"""The trends of a patient as charts and sentences."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from formcheck.judge.config import DoseTarget
from formcheck.therapist.change_words import Said, measure_unit, sides_text
from formcheck.therapist.charts import Period
from formcheck.therapist.dates import day_text
from formcheck.therapist.trend_drawing import TrendDrawing
from formcheck.trends.exercise_trend import ExerciseTrend
from formcheck.trends.values import Value
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """One exercise: a line of the summary, and its charts.

    Attributes:
        key: fit for an address.
        exercise: its name, as `exercises` lists it.
        last: the newest value of its main quantity; `margin` its interval, or ""; `last_day` its day where
            the newest visit has none.
        shares: of the newest visit, by grade, in words.
        sides: left against right in words, or "".
        side_flag: a side is named.
        charts: drawn.
        sentences: below them.
    """

    key: str
    exercise: str
    title: str
    visits: int
    last: str
    last_day: str
    margin: str
    change: Said
    shares: list[tuple[str, str]]
    faults: list[str]
    sides: str
    side_flag: bool
    charts: list[Markup]
    sentences: list[str]


def exercise_view(
    number: int,
    trend: ExerciseTrend,
    period: Period,
    words: Words,
    dose: DoseTarget | None,
    *,
    table: bool = True,
) -> ExerciseView:
    """One exercise.

    Args:
        number: its place on the page, from 1; names what it draws.
        trend: what was found.
        period: the axis of days.
        words: of the page.
        dose: what the programme in force asks, or None.
        table: charts with their numbers as tables; on paper without.
    """
    own = words.of(trend.exercise)
    drawing = TrendDrawing(f"e{number}", trend, period, own, dose, table)
    main, unit = (trend.reps, "") if trend.reps and trend.reps.values else (trend.quality, " s")
    if trend.measures:
        name, main = next(iter(trend.measures.items()))
        unit = measure_unit(name)
    if main is None:
        main, unit = trend.share, " %"
    last = main.values[-1] if main.values else None
    return ExerciseView(
        key=f"e{number}",
        exercise=trend.exercise,
        title=words.exercise(trend.exercise),
        visits=trend.visits,
        last="" if last is None else _last_text(trend, last, unit, own),
        last_day="" if last is None or last.visit == trend.days[-1].visit else day_text(last.at, words),
        margin="" if last is None else _margin(last, own),
        change=drawing.said(main),
        shares=[
            (grade, f"{words.number(100 * share)}\N{NO-BREAK SPACE}%")
            for grade, share in (trend.days[-1].grades.shares or {"unmeasured": 1.0}).items()
            if share and not trend.measures
        ],
        faults=[
            f"{own.first(f'fault.{one.name}.name', default=one.name.replace('_', ' '))} "
            f"({words.text('therapist.trend.in_visits', visits=one.visits, of=trend.visits)})"
            for one in trend.faults
        ],
        sides=sides_text(trend.sides, own) if trend.sides else "",
        side_flag=trend.sides is not None and trend.sides.less is not None,
        charts=list(drawing.charts()),
        sentences=list(drawing.sentences()),
    )


def _last_text(trend: ExerciseTrend, last: Value, unit: str, words: Words) -> str:
    if trend.reps is not None and unit == "":
        seen = next(day.reps.seen for day in reversed(trend.days) if day.visit == last.visit)
        return words.text("therapist.trend.good_of", good=words.number(last.value), of=words.number(seen))
    return f"{words.number(last.value * (100 if unit == ' %' else 1))}{unit}"


def _margin(value: Value, words: Words) -> str:
    if value.low is None or value.high is None:
        return ""
    return f"{words.number(value.low)}\N{EN DASH}{words.number(value.high)}"
