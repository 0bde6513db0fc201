"""Signals without those whose points the picture does not show."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from formcheck.judge.vocabulary import SIGNAL_ROW
from formcheck.signals.body import Body
from formcheck.signals.picture_edge import Edge, Place
from formcheck.signals.samples import Codes, Table, where_codes


def left_out(
    signals: Table, edge: Edge, needs: Mapping[str, Sequence[Place]], body: Body
) -> tuple[Table, Codes]:
    """Signals without those whose points the picture does not show; and a bit of each that was left out.

    Args:
        signals: in the order of SIGNALS.
        edge: what it does to the body.
        needs: the places that each signal is read from.
        body: where they are.
    """
    if isinstance(signals, np.ndarray):
        left: Codes = np.zeros(signals.shape[1], np.int64)
        signals = signals.copy()
        for name, places in needs.items():
            row = SIGNAL_ROW[name]
            gone = edge.lacks(places, body)
            signals[row] = np.where(gone, math.nan, signals[row])
            left = left | where_codes(gone, 1 << row, 0)
        return signals, left
    values, bits = list(signals), 0
    for name, places in needs.items():
        row = SIGNAL_ROW[name]
        if edge.lacks(places, body):
            values[row], bits = math.nan, bits | 1 << row
    return values, bits
