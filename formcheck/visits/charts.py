"""What the page of a visit draws of an exercise, small enough to lie beside its result.

The blob of `Exercise.chart` is zlib of a line of JSON and three arrays one after the other, each of `rows`
numbers, little-endian: times (uint32, tenths of a millisecond, as differences), codes (int8: verdict, + 16
for a major fault) and the signal (int16 over [low, high], `_GAP` where it was not measured).
"""

from __future__ import annotations

import json
import zlib

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.vocabulary import UNMEASURED
from formcheck.overlay.overlay import OverlaySpec
from formcheck.report.data import ReportData
from formcheck.report.downsampling import envelope
from formcheck.scoring.result import Result

VERSION = 1
MOST_ROWS = 600
"""Points of the signal: one for each unit of the chart's width, which no eye tells from more."""
MOST_CHANGES = 400
"""Rows beyond those of the signal, so that verdicts begin and end at their own frames."""
TICKS = 10_000
"""A second: finer than the milliseconds of a result, so that a frame stays on its side of an event's end."""
_GAP = np.iinfo(np.int16).min
_STEPS = 30_000
_MAJOR = 16


def chart_blob(data: ReportData) -> bytes:
    """What `chart_data` needs: a few kB, however long the exercise was."""
    rows = _kept_rows(data)
    signal = np.where(data.verdict == UNMEASURED, np.nan, data.signal)[rows]
    known = signal[np.isfinite(signal)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    share = (signal - low) / max(high - low, 1e-12)
    steps = np.where(np.isfinite(share), np.nan_to_num(share) * _STEPS, _GAP)
    ticks = np.round(data.time[rows] * TICKS).astype(np.int64)
    head = {
        "version": VERSION,
        "rows": len(rows),
        "start": int(ticks[0]) if len(rows) else 0,
        "low": low,
        "high": high,
        "signal": data.signal_name,
        "down": data.plus_is_down,
    }
    body = (
        np.diff(ticks, prepend=ticks[:1]).astype("<u4"),
        (data.verdict[rows] + _MAJOR * data.major[rows]).astype(np.int8),
        np.round(steps).astype("<i2"),
    )
    return zlib.compress(b"\n".join((json.dumps(head).encode(), b"".join(a.tobytes() for a in body))), 9)


def chart_data(blob: bytes, result: Result) -> ReportData | None:
    """What `formcheck.report.chart.strip_chart` draws; no stills.

    Args:
        blob: what `chart_blob` gave.
        result: of the same exercise.

    Returns:
        None of a blob that this formcheck cannot read, which is made anew from the recording.
    """
    try:
        line, _, body = zlib.decompress(blob).partition(b"\n")
        head = json.loads(line)
        if head["version"] != VERSION:
            return None
        rows = int(head["rows"])
        ticks = np.frombuffer(body, "<u4", rows).astype(np.int64).cumsum() + int(head["start"])
        codes = np.frombuffer(body, np.int8, rows, 4 * rows)
        steps = np.frombuffer(body, "<i2", rows, 5 * rows)
        low, high = float(head["low"]), float(head["high"])
        name, down = str(head["signal"]), bool(head["down"])
    except (zlib.error, ValueError, KeyError, TypeError):
        return None
    return ReportData(
        result=result,
        time=ticks / TICKS,
        verdict=codes % _MAJOR,
        major=codes >= _MAJOR,
        signal=np.where(steps == _GAP, np.nan, low + (high - low) * steps / _STEPS),
        signal_name=name,
        plus_is_down=down,
        spec=OverlaySpec(),
    )


def _kept_rows(data: ReportData) -> NDArray[np.int64]:
    """Rows of the signal's envelope, and those on either side of a change of verdict."""
    signal = np.where(data.verdict == UNMEASURED, np.nan, data.signal)
    kept = np.searchsorted(data.time, envelope(data.time, signal, MOST_ROWS)[0])
    codes = data.verdict + _MAJOR * data.major
    changes = np.flatnonzero(np.diff(codes)) + 1
    if 2 * len(changes) <= MOST_CHANGES:
        kept = np.concatenate((kept, changes - 1, changes))
    ends = [0, len(data.time) - 1] if len(data.time) else []
    return np.unique(np.concatenate((kept, ends)).astype(np.int64))
