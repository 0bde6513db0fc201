"""The charts of one exercise's trends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from formcheck.judge.config import DoseTarget
from formcheck.therapist.change_words import Said, measure_said, measure_scale, measure_unit, said, sides_text
from formcheck.therapist.charts import (
    Break,
    Column,
    Level,
    Line,
    LineFigure,
    Period,
    Point,
    ShareFigure,
    Zone,
    line_chart,
    share_chart,
)
from formcheck.trends.exercise_trend import ExerciseTrend, Trend
from formcheck.trends.sides import Sides
from formcheck.trends.values import Value, runs
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class TrendDrawing:
    """Draws the trends of an exercise.

    Attributes:
        key: begins the names of what is drawn.
        period: the axis of days.
        words: of the exercise.
        dose: what the programme in force asks, or None.
        table: charts with their numbers as tables.
    """

    key: str
    trend: ExerciseTrend
    period: Period
    words: Words
    dose: DoseTarget | None
    table: bool

    def said(self, trend: Trend) -> Said:
        """The change of one of the exercise's trends in words."""
        name = next((name for name, one in self.trend.measures.items() if one is trend), None)
        if name is not None:
            return measure_said(trend.change, name, self.words)
        seconds = trend is self.trend.quality or trend is self.trend.longest
        return said(trend.change, " s" if seconds else " %", self.words, scale=1.0 if seconds else 100.0)

    def charts(self) -> Iterator[Markup]:
        """Good repetitions or holds, the shares, and the sides where there are any."""
        trend, dose = self.trend, self.dose
        for name, followed in trend.measures.items():
            yield self._measure(name, followed)
        if trend.measures:
            return
        if trend.reps is not None and trend.reps.values:
            asked = dose.reps * dose.sets * (2 if dose.per_side else 1) if dose and dose.reps else 0
            yield self._line("reps", trend.reps, "", asked)
        for name, one in (("quality", trend.quality), ("longest", trend.longest)):
            if one is not None and one.values:
                yield self._line(name, one, "s", dose.hold_s if dose else 0)
        yield self._shares()
        if trend.sides is not None:
            yield self._sides(trend.sides)

    def sentences(self) -> Iterator[str]:
        """What is said of each chart's change."""
        for name, followed in self.trend.measures.items():
            yield f"{self.words.text(f'measure.{name}')}: {self.said(followed).sentence}"
        if self.trend.measures:
            return
        for name, one in (
            ("quality", self.trend.quality),
            ("longest", self.trend.longest),
            ("share", self.trend.share),
        ):
            if one is not None and (one.values or name == "share"):
                yield f"{self.words.text(f'therapist.trend.{name}')}: {self.said(one).sentence}"

    def _breaks(self) -> list[Break]:
        return [
            Break(
                one.at, ", ".join(self.words.text(f"therapist.trend.cause.{cause}") for cause in one.causes)
            )
            for one in self.trend.breaks
        ]

    def _line(self, name: str, trend: Trend, unit: str, target: float) -> Markup:
        words = self.words
        figure = LineFigure(
            key=f"{self.key}-{name}",
            title=words.text(f"therapist.trend.{name}"),
            period=self.period,
            lines=(value_line(words.text(f"therapist.trend.{name}"), trend.values),),
            unit=unit,
            breaks=self._breaks(),
            target=_target(target, unit, words),
            zone=self._zone(trend) if unit else None,
        )
        return line_chart(figure, words, table=self.table)

    def _measure(self, name: str, trend: Trend) -> Markup:
        """A quantity that is followed as it is, with what would be no real change of it."""
        title = self.words.text(f"measure.{name}")
        scale = measure_scale(name)
        figure = LineFigure(
            key=f"{self.key}-{name.replace('_', '-')}",
            title=title,
            period=self.period,
            lines=(value_line(title, [_scaled(value, scale) for value in trend.values]),),
            unit=measure_unit(name).strip(),
            breaks=self._breaks(),
            low=min(scale * (value.low or 0.0) for value in trend.values),
            high=max(scale * (value.high or 0.0) for value in trend.values),
            note=self.words.text(f"measure.{name}.way"),
        )
        return line_chart(figure, self.words, table=self.table)

    def _zone(self, trend: Trend) -> Zone | None:
        found = trend.change
        if found.before is None or found.smallest is None:
            return None
        alike = [value for value in trend.values if value.judged == trend.values[-1].judged]
        low, high = max(found.before - found.smallest, 0.0), found.before + found.smallest
        return Zone(alike[0].at, alike[-1].at, low, high, self.words.text("therapist.trend.zone"))

    def _shares(self) -> Markup:
        by = "reps" if any(day.reps.whole for day in self.trend.days) else "time"
        columns = [Column(day.at, day.grades.shares, visit_href(day.visit)) for day in self.trend.days]
        title = self.words.text(f"therapist.trend.shares.{by}")
        figure = ShareFigure(f"{self.key}-share", title, self.period, columns, self._breaks())
        return share_chart(figure, self.words, table=self.table)

    def _sides(self, sides: Sides) -> Markup:
        words, scale = self.words, 1.0 if sides.in_seconds else 100.0
        lines = [
            value_line(words.name("side", name), [_scaled(getattr(day, side), scale) for day in sides.days])
            for name, side in zip(sides.names, ("left", "right"), strict=True)
        ]
        figure = LineFigure(
            key=f"{self.key}-sides",
            title=words.text(f"therapist.trend.sides.{'quality' if sides.in_seconds else 'share'}"),
            period=self.period,
            lines=lines,
            unit="s" if sides.in_seconds else "%",
            breaks=self._breaks(),
            high=None if sides.in_seconds else 100.0,
            note=sides_text(sides, words),
        )
        return line_chart(figure, words, table=self.table)


def _target(value: float, unit: str, words: Words) -> Level | None:
    if not value:
        return None
    return Level(value, words.text("therapist.trend.target", value=f"{words.number(value)} {unit}".strip()))


def _scaled(value: Value, scale: float) -> Value:
    if scale == 1.0:
        return value
    low = None if value.low is None else scale * value.low
    high = None if value.high is None else scale * value.high
    return Value(value.visit, value.at, scale * value.value, None, low, high, value.judged)


def value_line(name: str, values: Sequence[Value]) -> Line:
    """Values of visits as a line of a chart; it breaks where they mean another thing."""
    return Line(
        name,
        [
            [Point(one.at, one.value, one.low, one.high, visit_href(one.visit)) for one in run]
            for run in runs(values)
        ],
    )


def visit_href(visit: str) -> str:
    """Where the page of a visit is."""
    return f"/therapist/visits/{visit}"
