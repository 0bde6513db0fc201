"""A run of the benchmark: the product on all clips with every network that was asked for, and the extras."""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.metadata
import importlib.util
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.accuracy import more_bodies, recordings, variants
from benchmarks.accuracy.cases import Case, cases
from benchmarks.accuracy.document import Findings
from benchmarks.accuracy.landmark_table import TableReport, plank_table
from benchmarks.accuracy.measure import measure, wrong_exercises
from benchmarks.accuracy.photos import PhotoReport, photographs
from benchmarks.accuracy.postures import choice_of
from benchmarks.accuracy.product import Outcome, score
from benchmarks.accuracy.stress import StressRow, spent, stress
from benchmarks.accuracy.summaries import Run
from benchmarks.accuracy.targets import stress_targets, targets
from benchmarks.accuracy.track_edits import edited_recordings

POSTURES = "benchmarks.accuracy.postures"
LIBRARIES = ("onnxruntime", "opencv-contrib-python", "av", "numpy")


def run(asked: argparse.Namespace, work: Path) -> Findings:
    """All that the command line asks for; `work/MODEL/CLIP` holds the product's own results."""
    everything = cases(asked.shared)
    chosen = [c for c in everything if asked.only is None or c.name in asked.only]
    runs: list[Run] = []
    by_model: dict[str, dict[str, Outcome]] = {}
    for model in asked.models:
        outcomes = score_all(chosen, work / model, model, asked.jobs, asked.again)
        by_model[model] = outcomes
        runs.append(_run(model, chosen, outcomes))
        if model == asked.models[0]:
            runs.append(_without_reference(model, chosen, outcomes, work / model / "no-reference"))
    first = by_model[asked.models[0]]
    wrong = wrong_exercises(chosen, first)
    stressed = (
        _stressed(asked, chosen, first, work / asked.models[0] / "stress")
        if asked.stress or asked.stress_kept
        else []
    )
    shown = [c for c in chosen if c.purpose != "wrong_exercise"]
    edited = edited_recordings(shown, first, work / asked.models[0] / "edited-recordings")
    photos, landmarks = _extras(asked)
    recorded = {name: outcome.recording for name, outcome in first.items()}
    return Findings(
        versions(chosen, by_model),
        targets(runs, wrong, landmarks, edited),
        runs,
        wrong,
        {c.name: c.shows for c in chosen if c.purpose == "wrong_exercise"},
        photos,
        landmarks,
        edited,
        stressed,
        *_postures(asked, recorded),
        bodies(asked, work / asked.models[0] / "bodies"),
        stress_targets(stressed, "edited clips"),
    )


def score_all(
    chosen: Iterable[Case], work: Path, model: str = "full", jobs: int = 1, again: bool = False
) -> dict[str, Outcome]:
    """Score every case into `work/NAME`; with `again` recordings that are there are only judged anew."""

    def one(case: Case) -> tuple[str, Outcome]:
        recording = work / case.name / "recording.parquet"
        if again and recording.exists():
            outcome = recordings.again(recording, work / f"{case.name}-again", case.exercise)
        else:
            print(f"  {case.name}", file=sys.stderr, flush=True)
            outcome = score(case.video, case.exercise, work / case.name, model)
        if not outcome.scored:
            raise RuntimeError(
                f"{case.name}: exit status {outcome.exit_status}, no result: {outcome.message}"
            )
        return case.name, outcome

    with ThreadPoolExecutor(jobs) as pool:
        return dict(pool.map(one, chosen))


def _run(model: str, chosen: list[Case], outcomes: Mapping[str, Outcome], personal: bool = True) -> Run:
    shown = [c for c in chosen if c.purpose != "wrong_exercise"]
    return Run(model, personal, [measure(c, outcomes[c.name]) for c in shown])


def _without_reference(model: str, chosen: list[Case], outcomes: Mapping[str, Outcome], work: Path) -> Run:
    # The poses do not depend on the reference, so the recordings serve.
    shown = [c for c in chosen if c.purpose != "wrong_exercise"]
    judged = {
        c.name: recordings.judged(outcomes[c.name].recording, work / c.name, calibrate="none") for c in shown
    }
    return _run(model, shown, judged, personal=False)


def _stressed(
    asked: argparse.Namespace, chosen: list[Case], plain: dict[str, Outcome], work: Path
) -> list[StressRow]:
    clips = [c for c in chosen if asked.stress_clips is None or c.name in asked.stress_clips]
    edits = [v for v in variants.VARIANTS if asked.stress_edits is None or v.name in asked.stress_edits]
    pairs = [(c, v) for c in clips for v in edits if c.truth is not None or not v.needs_truth]
    if asked.stress_kept:
        pairs = [(c, v) for c, v in pairs if (work / c.name / v.name / "recording.parquet").exists()]
    rows = stress(pairs, plain, work, model=asked.models[0], again=asked.again or asked.stress_kept)
    slow = sorted(spent(work), key=lambda s: -s[2] / max(s[3], 1))[:3]
    for name, wall_s, cpu_s, frames in slow:
        per_frame = 1000 * cpu_s / max(frames, 1)
        print(f"most processor time a frame: {name} {per_frame:.0f} ms ({wall_s:.0f} s in all)")
    return rows


def bodies(asked: argparse.Namespace, work: Path) -> list[more_bodies.BodyRow]:
    """Clips drawn by lot, where they were asked for: of all exercises, or of `--bodies-of`."""
    if asked.bodies is None:
        return []
    drawn = more_bodies.make(asked.bodies, asked.bodies_of)
    outcomes = score_all(drawn, work, asked.models[0], asked.jobs, asked.again)
    return [
        more_bodies.row(
            measure(case, outcomes[case.name]),
            choice_of(case.name, case.exercise, outcomes[case.name].recording),
        )
        for case in drawn
    ]


def _postures(asked: argparse.Namespace, recorded: Mapping[str, Path]) -> tuple[Any, str]:
    """What the product takes each posture for, and that in words; nothing where it knows no postures."""
    if asked.only is not None or importlib.util.find_spec(POSTURES) is None:
        return None, ""
    postures = importlib.import_module(POSTURES)
    report = postures.posture_report(asked.shared, recorded, asked.models[0])
    return report, postures.posture_section(report)


def _extras(asked: argparse.Namespace) -> tuple[list[PhotoReport], TableReport | None]:
    folder, table = asked.shared / "data/photos", asked.shared / "data/landmarks/plank_labelled.csv"
    wanted = {"photos", "landmarks"} if asked.only is None else set(asked.only)
    photos = photographs(folder, asked.models[0]) if "photos" in wanted and folder.is_dir() else []
    landmarks = plank_table(table) if "landmarks" in wanted and table.exists() else None
    return photos, landmarks


def versions(chosen: list[Case], by_model: Mapping[str, Mapping[str, Outcome]]) -> dict[str, str]:
    """What made the figures: versions, networks, and a digest over the clips."""
    digest = hashlib.sha256()
    for case in chosen:
        digest.update(case.video.read_bytes())
    networks = {
        f"model_{model}": next((o.result["pose"]["sha256"] for o in outcomes.values() if o.scored), "")
        for model, outcomes in by_model.items()
    }
    return {
        "formcheck": importlib.import_module("formcheck").__version__,
        **networks,
        "clips_sha256": digest.hexdigest(),
        **{name: importlib.metadata.version(name) for name in LIBRARIES},
    }
