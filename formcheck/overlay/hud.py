"""`Hud`: the judgement and counters of one frame, as the overlay shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import NO_REASON, NOTHING_SEEN, PHASES, REASONS, SEEN, VERDICTS, fault_names
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

    @classmethod
    def of(
        cls,
        scores: FrameScores,
        row: int,
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
        """The judgement in row `row` of `scores`, with the counters of the caller."""
        worst = fault_names(int(scores.major[row]))
        others = [name for name in fault_names(int(scores.faults[row])) if name not in worst]
        reason, seen = int(scores.reason[row]), int(scores.seen[row])
        return cls(
            verdict=VERDICTS[int(scores.verdict[row])],
            major=bool(worst),
            faults=(*worst, *others),
            reason=None if reason == NO_REASON else REASONS[reason],
            phase=PHASES[int(scores.phase[row])],
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
