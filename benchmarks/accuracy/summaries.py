"""Figures over several clips: signals by view, body, network and calibration; per run events and faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.measure import ClipReport
from benchmarks.accuracy.signals import Agreement, Compared, agreement


@dataclass(frozen=True, slots=True)
class Run:
    """All clips with one network, with or without a personal reference."""

    model: str
    personal: bool
    clips: list[ClipReport]

    @property
    def name(self) -> str:
        """As the tables call it."""
        return f"{self.model}, {'personal reference' if self.personal else 'no reference'}"


@dataclass(frozen=True, slots=True)
class PooledRow:
    """One signal of one exercise over the clips of a group, e.g. of one view."""

    exercise: str
    by: str
    group: str
    clips: int
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class RunRow:
    """Events and faults of one run, over the clips that show an exercise.

    Attributes:
        found, missed, invented: holds and repetitions; `unmeasured` of the true ones.
        boundary_s: (median, worst) error of beginnings and ends.
        named, labels: labelled faults that this view shows and that leave green.
        false_faults: on any clip, unless the truth's own arrays bear them out.
        latency_s: median from the true beginning of a fault to its verdict.
        coverage: mean over the clips.
    """

    run: str
    found: int
    true: int
    unmeasured: int
    invented: int
    boundary_s: tuple[float, float]
    named: int
    labels: int
    false_faults: int
    latency_s: float
    coverage: float


def pooled(runs: Iterable[Run]) -> list[PooledRow]:
    """Every signal of every run as a whole, and of the first by view and by body where there are several."""
    runs = list(runs)
    rows = [
        *_grouped(runs[0].clips, "view", lambda r: r.truth.view),
        *_grouped(runs[0].clips, "body", lambda r: r.truth.body),
        *(row for run in runs for row in _grouped(run.clips, "run", _named(run.name))),
    ]
    order = {"view": 0, "body": 1, "run": 2}
    return sorted(
        rows, key=lambda r: (r.exercise, r.agreement.column.signal, r.agreement.column.where, order[r.by])
    )


def _named(name: str) -> Callable[[ClipReport], str]:
    return lambda _: name


def _grouped(clips: list[ClipReport], by: str, key: Callable[[ClipReport], str]) -> Iterator[PooledRow]:
    # A refused clip has hardly a frame; what it has is not the signal of that exercise's view.
    shown = [r for r in clips if r.case.purpose in ("exercise", "setup")]
    for exercise in dict.fromkeys(r.case.exercise for r in shown):
        parts: dict[Column, dict[str, list[Compared]]] = {}
        for report in (r for r in shown if r.case.exercise == exercise):
            for part in report.compared:
                parts.setdefault(part.column, {}).setdefault(key(report), []).append(part)
        for groups in parts.values():
            if by == "run" or len(groups) > 1:
                yield from (PooledRow(exercise, by, g, len(own), agreement(own)) for g, own in groups.items())


def run_row(run: Run) -> RunRow:
    """Events and faults of a run."""
    shown = [r for r in run.clips if r.case.purpose in ("exercise", "real")]
    pairs = [p for r in shown for p in r.pairs]
    states = [p.state for p in pairs]
    errors = [abs(e) for p in pairs for e in (p.boundary_errors_s or ())]
    labels = [f for r in shown for f in r.labelled if f.counts]
    latencies = [f.latency_s for f in labels if f.latency_s is not None]
    return RunRow(
        run.name,
        states.count("found"),
        sum(p.true is not None for p in pairs),
        states.count("unmeasured"),
        states.count("invented"),
        (float(np.median(errors)), max(errors)) if errors else (np.nan, np.nan),
        sum(bool(f.found) for f in labels),
        len(labels),
        sum(u.standing != "true, not labelled" for r in run.clips for u in r.unlabelled),
        float(np.median(latencies)) if latencies else np.nan,
        float(np.mean([r.outcome.result["coverage"]["measured"] for r in shown])) if shown else np.nan,
    )
