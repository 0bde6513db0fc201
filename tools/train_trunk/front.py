"""Clips of the bird-dog from in front, scored by the product with its trunk head and without it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import formcheck as fc
from formcheck.judge.vocabulary import SIGNAL_ROW
from formcheck.media.video import VideoFile
from formcheck.pose.onnx_estimator import OnnxPoseEstimator
from formcheck.pose.track import Track
from formcheck.scoring.result import Result
from tools.train_trunk.compare import Figure

Floats = NDArray[np.float64]
BANDS = {"trunk_roll": 8.0, "lateral_shift": 0.08}
"""Green bands of the config: degrees, torso lengths."""
TRUTH = {"trunk_roll": "trunk_roll_deg", "lateral_shift": "lateral_shift_m"}
STATES = ("named", "not judged", "missed", "invented", "right")
TRUNK_M = 0.49
"""Trunk of an adult (docs/clinical.md#personal-reference): the truth's shift is in metres."""
LATE_S = 0.5
"""An event belongs to the repetition that it overlaps by more than this."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What came of one clip: roll read and true in the frames of its repetitions (NaN where not measured),
    states of its repetitions by fault, how many were found, and with the right pair of limbs.
    """

    read: Floats
    true: Floats
    states: tuple[tuple[str, str], ...]
    found: int
    right: int
    repetitions: int


def front_table(folder: Path, *, head: bool) -> Iterator[str]:
    """Lines of a table of all clips (NAME.mp4, NAME.json) in a folder, of `tools.synth`."""
    names = sorted(path.stem for path in folder.glob("bird_dog_front_*.json"))
    clips = [_scored(folder, name, head=head) for name in names]
    read, true = (np.concatenate([getattr(clip, side) for clip in clips]) for side in ("read", "true"))
    measured = np.isfinite(read)
    figure = Figure.of(read[measured], true[measured], float(measured.mean()))
    yield f"{len(clips)} clips, {'with' if head else 'without'} the trunk head"
    yield f"roll: mean error {figure.mae:.2f} deg, r {figure.r:.2f}, measured {figure.share:.0%}"
    for fault in BANDS:
        counts = Counter(state for clip in clips for kind, state in clip.states if kind == fault)
        yield f"{fault}: " + ", ".join(f"{counts[state]} {state}" for state in STATES)
    sums = [sum(getattr(clip, name) for clip in clips) for name in ("found", "right", "repetitions")]
    yield f"repetitions: {sums[0]} found, {sums[1]} with the right limbs, of {sums[2]}"


def tracked(video: Path, *, head: bool) -> Track:
    """Its poses by the product's default network."""
    with OnnxPoseEstimator("full", 1) as estimator, VideoFile(video) as file:
        if not head:  # as a network for which there is none
            estimator._network._trunk = None
        return Track.concatenate([estimator.estimate(frame) for frame in file.frames()])


def _scored(folder: Path, name: str, *, head: bool) -> Clip:
    truth = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    scored = fc.score(tracked(folder / f"{name}.mp4", head=head), "bird-dog")
    assert isinstance(scored.result, Result)
    result = json.loads(scored.result.to_json())
    time, roll = scored.frames.time, scored.frames.signals[SIGNAL_ROW["trunk_roll_deg"]]
    stamps = np.array(truth["truth"]["time_s"])
    true = np.interp(time, stamps, truth["truth"]["trunk_roll_deg"])
    repetitions = [event for event in truth["events"] if event["kind"] == "rep"]
    inside = np.zeros(len(time), bool)
    states, found, right = [], 0, 0
    for event in repetitions:
        inside |= (time >= event["start_s"]) & (time <= event["end_s"])
        own = [e for e in result["events"] if _overlap(e, event)]
        found += bool(own)
        right += any(e["side"] == event["side"] for e in own)
        for fault, band in BANDS.items():
            beyond = abs(_held(truth, event, fault)) > band
            states.append((fault, _state(own, fault, beyond=beyond)))
    return Clip(roll[inside], true[inside], tuple(states), found, right, len(repetitions))


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["start_s"] < other["end_s"] - LATE_S and other["start_s"] < one["end_s"] - LATE_S)


def _held(truth: dict[str, Any], event: dict[str, Any], fault: str) -> float:
    """The true value while the limbs are out."""
    start, end = event["hold_s"]
    stamps = np.array(truth["truth"]["time_s"])
    value = float(np.median(np.array(truth["truth"][TRUTH[fault]])[(stamps >= start) & (stamps <= end)]))
    return value / TRUNK_M if fault == "lateral_shift" else value


def _state(own: Iterable[dict[str, Any]], fault: str, *, beyond: bool) -> str:
    events = list(own)
    if any(span["kind"] == fault for event in events for span in event["faults"]):
        return "named" if beyond else "invented"
    seen = [e for e in events if e["verdict"] != "unmeasured" and fault not in e["main_unmeasured"]]
    if not seen:
        return "not judged"
    return "missed" if beyond else "right"
