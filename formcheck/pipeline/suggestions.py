"""Which exercises poses seem to show, and what judging them would leave unmeasured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises import get_exercise
from formcheck.mocap.point_names import written_name
from formcheck.pipeline.inspection import Gap, Person, Points, Rate, Suggestion
from formcheck.pipeline.recognise import planned_spans, recognise
from formcheck.pipeline.span_judge import PlannedSpan, SpanJudge
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.scoring.coverage import LOOKED_FOR_PER_S, READ_PER_S
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.source import Source
from formcheck.scoring.sparse import SparseTally
from formcheck.signals.gates import LONGEST_GAP_S
from formcheck.signals.outline import MIN_CONTRAST
from formcheck.signals.picture_edge import MAX_EDGE_CONTACT

UNEVEN = 0.2
"""A step so much longer or shorter than the usual one, as a share of it, is uneven."""
MOST_GAPS = 10
NOT_FROM_STILLS = frozenset(("frame_rate", "tracking_lost", "no_reference"))
"""Reasons that frames here and there cannot show."""


@dataclass(frozen=True, slots=True)
class Poses:
    """Poses of a file.

    Attributes:
        track: at their media times.
        judged_s: (T,) the times under which they are judged: of looks, as if one followed the other.
        sampled: they are looks, and not all frames.
    """

    track: Track
    judged_s: NDArray[np.float64]
    sampled: bool = False

    def reasons(self, found: Mapping[str, float]) -> dict[str, float]:
        """Reasons without those that looking here and there makes; the others take their share."""
        if not self.sampled:
            return dict(found)
        kept = {why: share for why, share in found.items() if why not in NOT_FROM_STILLS}
        total, whole = sum(kept.values()), sum(found.values())
        return {why: round(share * whole / total, 4) for why, share in kept.items()} if total else {}

    def turned(self, degrees: int) -> Poses:
        """Those of the picture turned clockwise."""
        return replace(self, track=self.track.turned(degrees)) if degrees else self


class Suggested(NamedTuple):
    """What poses show; `upright` are those of the picture turned by `turn_deg`."""

    upright: Track
    turn_deg: Literal[0, 90, 180, 270]
    exercises: list[Suggestion]
    reasons: dict[str, float]
    seen: dict[str, float]


def suggestions(poses: Poses, source: Source, sparse: Mapping[str, float]) -> Suggested:
    """What poses show, turned first where the picture does not seem to stand upright.

    Args:
        poses: of a file.
        source: the file.
        sparse: why nothing in it can be judged, by the times of all its pictures; {} for no such reason.
    """
    found = recognise([poses.track] if len(poses.track) else [])
    turn_deg = cast("Literal[0, 90, 180, 270]", found.turn_deg)
    if turn_deg:
        poses = poses.turned(turn_deg)
        found = recognise([poses.track])
    spans = planned_spans(found, Plan(exercise=AUTO), auto_view=True)
    exercises = [_suggestion(span, poses, source) for span in spans]
    reasons = {} if exercises else poses.reasons(found.reasons)
    if sparse:
        reasons = dict(sparse)
        exercises = [e.model_copy(update={"measured": 0.0, "reasons": reasons}) for e in exercises]
    return Suggested(poses.track, turn_deg, exercises, reasons, found.seen)


def _suggestion(span: PlannedSpan, poses: Poses, source: Source) -> Suggestion:
    scored = span.scored_rows(poses.track)
    rows = poses.track[scored]
    judge = SpanJudge(PlannedSpan.whole(span.plan))
    judge.feed(replace(rows, time=poses.judged_s[scored]))
    judge.finish()
    result = judge.result(source, rows.model)
    never = set(NOT_FROM_STILLS) if poses.sampled else set()
    if poses.sampled and _outline_read(span.plan.exercise, rows):
        never.add("low_contrast")  # it was read in so many of the frames, only not as often in a second
    return Suggestion(
        exercise=span.plan.exercise,
        start_s=round(span.start_s, 2),
        end_s=round(span.end_s, 2),
        view=span.plan.view,
        near_side=result.near_side,
        measured=result.coverage.measured,
        reasons=poses.reasons(result.coverage.reasons),
        unmeasured={
            what: why
            for what, why in (result.unmeasured | result.main_unmeasured).items()
            if why not in never
        },
    )


def _outline_read(exercise: str, rows: Track) -> bool:
    """Whether scoring would count the outline as read, had it looked for it as often as it does."""
    outline = get_exercise(exercise).spec.outline
    if outline is None:
        return True
    lines = rows.dorsal if outline == "dorsal" else rows.ventral
    read = np.isfinite(lines).any(axis=1) & (rows.contrast >= MIN_CONTRAST)
    return share(read) > READ_PER_S / LOOKED_FOR_PER_S


def frame_rate(time_s: NDArray[np.float64]) -> dict[str, float]:
    """Whether pictures at these media times are too far apart to judge: the reason and its share, or {}."""
    tally = SparseTally()
    tally.step(time_s)
    return tally.reasons({})


def rate_of(time_s: NDArray[np.float64]) -> Rate:
    """How pictures at these media times follow each other."""
    steps = np.diff(time_s)
    usual = float(np.median(steps)) if len(steps) else 0.0
    gaps = np.flatnonzero(steps > LONGEST_GAP_S)
    longest = np.sort(gaps[np.argsort(-steps[gaps], kind="stable")[:MOST_GAPS]]).tolist()
    return Rate(
        fps=round(1 / usual, 3) if usual > 0 else 0.0,
        uneven=share(np.abs(steps - usual) > UNEVEN * usual),
        gaps=[Gap(start_s=round(time_s[i].item(), 3), end_s=round(time_s[i + 1].item(), 3)) for i in longest],
        gaps_s=round(float(steps[gaps].sum()), 3),
    )


def person_in(track: Track) -> Person:
    """How much of a track shows a person."""
    counted, read = np.isfinite(track.people), np.isfinite(track.edge_contact)
    return Person(
        seen=share(track.detected),
        several=share(track.people[counted] >= 2),
        cut_off=share(track.edge_contact[read] > MAX_EDGE_CONTACT),
    )


def points_in(track: Track) -> Points:
    """Which landmarks another program has found, and how often."""
    seen = np.isfinite(track.xy[..., 0])
    found = {written_name(point): share(seen[:, point]) for point in Landmark if seen[:, point].any()}
    absent = [name for name in map(written_name, Landmark) if name not in found]
    return Points(program=track.model.name, found=found, absent=absent)


def share(flags: NDArray[np.bool_]) -> float:
    """How many of the flags are set, 0-1; 0 of none."""
    return round(float(flags.mean()), 4) if len(flags) else 0.0
