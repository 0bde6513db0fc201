"""The figures the project set itself, and whether they are reached; all computed from the reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.measure import ClipReport, WrongExercise

Bound = Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table. `reached` is None where nothing could be measured."""

    what: str
    wanted: str
    got: str
    reached: bool | None


def targets(reports: list[ClipReport], wrong: list[WrongExercise]) -> list[Target]:
    """All targets that the exercises of this benchmark have."""
    return [
        *_signal_targets(reports),
        *_event_targets(reports),
        *_fault_targets(reports),
        *_setup_targets(reports, wrong),
    ]


def _signal_targets(reports: list[ClipReport]) -> list[Target]:
    wanted = (
        ("plank", "hip_offset_change", "events", 1.0),
        ("bridge", "lumbar_deg", "tops", 4.0),
        ("bird-dog", "trunk_pitch_change_deg", "events", 2.0),
        ("bird-dog", "trunk_roll_deg", "events", 4.0),
        ("cat-camel", "lumbar_deg", "events", 5.0),
    )
    found = []
    for exercise, signal, where, limit in wanted:
        rows = [
            (r.case.name, a)
            for r in reports
            if r.case.purpose == "exercise" and r.case.exercise == exercise
            for a in r.signals
            if a.column.signal == signal and a.column.where == where
        ]
        unit = rows[0][1].column.shown_in if rows else ""
        frames = [a.frames for _, a in rows]
        mae = float(np.average([a.mae for _, a in rows], weights=frames)) if rows else np.nan
        worst = max(rows, key=lambda row: row[1].mae, default=None)
        got = f"{mae:.2f}, worst {worst[1].mae:.2f} ({worst[0]})" if worst else "not measured"
        per_clip = 1.5 if signal == "hip_offset_change" else np.inf
        ok = None if worst is None else mae <= limit and worst[1].mae <= per_clip
        clip = f", no clip above {per_clip:g}" if np.isfinite(per_clip) else ""
        found.append(Target(f"{exercise} `{signal}`", f"mean error <= {limit:g} {unit}{clip}", got, ok))
    return found


def _event_targets(reports: list[ClipReport]) -> list[Target]:
    shown = [r for r in reports if r.case.purpose in ("exercise", "real")]
    pairs = [p for r in shown for p in r.pairs]
    states = [p.state for p in pairs]
    found, true = states.count("found"), sum(p.true is not None for p in pairs)
    invented = states.count("invented")
    errors = [abs(e) for p in pairs for e in (p.boundary_errors_s or ())]
    sides = [p.side_right for p in pairs if p.side_right is not None]
    return [
        Target("holds and repetitions", "all found", f"{found} of {true}", found == true),
        Target("holds and repetitions", "none invented", f"{invented} invented", invented == 0),
        Target(
            "their boundaries",
            "within 0.4 s",
            f"median {np.median(errors):.2f} s, worst {max(errors):.2f} s" if errors else "none",
            max(errors) <= 0.4 if errors else None,
        ),
        Target("pair of limbs", "all right", f"{sum(sides)} of {len(sides)}", all(sides) if sides else None),
    ]


def _fault_targets(reports: list[ClipReport]) -> list[Target]:
    shown = [r for r in reports if r.case.purpose == "exercise"]
    labels = [f for r in shown for f in r.labelled if f.counts]
    named = sum(bool(f.found) for f in labels)
    good = [r for r in shown if not r.truth.faults]
    on_good = sum(len(r.unlabelled) for r in good)
    everywhere = [u for r in reports for u in r.unlabelled]
    invented = [u for u in everywhere if u.standing == "invented"]
    latencies = [f.latency_s for f in labels if f.latency_s is not None]
    median = float(np.median(latencies)) if latencies else np.nan
    return [
        Target("labelled faults", "every one named", f"{named} of {len(labels)}", named == len(labels)),
        Target("good clips", "no fault", f"{on_good} on {len(good)} of them", on_good == 0),
        Target(
            "faults that are not there",
            "none",
            f"{len(invented)} of {len(everywhere)} unlabelled",
            not invented,
        ),
        Target(
            "fault latency",
            "median <= 0.7 s",
            f"median {median:.2f} s, worst {max(latencies):.2f} s" if latencies else "none",
            median <= 0.7 if latencies else None,
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
    claims = [w for w in wrong if w.counted or w.faults]
    what = ", ".join(f"{w.clip} as {w.exercise}" for w in claims) or "nothing"
    return [*found, Target("another exercise", "nothing measured, no fault", what, not claims)]
