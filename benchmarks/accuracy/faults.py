"""Labelled faults that were found, missed, and how late; and faults that nobody labelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.accuracy.exercises.registry import measured_exercises, true_signal
from benchmarks.accuracy.matching import SLACK_S, labelled_as
from benchmarks.accuracy.product import Outcome
from benchmarks.accuracy.true_clip import Floats, TrueEvent, TrueFault, Truth
from benchmarks.accuracy.true_signals import TrueSignals

LASTS_S = 0.3
"""The truth's signal must stay beyond the band this long to count as the beginning: sway crosses for less."""
WHOLE = ("too_fast", "uneven", *(kind for m in measured_exercises().values() for kind in m.whole))
"""Faults that only a whole repetition shows: nobody can name them before its end."""
AT_THE_TOP = ("not_lifted", "hold_drop", "leg_low")
"""Faults that only the top of a repetition can show; on the way every hip and leg is low."""


@dataclass(frozen=True, slots=True)
class LabelledFault:
    """One labelled fault and what became of it; seconds of media time, None where it does not apply.

    Attributes:
        found: kinds that were named for it.
        peak: worst value in the product's unit; `true_worst` the truth's, `green` the edge between them.
        begins_s: where the truth's own signal leaves green; None where it stays in it or there is none.
        latency_s: from `begins_s`, else the label's beginning, to the first frame that names it; of a fault
            of the whole repetition from its end.
        start_error_s: beginning in the event minus that.
        unmeasured: reason, when the product said that it could not see.
        within_error: it lies no further beyond green than the product misreads (`Measured.errors`).
    """

    label: TrueFault
    found: tuple[str, ...]
    peak: float | None
    true_worst: float | None
    green: float | None
    begins_s: float | None
    latency_s: float | None
    label_latency_s: float | None
    start_error_s: float | None
    unmeasured: str | None
    within_error: bool = False

    @property
    def within_green(self) -> bool:
        """By the truth's own signal this is too small for the bands in force."""
        return self.true_worst is not None and self.begins_s is None

    @property
    def counts(self) -> bool:
        """The product ought to name it: this view shows it, and it is large enough."""
        return self.label.visible and not self.within_green and not self.within_error


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A found fault that no label asks for.

    `standing`: "invented", "true, not labelled", or "no truth for it".
    """

    kind: str
    start_s: float
    end_s: float
    peak: float
    unit: str
    major: bool
    standing: str
    true_worst: float | None
    green: float | None


def spans(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """All fault spans of all events that were measured."""
    for event in outcome.events():
        if event["verdict"] != "unmeasured":
            yield from event["faults"]


def labelled(truth: Truth, outcome: Outcome) -> list[LabelledFault]:
    """Every label of this clip."""
    return [_labelled(fault, event, truth, outcome) for event in truth.events for fault in event.faults]


def _labelled(label: TrueFault, event: TrueEvent, truth: Truth, outcome: Outcome) -> LabelledFault:
    own = [
        s
        for s in spans(outcome)
        if s["kind"] in label.accepted and s["start_s"] <= label.end_s and s["end_s"] >= label.start_s
    ]
    signals = TrueSignals(truth, outcome.result)
    measured = measured_exercises().get(truth.exercise)
    tops = AT_THE_TOP if measured is None else measured.at_the_top
    at_top = label.kind in tops and event.kind == "rep"
    window = event.top_s if at_top else (label.start_s, label.end_s)
    begins, worst, green = None, None, None
    for kind in label.accepted:
        begins, worst, green = _beyond(kind, window, signals, truth, outcome)
        if begins is not None:
            break
    first_s = _first_named(label, outcome)
    start = begins if begins is not None else window[0]
    main = max(own, key=lambda s: float(s["end_s"] - s["start_s"]), default=None)
    return LabelledFault(
        label,
        tuple(sorted({s["kind"] for s in own})),
        None if main is None else main["peak"],
        worst,
        green,
        begins,
        None if first_s is None or not own else first_s - (label.end_s if label.kind in WHOLE else start),
        None if first_s is None or not own else first_s - label.start_s,
        min(s["start_s"] for s in own) - start if own else None,
        _unmeasured(label, window, outcome),
        _within_error(label, worst, green, truth, outcome),
    )


def _within_error(
    label: TrueFault, worst: float | None, green: float | None, truth: Truth, outcome: Outcome
) -> bool:
    """By the truth's own signal, or by the label's size where there is none."""
    measured = measured_exercises().get(truth.exercise)
    error = measured.errors.get(label.kind) if measured is not None else None
    if error is None:
        return False
    if worst is not None and green is not None:
        return abs(worst - green) <= error
    bands = [b for b in outcome.result["thresholds"]["bands"] if b["fault"] in label.accepted]
    edges = [edge for band in bands for edge in band["green"] if edge is not None]
    return any(abs(abs(label.magnitude) - abs(edge)) <= error for edge in edges)


def _first_named(label: TrueFault, outcome: Outcome) -> float | None:
    time = outcome.time_s
    near = (time >= label.start_s - SLACK_S) & (time <= label.end_s + SLACK_S)
    for t, names in zip(time[near], outcome.frames["faults"][near], strict=True):
        if names and set(str(names).split("+")) & set(label.accepted):
            return float(t)
    return None


def _unmeasured(label: TrueFault, window: tuple[float, float], outcome: Outcome) -> str | None:
    """The reason, when the product says that it could not judge this kind (in the recording, or in the event
    there), or most frames of the window.
    """
    told = dict(outcome.result.get("unmeasured", {}))
    for event in outcome.result.get("events", ()):
        if event["start_s"] < window[1] and window[0] < event["end_s"]:
            told |= event.get("main_unmeasured", {})
    if label.accepted and all(kind in told for kind in label.accepted):
        return str(told[label.accepted[0]])
    rows = (outcome.time_s >= window[0]) & (outcome.time_s <= window[1])
    blind = rows & (outcome.frames["verdict"] == "unmeasured")
    if blind.sum() <= rows.sum() / 2:
        return None
    reasons, counts = np.unique(outcome.frames["reason"][blind].astype(str), return_counts=True)
    return str(reasons[counts.argmax()])


def bands_in_force(kind: str, result: dict[str, Any], calibrated: bool) -> list[dict[str, Any]]:
    """Bands that judge this fault, given whether there is a personal reference."""
    own = [b for b in result["thresholds"]["bands"] if b["fault"] == kind]
    personal = [b for b in own if b["calibrated"]]
    return personal if calibrated and personal else [b for b in own if not b["calibrated"]]


def _beyond(
    kind: str, window: tuple[float, float], signals: TrueSignals, truth: Truth, outcome: Outcome
) -> tuple[float | None, float | None, float | None]:
    """(beginning, worst value, green edge) by the truth's own signal; Nones where there is none.

    The worst value and its edge are given even when the signal stays in green; the beginning then is None.
    """
    best: tuple[float | None, float | None, float | None] = (None, None, None)
    inside = (truth.time_s >= window[0]) & (truth.time_s <= window[1])
    furthest = -np.inf
    for band in bands_in_force(kind, outcome.result, signals.calibrated):
        values = true_signal(signals, band["signal"])
        if values is None or not np.isfinite(values[inside]).any():
            continue
        for edge, sign in zip(band["green"], (-1.0, 1.0), strict=True):
            if edge is None:
                continue
            excess = np.where(inside & np.isfinite(values), sign * (values - edge), -np.inf)
            row = int(excess.argmax())
            relative = float(excess[row]) / max(abs(edge), 1e-6)
            if relative > furthest:
                furthest = relative
                best = (_lasting(excess > 0, truth.time_s), float(values[row]), float(edge))
    return best


def _lasting(beyond: np.ndarray[Any, np.dtype[np.bool_]], time: Floats) -> float | None:
    edges = np.flatnonzero(np.diff(beyond.astype(np.int8), prepend=0, append=0))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if time[last - 1] - time[first] >= LASTS_S:
            return float(time[first])
    return None


def unlabelled(truth: Truth, outcome: Outcome) -> list[Unlabelled]:
    """Every found fault that no label asks for, and whether the truth's own arrays bear it out."""
    found: list[Unlabelled] = []
    for s in spans(outcome):
        if labelled_as(truth, s):
            continue
        begins = worst = green = None
        standing = "no truth for it"
        if len(truth.time_s):
            signals = TrueSignals(truth, outcome.result)
            window = (s["start_s"] - SLACK_S, s["end_s"] + SLACK_S)
            begins, worst, green = _beyond(s["kind"], window, signals, truth, outcome)
            if worst is not None:
                standing = "invented" if begins is None else "true, not labelled"
        found.append(
            Unlabelled(
                s["kind"], s["start_s"], s["end_s"], s["peak"], s["unit"], s["major"], standing, worst, green
            )
        )
    return found


def false_fault_s(truth: Truth, outcome: Outcome) -> float:
    """Seconds of frames with a fault outside every true event: getting up, lying down, pausing."""
    time = outcome.time_s
    fault = outcome.frames["verdict"] == "fault"
    for event in truth.events:
        fault = fault & ~((time >= event.start_s - SLACK_S) & (time <= event.end_s + SLACK_S))
    return float(np.diff(time, append=time[-1])[fault].sum()) if len(time) else 0.0
