"""`FrameScores`: what the judge says of every frame, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import UsageError
from formcheck.judge.vocabulary import (
    NO_REASON,
    NOTHING_SEEN,
    PHASES,
    REASONS,
    SEEN,
    SIGNAL_ROW,
    SIGNALS,
    VERDICTS,
    fault_names,
)
from formcheck.runtime.arrow_arrays import arrow_array, arrow_words

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Codes = NDArray[np.integer[Any]]
WORD_COLUMNS = ("verdict", "faults", "reason", "phase", "seen")
COLUMNS = ("time_s", "detected", *WORD_COLUMNS[:-1], *SIGNALS, "seen")
"""Columns of a frame table, in order."""


@dataclass(frozen=True, slots=True)
class FrameScores:
    """Judgement of T frames; codes and bits as in `formcheck.judge.vocabulary`.

    Attributes:
        time: (T,) float64, media time in seconds.
        detected: (T,) bool, a person was found.
        verdict: (T,) int8, GOOD, FAULT or UNMEASURED.
        faults: (T,) int64, bits of the faults that hold in this frame.
        major: (T,) int64, the subset of `faults` that is beyond the amber band.
        reason: (T,) int8, why unmeasured, or NO_REASON.
        phase: (T,) int8, code in PHASES.
        signals: (S, T) float64, one row a signal in the order of SIGNALS; NaN where this view cannot give it.
        outside: (T,) int64, a bit (1 << row in SIGNALS) for each signal that is NaN because a point that it
            is read from is out of the picture. Not stored.
        seen: (T,) int8, what the body does instead where the reason is "wrong_posture", or NOTHING_SEEN.
    """

    time: NDArray[np.float64]
    detected: NDArray[np.bool_]
    verdict: NDArray[np.int8]
    faults: NDArray[np.int64]
    major: NDArray[np.int64]
    reason: NDArray[np.int8]
    phase: NDArray[np.int8]
    signals: NDArray[np.float64]
    outside: NDArray[np.int64]
    seen: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.time)

    def part(self, rows: slice) -> FrameScores:
        """A view on some frames."""
        return FrameScores(*(getattr(self, field)[..., rows] for field in FrameScores.__slots__))

    def signal(self, name: str) -> NDArray[np.float64]:
        """(T,) one signal by its column name."""
        return np.asarray(self.signals[SIGNAL_ROW[name]])

    @property
    def verdict_names(self) -> list[str]:
        """The verdict of each frame as a word: "good", "fault" or "unmeasured"."""
        return [VERDICTS[code] for code in self.verdict.tolist()]

    def further_columns(self) -> tuple[Codes, Mapping[str, Sequence[str]]]:
        """((C, T) codes, the words that they stand for by column): none of a single exercise."""
        return np.empty((0, len(self)), np.int32), {}

    def to_pandas(self) -> pd.DataFrame:
        """The frame table: one row a frame, the columns of frames.parquet.

        Raises:
            UsageError: pandas is not installed.
        """
        codes, words = self.further_columns()
        try:
            import pandas as pd  # noqa: F401
        except ImportError as error:
            raise UsageError(
                "to_pandas needs pandas, which is not installed", "pip install 'formcheck[notebook]'"
            ) from error
        return frame_batch(self, codes, words).to_pandas()

    @classmethod
    def empty(cls) -> FrameScores:
        """No frames."""
        return cls(
            np.empty(0),
            np.empty(0, bool),
            np.empty(0, np.int8),
            np.empty(0, np.int64),
            np.empty(0, np.int64),
            np.empty(0, np.int8),
            np.empty(0, np.int8),
            np.empty((len(SIGNALS), 0)),
            np.empty(0, np.int64),
            np.empty(0, np.int8),
        )

    @classmethod
    def concatenate(cls, parts: Iterable[FrameScores]) -> FrameScores:
        """Join scores in time order; nothing gives `empty()`."""
        chunks = list(parts) or [cls.empty()]
        return cls(
            np.concatenate([c.time for c in chunks]),
            np.concatenate([c.detected for c in chunks]),
            np.concatenate([c.verdict for c in chunks]),
            np.concatenate([c.faults for c in chunks]),
            np.concatenate([c.major for c in chunks]),
            np.concatenate([c.reason for c in chunks]),
            np.concatenate([c.phase for c in chunks]),
            np.concatenate([c.signals for c in chunks], axis=1),
            np.concatenate([c.outside for c in chunks]),
            np.concatenate([c.seen for c in chunks]),
        )


def frame_schema(more: Sequence[str] = ()) -> pa.Schema:
    """Arrow schema of a frame table with `more` columns of words at its end."""
    import pyarrow as pa

    words = pa.dictionary(pa.int32(), pa.string())
    kinds = {"time_s": pa.float64(), "detected": pa.bool_(), **dict.fromkeys((*WORD_COLUMNS, *more), words)}
    return pa.schema(
        [
            pa.field(name, kinds.get(name, pa.float64()), nullable=name in ("reason", "seen"))
            for name in (*COLUMNS, *more)
        ]
    )


def frame_batch(scores: FrameScores, codes: Codes, more: Mapping[str, Sequence[str]]) -> pa.RecordBatch:
    """Scores as an Arrow batch.

    Args:
        scores: T frames.
        codes: (C, T) indices into the words of the further columns.
        more: each further column's name and its words.
    """
    import pyarrow as pa

    bits, which = np.unique(scores.faults, return_inverse=True)
    joined = ["+".join(fault_names(int(b))) for b in bits]
    columns = [
        arrow_array(np.asarray(scores.time, np.float64)),
        arrow_array(np.asarray(scores.detected, np.bool_)),
        _words(scores.verdict, VERDICTS),
        _words(which, joined),
        _words(scores.reason, REASONS, none=NO_REASON),
        _words(scores.phase, PHASES),
        *(arrow_array(np.asarray(signal, np.float64)) for signal in scores.signals),
        _words(scores.seen, SEEN, none=NOTHING_SEEN),
        *(_words(row, words) for row, words in zip(codes, more.values(), strict=True)),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=frame_schema(tuple(more)))


def _words(codes: NDArray[Any], words: Sequence[str], none: int | None = None) -> pa.DictionaryArray:
    import pyarrow as pa

    indices = arrow_array(codes.astype(np.int32), None if none is None else codes != none)
    return pa.DictionaryArray.from_arrays(indices, arrow_words(words))
