"""Faults that only a finished movement shows: how long it took, how it compares with those before.

Their bands stand in the config beside the others, with ``phases = []``: no single frame is judged by them.
The strictness dial, a therapist's override and the report's table of thresholds apply to them as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from formcheck.judge.bands import Edge
from formcheck.judge.segments import Span
from formcheck.judge.vocabulary import FAULT_BIT, SIGNAL_ROW
from formcheck.signals.samples import Flags, Samples, where


def movement_faults(
    edges: Iterable[Edge], values: Mapping[str, float], start_s: float, end_s: float
) -> tuple[Span, ...]:
    """Spans over the whole movement for each value outside its green band.

    Args:
        edges: of the exercise; those that are judged frame by frame are passed over.
        values: signal name -> value of this movement; NaN is not judged.
        start_s, end_s: of the movement, seconds.
    """
    by_row = {SIGNAL_ROW[name]: value for name, value in values.items()}
    spans = []
    for edge in edges:
        value = by_row.get(edge.row)
        if edge.phases or value is None or not edge.sign * value > edge.green:
            continue
        excess = edge.sign * value
        beyond = (excess - edge.green) / max(abs(edge.amber - edge.green), 1e-9)
        spans.append(Span(edge.fault, start_s, end_s, value, start_s, edge.unit, excess > edge.amber, beyond))
    return tuple(spans)


def movement_fault_bits(
    edges: Iterable[Edge], values: Mapping[str, Samples], done: Flags
) -> tuple[Samples, Samples]:
    """Bits, as floats, of the same faults and of the major ones among them, in the frames with `done`."""
    by_row = {SIGNAL_ROW[name]: value for name, value in values.items()}
    faults = where(done, 0.0, 0.0)
    major = faults
    for edge in edges:
        if edge.phases or edge.row not in by_row:
            continue
        excess, bit = edge.sign * by_row[edge.row], float(FAULT_BIT[edge.fault])
        faults = faults + where(done & (excess > edge.green), bit, 0.0)
        major = major + where(done & (excess > edge.amber), bit, 0.0)
    return faults, major
