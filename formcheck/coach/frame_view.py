"""`FrameView`: what the coach sees of one judged frame, in plain numbers."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np

from formcheck.judge.frames import FrameScores
from formcheck.judge.segments import Outcome
from formcheck.judge.vocabulary import NO_REASON, NOTHING_SEEN, PHASE_CODE, REASON_CODE, SEEN, UNMEASURED
from formcheck.pose.track import Track
from formcheck.scoring.scoring import Scoring
from formcheck.scoring.summary import Sight
from formcheck.signals.view import find_view

_WRONG_VIEW, _WRONG_POSTURE, _TURNED = (REASON_CODE[n] for n in ("wrong_view", "wrong_posture", "turned"))
REST, HOLD, REP = (PHASE_CODE[name] for name in ("rest", "hold", "rep"))

UPRIGHT_DEG = 50.0
"""A trunk steeper than this, degrees from level, is sitting or standing. No exercise on the mat is that
steep: the posture of the steepest one, hands and knees, ends at 50 degrees."""


MOVED = "moved"
"""A reference was refused because the body still moved, or read as no good form does."""


class FrameView(NamedTuple):
    """One judged frame as the coach reads it; codes and bits as in `formcheck.judge.vocabulary`.

    Attributes:
        time_s: media time, seconds.
        verdict: code of the verdict.
        faults: bits of the faults in this frame.
        major: bits of the faults beyond the amber band.
        reason: code of the reason for "unmeasured", or `NO_REASON`.
        phase: code of the phase.
        calibrated: a personal reference is in force for this side.
        upright: the trunk is clearly upright in an exercise on the mat; False where it was not seen.
        outcomes: events that ended with this frame.
        seen_from: where the camera stands when it does not stand beside the person: "front", "front-high",
            or "head" or "feet" for the end of the body that it is turned to; "" otherwise.
        side: "left" or "right" in an exercise that is done on one side at a time; "" otherwise.
        view: "side" or "front" in an exercise that is looked at from both, one after the other; "" otherwise.
        refused: a reference was refused in this frame: the fault that it shows, or `MOVED`; "" otherwise.
        open_since_s: the present hold or movement began then, as the judge dates it back; NaN outside one.
        standing: what is open, as the judge would call it if it ended with this frame; None where that was
            not asked for.
        sight: what the poses allow, for the reasons of what could not be judged; known where there are
            outcomes.
        seen: name in `SEEN` of what the body does instead of the exercise, or "".
        beyond: in a hold a signal lies outside its green band, so that a fault may be called any moment.
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
    refused: str = ""
    open_since_s: float = nan
    standing: tuple[Outcome, ...] | None = None
    sight: Sight = Sight()
    seen: str = ""
    beyond: bool = False
    view: str = ""

    @property
    def judged(self) -> bool:
        """Whether the form could be measured in this frame."""
        return self.verdict != UNMEASURED

    @property
    def active(self) -> bool:
        """Whether the frame lies in a hold or a repetition."""
        return self.phase in (HOLD, REP)

    @property
    def in_posture(self) -> bool:
        """Whether the person is in the posture of the exercise, moving or not."""
        return self.phase in (REST, HOLD, REP)


def frame_view(
    scoring: Scoring, row: Track, scores: FrameScores, known: int, *, ending: bool = False
) -> FrameView:
    """The view of one frame that was just scored.

    Args:
        scoring: the scoring that scored it.
        row: pose of the frame, a track of one row.
        scores: scores of the frame, one row.
        known: number of outcomes that the scoring held before this frame.
        ending: the set may end with this frame, so the coach has to know what is open.
    """
    outcomes = tuple(scoring.outcomes[known:])
    return FrameView(
        scores.time.item(),
        scores.verdict.item(),
        scores.faults.item(),
        scores.major.item(),
        _reason(scoring, scores.reason.item()),
        scores.phase.item(),
        scoring.calibrated,
        _upright(scoring, scores.signal("trunk_pitch_deg").item()),
        outcomes,
        _seen_from(scoring, row, scores.reason.item()),
        _SIDES[scoring.left],
        _refused(scoring, scores.time.item()),
        scoring.open_since_s,
        scoring.standing if ending else None,
        scoring.sight if outcomes else Sight(),
        _seen(scoring, scores.seen.item()),
        scores.phase.item() == HOLD and _beyond(scoring, scores),
        _view(scoring, row),
    )


def _upright(scoring: Scoring, pitch_deg: float) -> bool:
    """Whether somebody is upright who should be on the mat."""
    signature = scoring.rule.spec.posture_signature
    own = signature is not None and bool({"standing", "sitting"} & {*signature.doing, *signature.resting})
    return abs(pitch_deg) > UPRIGHT_DEG and not own


def _beyond(scoring: Scoring, scores: FrameScores) -> bool:
    """Whether a signal of this frame lies outside green."""
    calibrated = np.array([scoring.calibrated])
    edges = scoring.edges
    return any(e.excess(scores.signals, scores.phase, calibrated).item() > e.green for e in edges)


def _reason(scoring: Scoring, reason: int) -> int:
    """The reason; before a camera that lies on its side that is why the posture is another one."""
    return _TURNED if reason == _WRONG_POSTURE and scoring.turn_deg else reason


def _seen(scoring: Scoring, seen: int) -> str:
    """`FrameView.seen` of a frame; before a camera that lies on its side no posture is what it seems."""
    return "" if seen == NOTHING_SEEN or scoring.turn_deg else SEEN[seen]


_SIDES: dict[bool | None, str] = {None: "", True: "left", False: "right"}


def _refused(scoring: Scoring, now: float) -> str:
    """`FrameView.refused` of a frame: of the first value where several were refused."""
    fresh = [refusal for refusal in scoring.refused if refusal.end_s == now]
    return (scoring.doubted(fresh[0]) or MOVED) if fresh else ""


def _view(scoring: Scoring, row: Track) -> str:
    """`FrameView.view` of a frame."""
    views = set(scoring.rule.spec.shown_from.values())
    found = find_view(row) if views else None
    return found.name if found is not None and found.name in views else ""


def _seen_from(scoring: Scoring, row: Track, reason: int) -> str:
    """`FrameView.seen_from` of a frame: "" unless a camera that should stand beside the person does not."""
    sagittal = scoring.rule.spec.framing == "sagittal"
    view = find_view(row) if sagittal and reason == _WRONG_VIEW else None
    if view is None or view.name == "side":
        return ""
    return view.towards if view.name == "oblique" else view.name
