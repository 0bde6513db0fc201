"""Short ways to a band, a bank of them, and chunks as the core passes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from formcheck.judge.bands import BandBank, Edge, edges_of
from formcheck.judge.config import Band, Strictness, Timing
from formcheck.judge.vocabulary import PHASE_CODE, SIGNAL_ROW, SIGNALS

TIMING = Timing(amber_dwell_s=0.5, red_dwell_s=1.0, release_s=0.3)
INF = float("inf")


def band(fault: str = "sag", signal: str | None = "hip_offset", **changes: Any) -> Band:
    """A band that is open below: green up to 0.03, amber up to 0.06."""
    fields = {"fault": fault, "unit": "fraction", "source": "test", "hysteresis": 0.01}
    if signal is not None:
        fields |= {"signal": signal, "green": (-INF, 0.03), "amber": (-INF, 0.06)}
    return Band(**{**fields, **changes})


def table(length: int, **signals: ArrayLike) -> np.ndarray:
    """(S, T) signals, NaN but for those given."""
    rows = np.full((len(SIGNALS), length), np.nan)
    for name, values in signals.items():
        rows[SIGNAL_ROW[name]] = values
    return rows


class JudgedRows(NamedTuple):
    """What `Judged` says of a recording: (T,) bits, (edges, T)."""

    faults: np.ndarray
    major: np.ndarray
    violated: np.ndarray
    since: np.ndarray


def edges(*bands: Band, strictness: float = 1.0) -> tuple[Edge, ...]:
    return edges_of(bands, Strictness(strictness))


def judge(
    bands: Sequence[Band],
    time: np.ndarray,
    signals: np.ndarray,
    *,
    phase: np.ndarray | str = "hold",
    calibrated: np.ndarray | bool = True,
    chunks: Sequence[int] | None = None,
    strictness: float = 1.0,
) -> JudgedRows:
    """Judge a recording, whole or in chunks."""
    bank = BandBank(edges(*bands, strictness=strictness), TIMING)
    codes = np.full(len(time), PHASE_CODE[phase]) if isinstance(phase, str) else phase
    known = np.broadcast_to(np.asarray(calibrated), time.shape)
    state, first, parts = bank.start(), 0, []
    for length in chunks or [len(time)]:
        rows = slice(first, first + length)
        first += length
        if length == 1:
            at = rows.start
            one, state = bank.step(
                signals[:, at].tolist(), float(time[at]), int(codes[at]), bool(known[at]), state
            )
        else:
            one, state = bank.step(signals[:, rows], time[rows], codes[rows], known[rows], state)
        parts.append(
            JudgedRows(
                np.atleast_1d(one.faults),
                np.atleast_1d(one.major),
                np.asarray(one.violated).reshape(-1, length),
                np.asarray(one.since).reshape(-1, length),
            )
        )
    faults, major, violated, since = (
        np.concatenate(columns, axis=-1) for columns in zip(*parts, strict=True)
    )
    return JudgedRows(faults, major, violated, since)
