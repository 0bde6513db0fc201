"""Scores variants of the clips and says what changed against the clip as it is."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from rich.console import Console
from rich.progress import Progress

from benchmarks.accuracy import faults, recordings
from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.matching import best_pairs, claims_of, span_of
from benchmarks.accuracy.measure import truth_of
from benchmarks.accuracy.product import Outcome, score
from benchmarks.accuracy.true_clip import Truth
from benchmarks.accuracy.variants import Variant
from formcheck.store.recording import read_recording


class Edited(Protocol):
    """An edit, of a video or of a recording."""

    @property
    def name(self) -> str:
        """In tables."""
        ...

    @property
    def what(self) -> str:
        """In words."""
        ...

    @property
    def mirror(self) -> bool:
        """Left and right change places."""
        ...


SPENT = "spent.json"
STRAY_SHARE = 0.05
"""Of the frames: fewer in which a joint lies outside are an arm that swings, not a body that is cut off."""
FALSE = ("invented", "no truth for it")


@dataclass(frozen=True, slots=True)
class StressRow:
    """One clip under one edit against the clip as it is.

    Attributes:
        kept, lost, new: holds, repetitions and attempts; `blinded` of those lost or kept became unmeasured.
        faults_kept, faults_lost, faults_gained: kinds, once for each event that shows them.
        false_faults: faults that neither a label nor the truth's own arrays ask for, and the clip as it is
            does not show either.
        boundary_s: furthest that a beginning or an end moved; NaN where no event was kept.
        other: share of the frames with another verdict.
        coverage, plain_coverage: of the edited clip and of the clip as it is.
        reason: the commonest reason of the edited clip.
        whole: an edit that cuts the picture leaves the body in it all the same, by the truth.
    """

    clip: str
    variant: str
    exit_status: int
    kept: int
    lost: int
    new: int
    blinded: int
    faults_kept: tuple[str, ...]
    faults_lost: tuple[str, ...]
    faults_gained: tuple[str, ...]
    false_faults: tuple[str, ...]
    boundary_s: float
    other: float
    plain_coverage: float
    coverage: float
    words: tuple[str, str]
    reason: str
    whole: bool


def stress(
    jobs: Sequence[tuple[Case, Variant]],
    plain: dict[str, Outcome],
    work: Path,
    *,
    model: str,
    again: bool,
) -> list[StressRow]:
    """Clips under edits; `work/CLIP/VARIANT` keeps each result, `again` takes what is there."""
    rows = []
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("stress", total=len(jobs))
        for case, variant in jobs:
            bar.update(task, description=f"{case.name} {variant.name}")
            before = plain[case.name]
            outcome = _scored(case, variant, before, work / case.name / variant.name, model, again)
            rows.append(compare(case, variant, before, outcome))
            bar.advance(task)
            if not console.is_terminal:
                print(f"  {case.name} {variant.name}", file=sys.stderr, flush=True)
    return rows


def _scored(case: Case, variant: Variant, plain: Outcome, folder: Path, model: str, again: bool) -> Outcome:
    recording = folder / "recording.parquet"
    if again and recording.exists():
        return recordings.again(recording, folder.with_name(f"{folder.name}-again"), case.exercise)
    with tempfile.TemporaryDirectory() as scratch:
        video = _edited(case.video, variant, plain, Path(scratch) / f"{case.name}.mp4")
        begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        outcome = score(video, case.exercise, folder, model)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if not outcome.scored:
        raise RuntimeError(f"{case.name} {variant.name}: no result: {outcome.message}")
    spent = {
        "wall_s": round(time.perf_counter() - begun, 1),
        "cpu_s": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "frames": outcome.result["source"]["frames"],
    }
    (folder / SPENT).write_text(json.dumps(spent), encoding="utf-8")
    return outcome


def _edited(video: Path, variant: Variant, plain: Outcome, path: Path) -> Path:
    if variant.seen_edit is not None:
        return variant.seen_edit(video, path, read_recording(plain.recording)[0])
    return video if variant.edit is None else variant.edit(video, path)


def compare(case: Case, variant: Edited, plain: Outcome, edited: Outcome) -> StressRow:
    """What the edit changed."""
    pairs = list(_pairs(plain, edited))
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    kept, lost, gained = [], [], []
    for a, b in pairs:
        was, now = _kinds(a), _kinds(b)
        kept += sorted(was & now)
        lost += sorted(was - now)
        gained += sorted(now - was)
    moved = [abs(b[end] - a[end]) for a, b in both for end in ("start_s", "end_s")]
    truth = truth_of(case)
    before = {u.kind for u in faults.unlabelled(truth, plain)}
    seen = faults.unlabelled(truth.mirrored() if variant.mirror else truth, edited)
    false = sorted(u.kind for u in seen if u.standing in FALSE and u.kind not in before)
    reasons: dict[str, float] = edited.result["coverage"]["reasons"]
    return StressRow(
        case.name,
        variant.name,
        edited.exit_status,
        len(both),
        sum(b is None for _, b in pairs),
        sum(a is None for a, _ in pairs),
        sum(a["verdict"] != "unmeasured" == b["verdict"] for a, b in both),
        tuple(kept),
        tuple(lost),
        tuple(gained),
        tuple(false),
        max(moved, default=np.nan),
        other_verdicts(plain, edited),
        plain.result["coverage"]["measured"],
        edited.result["coverage"]["measured"],
        (plain.result["word"], edited.result["word"]),
        max(reasons, key=lambda name: reasons[name], default=""),
        _span_of(truth, plain, edited),
    )


def _span_of(truth: Truth, plain: Outcome, edited: Outcome) -> bool:
    """Whether all joints stay in the middle that is left of a picture, in nearly every frame."""
    before, after = (outcome.result["source"]["width"] for outcome in (plain, edited))
    if not truth.joints:
        return False
    across = np.stack([points[:, 0] for points in truth.joints.values()])
    outside = (np.abs(across - before / 2) > after / 2).any(axis=0)
    return bool(outside.mean() < STRAY_SHARE)


def _pairs(plain: Outcome, edited: Outcome) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Events that share most of their time, the best pair first; those without a partner with None."""
    was, now = (claims_of(o.events()) for o in (plain, edited))
    partner = best_pairs([span_of(a) for a in was], [span_of(b) for b in now])
    for i, a in enumerate(was):
        yield a, now[partner[i]] if i in partner else None
    yield from ((None, b) for j, b in enumerate(now) if j not in partner.values())


def _kinds(event: dict[str, Any] | None) -> set[str]:
    if event is None or event["verdict"] == "unmeasured":
        return set()
    return {f["kind"] for f in event["faults"]}


def other_verdicts(plain: Outcome, edited: Outcome) -> float:
    """Share of the plain clip's frames whose verdict differs from the edited one's frame nearest in time."""
    times, there = plain.time_s, edited.time_s
    if not len(times) or not len(there):
        return float("nan")
    nearest = np.abs(times[:, None] - there[None, :]).argmin(axis=1)
    return float(np.mean(plain.frames["verdict"] != edited.frames["verdict"][nearest]))


def spent(work: Path) -> list[tuple[str, float, float, int]]:
    """(clip/variant, wall seconds, processor seconds, frames) of each scoring that was timed."""
    found = []
    for path in sorted(work.glob(f"*/*/{SPENT}")):
        known = json.loads(path.read_text(encoding="utf-8"))
        found.append((f"{path.parts[-3]} {path.parts[-2]}", known["wall_s"], known["cpu_s"], known["frames"]))
    return found
