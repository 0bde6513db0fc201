"""Scores of all frames of a recording of several exercises; what lies between two is a transition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import Codes, FrameScores
from formcheck.judge.vocabulary import NOTHING_SEEN, PHASE_CODE, REASON_CODE, SEEN_CODE, SIGNALS, UNMEASURED
from formcheck.pipeline.recognise import RecognisedRecording
from formcheck.pipeline.span_judge import PlannedSpan
from formcheck.pose.track import Track
from formcheck.scoring.posture_signatures import posture_signatures
from formcheck.scoring.recogniser import SEEN_AS
from formcheck.signals.posture import POSTURES

TRANSITION = "transition"
"""In place of an exercise's name in the frame table: getting up and down, walking, resting."""


def frame_words() -> dict[str, tuple[str, ...]]:
    """The further columns of such a frame table, with the words that their codes stand for."""
    return {"exercise": (TRANSITION, *posture_signatures()), "posture": ("unseen", *POSTURES)}


@dataclass(frozen=True, slots=True)
class RecordingFrames(FrameScores):
    """The frames of a recording of several exercises.

    Attributes:
        codes: (2, T) int32, exercise and posture as indices into the words of `frame_words`.
    """

    codes: NDArray[np.int32]

    def further_columns(self) -> tuple[Codes, Mapping[str, Sequence[str]]]:
        """The exercise and the posture of each frame."""
        return self.codes, frame_words()

    @classmethod
    def of(cls, scores: FrameScores, codes: NDArray[np.int32]) -> RecordingFrames:
        """Scores with their codes beside them."""
        return cls(**{field.name: getattr(scores, field.name) for field in fields(FrameScores)}, codes=codes)


class PartFrames(NamedTuple):
    """A chunk of a recording of several exercises.

    Attributes:
        scores: the scores of all frames, each from the part that it belongs to.
        codes: (2, T) int32, indices into the words of `frame_words`.
    """

    scores: FrameScores
    codes: NDArray[np.int32]


def recording_frames(
    found: RecognisedRecording, spans: Sequence[PlannedSpan], scored: Sequence[FrameScores]
) -> Iterator[PartFrames]:
    """All frames of a recording, chunk by chunk.

    Args:
        found: the recording.
        spans: its parts.
        scored: of each part the frames that were scored, with its leads.
    """
    code_of = {name: code for code, name in enumerate(frame_words()["exercise"])}
    for chunk, postures in zip(found.chunks, found.postures, strict=True):
        codes = np.zeros((2, len(chunk)), np.int32)
        codes[1] = postures
        scores = transition(chunk, codes[1])
        for span, frames in zip(spans, scored, strict=True):
            own = span.own_rows(chunk)
            codes[0, own] = code_of[span.plan.exercise]
            if own.stop > own.start:
                first, after = np.searchsorted(frames.time, chunk.time[[own.start, own.stop - 1]])
                _copy(frames, slice(int(first), int(after) + 1), scores, own)
        yield PartFrames(scores, codes)


_SEEN_OF = np.array(
    [SEEN_CODE.get(SEEN_AS.get(name, ""), NOTHING_SEEN) for name in frame_words()["posture"]], np.int8
)
"""Code in `SEEN` of each word for a posture."""


def transition(chunk: Track, postures: NDArray[np.int32]) -> FrameScores:
    """Frames that belong to no exercise: not measured, and no fault.

    Args:
        chunk: T frames.
        postures: (T,) posture of each, as an index into the words of `frame_words`.
    """
    length = len(chunk)
    seen = chunk.detected
    reason = np.where(seen, REASON_CODE["wrong_posture"], REASON_CODE["no_person"])
    phase = np.where(seen, PHASE_CODE["transition"], PHASE_CODE["outside"])
    return FrameScores(
        chunk.time,
        seen,
        np.full(length, UNMEASURED, np.int8),
        np.zeros(length, np.int64),
        np.zeros(length, np.int64),
        reason.astype(np.int8),
        phase.astype(np.int8),
        np.full((len(SIGNALS), length), np.nan),
        np.zeros(length, np.int64),
        _SEEN_OF[postures],
    )


def _copy(scores: FrameScores, rows: slice, into: FrameScores, at: slice) -> None:
    for name in ("verdict", "faults", "major", "reason", "phase", "outside", "seen"):
        getattr(into, name)[at] = getattr(scores, name)[rows]
    into.signals[:, at] = scores.signals[:, rows]
