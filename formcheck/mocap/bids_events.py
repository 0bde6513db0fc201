"""The events of a recording, holds and repetitions with their verdict, as BIDS has them."""

from __future__ import annotations

import json

from pydantic import ValidationError

from formcheck.errors import InputError
from formcheck.mocap.recorded import Recorded
from formcheck.runtime.printable import printable
from formcheck.scoring.event import Event

RESULT = "result.json"
EVENT_COLUMNS = {
    "onset": "Seconds from the first sample of the motion file to the beginning of the event",
    "duration": "Seconds that it takes",
    "trial_type": "hold, rep (a repetition), attempt (too far off to count) or rest",
    "side": "left, right, left_arm_right_leg or right_arm_left_leg: of the person",
    "verdict": "good, fault or unmeasured",
    "faults": "All faults that were seen, joined by +",
    "reason": "Why it was not measured",
}
"""Column -> what it is."""


def event_rows(recorded: Recorded) -> list[list[str]] | None:
    """The rows of `*_events.tsv`, by `EVENT_COLUMNS`; None without a result beside the recording.

    Raises:
        InputError: the result cannot be read.
    """
    path = recorded.path.with_name(RESULT)
    if not path.is_file():
        return None
    try:
        events = [Event.model_validate(_known(one)) for one in json.loads(path.read_text("utf-8"))["events"]]
    except (OSError, ValueError, LookupError, TypeError, RecursionError, ValidationError) as error:
        raise InputError(
            f"{printable(path)} is no result.json of formcheck", "Score the recording again"
        ) from error
    start = float(recorded.track.time[0])
    return [
        [
            f"{event.start_s - start:.3f}",
            f"{event.end_s - event.start_s:.3f}",
            event.kind,
            event.side or "n/a",
            event.verdict,
            "+".join(dict.fromkeys(fault.kind for fault in event.faults)) or "n/a",
            event.reason or "n/a",
        ]
        for event in events
    ]


def _known(event: dict[str, object]) -> dict[str, object]:
    """The fields that an event of one exercise has: of several, each says which it is of."""
    return {name: value for name, value in event.items() if name in Event.model_fields}
