"""What the trunk head says of the trial's clips, beside today's signals and the truth."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

import formcheck as fc
from benchmarks.accuracy.product import Outcome
from benchmarks.accuracy.signals import compared
from benchmarks.accuracy.true_clip import Truth
from benchmarks.accuracy.truth import load_truth
from formcheck.judge.vocabulary import SIGNALS, UNMEASURED
from formcheck.scoring.result import Result
from tools.train_trunk.clips import TrialClip, read
from tools.train_trunk.follow import Followed
from tools.train_trunk.labels import SHAPES, slices
from tools.train_trunk.network import LUMBAR_UNIT_DEG, OFFSET_UNIT, TrunkHead, parts
from tools.train_trunk.witness import INPUTS

Floats = NDArray[np.float64]
Signals = dict[str, Floats]
TODAY = {
    "trunk_roll_deg": "roll",
    "lumbar_deg": "lumbar",
    "hip_offset": "hip_ankle",
}
"""Today's signals and the head's of the same quantity."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How near a signal is: mean absolute error, bias, correlation, share of the rows that were measured."""

    rows: int
    mae: float
    bias: float
    r: float
    share: float = 1.0

    @classmethod
    def of(cls, seen: Floats, true: Floats, share: float = 1.0) -> Figure:
        """Of rows that have both."""
        error = seen - true
        moves = true.std() > 1e-9 and seen.std() > 1e-9
        r = float(np.corrcoef(seen, true)[0, 1]) if moves else float("nan")
        return cls(len(error), float(np.abs(error).mean()), float(error.mean()), r, share)


def ask(head: TrunkHead, followed: Followed, *, spine: bool = False) -> Signals:
    """The head's signals (K,) of the kept rows; offsets in % of the line, the rest in degrees; `sure` in
    0..1, not calibrated. With `spine` also its points (K, 18), shares of the crop.
    """
    layers, rotation = followed.layers, followed.region[:, 3]
    said: list[torch.Tensor] = []
    with torch.no_grad():
        for start in range(0, len(rotation), 64):
            rows = slice(start, start + 64)
            fine, *others = (torch.from_numpy(layers[name][rows]).float() for name in INPUTS)
            # The picture's vertical in the crop: a region turned clockwise sees it turned the other way.
            angle = -torch.from_numpy(rotation[rows]).float()
            turn = torch.stack([torch.sin(angle), torch.cos(angle)], 1)
            said.append(head(fine / 255, *others, turn))
    p = {name: values.double().numpy() for name, values in parts(torch.cat(said)).items()}
    return {
        "roll": (left_up(p["pelvis_up"]) + left_up(p["thorax_up"])) / 2,
        "lumbar": p["lumbar"][:, 0] * LUMBAR_UNIT_DEG,
        "hip_ankle": p["hip_offset"][:, 0] * OFFSET_UNIT * 100,
        "hip_knee": p["hip_offset"][:, 1] * OFFSET_UNIT * 100,
        "sure": 1 / (1 + np.exp(-p["sure"][:, 0])),
        **({"spine": p["spine"]} if spine else {}),
    }


def truth(clip: TrialClip) -> Signals:
    """The same of the labels."""
    p = {name: clip.label[:, rows].reshape(-1, *SHAPES[name]) for name, rows in slices().items()}
    return {
        "roll": (left_up(p["pelvis_up"]) + left_up(p["thorax_up"])) / 2,
        "lumbar": p["lumbar"][:, 0].astype(np.float64),
        "hip_ankle": p["hip_offset"][:, 0].astype(np.float64) * 100,
        "hip_knee": p["hip_offset"][:, 1].astype(np.float64) * 100,
    }


def left_up(vertical: NDArray[np.floating]) -> Floats:
    """Elevation (deg) of the body's left, of the vertical in the part's axes (K, 3)."""
    unit = vertical / np.linalg.norm(vertical, axis=1, keepdims=True)
    result: Floats = np.degrees(np.arcsin(np.clip(unit[:, 0], -1, 1)))
    return result


def scored(clip: TrialClip) -> tuple[Truth, Outcome] | None:
    """The clip's truth and what the product says of its track; None where it gives no result."""
    exercise = str(clip.truth["exercise"]).replace("_", "-")
    exercise = "side-plank" if exercise.startswith("side-plank") else exercise
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "truth.json"
        path.write_text(json.dumps(clip.truth), encoding="utf-8")
        true = load_truth(path, exercise)
    scored = fc.score(clip.followed.track, exercise)
    if not isinstance(scored.result, Result):
        return None
    scores = scored.frames
    frames = {
        "time_s": scores.time,
        "verdict": np.where(scores.verdict == UNMEASURED, "unmeasured", "measured"),
        **dict(zip(SIGNALS, scores.signals, strict=True)),
    }
    return true, Outcome(0, "", json.loads(scored.result.to_json()), frames, Path())


