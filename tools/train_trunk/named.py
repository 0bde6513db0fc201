"""Rolls and hollow backs named and invented, repetition by repetition: the head by the product's own bands
and nothing else (median while the limbs are out or the hips up), beside the product as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.faults import bands_in_force
from tools.train_trunk.compare import Asked

Floats = NDArray[np.float64]
KINDS = {
    ("bird_dog", True): ("trunk_roll", "trunk_roll_deg", "roll"),
    ("bird_dog", False): ("lumbar_hollow", "lumbar_deg", "lumbar"),
    ("bridge", False): ("hyperextension", "lumbar_deg", "lumbar"),
}
"""By exercise and whether it is filmed from in front: fault, its signal in the product, that of the head."""
LEAST_ROWS = 3
STATES = ("named", "not judged", "missed", "invented", "right")


@dataclass(frozen=True, slots=True)
class Judged:
    """A repetition: whether the truth is beyond the band, what the head and the product say (`STATES`)."""

    fault: str
    beyond: bool
    head: str
    today: str


def judged(clip: Asked) -> Iterator[Judged]:
    """The repetitions of a clip whose exercise has such a fault; none of one without a result."""
    known = KINDS.get((str(clip.file["exercise"]), clip.file["view"] == "high_front"))
    if known is None or clip.product is None:
        return
    fault, signal, name = known
    result = clip.product[1].result
    bands = [band for band in bands_in_force(fault, result, True) if band["signal"] == signal]
    said, true, time = clip.said[name], clip.true[name], clip.time
    for event in clip.file["events"]:
        start, end = event.get("hold_s") or (0.0, 0.0)
        rows = (time >= start) & (time <= end)
        if event["kind"] == "rep" and rows.sum() >= LEAST_ROWS and bands:
            beyond, told = (_beyond(float(np.median(v[rows])), bands[0]["green"]) for v in (true, said))
            yield Judged(fault, beyond, _state(beyond, told), _today(event, fault, beyond, result))


def _beyond(value: float, green: list[float | None]) -> bool:
    low, high = green
    return (low is not None and value < low) or (high is not None and value > high)


def _state(beyond: bool, told: bool) -> str:
    if beyond:
        return "named" if told else "missed"
    return "invented" if told else "right"


def _today(event: dict[str, Any], fault: str, beyond: bool, result: dict[str, Any]) -> str:
    there = [e for e in result["events"] if e["start_s"] < event["end_s"] and event["start_s"] < e["end_s"]]
    seen = [e for e in there if e["verdict"] != "unmeasured"]
    if any(span["kind"] == fault for e in seen for span in e["faults"]):
        return _state(beyond, True)
    blind = fault in result.get("unmeasured", {}) or all(fault in e.get("main_unmeasured", {}) for e in seen)
    return "not judged" if blind else _state(beyond, False)


def named_table(clips: Iterable[Asked]) -> list[str]:
    """Lines of a Markdown table, by group of clips."""
    counts: dict[tuple[str, str, bool], tuple[Counter[str], Counter[str]]] = {}
    for clip in clips:
        for one in judged(clip):
            key = (clip.group, one.fault, one.beyond)
            heads, todays = counts.setdefault(key, (Counter(), Counter()))
            heads[one.head] += 1
            todays[one.today] += 1
    lines = ["| clips | fault | repetitions | head | today |", "|---|---|---|---|---|"]
    for (group, fault, beyond), sides in sorted(counts.items()):
        cells = [", ".join(f"{side[state]} {state}" for state in STATES if side[state]) for side in sides]
        what = f"{sides[0].total()} {'beyond the band' if beyond else 'within it'}"
        lines.append(f"| {group} | {fault} | {what} | {cells[0]} | {cells[1]} |")
    return lines
