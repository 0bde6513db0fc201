"""metrics.json: the same figures for programs, rounded so that the same run gives the same bytes."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.accuracy.document import Findings
from benchmarks.accuracy.films.measure import FilmRow, points
from benchmarks.accuracy.measure import ClipReport
from benchmarks.accuracy.photo_summary import photo_figures
from benchmarks.accuracy.real.report import RealReport
from benchmarks.accuracy.summaries import pooled, run_row

SCHEMA = 2


def plain(value: Any) -> Any:
    """Dataclasses, paths and arrays as JSON; NaN as null; four decimals."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, float):
        return round(value, 4) + 0.0 if math.isfinite(value) else None
    return value.name if isinstance(value, Path) else value


def clip_metrics(report: ClipReport) -> dict[str, Any]:
    """One clip."""
    result = report.outcome.result
    return {
        "exercise": report.case.exercise,
        "purpose": report.case.purpose,
        "body": report.truth.body,
        "view": {"true": report.truth.view, "found": result["view"]},
        "exit_status": report.outcome.exit_status,
        "word": result["word"],
        "coverage": result["coverage"],
        "calibration": result["calibration"],
        "dose": result["dose"],
        "events": [
            {
                "state": p.state,
                "true": None if p.true is None else [p.true.kind, p.true.start_s, p.true.end_s],
                "found": None if p.found is None else [p.found["kind"], p.found["start_s"], p.found["end_s"]],
                "boundary_errors_s": p.boundary_errors_s,
                "side_right": p.side_right,
                "book": None if p.found is None else p.found["book"],
            }
            for p in report.pairs
        ],
        "labelled_faults": report.labelled,
        "unlabelled_faults": report.unlabelled,
        "fault_outside_events_s": report.false_fault_s,
        "signals": {f"{a.column.signal} during {a.column.where}": a for a in report.signals},
    }


def rendered_metrics(found: Findings) -> dict[str, Any]:
    """The keys of metrics.json that a run over the rendered clips makes."""
    everything: dict[str, Any] = {
        "schema": SCHEMA,
        "versions": found.versions,
        "targets": found.targets,
        "runs": [run_row(run) for run in found.runs],
        "pooled_signals": pooled(found.runs),
        "not_known": found.unknown,
        "clips": {r.case.name: clip_metrics(r) for r in found.clips},
        "another_exercise": found.wrong,
        "edited_recordings": found.edited_recordings,
        "postures": found.postures,
        "photograph_figures": photo_figures(found.photos),
        "photographs": {p.name: p for p in found.photos},
        "plank_landmarks": found.landmarks,
    }
    if found.stress:
        everything |= {"edited_clip_targets": found.edited_targets, "stress": found.stress}
    if found.bodies:
        everything["more_bodies"] = {r.clip: r for r in found.bodies}
    made: dict[str, Any] = plain(everything)
    return made


def real_metrics(found: RealReport) -> dict[str, Any]:
    """The key of metrics.json for real people."""
    return {"real_people": plain(found)}


def film_metrics(found: Sequence[FilmRow]) -> dict[str, Any]:
    """The keys of metrics.json for films."""
    states = [{"point": point, "state": state} for point, state in points(found).items()]
    return {"film_points": states, "films": plain(list(found))}
