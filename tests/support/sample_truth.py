"""`sample_videos/samples.toml` as the truth of the benchmark."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.accuracy.product import Outcome
from benchmarks.accuracy.true_clip import TrueEvent, TrueFault, Truth

FOLDER = Path(__file__).resolve().parents[2] / "sample_videos"
TRUNK_M = 0.49
"""Hip-shoulder length of an adult (0.288 of 1.70 m), for sizes that are given in metres."""

Score = Callable[[Path, str], Outcome]
"""The fixture `score_once`: a video and its exercise."""


@dataclass(frozen=True)
class Sample:
    """One sample video with what it shows."""

    video: Path
    exercise: str
    view: str
    good: bool
    truth: Truth


def samples() -> dict[str, Sample]:
    """All sample videos by name."""
    listed = tomllib.loads((FOLDER / "samples.toml").read_text(encoding="utf-8"))["sample"]
    return {Path(s["file"]).stem: _sample(s) for s in listed}


def names_from(share: float) -> list[str]:
    """All names, from somewhere on and round again: files that run side by side begin with other samples.

    Otherwise each waits for the one that another worker is scoring, and one processor works.
    """
    names = sorted(samples())
    first = int(share * len(names))
    return names[first:] + names[:first]


def _sample(s: dict[str, Any]) -> Sample:
    events = tuple(_event(e) for e in s["events"])
    truth = Truth(s["file"], s["exercise"], s["view"], events)
    return Sample(FOLDER / s["file"], s["exercise"], s["view"], s["good"], truth)


def _event(e: dict[str, Any]) -> TrueEvent:
    faults = tuple(
        TrueFault(
            f["kind"],
            f["start_s"],
            f["end_s"],
            f["size"],
            f["unit"],
            (f["kind"], *([f["or"]] if "or" in f else [])),
            True,
        )
        for f in e["faults"]
    )
    span = (e["start_s"], e["end_s"])
    return TrueEvent(e["kind"], *span, e.get("side"), span, faults)


def too_small(fault: TrueFault, result: dict[str, Any]) -> bool:
    """A shift that the product's own green band allows: what a clip shows is no verdict."""
    if fault.unit != "m":
        return False
    bands = [b for b in result["thresholds"]["bands"] if b["fault"] == fault.kind]
    return all(fault.magnitude / TRUNK_M <= b["green"][1] for b in bands)
