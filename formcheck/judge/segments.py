"""What events are made of: judged frames, runs of activity, and what a rule says of a whole one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.vocabulary import (
    NOTHING_SEEN,
)
from formcheck.signals.samples import Bools, Codes, Flags, FlagTable, Floats, Samples, Table

Kind = Literal["hold", "rep", "attempt", "rest"]
Side = Literal["left", "right", "left_arm_right_leg", "right_arm_left_leg"]


class JudgedFrames(NamedTuple):
    """What is judged of a chunk: (T,) or (rows, T) arrays, or plain numbers and lists of a single frame."""

    time: Samples
    verdict: Codes
    faults: Codes
    major: Codes
    reason: Codes
    phase: Codes
    calibrated: Flags
    drive: Samples
    signals: Table
    extra: Table
    violated: FlagTable
    since: Table
    outside: Codes


class FrameColumns(NamedTuple):
    """What is kept of each active frame until its event ends: (T,) or (rows, T)."""

    time: Floats
    verdict: NDArray[np.int8]
    faults: NDArray[np.int64]
    major: NDArray[np.int64]
    reason: NDArray[np.int8]
    phase: NDArray[np.int8]
    calibrated: Bools
    drive: Floats
    signals: Floats
    extra: Floats
    violated: Bools
    since: Floats
    outside: NDArray[np.int64]

    def part(self, rows: slice) -> FrameColumns:
        """A view on some frames."""
        return FrameColumns(*[getattr(self, name)[..., rows] for name in self._fields])

    def copy(self) -> FrameColumns:
        """The same frames, not holding the rest of their chunk alive."""
        return FrameColumns(*[getattr(self, name).copy() for name in self._fields])

    @classmethod
    def of_chunk(cls, chunk: JudgedFrames | FrameColumns) -> FrameColumns:
        """A chunk of several frames, which are arrays already."""
        return cls._make(chunk)

    @classmethod
    def join(cls, parts: Sequence[JudgedFrames | FrameColumns]) -> FrameColumns:
        """Frames in time order, as arrays."""
        blocks: list[FrameColumns] = []
        for single, group in groupby(parts, lambda part: isinstance(part.time, float)):
            rows = list(group)
            blocks += [cls._of_singles(rows)] if single else [cls.of_chunk(part) for part in rows]
        if len(blocks) == 1:
            return blocks[0]
        return cls(*[np.concatenate([getattr(b, name) for b in blocks], axis=-1) for name in cls._fields])

    @classmethod
    def _of_singles(cls, frames: Sequence[JudgedFrames | FrameColumns]) -> FrameColumns:
        def column(name: str) -> NDArray[np.generic]:
            values: NDArray[np.generic] = np.array(
                [getattr(frame, name) for frame in frames], _DTYPES.get(name, np.float64)
            )
            return np.ascontiguousarray(values.T)

        return cls._make(column(name) for name in cls._fields)


_DTYPES = {
    "verdict": np.int8,
    "faults": np.int64,
    "major": np.int64,
    "reason": np.int8,
    "phase": np.int8,
    "calibrated": np.bool_,
    "violated": np.bool_,
    "outside": np.int64,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A fault within an event; `peak` is the signed signal at its worst."""

    fault: str
    start_s: float
    end_s: float
    peak: float
    peak_at_s: float
    unit: str
    major: bool
    beyond: float = 0.0
    """How far the peak lies beyond green, in widths of amber."""


@dataclass(frozen=True, slots=True)
class BookOutcome:
    """What became of the object on the back; distances in cm."""

    kept: bool
    object: str
    driven_by: tuple[str, ...]
    slid_cm: float
    fell_at_s: float | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A finished run of activity."""

    start_s: float
    end_s: float
    frames: FrameColumns
    complete: bool
    """False when the recording ended before the activity did."""


@dataclass(frozen=True, slots=True)
class SegmentVerdict:
    """What a rule says of a whole segment. `kind` None drops it."""

    kind: Kind | None
    start_s: float
    end_s: float
    side: Side | None = None
    faults: tuple[Span, ...] = ()
    book: BookOutcome | None = None
    measures: tuple[tuple[str, float], ...] = ()
    unmeasured: tuple[tuple[str, str], ...] = ()
    """(main fault, reason) of those that the rule itself could not judge it on."""
    without: tuple[str, ...] = ()
    """Faults of single frames that the whole movement proves wrong."""
    seen: int = NOTHING_SEEN
    """Code in `SEEN` of another movement that it was: then nothing of it is judged."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A judged event, with what the summary needs of it."""

    kind: Kind
    start_s: float
    end_s: float
    side: Side | None
    faults: tuple[Span, ...]
    book: BookOutcome | None
    measures: tuple[tuple[str, float], ...]
    measured_s: float
    green_s: float
    amber_s: float
    reason: int
    """The commonest reason of its unmeasured frames, or NO_REASON."""
    unmeasured: tuple[tuple[str, str], ...] = ()
    """(main fault, cause) of those that it could not be judged on: a `Cause`, or the rule's reason. One that
    was found was judged."""
    seen: int = NOTHING_SEEN
    """Code in `SEEN` of another movement that it was; its reason is then "wrong_posture"."""
