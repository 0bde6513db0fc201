"""A clip's truth read from its file, in the words of the contract."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.exercises.registry import measured_exercises
from benchmarks.accuracy.true_clip import TrueEvent, TrueFault, Truth

TOUCHING_S = 0.05
"""Holds of the truth that touch are one hold: its fault begins where the second one does."""

NAMED_AS = {
    ("bird-dog", "hyperextension"): ("lumbar_hollow",),
    ("bridge", "not_lifted"): ("not_lifted", "hold_drop"),
    ("bird-dog", "leg_low"): ("incomplete_reach",),
    ("side-plank", "sag"): ("pelvis_drop",),
    ("side-plank", "pike"): ("pelvis_hike",),
    ("side-plank", "trunk_roll"): ("trunk_twist",),
    **{
        (m.exercise, label): names
        for m in measured_exercises().values()
        for label, names in m.named_as.items()
    },
}
"""Label of the truth -> fault names of the contract that say the same (else the label itself). A bridge that
sinks within a hold is first a drop and then no longer lifted; a side plank sags with the pelvis."""

SEEN_FROM = {
    "high_front": ("trunk_roll", "lateral_shift"),
    "side": (
        "sag",
        "pike",
        "hyperextension",
        "not_lifted",
        "over_lift",
        "leg_low",
        "too_fast",
        "breath_hold",
    ),
}
"""Labels that a view can show at all (docs/clinical.md#what-a-view-shows); oblique and rolled side
views count as side."""

SIDES = {
    "side_plank_left": "left",
    "side_plank_right": "right",
    **{name: side for m in measured_exercises().values() for name, side in m.shown_as.items() if side},
}
"""The truth names the side of a side plank in the exercise, not in its events."""


def read_truth(path: Path) -> dict[str, Any]:
    """A clip's JSON as it stands, packed or not."""
    if path.suffix == ".gz":
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
    else:
        text = path.read_text(encoding="utf-8")
    known: dict[str, Any] = json.loads(text)
    return known


def load_truth(path: Path, exercise: str) -> Truth:
    """Read a clip's JSON; `exercise` is the name the command line uses."""
    raw = read_truth(path)
    arrays = {
        name: np.array([np.nan if v is None else v for v in values], np.float64)
        for name, values in raw["truth"].items()
        if name != "joints2d"
    }
    points = np.array(raw["truth"]["joints2d"], np.float64)
    return Truth(
        name=raw["name"],
        exercise=exercise,
        view=raw["view"],
        events=_events(raw["events"], exercise, raw["view"], SIDES.get(raw["exercise"])),
        body=str(raw["body"]),
        stature_m=float(raw["stature_m"]),
        neutral={k: float(v) for k, v in raw["neutral_standing"].items()},
        arrays=arrays,
        joints={name: points[:, i] for i, name in enumerate(raw["joint_names"])},
    )


def bridging() -> Truth:
    """The filmed clip: one glute bridge, at the top from 0.5 to 2.2 s of 3 s (README of the shared data)."""
    event = TrueEvent("rep", 0.0, 3.0, None, (0.5, 2.2), exact=False)
    return Truth("bridging", "bridge", "side", (event,))


def _events(raw: list[dict[str, Any]], exercise: str, view: str, side: str | None) -> tuple[TrueEvent, ...]:
    if exercise == "drawing-in":
        return (_lying(raw, exercise, view),)
    reps = [_rep(e, exercise, view) for e in raw if e["kind"] == "rep"]
    holds: list[TrueEvent] = []
    for e in sorted((e for e in raw if e["kind"] == "hold"), key=lambda e: (e["start_s"], -e["end_s"])):
        start, end = float(e["start_s"]), float(e["end_s"])
        faults = _faults(e, start, end, exercise, view)
        if holds and start <= holds[-1].end_s + TOUCHING_S:
            whole = holds[-1]
            end = max(end, whole.end_s)
            holds[-1] = replace(whole, end_s=end, top_s=(whole.start_s, end), faults=(*whole.faults, *faults))
        else:
            holds.append(TrueEvent("hold", start, end, side, (start, end), faults))
    return tuple(sorted((*reps, *holds), key=lambda e: e.start_s))


def _lying(raw: list[dict[str, Any]], exercise: str, view: str) -> TrueEvent:
    """What counts in drawing-in is the time in position; what the belly does is within it."""
    start, end = (
        float(e[name])
        for e, name in zip((e for e in raw if e["kind"] == "transition"), ("end_s", "start_s"), strict=True)
    )
    faults = [f for e in raw for f in _faults(e, float(e["start_s"]), float(e["end_s"]), exercise, view)]
    return TrueEvent("hold", start, end, None, (start, end), tuple(faults))


def _rep(e: dict[str, Any], exercise: str, view: str) -> TrueEvent:
    start, end = float(e["start_s"]), float(e["end_s"])
    top = e.get("hold_s") or (start, end)
    return TrueEvent(
        "rep", start, end, e["side"], (float(top[0]), float(top[1])), _faults(e, start, end, exercise, view)
    )


def _seen_from(view: str, exercise: str) -> tuple[str, ...]:
    measured = measured_exercises().get(exercise)
    if measured is not None:
        return measured.seen_from.get(view, ())
    return SEEN_FROM.get(view, SEEN_FROM["side"])


def _faults(
    e: dict[str, Any], start_s: float, end_s: float, exercise: str, view: str
) -> tuple[TrueFault, ...]:
    visible = _seen_from(view, exercise)
    labels = [e, *e.get("also", ())] if e["fault"] else []
    return tuple(
        TrueFault(
            label["fault"],
            start_s,
            end_s,
            float(label["magnitude"]),
            str(label["unit"]),
            NAMED_AS.get((exercise, label["fault"]), (label["fault"],)),
            label["fault"] in visible,
        )
        for label in labels
    )
