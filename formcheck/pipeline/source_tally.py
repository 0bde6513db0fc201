"""`SourceTally`: how many frames a source gave and how long they took."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import Track
from formcheck.runtime.printable import exact_name, printable_text
from formcheck.scoring.source import Corrected, LostFrames, Source


class SourceTally:
    """Counts the frames of a source as they come, for the `source` of its result."""

    def __init__(self) -> None:
        self.frames = 0
        self._first_s = self._last_s = 0.0

    def step(self, track: Track) -> None:
        """Count a chunk; an empty one changes nothing."""
        self.count(track.time)

    def count(self, time_s: NDArray[np.float64]) -> None:
        """Count frames by their media times in seconds."""
        if len(time_s):
            self._first_s = self._first_s if self.frames else float(time_s[0])
            self._last_s = float(time_s[-1])
            self.frames += len(time_s)

    def source(
        self,
        name: str,
        size: tuple[int, int],
        *,
        partial: bool = False,
        notes: Sequence[str] = (),
        lost: LostFrames | None = None,
        corrected: Corrected | None = None,
        recorded_at: str | None = None,
    ) -> Source:
        """The source of these frames; each frame lasts as long as the mean step between two.

        Args:
            name: of the source; the result shows its printable form.
            size: (width, height) of the frames in pixels.
            partial: the source was left before its end.
            notes: what was odd about it.
            lost: pictures of it that could not be used; None for none.
            corrected: how it was corrected; None for not at all.
            recorded_at: when it was taken, in ISO 8601; None where that is not known.
        """
        span_s = self._last_s - self._first_s
        step_s = span_s / (self.frames - 1) if self.frames > 1 else 0.0
        return Source(
            name=printable_text(name),
            exact_name=exact_name(name),
            frames=self.frames,
            fps_mean=round(1 / step_s, 3) if step_s > 0 else 0.0,
            duration_s=round(span_s + step_s, 3),
            width=size[0],
            height=size[1],
            partial=partial,
            notes=list(notes),
            lost=lost,
            corrected=corrected,
            recorded_at=recorded_at,
        )