@dataclass(frozen=True, slots=True)
class Asked:
    """A clip without what the head was asked with: truth file, group, time (K,) of the kept rows, the head's
    signals and the true ones, and what the product says (`scored`).
    """

    path: Path
    file: dict[str, Any]
    group: str
    time: Floats
    said: Signals
    true: Signals
    product: tuple[Truth, Outcome] | None

    @classmethod
    def of(cls, path: Path, head: TrunkHead) -> Asked:
        """Of a clip that `clips.make` kept."""
        clip = read(path)
        time = clip.followed.track.time[clip.followed.row]
        said, true = ask(head, clip.followed), truth(clip)
        return cls(path, clip.truth, clip.group, time, said, true, scored(clip))


def today(clip: Asked) -> dict[str, Figure]:
    """Today's figures of the clip by signal and stretch ("lumbar_deg tops")."""
    if clip.product is None:
        return {}
    return {
        f"{c.column.signal} {c.column.where}": Figure.of(c.seen, c.expected, len(c.seen) / c.rows)
        for c in compared(*clip.product)
    }


def table(clips: Iterable[Asked]) -> list[str]:
    """Lines of a Markdown table: by group of clips and signal, the head and today's way."""
    heads: dict[str, dict[str, list[tuple[Floats, Floats]]]] = {}
    todays: dict[str, dict[str, list[Figure]]] = {}
    for clip in clips:
        for name, values in clip.true.items():
            heads.setdefault(clip.group, {}).setdefault(name, []).append((clip.said[name], values))
        for name, figure in today(clip).items():
            todays.setdefault(clip.group, {}).setdefault(name, []).append(figure)
    lines = ["| clips | signal | rows | mean error | bias | r | measured |", "|---|---|---|---|---|---|---|"]
    for group, signals in sorted(heads.items()):
        for name, pairs in signals.items():
            seen, true = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
            figure = Figure.of(seen, true)
            lines.append(_line(group, f"head: {name}", figure))
        for name, figures in todays.get(group, {}).items():
            if name.split()[0] in TODAY:
                lines.append(_line(group, f"today: {name}", _pooled(figures)))
    return lines


BINS_DEG = (-90.0, -25.0, -18.0, -12.0, -5.0, 5.0, 12.0, 20.0, 90.0)
LEAST_ROWS = 3


def lumbar_table(clips: Iterable[Asked]) -> list[str]:
    """Lines of a Markdown table: told lumbar flexion by the true one, clip by clip with a bent back; what a
    mean error hides, as most rows are straight.
    """
    lines = ["| clip | true lumbar, deg: told, mean and spread, rows |", "|---|---|"]
    for clip in clips:
        said, true = clip.said["lumbar"], clip.true["lumbar"]
        cells = []
        for low, high in itertools.pairwise(BINS_DEG):
            rows = (true >= low) & (true < high)
            if rows.sum() >= LEAST_ROWS:
                told = said[rows]
                cells.append(f"{true[rows].mean():.0f}: {told.mean():.1f} ± {told.std():.1f} ({rows.sum()})")
        if len(cells) > 1:
            lines.append(f"| {clip.file['name']} | {'; '.join(cells)} |")
    return lines


def _pooled(figures: Sequence[Figure]) -> Figure:
    """Mean figures of clips, by their rows."""
    rows = np.array([f.rows for f in figures], np.float64)

    def mean(values: Iterable[float]) -> float:
        numbers = np.array(list(values))
        known = np.isfinite(numbers)
        return float((numbers[known] * rows[known]).sum() / max(rows[known].sum(), 1))

    share = rows.sum() / sum(f.rows / f.share for f in figures)
    return Figure(
        int(rows.sum()),
        mean(f.mae for f in figures),
        mean(f.bias for f in figures),
        mean(f.r for f in figures),
        float(share),
    )


def _line(group: str, name: str, f: Figure) -> str:
    return f"| {group} | {name} | {f.rows} | {f.mae:.2f} | {f.bias:+.2f} | {f.r:.2f} | {f.share:.0%} |"
