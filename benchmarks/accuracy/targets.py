"""The figures the project set itself, and whether they are reached; all computed from the reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.columns import SignalTarget
from benchmarks.accuracy.exercises.registry import measured_exercises
from benchmarks.accuracy.landmark_table import TableReport
from benchmarks.accuracy.measure import ClipReport, WrongExercise
from benchmarks.accuracy.stress import StressRow
from benchmarks.accuracy.summaries import Run
from benchmarks.accuracy.variants import VARIANTS
from formcheck.exercises import exercise_names

BLIND = tuple(v.name for v in VARIANTS if v.blind)


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table. `reached` is None where nothing could be measured."""

    what: str
    wanted: str
    got: str
    reached: bool | None


SIGNAL_TARGETS = (
    SignalTarget("plank", "hip_offset_change", "events", 1.0, worst=1.5),
    SignalTarget("side-plank", "hip_offset_change", "events", 1.0, worst=1.5),
    SignalTarget("bridge", "lumbar_deg", "tops", 4.0),
    SignalTarget("cat-camel", "lumbar_deg", "events", 5.0, least_r=0.98),
    SignalTarget("bird-dog", "trunk_pitch_change_deg", "events", 2.0),
    SignalTarget("bird-dog", "trunk_roll_deg", "events", 4.0, model="heavy"),
    *(target for measured in measured_exercises().values() for target in measured.targets),
)
TABLE_ACCURACY = 0.98
"""Of the labelled plank landmarks with a personal baseline."""


def targets(
    runs: list[Run], wrong: list[WrongExercise], landmarks: TableReport | None, edited: list[StressRow]
) -> list[Target]:
    """All targets that the registered exercises have; the first run is the product as it comes."""
    reports = runs[0].clips
    return [
        *(_signal_target(t, runs) for t in SIGNAL_TARGETS if t.exercise in exercise_names()),
        *_event_targets(reports),
        *_fault_targets(reports),
        *_table_target(landmarks),
        *_setup_targets(reports, wrong),
        *stress_targets(edited, "edited recordings"),
    ]


def _signal_target(wanted: SignalTarget, runs: list[Run]) -> Target:
    run = next((r for r in runs if r.personal and r.model == wanted.model), runs[0])
    rows = [
        (r.case.name, a)
        for r in run.clips
        if r.case.purpose == "exercise" and r.case.exercise == wanted.exercise
        for a in r.signals
        if (a.column.signal, a.column.where) == (wanted.signal, wanted.where)
    ]
    says = f"mean error <= {wanted.limit:g} {rows[0][1].column.shown_in if rows else ''}"
    says += f", no clip above {wanted.worst:g}" if np.isfinite(wanted.worst) else ""
    says += f", r >= {wanted.least_r:g}" if np.isfinite(wanted.least_r) else ""
    what = f"{wanted.exercise} `{wanted.signal}`" + (f" ({run.model})" if wanted.model else "")
    if not rows:
        return Target(what, says, "not measured", None)
    mae = float(np.average([a.mae for _, a in rows], weights=[a.frames for _, a in rows]))
    told = [f"{name} {a.mae:.2f}" + (f" (r {a.r:.3f})" if np.isfinite(a.r) else "") for name, a in rows]
    ok = mae <= wanted.limit and all(a.mae <= wanted.worst and not a.r < wanted.least_r for _, a in rows)
    return Target(what, says, f"{mae:.2f}: " + ", ".join(told), ok)


def _table_target(found: TableReport | None) -> list[Target]:
    if found is None:
        return []
    got = f"{found.accuracy:.3f} of those measured, {found.accuracy_of_all:.3f} of all"
    what, wanted = "`plank_labelled.csv`, personal baseline", f"accuracy >= {TABLE_ACCURACY:g}"
    return [Target(what, wanted, got, found.accuracy >= TABLE_ACCURACY)]


def stress_targets(rows: list[StressRow], what: str) -> list[Target]:
    """Targets of edited clips or recordings; `what` they are called."""
    found = []
    passed = [r for r in rows if r.variant == "passer-by"]
    if passed:
        false = [f"{r.clip} {', '.join(r.false_faults)}" for r in passed if r.false_faults]
        lost = [r.clip for r in passed if r.lost or r.new]
        got = "; ".join(false) or f"no false fault on {len(passed)} clips"
        got += f", events other than without: {', '.join(lost)}" if lost else ""
        wanted = "right, or unmeasured with a reason; never a false fault"
        found.append(Target("somebody walking by", wanted, got, not false))
    if rows:
        false = [f"{r.clip} {r.variant}: {', '.join(r.false_faults)}" for r in rows if r.false_faults]
        got = "; ".join(false) or f"none in {len(rows)} {what}"
        found.append(Target(what, "no false fault", got, not false))
    blind = [r for r in rows if r.variant in BLIND and not r.whole]
    if blind:
        wrong = [f"{r.clip} ({r.reason or r.words[1]})" for r in blind if not _says_why(r)]
        judged = sum(r.coverage > 0.0 for r in blind)
        got = ", ".join(wrong) or f"on all {len(blind)} clips, {judged} of them judged by what is seen"
        wanted = "no false fault; unmeasured: out_of_frame (no_person where nobody is found)"
        found.append(Target("body leaves a portrait crop", wanted, got, not wrong))
    return found


