"""Recordings that are being looked at: judged once, and drawn from memory after that."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from formcheck.visits.again import judged_again
from formcheck.visits.replay import Replay
from formcheck.words.catalogue import Words

MOST_REPLAYS = 3
"""Judged recordings that are kept: 15 MB for each five minutes."""
MOST_PARTS = 40
"""Parts that are kept, 0.2 MB each: several exercises of a visit."""


class Replays:
    """The replays of a server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._replays: OrderedDict[str, Replay] = OrderedDict()
        self._parts: OrderedDict[tuple[str, int, str], bytes] = OrderedDict()

    def part(self, path: Path, exercise: str, number: int, words: Words) -> bytes | None:
        """A part of a replay; None beyond the last one.

        Args:
            path: of the recording, whose name tells its content.
            exercise: its exercise.
            number: of the part, from 0.
            words: language of its captions.

        Raises:
            InputError, UsageError: the recording cannot be judged.
        """
        key = (f"{path} {exercise}", number, words.language)
        with self._lock:  # who asks for the same meanwhile waits, and finds it
            if key not in self._parts:
                replay = self._replay(path, exercise)
                if not 0 <= number < replay.parts:
                    return None
                self._parts[key] = replay.part(number, words)
                if len(self._parts) > MOST_PARTS:
                    self._parts.popitem(last=False)
            self._parts.move_to_end(key)
            return self._parts[key]

    def _replay(self, path: Path, exercise: str) -> Replay:
        key = f"{path} {exercise}"
        if key not in self._replays:
            poses, plan, judged = judged_again(path, exercise)
            self._replays[key] = Replay(poses.chunks, judged, plan)
            if len(self._replays) > MOST_REPLAYS:
                self._replays.popitem(last=False)
        self._replays.move_to_end(key)
        return self._replays[key]
