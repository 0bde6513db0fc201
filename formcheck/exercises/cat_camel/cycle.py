"""The verdict on one cycle: how long it took, how far it went, how it compares with those before."""

from __future__ import annotations

import math
from collections.abc import Mapping

from formcheck.judge.bands import Edge
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import NO_REASON
from formcheck.judge.whole import whole_faults

# Rows of `Measured.extra`.
DONE, START, END, HIGH, LOW, RETURNED, TAKEN, SPREAD, NEUTRAL, HEAVING, BLIND = range(11)


def judge_cycle(segment: Segment, k: Mapping[str, float], edges: tuple[Edge, ...]) -> SegmentVerdict:
    """A cycle that came home, or nearly so when recording or posture ended; else nothing.

    Without the back line there is no range, and evenness is not judged.
    """
    frames = segment.frames
    last = frames.extra[:, -1].tolist()
    done, blind = last[DONE] == 1.0, last[BLIND] == 1.0
    start_s, end_s = last[START], last[END if done else TAKEN]
    size = last[HIGH] - last[LOW]
    whole = done or (last[RETURNED] >= k["returned_from"] and size >= k["least_deg"])
    nodded = blind and last[HEAVING] < k["rhythm_hips_least"]
    if not whole or nodded or end_s - max(start_s, segment.start_s) < k["shortest_s"]:
        return SegmentVerdict(None, start_s, end_s)
    took_s = end_s - start_s
    measures = [("cycle_s", round(took_s, 2))]
    if not blind:
        measures.append(("range_deg", round(size, 1)))
        if not math.isnan(last[NEUTRAL]):
            measures.append(("round_deg", round(last[HIGH] - last[NEUTRAL], 1)))
            measures.append(("hollow_deg", round(last[LOW] - last[NEUTRAL], 1)))
    # Of one that nearly came home, at the pace it had until there; how even it was is not known yet.
    pace_s = took_s if done else took_s / last[RETURNED]
    values = {"cycle_s": pace_s, "lumbar_unevenness": last[SPREAD] if done and not blind else math.nan}
    seen = bool((frames.reason == NO_REASON).any())
    faults = whole_faults(edges, values, start_s, end_s) if seen else ()
    return SegmentVerdict("rep", start_s, end_s, faults=faults, measures=tuple(measures))
