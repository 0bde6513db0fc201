"""The short form: a few figures of every rendered clip, from recordings that are committed with them.

CI judges the recordings anew and fails when a figure got worse than the committed one by more than its
tolerance. No network runs and no video is read, so it tells a change of the judgement, not of the poses.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy import recordings
from benchmarks.accuracy.cases import Case, cases, rendered
from benchmarks.accuracy.measure import ClipReport, measure, wrong_exercises
from benchmarks.accuracy.product import ROOT, Outcome
from benchmarks.accuracy.truth import read_truth
from formcheck.store.recording import read_recording

FOLDER = ROOT / "benchmarks/recordings"
FIGURES = ROOT / "benchmarks/short.json"
CLAIMS = "claims as another exercise"
Figures = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a figure may get worse before CI fails.

    Attributes:
        figure: its name, or the beginning of several.
        slack: absolute; `share` of the committed value on top.
        why: the reason for that size.
        higher_is_better: otherwise lower is.
    """

    figure: str
    slack: float
    why: str
    share: float = 0.0
    higher_is_better: bool = False

    def worse(self, was: float, now: float) -> bool:
        """Whether `now` is worse than `was` beyond the tolerance."""
        lost = was - now if self.higher_is_better else now - was
        return lost > self.slack + self.share * abs(was) + 1e-9


TOLERANCES = (
    Tolerance("events missed", 0.0, "a count: one more is a repetition that somebody did in vain"),
    Tolerance("events invented", 0.0, "a count"),
    Tolerance("events on the wrong side", 0.0, "a count"),
    Tolerance("events unmeasured", 0.0, "a count"),
    Tolerance("faults missed", 0.0, "a count: every labelled fault has to be named"),
    Tolerance("faults named", 0.0, "a count", higher_is_better=True),
    Tolerance("false faults", 0.0, "a count: never a false fault"),
    Tolerance(CLAIMS, 0.0, "a count: nothing may come out of another exercise"),
    Tolerance("worst boundary s", 0.07, "one frame of the clips: boundaries move in whole frames"),
    Tolerance("worst latency s", 0.07, "one frame of the clips"),
    Tolerance("fault outside events s", 0.07, "one frame of the clips"),
    Tolerance(
        "coverage", 0.02, "a third of a second in these clips, as when a gate shifts", higher_is_better=True
    ),
    Tolerance(
        "mean error",
        0.05,
        "a tenth, which no band notices; 0.05 % or deg where it is near nothing",
        share=0.1,
    ),
)


def tolerance_of(figure: str, among: Iterable[Tolerance] = TOLERANCES) -> Tolerance:
    """The tolerance that a figure falls under."""
    return next(t for t in among if figure.startswith(t.figure))


def figures(report: ClipReport) -> dict[str, float]:
    """The figures of one clip."""
    states = [p.state for p in report.pairs]
    errors = [abs(e) for p in report.pairs for e in (p.boundary_errors_s or ())]
    counted = [f for f in report.labelled if f.counts]
    latencies = [f.latency_s for f in counted if f.latency_s is not None]
    found = {
        "events missed": states.count("missed") + states.count("wrong kind"),
        "events invented": states.count("invented"),
        "events on the wrong side": sum(p.side_right is False for p in report.pairs),
        "events unmeasured": states.count("unmeasured"),
        "faults missed": sum(not f.found for f in counted if f.unmeasured is None),
        # A wider band makes a fault small enough not to count as missed; this one falls all the same.
        "faults named": sum(bool(f.found) for f in report.labelled),
        "false faults": sum(u.standing != "true, not labelled" for u in report.unlabelled),
        "worst boundary s": max(errors, default=0.0),
        "worst latency s": max(latencies, default=0.0),
        "fault outside events s": report.false_fault_s,
        "coverage": report.outcome.result["coverage"]["measured"],
    }
    found |= {
        f"mean error of {a.column.signal} during {a.column.where}, {a.column.shown_in}": a.mae
        for a in report.signals
    }
    return {name: round(float(value), 4) for name, value in found.items() if np.isfinite(value)}


def committed() -> list[Case]:
    """The cases whose recordings and truths are committed; they have no video."""
    return rendered(sorted(FOLDER.glob("*.json.gz")))


def judge(chosen: Iterable[Case], work: Path, **changes: Any) -> Figures:
    """Judge the committed recordings anew, into `work`; `changes` of the plan make it worse on purpose."""
    chosen = list(chosen)
    outcomes: dict[str, Outcome] = {}
    for case in chosen:
        recording = FOLDER / f"{case.name}.parquet"
        outcomes[case.name] = recordings.judged(
            recording, work / case.name, exercise=case.exercise, **changes
        )
    wrong = wrong_exercises(chosen, outcomes)
    claims = {c.name: sum(w.claims for w in wrong if w.clip == c.name) for c in chosen}
    return {
        case.name: {
            CLAIMS: claims[case.name],
            **(figures(measure(case, outcomes[case.name])) if case.shows == case.exercise else {}),
        }
        for case in chosen
    }


def worsened(
    was: Mapping[str, Mapping[str, float]],
    now: Mapping[str, Mapping[str, float]],
    tolerances: Sequence[Tolerance] = TOLERANCES,
) -> list[str]:
    """What got worse beyond its tolerance, in words; a figure that is gone counts as worse."""
    told = []
    for clip, figures_were in was.items():
        for name, before in figures_were.items():
            after = now.get(clip, {}).get(name)
            if after is None:
                told.append(f"{clip}: {name} was {before:g} and is not measured any more")
            elif tolerance_of(name, tolerances).worse(before, after):
                told.append(f"{clip}: {name} was {before:g} and is {after:g}")
    return told


def read_figures() -> Figures:
    """The committed figures."""
    known: Figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    return known


def renew(shared: Path, work: Path | None) -> None:
    """Make the committed figures anew; with `work` the recordings and truths too, from `work/CLIP`."""
    if work is not None:
        _renew_recordings(shared, work)
    with tempfile.TemporaryDirectory() as scratch:
        now = judge(committed(), Path(scratch))
    before = read_figures() if FIGURES.exists() else {}
    FIGURES.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    for line in worsened(before, now):
        print(f"worse: {line}")


def _renew_recordings(shared: Path, work: Path) -> None:
    FOLDER.mkdir(exist_ok=True)
    # A filmed person's recording stays where the film is.
    rendered = {case.name: case.truth for case in cases(shared) if case.truth is not None}
    for old in (*FOLDER.glob("*.parquet"), *FOLDER.glob("*.json.gz")):
        if old.name.partition(".")[0] not in rendered:
            old.unlink()
    for name, truth in rendered.items():
        made = work / name / "recording.parquet"
        if not made.exists():
            print(f"stays as it is: {name}, of which {work} holds no recording")
            continue
        track, context = read_recording(made)
        recordings.write(FOLDER / f"{name}.parquet", recordings.slimmed(track), context)
        text = json.dumps(read_truth(truth), separators=(",", ":"))
        (FOLDER / f"{name}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
