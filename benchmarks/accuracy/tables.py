"""The reports as Markdown tables. Nothing is typed in; what was not measured is a dash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from benchmarks.accuracy.measure import ClipReport, WrongExercise
from benchmarks.accuracy.signals import Agreement
from benchmarks.accuracy.targets import Target


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; without rows a line that says so."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    if not lines:
        return "None.\n"
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *lines]) + "\n"


def number(value: float | None, digits: int = 2, sign: bool = False) -> str:
    """A number, or a dash for None and NaN."""
    if value is None or not np.isfinite(value):
        return "-"
    return f"{value:{'+' if sign else ''}.{digits}f}"


def target_table(targets: Iterable[Target]) -> str:
    """The project's own targets."""
    words = {True: "reached", False: "**not reached**", None: "-"}
    rows = [(t.what, t.wanted, t.got, words[t.reached]) for t in targets]
    return table(("what", "wanted", "got", ""), rows)


def clip_table(reports: Iterable[ClipReport]) -> str:
    """One row a clip: what the product said of it as a whole."""
    rows = []
    for r in reports:
        result = r.outcome.result
        dose, reasons = result["dose"], result["coverage"]["reasons"]
        rows.append(
            (
                f"`{r.case.name}`",
                r.case.exercise,
                f"{r.truth.view} -> {result['view']}",
                str(r.outcome.exit_status),
                result["word"],
                f"{result['coverage']['measured']:.0%}",
                ", ".join(f"{k} {v:.0%}" for k, v in reasons.items()) or "-",
                result["calibration"]["kind"],
                f"{dose['hold_s']:.1f} / {dose['quality_hold_s']:.1f}",
                f"{dose['reps']} + {dose['attempts']}",
                number(r.false_fault_s),
            )
        )
    head = (
        "clip",
        "scored as",
        "view, true -> found",
        "exit",
        "word",
        "coverage",
        "lost to",
        "reference",
        "hold s / in quality",
        "reps + attempts",
        "fault outside events, s",
    )
    return table(head, rows)


def event_table(reports: Iterable[ClipReport]) -> str:
    """One row an event, true or found."""
    rows = []
    for r in reports:
        for p in r.pairs:
            errors = p.boundary_errors_s or (None, None)
            true = "-" if p.true is None else f"{p.true.kind} {p.true.start_s:.1f}-{p.true.end_s:.1f}"
            e = p.found
            found = "-" if e is None else f"{e['kind']} {e['start_s']:.1f}-{e['end_s']:.1f}"
            reason = f" ({p.found['reason']})" if p.found and p.found.get("reason") else ""
            side = {None: "-", True: "right", False: "**wrong**"}[p.side_right]
            state = p.state if p.state in ("found", "unmeasured") else f"**{p.state}**"
            rows.append(
                (
                    f"`{r.case.name}`",
                    true,
                    found,
                    state + reason,
                    number(errors[0], sign=True),
                    number(errors[1], sign=True),
                    side,
                )
            )
    return table(("clip", "true", "found", "", "start error s", "end error s", "limbs"), rows)


def fault_table(reports: Iterable[ClipReport]) -> str:
    """One row a labelled fault."""
    rows = []
    for r in reports:
        for f in r.labelled:
            if f.found:
                state = "named " + " + ".join(f"`{k}`" for k in f.found)
            elif f.unmeasured:
                state = f"unmeasured ({f.unmeasured})"
            elif not f.label.visible:
                state = "not visible in this view"
            else:
                state = "within green" if f.within_green else "**missed**"
            rows.append(
                (
                    f"`{r.case.name}`",
                    f"{f.label.kind} {f.label.magnitude:g} {f.label.unit}",
                    f"{f.label.start_s:.1f}-{f.label.end_s:.1f}",
                    number(f.true_worst, 3),
                    number(f.green, 3),
                    state,
                    number(f.peak, 3),
                    number(f.latency_s, sign=True),
                    number(f.label_latency_s, sign=True),
                    number(f.start_error_s, sign=True),
                )
            )
    head = (
        "clip",
        "label",
        "s",
        "true worst",
        "green up to",
        "product",
        "its worst",
        "latency s",
        "latency from label s",
        "start in the event, error s",
    )
    return table(head, rows)


def unlabelled_table(reports: Iterable[ClipReport]) -> str:
    """One row a found fault without a label."""
    rows = [
        (
            f"`{r.case.name}`",
            f"`{u.kind}`{' (major)' if u.major else ''}",
            f"{u.start_s:.1f}-{u.end_s:.1f}",
            f"{u.peak:.3f} {u.unit}",
            number(u.true_worst, 3),
            number(u.green, 3),
            f"**{u.standing}**" if u.standing == "invented" else u.standing,
        )
        for r in reports
        for u in r.unlabelled
    ]
    return table(("clip", "fault", "s", "found worst", "true worst", "green up to", ""), rows)


FIGURES = ("unit", "frames", "measured", "bias", "SD", "mean error", "without bias", "slope", "r")


def figures(a: Agreement) -> tuple[str, ...]:
    """An agreement's cells under `FIGURES`."""
    return (
        a.column.shown_in,
        str(a.frames),
        f"{a.share:.0%}",
        number(a.bias, sign=True),
        number(a.sd),
        number(a.mae),
        number(a.mae_less_bias),
        number(a.slope),
        number(a.r, 3),
    )


def signal_table(reports: Iterable[ClipReport]) -> str:
    """One row a clip and signal."""
    rows = [
        (
            a.column.signal,
            a.column.where,
            f"`{r.case.name}`",
            r.truth.view,
            r.truth.body,
            *figures(a),
        )
        for r in reports
        for a in r.signals
    ]
    head = ("signal", "during", "clip", "view", "body", *FIGURES)
    return table(head, sorted(rows, key=lambda row: (row[5], *row[:3])))


def wrong_table(wrong: Iterable[WrongExercise]) -> str:
    """One row a clip and an exercise that it does not show."""
    rows = [
        (
            f"`{w.clip}`",
            w.exercise,
            "yes" if w.measured else "no",
            f"{w.coverage:.0%}",
            f"**{w.counted}**" if w.counted else "-",
            f"**{', '.join(w.faults)}**" if w.faults else "-",
            w.reasons or "-",
        )
        for w in wrong
    ]
    return table(("clip", "judged as", "measured", "coverage", "counted", "faults", "lost to"), rows)
