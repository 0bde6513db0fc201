"""The verdict on one cycle: how long it took, how far it went, how it compares with those before."""

from __future__ import annotations

import math
from typing import Generic, NamedTuple, TypeVar

from formcheck.exercises.cat_camel.limits import CatCamelLimits
from formcheck.judge.bands import Edge
from formcheck.judge.movement_faults import movement_faults
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import NO_REASON

T = TypeVar("T")


class CycleRows(NamedTuple, Generic[T]):
    """What a rule keeps of the cycle in every frame, in `Measured.extra`; see `Cycles` for the first eight.

    Attributes:
        spread: of the ranges of the back line.
        neutral: what the back line reads at rest, degrees.
        heaving: how far the hips have gone up and down in this cycle, torso lengths.
        blind: 1 where the rhythm of head and hips stands in for the back line, else 0.
    """

    done: T
    begun: T
    start_s: T
    end_s: T
    high: T
    low: T
    returned: T
    taken_s: T
    spread: T
    neutral: T
    heaving: T
    blind: T


def judge_cycle(segment: Segment, k: CatCamelLimits, edges: tuple[Edge, ...]) -> SegmentVerdict:
    """A cycle that came home, or nearly so when recording or posture ended; else nothing.

    Without the back line there is no range, and evenness is not judged.
    """
    frames = segment.frames
    last: CycleRows[float] = CycleRows._make(frames.extra[:, -1].tolist())
    done, blind = last.done == 1.0, last.blind == 1.0
    start_s, end_s = last.start_s, (last.end_s if done else last.taken_s)
    size = last.high - last.low
    whole = done or (last.returned >= k.returned_from and size >= k.least_deg)
    nodded = blind and last.heaving < k.rhythm_hips_least
    if not whole or nodded or end_s - max(start_s, segment.start_s) < k.shortest_s:
        return SegmentVerdict(None, start_s, end_s)
    took_s = end_s - start_s
    measures = [("cycle_s", round(took_s, 2))]
    if not blind:
        measures.append(("range_deg", round(size, 1)))
        if not math.isnan(last.neutral):
            measures.append(("round_deg", round(last.high - last.neutral, 1)))
            measures.append(("hollow_deg", round(last.low - last.neutral, 1)))
    # A cycle that nearly came home is judged at the pace it had until there; its evenness is unknown.
    pace_s = took_s if done else took_s / last.returned
    if last.begun != 1.0:  # under way when it came into sight: how long it took is unknown
        pace_s = math.nan
    values = {"cycle_s": pace_s, "lumbar_unevenness": last.spread if done and not blind else math.nan}
    seen = bool((frames.reason == NO_REASON).any())
    faults = movement_faults(edges, values, start_s, end_s) if seen else ()
    return SegmentVerdict("rep", start_s, end_s, faults=faults, measures=tuple(measures))
