"""The strip chart: one signal over time, with bands, verdicts, holds and repetitions, and faults.

The signal is that of the worst fault, else the main one. This module computes positions and texts
in units of the SVG's view box; `templates/chart.svg.j2` draws them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.vocabulary import FAULT, UNMEASURED
from formcheck.report.bands import Zones, zones
from formcheck.report.data import ReportData
from formcheck.report.downsampling import MOST_POINTS, envelope, merged, runs
from formcheck.report.phrases import clock
from formcheck.scoring.event import Event
from formcheck.scoring.verdicts import grade_of
from formcheck.words.catalogue import Words

WIDTH, LEFT, RIGHT = 720.0, 34.0, 612.0
TOP, PLOT_HEIGHT = 8.0, 140.0
ROW_HEIGHT, ROW_LABEL, AXIS = 13.0, 16.0, 18.0
MOST_FAULT_ROWS, MOST_NUMBERS = 6, 300
TICK_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)

CODES = ("good", "seen", "unmeasured", "almost", "different")
"""Verdicts in the order in which a slice of a long recording shows them: the last one present wins. "seen" is
good as far as seen."""
_GOOD, _SEEN, _UNMEASURED, _ALMOST, _DIFFERENT = range(len(CODES))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with a class name."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A text at a position."""

    x: float
    y: float
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A named row of boxes under the plot, with numbers on them."""

    y: float
    name: str
    boxes: list[Box]
    numbers: list[Mark]


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws; `kinds` are the verdicts that the strip shows, beside those that every legend
    explains; `slice_s` is the length of a slice of a long recording, or None.
    """

    width: float
    height: float
    plot: Box
    bands: list[Box]
    band_names: list[Mark]
    hatched: list[Box]
    path: str
    zero: float | None
    levels: list[Mark]
    ticks: list[Mark]
    rows: list[ChartRow]
    kinds: list[str]
    slice_s: float | None
    start_s: float = 0.0
    """Media time at the left edge of the plot; `end_s` that at the right one."""
    end_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Axes:
    start: float
    end: float
    low: float
    high: float
    down: bool

    def x(self, seconds: float) -> float:
        share = (seconds - self.start) / max(self.end - self.start, 1e-9)
        return round(LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0), 1)

    def y(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(TOP + PLOT_HEIGHT * (share if self.down else 1 - share), 1)

    def xs(self, seconds: NDArray[np.float64]) -> list[float]:
        """`x` of each; NumPy rounds other than Python where a decimal has no exact number."""
        shares = (seconds - self.start) / max(self.end - self.start, 1e-9)
        return [round(x, 1) for x in (LEFT + (RIGHT - LEFT) * np.clip(shares, 0.0, 1.0)).tolist()]

    def ys(self, values: NDArray[np.float64]) -> list[float]:
        """`y` of each."""
        shares = (np.clip(values, self.low, self.high) - self.low) / (self.high - self.low)
        return [round(y, 1) for y in (TOP + PLOT_HEIGHT * (shares if self.down else 1 - shares)).tolist()]


def strip_chart(data: ReportData, words: Words) -> Chart:
    """The layout of the chart; a recording without frames gives an empty chart."""
    result = data.result
    bands = zones(data.signal_name, result.thresholds.bands, result.calibration.kind == "personal")
    axes = _axes(data, bands)
    stretches = runs(data.time, _codes(data))
    plot = Box(LEFT, TOP, RIGHT - LEFT, PLOT_HEIGHT, "plot")
    verdicts = [
        Box(axes.x(run.start_s), 0, _wide(axes, run.start_s, run.end_s), ROW_HEIGHT, CODES[run.code])
        for run in stretches
    ]
    hatched = [
        Box(box.x, TOP, box.width, PLOT_HEIGHT, "unmeasured") for box in verdicts if box.kind == "unmeasured"
    ]
    rows = _stack([(words.text("report.chart.verdicts"), verdicts, []), *_event_rows(data, axes, words)])
    drawn, names = _bands(bands, axes, words)
    time, signal = envelope(data.time, np.where(data.verdict == UNMEASURED, np.nan, data.signal))
    shortened = len(data.time) > MOST_POINTS
    bottom = TOP + PLOT_HEIGHT + AXIS + len(rows) * (ROW_HEIGHT + ROW_LABEL)
    return Chart(
        width=WIDTH,
        height=bottom + 4,
        plot=plot,
        bands=drawn,
        band_names=names,
        hatched=hatched,
        path=_path(time, signal, axes),
        zero=axes.y(0.0) if axes.low < 0 < axes.high else None,
        levels=_levels(data.signal_name, axes),
        ticks=_ticks(axes),
        rows=rows,
        kinds=[kind for kind in ("seen",) if any(box.kind == kind for box in verdicts)],
        slice_s=(axes.end - axes.start) / (MOST_POINTS / 2) if shortened else None,
        start_s=axes.start,
        end_s=axes.end,
    )


def _codes(data: ReportData) -> NDArray[np.int64]:
    """(T,) what the strip shows of each frame, as positions in `CODES`.

    Good frames of an event in which a main fault could not be judged are good only as far as seen; those of
    an attempt that does not count are not good, nor are those around the holds of an exercise that is held.
    """
    faulty = np.where(data.major, _DIFFERENT, _ALMOST)
    codes = np.where(data.verdict == UNMEASURED, _UNMEASURED, np.where(data.verdict == FAULT, faulty, _GOOD))
    good, done = codes == _GOOD, np.zeros(len(codes), np.bool_)
    for event in data.result.events:
        own = (data.time >= event.start_s) & (data.time <= event.end_s)
        uncounted = grade_of(event) == "uncounted"
        done |= own & (not uncounted)
        if uncounted or event.main_unmeasured:
            codes[own & good] = _UNMEASURED if uncounted else _SEEN
    if not _moves(data.result.exercise):
        codes[good & ~done] = _UNMEASURED
    return codes


def _moves(exercise: str) -> bool:
    """Whether an exercise consists of movements, so that the time between its events is rest."""
    return exercise in exercise_names() and get_exercise(exercise).spec.moves


def _axes(data: ReportData, bands: Zones | None) -> _Axes:
    seen = np.isfinite(data.signal) & (data.verdict != UNMEASURED)
    done = np.zeros(len(data.time), bool)
    for event in data.result.events:
        done |= (data.time >= event.start_s) & (data.time <= event.end_s)
    # The scale fits the events: getting up afterwards would compress them, so that part is clipped.
    known = data.signal[seen & done] if (seen & done).any() else data.signal[seen]
    reach = list(np.percentile(known, [0.5, 99.5])) if len(known) else []
    reach += bands.edges if bands else []
    low, high = (min(reach), max(reach)) if reach else (0.0, 1.0)
    margin = 0.12 * (high - low) or 1.0
    start, end = (float(data.time[0]), float(data.time[-1])) if len(data.time) else (0.0, 1.0)
    return _Axes(start, max(end, start + 0.1), low - margin, high + margin, data.plus_is_down)


def _wide(axes: _Axes, start: float, end: float, least: float = 0.3) -> float:
    return round(max(axes.x(end) - axes.x(start), least), 1)


def _bands(bands: Zones | None, axes: _Axes, words: Words) -> tuple[list[Box], list[Mark]]:
    """The bands as boxes across the plot, with the word of each beside it where there is room."""
    if bands is None:
        return [], []
    cuts = [-math.inf, bands.amber_low, bands.green_low, bands.green_high, bands.amber_high, math.inf]
    kinds = ["different", "almost", "good", "almost", "different"]
    boxes: list[Box] = []
    names: list[Mark] = []
    for (low, high), kind in zip(pairwise(cuts), kinds, strict=True):
        y0, y1 = sorted((axes.y(low), axes.y(high)))
        if high <= low or y1 - y0 < 0.2:
            continue
        boxes.append(Box(LEFT, y0, RIGHT - LEFT, round(y1 - y0, 1), kind))
        if y1 - y0 >= 9:
            names.append(Mark(RIGHT + 6, round((y0 + y1) / 2, 1), words.text(f"verdict.{kind}"), kind))
    return boxes, names


def _path(time: NDArray[np.float64], signal: NDArray[np.float64], axes: _Axes) -> str:
    """The SVG path of the signal, interrupted at gaps."""
    seen = np.isfinite(signal)
    first = seen & ~np.concatenate(([False], seen[:-1]))
    points = zip(first[seen].tolist(), axes.xs(time[seen]), axes.ys(signal[seen]), strict=True)
    return "".join([f"{'M' if begins else 'L'}{x:g} {y:g}" for begins, x, y in points])


def _levels(signal: str, axes: _Axes) -> list[Mark]:
    """Numbers on the vertical axis, for degrees only: a share of a body length says little to a reader."""
    if not signal.endswith("_deg"):
        return []
    step = next((s for s in (5, 10, 20, 30, 45, 90) if (axes.high - axes.low) / s <= 7), 180)
    first = math.ceil(axes.low / step)
    values = [step * i for i in range(first, math.floor(axes.high / step) + 1)]
    return [Mark(LEFT - 5, axes.y(v), f"{v}°".replace("-", "\N{MINUS SIGN}")) for v in values]


def tick_step(length_s: float, most: int) -> float:
    """Seconds between two ticks of a time axis of this length: about `most` of them, however long it is."""
    return next((s for s in TICK_STEPS if length_s / s <= most), max(TICK_STEPS[-1], length_s / most))


def _ticks(axes: _Axes) -> list[Mark]:
    length = axes.end - axes.start
    step = tick_step(length, 12)
    first = math.ceil(axes.start / step - 1e-9)
    times = [step * i for i in range(first, int(axes.end / step + 1e-9) + 1)]
    return [Mark(axes.x(t), TOP + PLOT_HEIGHT, clock(t)) for t in times]


_Rows = list[tuple[str, list[Box], list[Mark]]]


def _event_rows(data: ReportData, axes: _Axes, words: Words) -> _Rows:
    events = [event for event in data.result.events if event.kind != "rest"]
    rows: _Rows = []
    if events:
        boxes, numbers = _events(events, axes)
        rows.append((words.text("report.chart.events"), boxes, numbers))
    spans: dict[tuple[str, bool], list[tuple[float, float]]] = {}
    for event in events:
        for fault in event.faults:
            spans.setdefault((fault.kind, fault.major), []).append((fault.start_s, fault.end_s))
    gap = (axes.end - axes.start) / (RIGHT - LEFT) / 2
    lengths: dict[str, float] = {}
    for (kind, _), parts in spans.items():
        lengths[kind] = lengths.get(kind, 0.0) + sum(end - start for start, end in parts)
    for kind in sorted(lengths, key=lambda name: (-lengths[name], name))[:MOST_FAULT_ROWS]:
        boxes = [
            Box(
                axes.x(start), 0, _wide(axes, start, end, 1.5), ROW_HEIGHT, "different" if major else "almost"
            )
            for major in (False, True)
            for start, end in merged(spans.get((kind, major), []), gap)
        ]
        rows.append((words.text(f"fault.{kind}.name"), boxes, []))
    return rows


def _events(events: Sequence[Event], axes: _Axes) -> tuple[list[Box], list[Mark]]:
    """Holds and repetitions as outlined boxes, numbered by kind; attempts are dotted and without number."""
    boxes: list[Box] = []
    numbers: list[Mark] = []
    count = {"hold": 0, "rep": 0, "attempt": 0}
    for event in events:
        count[event.kind] += 1
        box = Box(
            axes.x(event.start_s), 0, _wide(axes, event.start_s, event.end_s, 1.0), ROW_HEIGHT, event.kind
        )
        boxes.append(box)
        number = str(count[event.kind])
        if event.kind != "attempt" and box.width > 5 + 6 * len(number) and len(numbers) < MOST_NUMBERS:
            numbers.append(Mark(round(box.x + box.width / 2, 1), ROW_HEIGHT / 2, number))
    return boxes, numbers


def _stack(rows: _Rows) -> list[ChartRow]:
    first = TOP + PLOT_HEIGHT + AXIS
    return [
        ChartRow(first + i * (ROW_HEIGHT + ROW_LABEL), name, boxes, numbers)
        for i, (name, boxes, numbers) in enumerate(rows)
    ]
