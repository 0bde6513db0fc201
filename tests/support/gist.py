"""What must not change when only the recording changes: kinds, sides, verdicts, faults; times nearly."""

from __future__ import annotations

from typing import Any

from hypothesis import Phase, settings

from tests.support.scored import Scored


def few(examples: int) -> settings:
    """So many examples of recordings, which are not shrunk: that takes minutes, and the seed says enough."""
    return settings(max_examples=examples, phases=(Phase.explicit, Phase.reuse, Phase.generate))


OTHER_SIDE = {
    "left": "right",
    "right": "left",
    "left_arm_right_leg": "right_arm_left_leg",
    "right_arm_left_leg": "left_arm_right_leg",
    None: None,
}


def gist(scored: Scored, *, swapped: bool = False) -> list[tuple[Any, ...]]:
    """Every event without its times."""
    return [
        (e.kind, OTHER_SIDE[e.side] if swapped else e.side, e.verdict, sorted({f.kind for f in e.faults}))
        for e in scored.events
    ]


def times(scored: Scored) -> list[float]:
    """When events and their faults begin and end, in order."""
    found: list[float] = []
    for event in scored.events:
        found += [event.start_s, event.end_s]
        for fault in event.faults:
            found += [fault.start_s, fault.end_s]
    return found


def peaks(scored: Scored) -> list[float]:
    """Worst values, in order."""
    return [f.peak for e in scored.events for f in e.faults]
