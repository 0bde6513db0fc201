"""Judged frames as the arrays that are kept and handed out."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import FrameScores
from formcheck.judge.segments import JudgedFrames
from formcheck.signals.samples import Codes, Flags, Floats

S = TypeVar("S", bound=np.generic)


def as_scores(time: Floats, detected: Flags, frames: JudgedFrames, seen: Codes) -> FrameScores:
    """The judgement of a chunk, or of a single frame, as arrays."""
    if isinstance(frames.time, float):
        return FrameScores(
            time,
            _one_bool(bool(detected)),
            _one_code(int(frames.verdict)),
            _one_mask(int(frames.faults)),
            _one_mask(int(frames.major)),
            _one_code(int(frames.reason)),
            _one_code(int(frames.phase)),
            np.array(frames.signals)[:, None],
            _one_mask(int(frames.outside)),
            _one_code(int(seen)),
        )
    return FrameScores(
        time,
        np.asarray(detected),
        np.asarray(frames.verdict, np.int8),
        np.asarray(frames.faults, np.int64),
        np.asarray(frames.major, np.int64),
        np.asarray(frames.reason, np.int8),
        np.asarray(frames.phase, np.int8),
        np.asarray(frames.signals),
        np.asarray(frames.outside, np.int64),
        np.broadcast_to(np.asarray(seen, np.int8), len(time)),
    )


# An array costs a microsecond and the codes are few: (1,) arrays are made once and are read-only.
@lru_cache(maxsize=4096)
def _one_bool(value: bool) -> NDArray[np.bool_]:
    return _read_only(np.array([value], np.bool_))


@lru_cache(maxsize=4096)
def _one_code(value: int) -> NDArray[np.int8]:
    return _read_only(np.array([value], np.int8))


@lru_cache(maxsize=4096)
def _one_mask(value: int) -> NDArray[np.int64]:
    return _read_only(np.array([value], np.int64))


def _read_only(array: NDArray[S]) -> NDArray[S]:
    array.setflags(write=False)
    return array
