"""1,200 labelled plank poses of real people as landmarks, through the plank rule with a personal baseline."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.accuracy.true_clip import Floats
from formcheck.judge.vocabulary import NO_REASON, REASONS, fault_names
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark
from formcheck.pose.track import ModelInfo, Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.scoring import Scoring

SIZE = (1280, 720)
"""The frame size was not recorded; 16:9 is assumed (README of the shared data)."""
FPS, LASTS_S = 15.0, 2.5
VERDICT_OF = {"pike": "H", "sag": "L"}
SHAPES = {"16:9": (16, 9), "4:3": (4, 3), "square, as stored": (1, 1)}
"""Frame shapes under which the fixed range is tried: public code takes the stored fractions for a picture."""
FIXED_DEG = (165.0, 180.0)
"""Shoulder-hip-ankle, folded, that public code calls correct (docs/clinical.md#plank)."""


@dataclass(frozen=True, slots=True)
class TableReport:
    """Labels (C correct, H hips high, L hips low) against verdicts.

    `accuracy` is over the rows that were measured, `accuracy_of_all` counts the others as wrong; both leave
    out the correct rows that made the reference. `flagged` and `fixed_flagged`: share of the correct rows
    that were called wrong, by the plank rule (of those it measured) and by the fixed range, this by frame
    shape; `fixed_missed`: share of the wrong rows that the fixed range calls correct.
    """

    rows: int
    held_out: int
    accuracy: float
    accuracy_of_all: float
    fixed_accuracy: float
    flagged: float
    fixed_flagged: dict[str, float]
    fixed_missed: dict[str, float]
    confusion: dict[str, dict[str, int]]
    reasons: dict[str, int]


def plank_table(path: Path) -> TableReport:
    """Judge all rows but every second correct one: those make the reference (no persons are named)."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    labels = [r["label"] for r in rows]
    poses, sights = _poses(rows)
    correct = [i for i, label in enumerate(labels) if label == "C"]
    reference = set(correct[::2])
    baseline = float(np.median([_hip_offset(poses[i], sights[i]) for i in sorted(reference)]))
    confusion = {label: dict.fromkeys(("C", "H", "L", "unmeasured"), 0) for label in "CHL"}
    reasons: Counter[str] = Counter()
    fixed = 0
    for i, label in enumerate(labels):
        if i in reference:
            continue
        verdict, reason = _judge(poses[i], sights[i], baseline)
        confusion[label][verdict] += 1
        reasons.update([reason] if reason else [])
        fixed += _fixed_rule(poses[i], sights[i]) == (label == "C")
    right = sum(confusion[label][label] for label in "CHL")
    held_out = len(rows) - len(reference)
    measured = sum(_seen(confusion[label]) for label in "CHL")
    return TableReport(
        len(rows),
        held_out,
        right / max(measured, 1),
        right / held_out,
        fixed / held_out,
        (confusion["C"]["H"] + confusion["C"]["L"]) / max(_seen(confusion["C"]), 1),
        *_fixed_by_shape(labels, poses, sights),
        confusion,
        dict(reasons),
    )


def _seen(verdicts: dict[str, int]) -> int:
    return sum(n for verdict, n in verdicts.items() if verdict != "unmeasured")


def _poses(rows: list[dict[str, str]]) -> tuple[Floats, Floats]:
    """(N, 33, 2) pixels and (N, 33) visibility; NaN and 0 for landmarks that the table lacks."""
    xy = np.full((len(rows), LANDMARK_COUNT, 2), np.nan)
    sight = np.zeros((len(rows), LANDMARK_COUNT))
    for landmark in Landmark:
        name = landmark.name.lower()
        if f"{name}_x" not in rows[0]:
            continue
        xy[:, landmark, 0] = [float(r[f"{name}_x"]) * SIZE[0] for r in rows]
        xy[:, landmark, 1] = [float(r[f"{name}_y"]) * SIZE[1] for r in rows]
        sight[:, landmark] = [float(r[f"{name}_v"]) for r in rows]
    return xy, sight


def table_track(path: Path, size: tuple[int, int] = SIZE) -> Track:
    """All rows of a landmark table as the frames of a track, in pixels of a frame of this size."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    poses, sights = _poses(rows)
    scaled = poses * np.array(size) / np.array(SIZE)
    stamps = np.arange(len(rows)) / FPS
    return Track.build(stamps, scaled, visibility=sights, size=size, model=ModelInfo("table", "unknown"))


def _still(pose: Floats, sight: Floats) -> Track:
    count = round(LASTS_S * FPS)
    return Track.build(
        np.arange(count) / FPS,
        np.repeat(pose[None], count, axis=0),
        visibility=np.repeat(sight[None], count, axis=0),
        size=SIZE,
        model=ModelInfo("table", "unknown"),
    )


def _scoring(baseline: float | None) -> Scoring:
    reference: dict[str, float | None] | None = None if baseline is None else {"hip_offset": baseline}
    return Scoring(Plan(exercise="plank", reference=reference, calibrate="none"))


def _hip_offset(pose: Floats, sight: Floats) -> float:
    return float(np.median(_scoring(None).feed(_still(pose, sight)).signal("hip_offset")))


def _judge(pose: Floats, sight: Floats, baseline: float) -> tuple[str, str | None]:
    scores = _scoring(baseline).feed(_still(pose, sight))
    reason = int(scores.reason[-1])
    if reason != NO_REASON:
        return "unmeasured", REASONS[reason]
    named = [VERDICT_OF[f] for f in fault_names(int(scores.faults[-1])) if f in VERDICT_OF]
    return named[0] if named else "C", None


def _fixed_by_shape(
    labels: list[str], poses: Floats, sights: Floats
) -> tuple[dict[str, float], dict[str, float]]:
    """Share of the correct rows that the fixed range flags and of the wrong ones that it lets pass."""
    correct = np.array([label == "C" for label in labels])
    flagged, missed = {}, {}
    for name, shape in SHAPES.items():
        scale = np.array(shape) / SIZE
        good = np.array([_fixed_rule(p * scale, s) for p, s in zip(poses, sights, strict=True)])
        flagged[name], missed[name] = float(np.mean(~good[correct])), float(np.mean(good[~correct]))
    return flagged, missed


def _fixed_rule(pose: Floats, sight: Floats) -> bool:
    """Whether the folded angle lies in the fixed range, on the side that is seen better."""
    left = sight[Landmark.LEFT_KNEE] + sight[Landmark.LEFT_ANKLE]
    right = sight[Landmark.RIGHT_KNEE] + sight[Landmark.RIGHT_ANKLE]
    shift = 0 if left >= right else 1
    shoulder, hip, ankle = (
        pose[point + shift] for point in (Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP, Landmark.LEFT_ANKLE)
    )
    a, b = shoulder - hip, ankle - hip
    angle = np.degrees(np.arccos(np.clip(a @ b / np.linalg.norm(a) / np.linalg.norm(b), -1, 1)))
    return bool(FIXED_DEG[0] <= angle <= FIXED_DEG[1])
