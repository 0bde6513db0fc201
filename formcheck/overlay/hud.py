"""`Hud`: the judgement and counters of one frame, as the overlay shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import (
    NO_REASON,
    NOTHING_SEEN,
    PHASES,
    REASONS,
    SEEN,
    SIGNALS,
    UNMEASURED,
    VERDICTS,
    fault_names,
)
from formcheck.overlay.lines import EVERYTHING, Lines
from formcheck.scoring.verdicts import NOT_PRAISED

Word = Literal["good", "almost", "different", "unmeasured"]


@dataclass(frozen=True, slots=True)
class BookView:
    """The virtual object on the back, moved by what this view of the camera sees.

    Attributes:
        object: a name in `formcheck.signals.book_objects`: "book", "slippery_book", "glass_of_water", "ball".
        driven_by: the motions of "pitch", "roll", "shift" that this view sees; empty for none.
        x_cm: slide along the back, positive towards the head.
        y_cm: slide across the back, positive to the person's left.
        tilt_deg: tilt of the back under it, positive with the head (or left side) up; the gauge draws it.
        fallen: it has left the back.
    """

    object: str = "book"
    driven_by: tuple[str, ...] = ()
    x_cm: float = 0.0
    y_cm: float = 0.0
    tilt_deg: float = 0.0
    fallen: bool = False


@dataclass(frozen=True, slots=True)
class Hud:
    """Judgement of one frame and the counters so far.

    Attributes:
        verdict: "good", "fault" or "unmeasured".
        major: a fault is beyond the amber band, and the word is "different"; otherwise it is "almost".
        faults: names of the faults in this frame, major ones first.
        reason: reason for "unmeasured", or None.
        seen: one of `SEEN`, what the body does instead where the reason is "wrong_posture", or None.
        phase: one of `PHASES`.
        hold_s: seconds of the present hold that count; None when this exercise has no clock.
        target_s: seconds to reach, or None.
        reps: repetitions so far; None when this exercise counts none.
        attempts: repetitions that were too far off to count.
        target_reps: repetitions to reach, or None.
        limbs: the pair of limbs that moves, as in `Event.side`, or None.
        book: the object on the back, or None.
        unseen: (fault, reason) of the main faults of the exercise that cannot be judged just now.
        read: columns with a value in this frame; none of an unmeasured one.
        unread: the main faults whose line was not read in this frame of a hold or a repetition.
    """

    verdict: str
    major: bool = False
    faults: tuple[str, ...] = ()
    reason: str | None = None
    phase: str = "hold"
    hold_s: float | None = None
    target_s: float | None = None
    reps: int | None = None
    attempts: int = 0
    target_reps: int | None = None
    limbs: str | None = None
    book: BookView | None = None
    seen: str | None = None
    unseen: tuple[tuple[str, str], ...] = ()
    read: frozenset[str] = EVERYTHING
    unread: tuple[str, ...] = ()

    @property
    def as_far_as_seen(self) -> bool:
        """Whether the word holds only as far as seen (`formcheck.scoring.verdicts`)."""
        return self.word in NOT_PRAISED and bool(self.unseen)

    @property
    def word(self) -> Word:
        """The one word shown: "good", "almost", "different" or "unmeasured"."""
        if self.verdict == "good":
            return "good"
        if self.verdict == "fault":
            return "different" if self.major else "almost"
        return "unmeasured"

    @property
    def shown(self) -> Word:
        """The word as it is shown: a "good" does not stand over a line that was not read in this frame."""
        return "unmeasured" if self.word == "good" and self.unread else self.word

    @classmethod
    def of(
        cls,
        scores: FrameScores,
        row: int,
        lines: Lines,
        *,
        hold_s: float | None = None,
        target_s: float | None = None,
        reps: int | None = None,
        attempts: int = 0,
        target_reps: int | None = None,
        limbs: str | None = None,
        book: BookView | None = None,
        unseen: tuple[tuple[str, str], ...] = (),
    ) -> Hud:
        """The judgement in row `row` of `scores`, with the counters of the caller.

        Args:
            scores: with the frame.
            row: of the frame.
            lines: what the drawn lines stand for.
            hold_s, target_s, reps, attempts, target_reps, limbs, book, unseen: as the attributes.
        """
        worst = fault_names(int(scores.major[row]))
        others = [name for name in fault_names(int(scores.faults[row])) if name not in worst]
        reason, seen = int(scores.reason[row]), int(scores.seen[row])
        read, phase = read_in(scores, row), PHASES[int(scores.phase[row])]
        unread = lines.unread(read) if read and phase in ("hold", "rep") else ()
        return cls(
            verdict=VERDICTS[int(scores.verdict[row])],
            major=bool(worst),
            faults=(*worst, *others),
            read=read,
            unread=tuple(fault for fault in unread if fault not in (*worst, *others)),
            reason=None if reason == NO_REASON else REASONS[reason],
            phase=phase,
            hold_s=hold_s,
            target_s=target_s,
            reps=reps,
            attempts=attempts,
            target_reps=target_reps,
            limbs=limbs,
            book=book,
            unseen=unseen,
            seen=None if seen == NOTHING_SEEN else SEEN[seen],
        )


def read_in(scores: FrameScores, row: int) -> frozenset[str]:
    """The columns with a value in a frame; none where it was not measured."""
    if scores.verdict[row] == UNMEASURED:
        return frozenset()
    return frozenset(SIGNALS[at] for at in np.flatnonzero(np.isfinite(scores.signals[:, row])).tolist())
