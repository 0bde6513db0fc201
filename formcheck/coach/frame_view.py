"""`FrameView`: what the coach sees of one judged frame, in plain numbers."""

from __future__ import annotations

from typing import NamedTuple

from formcheck.judge.frames import FrameScores
from formcheck.judge.segments import Outcome
from formcheck.judge.vocabulary import NO_REASON, PHASE_CODE, REASON_CODE, UNMEASURED
from formcheck.pose.track import Track
from formcheck.scoring.scoring import Scoring
from formcheck.signals.view import find_view

_WRONG_VIEW = REASON_CODE["wrong_view"]
REST, HOLD, REP = (PHASE_CODE[name] for name in ("rest", "hold", "rep"))

UPRIGHT_DEG = 50.0
"""A trunk steeper than this is sitting or standing: no exercise on the mat takes it (the steepest, hands and
knees, is left at 50 degrees)."""


class FrameView(NamedTuple):
    """One frame; codes and bits as in `formcheck.judge.vocabulary`.

    Attributes:
        time_s: media time.
        calibrated: a personal reference is in force, for this side.
        upright: the trunk is clearly upright; False where it was not seen.
        outcomes: events that ended with this frame.
        seen_from: where the camera stands instead of beside, as far as that helps to move it: "front",
            "front-high", or "head" and "feet" for the end of the body that it is turned to; else "".
        side: "left" or "right", on which an exercise of one side at a time is done; else "".
    """

    time_s: float
    verdict: int
    faults: int = 0
    major: int = 0
    reason: int = NO_REASON
    phase: int = 0
    calibrated: bool = False
    upright: bool = False
    outcomes: tuple[Outcome, ...] = ()
    seen_from: str = ""
    side: str = ""

    @property
    def judged(self) -> bool:
        """The form could be measured in this frame."""
        return self.verdict != UNMEASURED

    @property
    def active(self) -> bool:
        """Within a hold or a repetition."""
        return self.phase in (HOLD, REP)

    @property
    def in_posture(self) -> bool:
        """In the exercise's posture, moving or not."""
        return self.phase in (REST, HOLD, REP)


def frame_view(scoring: Scoring, row: Track, scores: FrameScores, known: int) -> FrameView:
    """The moment of a single frame, just scored; the scoring knew of so many outcomes before."""
    outcomes = tuple(scoring.outcomes[known:])
    return FrameView(
        scores.time.item(),
        scores.verdict.item(),
        scores.faults.item(),
        scores.major.item(),
        scores.reason.item(),
        scores.phase.item(),
        scoring.calibrated,
        abs(scores.signal("trunk_pitch_deg").item()) > UPRIGHT_DEG,
        outcomes,
        _seen_from(scoring, row, scores.reason.item()),
        _SIDES[scoring.left],
    )


_SIDES: dict[bool | None, str] = {None: "", True: "left", False: "right"}


def _seen_from(scoring: Scoring, row: Track, reason: int) -> str:
    """Where a camera stands that should stand beside."""
    sagittal = scoring.rule.spec.framing == "sagittal"
    view = find_view(row) if sagittal and reason == _WRONG_VIEW else None
    if view is None or view.name == "side":
        return ""
    return view.towards if view.name == "oblique" else view.name
