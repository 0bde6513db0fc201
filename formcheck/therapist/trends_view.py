"""The trends of a patient as charts and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from formcheck.judge.config import DoseTarget
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
from formcheck.therapist.dates import day_text
from formcheck.trends.change import LEAST_VISITS, Change, Kind
from formcheck.trends.exercise_trend import ExerciseTrend, Trend
from formcheck.trends.sides import Sides
from formcheck.trends.values import Value, runs
from formcheck.words.catalogue import Words

SHAPES: dict[Kind, str] = {Kind.BETTER: "up", Kind.WORSE: "down", Kind.NONE: "level", Kind.TOO_FEW: "few"}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a change: from and to, its shape, its word, and a sentence."""

    numbers: str
    shape: str
    word: str
    sentence: str


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


def said(
    found: Change, unit: str, words: Words, *, scale: float = 1.0, place: str = "therapist.trend"
) -> Said:
    """A change in words.

    Args:
        found: the change.
        unit: after each number.
        words: of the page.
        scale: a number is shown as so many times its value: 100 of a share in percent.
        place: where the sentences are among the words.
    """

    def number(value: float | None) -> str:
        return f"{words.number(scale * (value or 0.0))}{unit}"

    word = words.text(f"trends.change.{found.kind}")
    left_out = words.text("therapist.trend.left_out", count=found.left_out) if found.left_out else ""
    if found.kind is Kind.TOO_FEW:
        sentence = words.text("therapist.trend.too_few", count=found.visits, least=LEAST_VISITS)
        return Said("", SHAPES[found.kind], word, f"{sentence} {left_out}".strip())
    numbers = f"{words.number(scale * (found.before or 0))} \N{RIGHTWARDS ARROW} {number(found.now)}"
    sentence = words.text(
        f"{place}.{found.kind}" if found.kind is not Kind.NONE else "therapist.trend.none",
        before=number(found.before),
        now=number(found.now),
        smallest=number(found.smallest),
    )
    return Said(numbers, SHAPES[found.kind], word, f"{sentence} {left_out}".strip())


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
    drawing = _Drawing(f"e{number}", trend, period, own, dose, table)
    main, unit = (trend.reps, "") if trend.reps and trend.reps.values else (trend.quality, " s")
    if trend.measures:
        name, main = next(iter(trend.measures.items()))
        unit = _measure_unit(name)
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
        sides=_sides_text(trend.sides, own) if trend.sides else "",
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


def _sides_text(sides: Sides, words: Words) -> str:
    scale, unit = (1.0, " s") if sides.in_seconds else (100.0, " %")
    last = sides.days[-1]
    values = {
        "left": f"{words.number(scale * last.left.value)}{unit}",
        "right": f"{words.number(scale * last.right.value)}{unit}",
        "left_name": words.name("side", sides.names[0]),
        "right_name": words.name("side", sides.names[1]),
        "difference": f"{words.number(scale * abs(sides.difference or 0.0))}{unit}",
        "margin": f"{words.number(scale * (sides.uncertainty or 0.0))}{unit}",
    }
    if sides.less is None:
        return words.text("therapist.trend.sides.none", **values)
    less = sides.names[0] if sides.less == "left" else sides.names[1]
    return words.text("therapist.trend.sides.less", side=words.name("side", less), **values)


@dataclass(frozen=True, slots=True)
class _Drawing:
    key: str
    trend: ExerciseTrend
    period: Period
    words: Words
    dose: DoseTarget | None
    table: bool

    def said(self, trend: Trend) -> Said:
        name = next((name for name, one in self.trend.measures.items() if one is trend), None)
        if name is not None:
            return _measure_said(trend.change, name, self.words)
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
        scale = _measure_scale(name)
        figure = LineFigure(
            key=f"{self.key}-{name.replace('_', '-')}",
            title=title,
            period=self.period,
            lines=(value_line(title, [_scaled(value, scale) for value in trend.values]),),
            unit=_measure_unit(name).strip(),
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
            note=_sides_text(sides, words),
        )
        return line_chart(figure, words, table=self.table)


def _measure_scale(name: str) -> float:
    return 1.0 if name.endswith("_deg") else 100.0


def _measure_unit(name: str) -> str:
    return "\N{DEGREE SIGN}" if name.endswith("_deg") else " %"


def _measure_said(found: Change, name: str, words: Words) -> Said:
    """A change that is neither better nor worse."""
    scale, unit = _measure_scale(name), _measure_unit(name)
    told = said(found, unit, words, scale=scale)
    if found.kind in (Kind.NONE, Kind.TOO_FEW):
        return told
    sentence = words.text(
        "therapist.trend.changed",
        before=f"{words.number(scale * (found.before or 0.0))}{unit}",
        now=f"{words.number(scale * (found.now or 0.0))}{unit}",
        smallest=f"{words.number(scale * (found.smallest or 0.0))}{unit}",
    )
    return Said(told.numbers, "other", words.text("therapist.trend.changed.word"), sentence)


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
