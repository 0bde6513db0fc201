"""Recordings that are being looked at: judged once, and drawn from memory after that."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from fastapi.responses import JSONResponse, Response

from formcheck.errors import FormcheckError
from formcheck.exercises import get_exercise
from formcheck.exercises.base import Options
from formcheck.overlay.body import Side
from formcheck.overlay.overlay_spec import overlay_spec_of
from formcheck.therapist.trouble import told
from formcheck.visits.again import judged_again, kept_recording
from formcheck.visits.replay import BareReplay, Replay
from formcheck.words.catalogue import Words

MOST_REPLAYS = 3
"""Judged recordings that are kept: 15 MB for each five minutes."""
MOST_PARTS = 40
"""Parts that are kept, 0.2 MB each: several exercises of a visit."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A replay without judgement.

    Attributes:
        near_side: the side nearest to the camera, None where it is not known.
        from_s, until_s: this part of the recording.
    """

    near_side: Side | None = None
    from_s: float = -math.inf
    until_s: float = math.inf


class Replays:
    """The replays of a server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._replays: OrderedDict[str, Replay] = OrderedDict()
        self._parts: OrderedDict[tuple[str, int, str], bytes] = OrderedDict()

    def part(
        self,
        path: Path,
        exercise: str,
        number: int,
        words: Words,
        *,
        bare: Bare | None = None,
    ) -> bytes | None:
        """A part of a replay; None beyond the last one.

        Args:
            path: of the recording, whose name tells its content.
            exercise: its exercise.
            number: of the part, from 0.
            words: language of its captions.
            bare: the body alone, without anything of its judgement.

        Raises:
            InputError, UsageError: the recording cannot be judged.
        """
        name = f"{path} {exercise} {bare}"
        key = (name, number, words.language)
        with self._lock:  # who asks for the same meanwhile waits, and finds it
            if key not in self._parts:
                replay = self._replay(name, path, exercise, bare)
                if not 0 <= number < replay.parts:
                    return None
                self._parts[key] = replay.part(number, words)
                if len(self._parts) > MOST_PARTS:
                    self._parts.popitem(last=False)
            self._parts.move_to_end(key)
            return self._parts[key]

    def _replay(self, key: str, path: Path, exercise: str, bare: Bare | None) -> Replay:
        if key not in self._replays:
            self._replays[key] = _judged(path, exercise) if bare is None else _bare(path, exercise, bare)
            if len(self._replays) > MOST_REPLAYS:
                self._replays.popitem(last=False)
        self._replays.move_to_end(key)
        return self._replays[key]


def replayed(
    replays: Replays, path: Path, exercise: str, number: int, words: Words, bare: Bare | None
) -> Response:
    """The answer with a part of a replay; arguments as of `Replays.part`."""
    try:
        body = replays.part(path, exercise, number, words, bare=bare)
    except FormcheckError as error:
        return JSONResponse({"detail": told(error, words)}, 422)
    if body is None:
        return JSONResponse({"detail": ""}, 404)
    return Response(body, media_type="application/octet-stream")


def _judged(path: Path, exercise: str) -> Replay:
    poses, plan, judged = judged_again(path, exercise)
    return Replay(poses.chunks, judged, plan)


def _bare(path: Path, exercise: str, bare: Bare) -> Replay:
    poses, plan = kept_recording(path, exercise)
    known = get_exercise(exercise)
    spec = overlay_spec_of(known.make_rule(known.config(), Options(view=plan.view)).spec, bare.near_side)
    return BareReplay(poses.chunks, spec, bare.from_s, bare.until_s)
