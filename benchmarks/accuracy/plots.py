"""Small pictures for the document: the main signal of each clip, found beside true. The same run draws the
same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.exercises.registry import true_signal
from benchmarks.accuracy.faults import spans
from benchmarks.accuracy.matching import SLACK_S
from benchmarks.accuracy.measure import ClipReport
from benchmarks.accuracy.product import Outcome
from benchmarks.accuracy.signals import COLUMNS
from benchmarks.accuracy.true_clip import Floats, Truth
from benchmarks.accuracy.true_signals import TrueSignals
from formcheck.exercises import get_exercise

TRUE, FOUND, FAULT, EVENT = "#555555", "#0b6fa4", "#c25b00", "#e9eef2"
"""Orange and blue are told apart by every eye; the truth is dashed besides."""
ACROSS, WIDE_IN, HIGH_IN = 2, 4.6, 1.9


def draw(reports: Iterable[ClipReport], folder: Path) -> list[tuple[str, Path]]:
    """One SVG for each exercise: (exercise, file) pairs. What an earlier run drew is taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    shown: dict[str, list[ClipReport]] = {}
    for report in reports:
        if len(report.truth.time_s) and report.outcome.scored:
            shown.setdefault(report.case.exercise, []).append(report)
    drawn = []
    for exercise, own in shown.items():
        path = folder / f"{exercise}.svg"
        if _draw(own, path):
            drawn.append((exercise, path))
    return drawn


def main_column(report: ClipReport) -> Column | None:
    """The compared column that shows the clip best: the exercise's main one, else the first that was seen."""
    seen = [c.column for c in report.compared]
    name = get_exercise(report.case.exercise).spec.main_signal
    known = [c for c in COLUMNS.get(report.case.exercise, ()) if c.signal == name]
    return next((c for c in seen if c.signal == name), seen[0] if seen else known[0] if known else None)


def _draw(reports: list[ClipReport], path: Path) -> bool:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    panels = [(r, c) for r in reports if (c := main_column(r)) is not None]
    if not panels:
        return False
    deep = -(-len(panels) // ACROSS)
    with mpl.rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "formcheck", "font.size": 8, "path.simplify": True}
    ):
        figure = Figure(figsize=(ACROSS * WIDE_IN, deep * HIGH_IN + 0.3), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.subplots(deep, ACROSS, squeeze=False).ravel()
        for axis, (report, column) in zip(axes, panels, strict=False):
            _panel(axis, report, column)
        for axis in axes[len(panels) :]:
            axis.set_visible(False)
        axes[0].legend(loc="best", fontsize=7, frameon=False)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    return True


def _panel(axis: mpl.axes.Axes, report: ClipReport, column: Column) -> None:
    truth, outcome = report.truth, report.outcome
    true = true_signal(TrueSignals(truth, outcome.result), column.signal)
    for event in truth.events:
        axis.axvspan(event.start_s, event.end_s, color=EVENT, lw=0)
    if true is not None:
        shown = np.where(_near(truth, truth.time_s, 0.0), true * column.scale, np.nan)
        axis.plot(truth.time_s, np.round(shown, 2), color=TRUE, ls="--", lw=1.1, label="true")
    # Getting up moves the signal so far that nothing else could be made out.
    seen = np.where(_near(truth, outcome.time_s, SLACK_S), _seen(outcome, column), np.nan)
    axis.plot(outcome.time_s, seen, color=FOUND, lw=1.1, label="found")
    low, high = axis.get_ylim()
    for span in spans(outcome):
        axis.plot([span["start_s"], span["end_s"]], [low, low], color=FAULT, lw=4, solid_capstyle="butt")
    axis.set_ylim(low, high)
    blind = "" if np.isfinite(seen).any() else " (unmeasured)"
    axis.set_title(report.case.name + blind, fontsize=8, loc="left")
    axis.set_xlim(0, float(truth.time_s[-1]))
    axis.set_xlabel("s", fontsize=7, labelpad=0)
    axis.set_ylabel(f"{column.signal}\n{column.shown_in}", fontsize=7)
    axis.tick_params(labelsize=7)
    axis.spines[["top", "right"]].set_visible(False)


def _near(truth: Truth, time: Floats, slack_s: float) -> NDArray[np.bool_]:
    near = np.zeros(len(time), bool)
    for event in truth.events:
        near |= (time >= event.start_s - slack_s) & (time <= event.end_s + slack_s)
    return near


def _seen(outcome: Outcome, column: Column) -> Floats:
    values = np.asarray(outcome.frames[column.signal], np.float64) * column.scale
    return np.asarray(np.round(np.where(outcome.frames["verdict"] == "unmeasured", np.nan, values), 2))
