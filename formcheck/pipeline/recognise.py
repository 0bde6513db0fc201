"""Finds the exercises of a recording of which nobody said what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.pipeline.span_judge import PlannedSpan, rows_between
from formcheck.pose.track import Track
from formcheck.scoring.cutting import Part, cut
from formcheck.scoring.part_plans import VIEW_S, part_plan, settled_view
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import posture_signatures
from formcheck.scoring.recogniser import Recogniser
from formcheck.signals.posture import UNSEEN
from formcheck.signals.turned import is_told_turned


@dataclass(frozen=True, slots=True)
class RecognisedRecording:
    """A recording that was read once, with what was found in it.

    Its poses stay in memory, about 1 kB a frame, 110 MB for an hour: which frames belong to which exercise
    is known only after the last one, and reading them again takes longer than judging them.

    Attributes:
        chunks: its poses.
        postures: (T,) int32 for each chunk: 0 for an unknown posture, else 1 + the posture's code.
        reasons: share of the frames by why nothing could be made of them.
        seen: share of the frames by what was seen that is no exercise.
        parts: the exercises, in order of time.
        turn_deg: by how much, clockwise, the picture has to be turned to stand upright; 0 where it does, and
            where something was found as it is.
    """

    chunks: Sequence[Track]
    postures: Sequence[NDArray[np.int32]]
    reasons: dict[str, float]
    seen: dict[str, float]
    parts: Sequence[Part]
    turn_deg: int = 0

    @property
    def only_exercise(self) -> str | None:
        """The exercise, when there is exactly one."""
        names = {part.exercise for part in self.parts}
        return names.pop() if len(names) == 1 else None


def recognise(chunks: Iterable[Track]) -> RecognisedRecording:
    """Read a recording to its end and find its exercises."""
    recogniser = Recogniser()
    kept: list[Track] = []
    postures: list[NDArray[np.int32]] = []
    for chunk in chunks:
        frames = recogniser.feed(chunk)
        if frames is not None:
            kept.append(chunk)
            postures.append(frames.code.astype(np.int32) - UNSEEN)
    programme = posture_signatures()
    parts = cut(recogniser.finish(), programme)
    postures_of_all = {name for s in programme.values() for name in (*s.doing, *s.resting)}
    # A plank on a picture that lies on its side looks like somebody who stands, upside down like a dead bug.
    sure = any(is_told_turned(programme[part.exercise].doing) for part in parts)
    turn_deg = 0 if sure else recogniser.turns.turn_deg(postures_of_all)
    if turn_deg:
        parts = []
    reasons = recogniser.reasons()
    if turn_deg and "wrong_posture" in reasons:
        reasons["turned"] = reasons.pop("wrong_posture")
    seen = {} if turn_deg else recogniser.seen()
    return RecognisedRecording(kept, postures, reasons, seen, parts, turn_deg)


def plan_of(found: RecognisedRecording, plan: Plan, auto_view: bool) -> Plan:
    """The plan of the only exercise, as if somebody had named it; else `plan`, which finds them.

    Args:
        found: what the recording shows.
        plan: how to judge, with `AUTO` for the exercise.
        auto_view: find the view too.
    """
    if found.only_exercise is None:
        return plan
    own = part_plan(plan, found.only_exercise)
    return settled_view(own, auto_view or own.view != plan.view, iter(found.chunks))[0]


def planned_spans(found: RecognisedRecording, plan: Plan, auto_view: bool) -> list[PlannedSpan]:
    """How each part is judged; with `auto_view` the first seconds of a part decide where its camera stood."""
    return [
        PlannedSpan(
            part_plan(plan, part.exercise, _beginning(found.chunks, part) if auto_view else None),
            part.from_s,
            part.until_s,
            part.start_s,
            part.end_s,
        )
        for part in found.parts
    ]


def _beginning(chunks: Sequence[Track], part: Part) -> Track | None:
    """The frames of a part's first seconds."""
    end_s = min(part.start_s + VIEW_S, part.end_s)
    seen = list(_between(chunks, part.start_s, end_s))
    return Track.concatenate(seen) if seen else None


def _between(chunks: Sequence[Track], start_s: float, end_s: float) -> Iterator[Track]:
    for chunk in chunks:
        rows = chunk[rows_between(chunk, start_s, end_s)]
        if len(rows):
            yield rows
