"""Finds the stretches of one posture in a recording, and the swings of the back in each."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from formcheck.pose.track import Track
from formcheck.scoring.coverage import LEAST_SHARE
from formcheck.scoring.sparse import SparseTally
from formcheck.signals.gates import DARK
from formcheck.signals.outline import DORSAL, TangentChange
from formcheck.signals.picture_edge import MAX_EDGE_CONTACT
from formcheck.signals.posture import POSTURE_CODE, POSTURES, UNSEEN
from formcheck.signals.posture_geometry import feet_apart, head_height
from formcheck.signals.posture_stream import PostureFrames, PostureReader
from formcheck.signals.swings import Swing, Swings, SwingState
from formcheck.signals.turned import TurnTally
from formcheck.signals.view import end_on

SWING_DEG = 12.0
"""A swing of the back line: what most physiotherapists see every time (Abbott et al. 2022,
docs/clinical.md#the-612-degree-rule). A still back on all fours reads within 5 degrees."""
STEP = 0.35
"""A swing of one foot past the other, in torso lengths: a short step (0.2 m). Feet side by side stay as they
are."""
NOD = 0.12
"""A swing of the head where the back cannot be seen, in torso lengths: nose 0.35 from the shoulder, 20
degrees."""

SEEN_AS = {
    "standing": "standing",
    "kneeling": "sitting",
    "sitting": "sitting",
    "half_kneeling": "sitting",
    "reaching_down": "standing",
    "supine": "lying_on_back",
    "leg_raised": "lying_on_back",
    "prone": "lying_on_belly",
    "quadruped": "on_all_fours",
}
"""What postures of no exercise are called in `formcheck.judge.vocabulary.SEEN`."""

_ALL_FOURS, _STANDING = POSTURE_CODE["quadruped"], POSTURE_CODE["standing"]


@dataclass(slots=True)
class Stretch:
    """A stretch of one posture. `swings` are those of the back; `nods` those of the head; `steps` those of
    the feet of somebody who stands. `beside`: it is on all fours, and for a moment at least the camera did
    not look along the trunk. `recording_ends`: in this posture.
    """

    posture: str
    start_s: float
    end_s: float
    beside: bool = False
    swings: list[Swing] = field(default_factory=list)
    nods: list[Swing] = field(default_factory=list)
    steps: list[Swing] = field(default_factory=list)
    recording_ends: bool = False


class Recogniser:
    """Takes a recording in chunks of any length; it keeps stretches, not frames, so memory stays small.

    Attributes:
        stretches: what was found so far.
        frames: number of frames so far.
        turns: whether the picture stands upright.
    """

    def __init__(self) -> None:
        self._reader = PostureReader()
        self._state = self._reader.start()
        self._curve = TangentChange(DORSAL)
        self._finders = (Swings(SWING_DEG), Swings(NOD), Swings(STEP))
        self._turning = [SwingState(), SwingState(), SwingState()]
        self.stretches: list[Stretch] = []
        self.frames = 0
        self._lost = dict.fromkeys(("several_people", "out_of_frame", "low_contrast", "no_person"), 0)
        self._cut = False
        self.turns = TurnTally()
        self._codes = np.zeros(len(POSTURES), np.int64)
        self._sparse = SparseTally()

    def feed(self, chunk: Track) -> PostureFrames | None:
        """Take the next frames and give their postures."""
        if not len(chunk):
            return None
        found, self._state = self._reader.step(chunk, self._state)
        self.frames += len(chunk)
        self._count(chunk)
        self.turns.step(chunk)
        self._codes += np.bincount(found.code[found.code != UNSEEN], minlength=len(POSTURES))
        self._sparse.step(chunk.time)
        with np.errstate(invalid="ignore", divide="ignore"):
            curve, head = np.atleast_1d(self._curve(chunk)), head_height(chunk)
            feet = feet_apart(chunk)
            beside = ~end_on(chunk)
        edges = np.flatnonzero(np.diff(found.code, prepend=found.code[0] - 1)).tolist()
        for first, after in zip(edges, [*edges[1:], len(chunk)], strict=True):
            rows = slice(first, after)
            self._stretch(int(found.code[first]), float(found.since[first]), float(chunk.time[after - 1]))
            if found.code[first] == _ALL_FOURS:
                self.stretches[-1].beside |= bool(beside[rows].any())
                sure = (found.confidence[rows] >= 0.5) & beside[rows]
                self._follow(0, chunk.time[rows], np.where(sure, curve[rows], np.nan))
                self._follow(1, chunk.time[rows], np.where(sure, head[rows], np.nan))
            elif found.code[first] == _STANDING:
                self._follow(2, chunk.time[rows], feet[rows])
        return found

    def reasons(self) -> dict[str, float]:
        """Why nothing could be made of the recording: the share of its frames by reason."""
        if not self.frames:
            return {"no_person": 1.0}
        counts = self._lost | {"wrong_posture": self.frames - sum(self._lost.values())}
        shares = {name: count / self.frames for name, count in counts.items()}
        return self._sparse.reasons(
            {n: round(share, 4) for n, share in shares.items() if share > LEAST_SHARE}
        )

    def seen(self) -> dict[str, float]:
        """Share of the frames in each posture that is no exercise by itself, by its name in `SEEN`."""
        frames = max(self.frames, 1)
        shares: dict[str, float] = {}
        for posture, count in zip(POSTURES, self._codes.tolist(), strict=True):
            if posture in SEEN_AS:
                name = SEEN_AS[posture]
                shares[name] = shares.get(name, 0.0) + count / frames
        return {name: round(share, 4) for name, share in shares.items() if share > LEAST_SHARE}

    def _count(self, chunk: Track) -> None:
        """Count the frames by the first reason that holds."""
        # The mask is read in one frame of several: its last reading holds in the frames between.
        contact = chunk.edge_contact
        said = np.where(np.isnan(contact), 0, np.arange(1, len(chunk) + 1))
        cut = np.concatenate(([self._cut], contact > MAX_EDGE_CONTACT))[np.maximum.accumulate(said)]
        self._cut = bool(cut[-1])
        rest = np.ones(len(chunk), bool)
        unseen = ~chunk.detected
        conditions = (chunk.people >= 2, cut & ~unseen, unseen & (chunk.light < DARK), unseen)
        for name, condition in zip(self._lost, conditions, strict=True):
            self._lost[name] += int((rest & condition).sum())
            rest &= ~condition

    def finish(self) -> list[Stretch]:
        """All stretches, in order of time; call it once, after the last chunk."""
        self._close()
        if self.stretches:
            self.stretches[-1].recording_ends = True
        return [s for s in self.stretches if s.posture]

    def _stretch(self, code: int, since_s: float, until_s: float) -> None:
        posture = "" if code == UNSEEN else POSTURES[code]
        if not self.stretches or self.stretches[-1].posture != posture:
            self._close()
            start_s = since_s if math.isfinite(since_s) else until_s
            if self.stretches:  # the new posture is accepted late: it began before the old one ended
                self.stretches[-1].end_s = min(self.stretches[-1].end_s, start_s)
            self.stretches.append(Stretch(posture, start_s, until_s))
        self.stretches[-1].end_s = until_s

    def _follow(self, which: int, time: np.ndarray, values: np.ndarray) -> None:
        last = self.stretches[-1]
        into = (last.swings, last.nods, last.steps)[which]
        state = self._turning[which]
        known = np.isfinite(values)
        for now, value in zip(time[known].tolist(), values[known].tolist(), strict=True):
            swing, state = self._finders[which].step(now, value, state)
            if swing is not None:
                into.append(swing)
        self._turning[which] = state

    def _close(self) -> None:
        if self.stretches:
            last = self.stretches[-1]
            for finder, state, into in zip(
                self._finders, self._turning, (last.swings, last.nods, last.steps), strict=True
            ):
                swing = finder.finish(state)
                if swing is not None:
                    into.append(swing)
        self._turning = [SwingState(), SwingState(), SwingState()]
