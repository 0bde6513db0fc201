"""The charts of the therapist's pages: trends over days, as SVG made on the server.

A chart needs no script and no style sheet: all that it looks like stands in attributes, since WeasyPrint
applies no style sheet inside an SVG and the page's policy allows no style of its own there. Each has a title,
a description and a table of its numbers. Times on the axis are days, so that charts of one period lie below
each other.

    chart = line_chart(LineFigure("plank-longest", "Longest hold", period, (line,), unit="s"), words)
    {{ chart }}        # in a template: a whole <figure>
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from formcheck.report.environment import environment
from formcheck.therapist.chart_axes import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Axes,
    Label,
    Period,
    days,
    levels,
)
from formcheck.therapist.dates import day_text
from formcheck.therapist.environment import TEMPLATES
from formcheck.words.catalogue import Words

INK, SOFT, GRID, MAIN, ZONE = "#1a1e24", "#4a525c", "#d9dee3", "#0b4f8a", "#e9eef4"
SECOND = "#8a5200"
"""Colour of a second line; its marks are of another shape as well."""
GRADES = ("good", "almost", "different", "unmeasured")
_SHAPES = {
    "disc": "m-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0z",
    "square": "m-3-3h6v6h-6z",
    "diamond": "m0-4.4l4.4 4.4-4.4 4.4-4.4-4.4z",
}
"""Marks of the lines in their order, as paths around a point."""
_COLOURS = (MAIN, SECOND, INK)


@dataclass(frozen=True, slots=True)
class Point:
    """A value of one day. `low` and `high` are the ends of its error bar; `href` leads to its visit."""

    at: datetime
    value: float
    low: float | None = None
    high: float | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A named line. It is interrupted between its runs: values on both sides are not compared."""

    name: str
    runs: Sequence[Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Break:
    """Where something changed that makes values before and after another thing, and what."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line with its name, e.g. the target."""

    value: float
    name: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A band across some days with its name, e.g. within which no change is a real one."""

    start: datetime
    end: datetime
    low: float
    high: float
    name: str


@dataclass(frozen=True, slots=True)
class LineFigure:
    """A chart of lines.

    Attributes:
        key: letters, digits and hyphens; no two charts of a page share it.
        title: what it shows, a heading.
        period: the axis of days.
        lines: at most three.
        unit: after each number, e.g. "s".
        breaks: drawn as dotted lines with a letter, explained below.
        target: a level to reach.
        zone: a band behind the lines.
        low, high: ends of the axis where they are given, e.g. 0 and 10.
        digits: of the numbers in the table.
        note: what the reader has to know of its error bars.
    """

    key: str
    title: str
    period: Period
    lines: Sequence[Line]
    unit: str = ""
    breaks: Sequence[Break] = ()
    target: Level | None = None
    zone: Zone | None = None
    low: float | None = 0.0
    high: float | None = None
    digits: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Shares of one day by grade (`GRADES`), each 0-1, together 1 or nothing at all."""

    at: datetime
    parts: Mapping[str, float]
    href: str = ""


@dataclass(frozen=True, slots=True)
class ShareFigure:
    """A chart of stacked columns; fields as in `LineFigure`."""

    key: str
    title: str
    period: Period
    columns: Sequence[Column]
    breaks: Sequence[Break] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line, or a grade of the columns; paths in units of the view box."""

    name: str
    kind: str
    colour: str
    path: str
    bars: str = ""
    dots: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    day: str
    cells: list[str]


def line_chart(figure: LineFigure, words: Words, *, table: bool = True) -> Markup:
    """The chart as a whole `<figure>`: title, drawing, legend, notes.

    Args:
        figure: what it shows.
        words: words of its language.
        table: with its numbers as a table that can be opened; on paper they have no place.
    """
    axes = Axes(figure.period, *_reach(figure))
    lines = [_drawn(line, n, axes, figure, words) for n, line in enumerate(figure.lines)]
    zone, target = figure.zone, figure.target
    box = ""
    if zone is not None:
        low, high = axes.y(zone.low), axes.y(zone.high)
        left, right = axes.x(zone.start) - 5, axes.x(zone.end) + 5
        box = f"M{left:g} {high:g}H{right:g}V{low:g}H{left:g}z"
    return _render(
        figure,
        axes,
        words,
        lines=lines,
        zone=box,
        target=None if target is None else axes.y(target.value),
        numbers=levels(axes, words, figure.digits),
        heads=[line.name for line in figure.lines],
        rows=_line_rows(figure, words) if table else [],
    )


def share_chart(figure: ShareFigure, words: Words, *, table: bool = True) -> Markup:
    """The chart of shares as a whole `<figure>`; arguments as for `line_chart`."""
    axes = Axes(figure.period, 0.0, 1.0)
    span = max((figure.period.end - figure.period.start).days, 1)
    width = min(max((RIGHT - LEFT) / span * 0.8, 3.0), 12.0)
    names = {grade: words.text(f"verdict.{grade}") for grade in GRADES}
    seen = [column for column in figure.columns if column.parts]
    texts = [{grade: _percent(c.parts.get(grade, 0.0), words) for grade in GRADES} for c in seen]
    covers = Markup().join(
        _linked(
            f'<rect x="{axes.x(column.at) - width / 2:.1f}" y="{TOP:g}" width="{width:.1f}" '
            f'height="{BOTTOM - TOP:g}" fill-opacity="0">',
            "rect",
            f"{day_text(column.at, words)}: " + ", ".join(f"{names[g]} {text[g]}" for g in GRADES),
            column.href,
        )
        for column, text in zip(seen, texts, strict=True)
    )
    return _render(
        figure,
        axes,
        words,
        grades=[_Drawn(names[g], g, "", _stack(seen, g, axes, width)) for g in GRADES],
        covers=covers,
        numbers=[Label(LEFT - 4, axes.y(v), _percent(v, words)) for v in (0.0, 0.5, 1.0)],
        heads=list(names.values()),
        rows=[
            _Row(day_text(c.at, words), list(text.values()))
            for c, text in zip(seen, texts, strict=True)
            if table
        ],
    )


def _render(
    figure: LineFigure | ShareFigure, axes: Axes, words: Words, numbers: list[Label], **drawn: object
) -> Markup:
    breaks = [
        (chr(ord("a") + n % 26), axes.x(one.at), one.why, day_text(one.at, words))
        for n, one in enumerate(figure.breaks)
        if figure.period.start <= one.at <= figure.period.end
    ]
    values: dict[str, object] = {"lines": [], "grades": [], "zone": "", "target": None, "covers": "", **drawn}
    return Markup(
        environment(TEMPLATES)
        .get_template("trend_chart.html.j2")
        .render(
            word=words.text,
            figure=figure,
            width=WIDTH,
            height=HEIGHT,
            left=LEFT,
            right=RIGHT,
            top=TOP,
            bottom=BOTTOM,
            ink=INK,
            soft=SOFT,
            grid=GRID,
            zone_fill=ZONE,
            shapes=_SHAPES,
            levels=numbers,
            ticks=[Label(axes.x(day), HEIGHT - 6, day_text(day, words)) for day in days(figure.period)],
            breaks=breaks,
            **values,
        )
    )


def _linked(tag: str, name: str, text: str, href: str) -> Markup:
    """A drawn thing with what it says when it is pointed at; only the mouse follows `href`."""
    drawn = Markup(f"{tag}<title>{escape(text)}</title></{name}>")
    return Markup('<a href="{}" tabindex="-1">{}</a>').format(href, drawn) if href else drawn


def _reach(figure: LineFigure) -> tuple[float, float]:
    """Ends of the value axis: all values, error bars and the target lie within."""
    points = [point for line in figure.lines for run in line.runs for point in run]
    values = [point.value for point in points] + ([figure.target.value] if figure.target else [])
    bars = [end for point in points for end in (point.low, point.high) if end is not None]
    low = min([*values, *bars], default=0.0) if figure.low is None else figure.low
    high = max([*values, *bars], default=1.0) if figure.high is None else figure.high
    margin = 0.06 * (high - low) if figure.high is None else 0.0
    return low, max(high + margin, low + 1e-6) if high > low else low + 1.0


def _drawn(line: Line, number: int, axes: Axes, figure: LineFigure, words: Words) -> _Drawn:
    path, bars, dots = [], [], []
    shape, colour = list(_SHAPES)[number % 3], _COLOURS[number % 3]
    # Two lines of the same days stand a little apart, so that both error bars are seen.
    shift = 3.0 * (number - (len(figure.lines) - 1) / 2)
    for run in line.runs:
        spots = [(round(axes.x(point.at) + shift, 1), axes.y(point.value)) for point in run]
        path.append("M" + "L".join(f"{x:g} {y:g}" for x, y in spots) if spots else "")
        for (x, y), point in zip(spots, run, strict=True):
            if point.low is not None and point.high is not None:
                low, high = axes.y(point.low), axes.y(point.high)
                bars.append(f"M{x - 2.5:g} {high:g}h5m-2.5 0V{low:g}m-2.5 0h5")
            text = f"{day_text(point.at, words)}: {_with_bar(point, figure, words)}"
            dots.append(_linked(f'<path d="M{x:g} {y:g}{_SHAPES[shape]}">', "path", text, point.href))
    return _Drawn(line.name, shape, colour, "".join(path), "".join(bars), Markup().join(dots))


def _with_bar(point: Point, figure: LineFigure, words: Words) -> str:
    text = words.number(point.value, figure.digits) + (f" {figure.unit}" if figure.unit else "")
    if point.low is None or point.high is None:
        return text
    low, high = words.number(point.low, figure.digits), words.number(point.high, figure.digits)
    return f"{text} ({low}\N{EN DASH}{high})"


def _line_rows(figure: LineFigure, words: Words) -> list[_Row]:
    days: dict[datetime, list[str]] = {}
    for number, line in enumerate(figure.lines):
        for point in (point for run in line.runs for point in run):
            cells = days.setdefault(point.at, [""] * len(figure.lines))
            cells[number] = _with_bar(point, figure, words)
    return [_Row(day_text(at, words), cells) for at, cells in sorted(days.items())]


def _stack(columns: Sequence[Column], grade: str, axes: Axes, width: float) -> str:
    """The parts of one grade in all columns, as a path; good stands at the bottom."""
    below, path = GRADES[: GRADES.index(grade)], []
    for column in columns:
        low = sum(column.parts.get(one, 0.0) for one in below)
        y0, y1 = axes.y(low), axes.y(low + column.parts.get(grade, 0.0))
        if y0 > y1:
            path.append(f"M{axes.x(column.at) - width / 2:.1f} {y0:g}V{y1:g}h{width:.1f}V{y0:g}z")
    return "".join(path)


def _percent(share: float, words: Words) -> str:
    return f"{words.number(100 * share)} %"


__all__ = [
    "GRADES",
    "Break",
    "Column",
    "Level",
    "Line",
    "LineFigure",
    "Period",
    "Point",
    "ShareFigure",
    "Zone",
    "line_chart",
    "share_chart",
]
