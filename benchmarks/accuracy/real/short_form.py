"""The short form for CI: counts over the recordings of real people, where these lie beside the project.

The figures are committed, the recordings are not. No network runs, so a change of a figure is a change of the
judgement.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from benchmarks.accuracy.product import ROOT
from benchmarks.accuracy.real.figures import Figures, figures
from benchmarks.accuracy.real.judging import Subject
from benchmarks.accuracy.real.wanted import HEADLINE_FAULTS
from benchmarks.accuracy.short import Figures as ShortFigures
from benchmarks.accuracy.short import Tolerance, worsened

FIGURES = ROOT / "benchmarks/short_real.json"
TOLERANCES = (
    Tolerance("good form judged good", 0.0, "a count of people", higher_is_better=True),
    Tolerance("good form called a fault", 0.0, "a count: never a false fault"),
    Tolerance("clear faults named", 0.0, "a count", higher_is_better=True),
    Tolerance("events found", 0.0, "a count", higher_is_better=True),
    Tolerance("events judged", 0.0, "a count", higher_is_better=True),
    Tolerance("events invented", 0.0, "a count"),
    Tolerance("verdicts", 0.0, "a count: nothing may come out of another exercise"),
    Tolerance("false alarms", 0.0, "a count"),
    Tolerance("found by auto", 0.0, "a count", higher_is_better=True),
)


def short_figures(subjects: Sequence[Subject]) -> ShortFigures:
    """The counts, by group."""
    return counts(figures(subjects))


def counts(found: Figures) -> ShortFigures:
    """The counts of figures that were measured, by group."""
    groups: dict[str, dict[str, float]] = {}
    for form in found.form:
        well = "well filmed" if form.well_filmed else "badly filmed"
        groups[f"{form.group}, {well}"] = {
            "good form judged good": form.states.get("good", 0),
            "good form called a fault": form.states.get("fault", 0),
        }
    for event in found.events:
        groups[f"{event.exercise}: clips, all {event.kind}s"] = {
            "events found": event.found,
            "events judged": event.found - event.unmeasured,
            "events invented": event.invented,
        }
    named = [set(faults) & set(said) for _, faults, said in found.named if set(faults) & set(HEADLINE_FAULTS)]
    groups["clear faults"] = {"clear faults named": sum(map(bool, named))}
    groups["something else"] = {
        "verdicts, exercise named": sum(row.named for row in found.others),
        "verdicts, auto": sum(row.auto for row in found.others),
        "verdicts as another exercise than ours": len(found.strangers),
    }
    groups["auto"] = {"found by auto": sum(one.right for one in found.chosen)}
    for exercise in dict.fromkeys(row.exercise for row in found.alarms):
        rows = [row for row in found.alarms if row.exercise == exercise and row.judged]
        if rows:
            groups[f"{exercise}: false alarms"] = {f"false alarms {row.fault}": row.named for row in rows}
    return groups


def worse(now: ShortFigures) -> list[str]:
    """What got worse than the committed figures beyond its tolerance, in words."""
    return worsened(read_figures(), now, TOLERANCES)


def read_figures() -> ShortFigures:
    """The committed figures."""
    known: ShortFigures = json.loads(FIGURES.read_text(encoding="utf-8"))
    return known


def renew(subjects: Sequence[Subject]) -> None:
    """Write the committed figures anew."""
    now = short_figures(subjects)
    for line in worse(now) if FIGURES.exists() else ():
        print(f"worse: {line}")
    FIGURES.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