def _says_why(row: StressRow) -> bool:
    """A clip of which the edit left too little is judged without a false fault, or says that it is cut off.

    Of a body of which a thigh is left the network finds nobody; a clip that could not be measured before
    keeps its own reason.
    """
    if row.coverage > 0.0:
        return not row.false_faults
    return row.plain_coverage == 0.0 or row.reason in ("out_of_frame", "no_person")


def _event_targets(reports: list[ClipReport]) -> list[Target]:
    shown = [r for r in reports if r.case.purpose in ("exercise", "real")]
    pairs = [p for r in shown for p in r.pairs]
    states = [p.state for p in pairs]
    found, true = states.count("found"), sum(p.true is not None for p in pairs)
    invented = states.count("invented")
    errors = {r.case.name: [abs(e) for p in r.pairs for e in (p.boundary_errors_s or ())] for r in shown}
    late = [f"{n} {max(own):.2f}" for n, own in errors.items() if max(own, default=0) > 0.4]
    errors_s = [e for own in errors.values() for e in own]
    sides = [p.side_right for p in pairs if p.side_right is not None]
    return [
        Target("holds and repetitions", "all found", f"{found} of {true}", found == true),
        Target("holds and repetitions", "none invented", f"{invented} invented", invented == 0),
        Target(
            "their boundaries",
            "within 0.4 s",
            _spread(errors_s) + (f" ({', '.join(late)})" if late else ""),
            not late if errors_s else None,
        ),
        Target("pair of limbs", "all right", f"{sum(sides)} of {len(sides)}", all(sides) if sides else None),
    ]


def _spread(seconds: list[float]) -> str:
    return f"median {np.median(seconds):.2f} s, worst {max(seconds):.2f} s" if seconds else "none"


def _fault_targets(reports: list[ClipReport]) -> list[Target]:
    shown = [r for r in reports if r.case.purpose == "exercise"]
    labels = [f for r in shown for f in r.labelled if f.counts]
    named = sum(bool(f.found) for f in labels)
    good = [r for r in shown if not r.truth.faults]
    on_good = sum(len(r.unlabelled) for r in good)
    everywhere = [u for r in reports for u in r.unlabelled]
    invented = [u for u in everywhere if u.standing == "invented"]
    latencies = [f.latency_s for f in labels if f.latency_s is not None]
    missed = [f"{r.case.name} {f.label.kind}" for r in shown for f in r.labelled if f.counts and not f.found]
    got = f"{named} of {len(labels)}" + (f", missed: {', '.join(missed)}" if missed else "")
    return [
        Target("labelled faults", "every one named", got, named == len(labels)),
        Target(
            "good clips",
            "no fault",
            f"{on_good} on {', '.join(f'`{r.case.name}`' for r in good)}" if good else "none shown",
            on_good == 0 if good else None,
        ),
        Target(
            "faults that are not there",
            "none",
            f"{len(invented)} of {len(everywhere)} unlabelled",
            not invented,
        ),
        Target(
            "fault latency",
            "median <= 0.7 s",
            _spread(latencies),
            float(np.median(latencies)) <= 0.7 if latencies else None,
        ),
    ]


def _setup_targets(reports: list[ClipReport], wrong: Iterable[WrongExercise]) -> list[Target]:
    found = []
    for r in (r for r in reports if r.case.purpose == "setup"):
        reasons = ", ".join(f"{k} {v:.0%}" for k, v in r.outcome.result["coverage"]["reasons"].items())
        false = [u.kind for u in r.unlabelled]
        blind = r.outcome.exit_status == 3
        right = not false and (blind or all(f.found for f in r.labelled))
        named = sum(bool(f.found) for f in r.labelled)
        got = f"unmeasured ({reasons})" if blind else f"measured, {named} of {len(r.labelled)} faults named"
        got += f", false: {', '.join(false)}" if false else ""
        wanted = "right, or unmeasured with a reason; never a false fault"
        found.append(Target(f"`{r.case.name}`", wanted, got, right))
    claims = [w for w in wrong if w.claims]
    what = ", ".join(f"{w.clip} as {w.exercise}" for w in claims) or "nothing"
    return [*found, Target("another exercise", "nothing measured, no fault", what, not claims)]
