"""Real photographs: which exercise's rule recognises the posture, and what it says."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.accuracy.views import view_for
from formcheck.exercises import exercise_names
from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import NO_REASON, REASONS, VERDICTS, fault_names
from formcheck.media.frame import Frame
from formcheck.pose.factory import create_estimator
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.scoring import Scoring
from formcheck.signals.outline import DORSAL, TangentChange

FPS = 15.0
LOOKED = 12
"""Times the network looks at the picture; afterwards its last answers are repeated."""
LASTS_S = 4.0


@dataclass(frozen=True, slots=True)
class PhotoReport:
    """One photograph.

    Attributes:
        along, across: apparent distance between the shoulders along and across the trunk, in trunk lengths.
        said: by exercise, what was said of most of the last second, e.g. "good" or "unmeasured (wrong_view)".
        offset_percent: by exercise, the hip offset as its rule reads it, judged or not; NaN where unseen.
        curve_deg: turn of the back's outline, + rounded, no neutral taken off; NaN where it was not read.
    """

    name: str
    label: str
    view: str
    form: str
    along: float
    across: float
    said: dict[str, str]
    offset_percent: dict[str, float]
    curve_deg: float

    def measured(self, exercise: str) -> bool:
        """Whether that exercise's rule would judge it."""
        return not self.said[exercise].startswith("unmeasured")


def photographs(folder: Path, model: str) -> list[PhotoReport]:
    """All labelled photographs of the folder."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        return [_photo(folder, row, model) for row in csv.DictReader(file)]


def _photo(folder: Path, row: dict[str, str], model: str) -> PhotoReport:
    track = still(folder / row["file"], model)
    along, across = shoulder_spacing(track)
    said, offsets = {}, {}
    for exercise in exercise_names():
        said[exercise], seen = _judged(track, exercise)
        offsets[exercise] = 100 * float(np.nanmedian(seen)) if np.isfinite(seen).any() else np.nan
    curve = np.asarray(TangentChange(DORSAL)(track), np.float64)
    return PhotoReport(
        Path(row["file"]).stem,
        row["exercise"],
        row["view"],
        row["form"],
        along,
        across,
        said,
        offsets,
        float(np.nanmedian(curve)) if np.isfinite(curve).any() else np.nan,
    )


def shoulder_spacing(track: Track) -> tuple[float, float]:
    """Median apparent distance between the shoulders (along, across) the near trunk, in its lengths."""
    sight = track.visibility
    right = int(np.nanmean(sight[:, Landmark.RIGHT_KNEE] - sight[:, Landmark.LEFT_KNEE]) > 0)
    trunk = track.xy[:, Landmark.LEFT_SHOULDER + right] - track.xy[:, Landmark.LEFT_HIP + right]
    spacing = track.xy[:, Landmark.LEFT_SHOULDER] - track.xy[:, Landmark.RIGHT_SHOULDER]
    square = (trunk * trunk).sum(axis=1)
    along = np.abs((spacing * trunk).sum(axis=1)) / square
    across = np.abs(spacing[:, 0] * trunk[:, 1] - spacing[:, 1] * trunk[:, 0]) / square
    return float(np.nanmedian(along)), float(np.nanmedian(across))


@cache
def still(path: Path, model: str) -> Track:
    """A photograph as a still video of `LASTS_S`; looked at by the network once a run."""
    image = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    with create_estimator("onnx", model, 1) as estimator:
        looks = [estimator.estimate(Frame(image, i / FPS)) for i in range(LOOKED)]
    return Track.concatenate(_repeated(looks))


def _repeated(looks: list[Track]) -> Iterator[Track]:
    yield from looks
    settled = looks[len(looks) // 2 :]
    for i in range(len(looks), round(LASTS_S * FPS)):
        yield replace(settled[i % len(settled)], time=np.array([i / FPS]))


def _judged(track: Track, exercise: str) -> tuple[str, np.ndarray[Any, np.dtype[np.float64]]]:
    scores: FrameScores = Scoring(Plan(exercise=exercise, view=view_for(track, exercise))).feed(track)
    last = slice(-round(FPS), None)
    words = Counter(
        _word(int(v), int(r), int(f))
        for v, r, f in zip(scores.verdict[last], scores.reason[last], scores.faults[last], strict=True)
    )
    return words.most_common(1)[0][0], scores.signal("hip_offset")[last]


def _word(verdict: int, reason: int, faults: int) -> str:
    if reason != NO_REASON:
        return f"{VERDICTS[verdict]} ({REASONS[reason]})"
    return f"{VERDICTS[verdict]} ({', '.join(fault_names(faults))})" if faults else VERDICTS[verdict]
