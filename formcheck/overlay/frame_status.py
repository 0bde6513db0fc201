"""`FrameStatus`: the judgement, counters, outline and object that the overlay shows beside a frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import PHASE_CODE, SIGNAL_ROW, UNMEASURED
from formcheck.overlay.body import was_read
from formcheck.overlay.hud import BookView, Hud
from formcheck.overlay.overlay_spec import overlay_spec
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.scoring import Scoring
from formcheck.scoring.summary import Sight
from formcheck.signals.book_objects import book_object

OUTLINE_LOOK_BACK_S = 0.4
"""Greatest age, seconds, of an outline that is drawn in a frame without one."""
SIGHT_S = 1.0
"""Why something cannot be judged is looked at once in this time: it takes as long as judging a frame."""


class HoldClock:
    """Seconds of the present hold in green or amber, as the results count them; red and unmeasured do not."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last_s: float | None = None

    def step(self, scores: FrameScores, row: int) -> float | None:
        """Seconds after row `row` of `scores`; None outside a hold."""
        now = float(scores.time[row])
        since, self._last_s = (now - self._last_s if self._last_s is not None else 0.0), now
        if scores.phase[row] != PHASE_CODE["hold"]:
            self.seconds = 0.0
            return None
        if scores.verdict[row] != UNMEASURED and not scores.major[row]:
            self.seconds += since
        return self.seconds


class FrameStatus:
    """Keeps what the overlay shows beside each frame's judgement.

    Args:
        scoring: the scoring that judges the frames.

    Attributes:
        scoring: the same.
        outline: (K,) float32, the last outline distances in torso lengths (of the spine its points), or None
            when they are too old.
    """

    def __init__(self, scoring: Scoring) -> None:
        self.scoring = scoring
        self._clock = HoldClock()
        self._mains = scoring.main_watch()
        self._sight, self._sight_due_s = Sight(), -np.inf
        self.outline: NDArray[np.float32] | None = None
        self._outline_s = -np.inf

    def hud(self, track: Track, scores: FrameScores) -> Hud:
        """The judgement and counters of a frame; `track` and `scores` have one row each."""
        scoring, dose = self.scoring, self.scoring.rule.config.dose
        done = scoring.outcomes
        held = self._clock.step(scores, 0)
        spec = overlay_spec(scoring)
        read: NDArray[np.float32] = getattr(track, spec.outline or "dorsal")
        now = float(scores.time[0])
        if was_read(read)[0]:
            self.outline, self._outline_s = read[0], now
        elif now - self._outline_s > OUTLINE_LOOK_BACK_S:
            self.outline = None
        hud = Hud.of(
            scores,
            0,
            spec.lines,
            hold_s=held if dose.hold_s else None,
            target_s=dose.hold_s or None,
            reps=sum(o.kind == "rep" for o in done) if scoring.rule.spec.moves else None,
            attempts=sum(o.kind == "attempt" for o in done),
            target_reps=dose.reps or None,
            book=book_view(scores, 0, scoring.plan),
        )
        return replace(hud, unseen=self._unseen(scores, hud.unread))

    def _unseen(self, scores: FrameScores, unread: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """(fault, reason) of the main faults that cannot be judged just now: those of the lines that were not
        read in this frame, and those that have not been seen for a while.
        """
        lasting, now = dict(self._mains.step(scores, self.scoring.calibrated)), scores.time.item()
        here = {fault: cause for fault, cause in self._mains.now.items() if fault in unread}
        found = list({**here, **lasting}.items())
        if found and now >= self._sight_due_s:
            self._sight, self._sight_due_s = self.scoring.sight, now + SIGHT_S
        return tuple((fault, self._sight.reason(cause)) for fault, cause in found)


def book_view(scores: FrameScores, row: int, plan: Plan) -> BookView | None:
    """The object on the back in a frame, or None.

    Args:
        scores: with the frame in `row`.
        row: of the frame.
        plan: how it was judged.
    """
    x, y = (float(scores.signals[SIGNAL_ROW[name], row]) for name in ("book_x_cm", "book_y_cm"))
    if not (np.isfinite(x) or np.isfinite(y)):
        return None
    side_view, thing = plan.view == "side", book_object(plan.book)
    tilt = scores.signals[SIGNAL_ROW["trunk_pitch_change_deg" if side_view else "trunk_roll_deg"], row]
    return BookView(
        object=plan.book,
        driven_by=("pitch",) if side_view else ("roll", "shift"),
        x_cm=x if np.isfinite(x) else 0.0,
        y_cm=y if np.isfinite(y) else 0.0,
        tilt_deg=float(tilt) if np.isfinite(tilt) else 0.0,
        fallen=abs(x) > thing.half_length_cm or abs(y) > thing.half_width_cm,
    )
