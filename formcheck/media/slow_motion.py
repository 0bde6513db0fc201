"""Was a film taken faster than it plays? Known only where the camera has written it into the file."""

from __future__ import annotations

from math import isfinite

from av.container import InputContainer
from av.video.stream import VideoStream

_CAPTURE_RATE = "com.android.capture.fps"
"""Pictures a second at which Android's camera filmed (`KEY_CAPTURE_RATE`). Apple's originals carry
the true times; a copy that was exported slow says nothing."""
_FASTER = 1.5
"""A rate so many times that of playing is slow motion; in bad light a camera is a little off its rate."""


def times_slower(container: InputContainer, stream: VideoStream) -> float:
    """How many times slower than life the film plays, as its camera says; 0 where it says nothing of it."""
    try:
        filmed = float(container.metadata.get(_CAPTURE_RATE, 0))
    except ValueError:
        return 0.0
    played = float(stream.average_rate or 0)
    if not isfinite(filmed) or played <= 0 or filmed < _FASTER * played:
        return 0.0
    return round(filmed / played, 1)
