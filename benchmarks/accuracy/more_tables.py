"""The tables over several clips: runs, pooled signals, photographs, stress."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from benchmarks.accuracy.photo_summary import PhotoFigure
from benchmarks.accuracy.photos import PhotoReport
from benchmarks.accuracy.stress import Edited, StressRow
from benchmarks.accuracy.summaries import PooledRow, RunRow
from benchmarks.accuracy.tables import FIGURES, figures, number, table


def run_table(rows: Iterable[RunRow]) -> str:
    """One row a network, with and without a personal reference."""
    head = (
        "run",
        "holds and repetitions found",
        "unmeasured",
        "invented",
        "boundaries, median / worst s",
        "labelled faults named",
        "false faults",
        "latency, median s",
        "coverage, mean",
    )
    cells = [
        (
            r.run,
            f"{r.found} of {r.true}",
            str(r.unmeasured),
            str(r.invented),
            f"{number(r.boundary_s[0])} / {number(r.boundary_s[1])}",
            f"{r.named} of {r.labels}",
            str(r.false_faults),
            number(r.latency_s),
            f"{r.coverage:.0%}",
        )
        for r in rows
    ]
    return table(head, cells)


def pooled_table(rows: Iterable[PooledRow]) -> str:
    """One row a signal and group."""
    cells = [
        (
            r.exercise,
            r.agreement.column.signal,
            r.agreement.column.where,
            f"{r.by}: {r.group}" if r.by != "run" else r.group,
            str(r.clips),
            *figures(r.agreement),
        )
        for r in rows
    ]
    return table(("exercise", "signal", "during", "group", "clips", *FIGURES), cells)


def photo_figure_table(found: Iterable[PhotoFigure]) -> str:
    """One row a question."""
    cells = [(f.what, f"{f.right} of {f.of}", "; ".join(f.wrong) or "-") for f in found]
    return table(("what", "right", "not"), cells)


def photo_table(photos: list[PhotoReport]) -> str:
    """One row a photograph."""
    exercises = list(photos[0].said) if photos else []
    cells = [
        (
            p.name,
            p.label,
            p.view,
            p.form,
            number(p.along),
            number(p.across),
            *(p.said[e] for e in exercises),
            " / ".join(number(p.offset_percent[e], 1, sign=True) for e in exercises),
            number(p.curve_deg, 0, sign=True),
        )
        for p in photos
    ]
    head = (
        *("photograph", "shows", "view", "form", "shoulders along", "across"),
        *(f"as {e}" for e in exercises),
        "hip offset % as " + " / ".join(exercises),
        "back's turn, deg",
    )
    return table(head, cells)


def stress_summary(rows: list[StressRow], variants: Iterable[Edited]) -> str:
    """One row an edit, over its clips."""
    cells = []
    for v in variants:
        own = [r for r in rows if r.variant == v.name]
        if not own:
            continue
        moved = [r.boundary_s for r in own if np.isfinite(r.boundary_s)]
        cells.append(
            (
                v.name,
                v.what,
                str(len(own)),
                f"{sum(r.kept for r in own)} / {sum(r.lost for r in own)} / {sum(r.new for r in own)}",
                str(sum(r.blinded for r in own)),
                " / ".join(
                    str(sum(len(f) for f in kinds))
                    for kinds in zip(
                        *((r.faults_kept, r.faults_lost, r.faults_gained) for r in own), strict=True
                    )
                ),
                str(sum(len(r.false_faults) for r in own)),
                number(max(moved)) if moved else "-",
                f"{np.mean([r.other for r in own]):.1%}",
                f"{np.mean([r.plain_coverage for r in own]):.0%} -> {np.mean([r.coverage for r in own]):.0%}",
                str(sum(r.words[0] != r.words[1] for r in own)),
            )
        )
    head = (
        "edit",
        "what",
        "clips",
        "events kept / lost / new",
        "of the kept, now unmeasured",
        "faults kept / lost / gained",
        "false faults",
        "boundary moved, worst s",
        "frames with another verdict",
        "coverage",
        "clips with another word",
    )
    return table(head, cells)


def stress_changes(rows: Iterable[StressRow]) -> str:
    """One row a clip and edit whose events, faults or word changed."""
    cells = []
    for r in rows:
        changed = (r.lost, r.new, r.blinded, r.faults_lost, r.faults_gained, r.false_faults)
        if not any(changed) and r.words[0] == r.words[1]:
            continue
        cells.append(
            (
                f"`{r.clip}`",
                r.variant,
                f"{r.kept} / {r.lost} / {r.new}",
                str(r.blinded),
                ", ".join(r.faults_lost) or "-",
                ", ".join(r.faults_gained) or "-",
                f"**{', '.join(r.false_faults)}**" if r.false_faults else "-",
                number(r.boundary_s),
                f"{r.other:.0%}",
                f"{r.plain_coverage:.0%} -> {r.coverage:.0%}",
                r.reason or "-",
                " -> ".join(r.words) if r.words[0] != r.words[1] else r.words[0],
            )
        )
    head = (
        *("clip", "edit", "events kept / lost / new", "now unmeasured", "faults lost", "faults gained"),
        *("false faults", "boundary moved s", "other verdict", "coverage", "lost to", "word"),
    )
    return table(head, cells)
