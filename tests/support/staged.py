"""Runs in the server's process: what its network sees, and what goes wrong; then the real program begins."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import formcheck.cli.serve_command
import formcheck.store.recording
import formcheck.store.tables
import formcheck.web.server
from formcheck.coach.progress import Progress
from formcheck.live_visit.model_choice import ModelSpeed
from formcheck.media.frame import Frame
from formcheck.pose.fake_estimator import FakePoseEstimator
from formcheck.pose.track import Track
from formcheck.store.recording import read_recording

RECORDINGS = Path(__file__).resolve().parents[2] / "benchmarks" / "recordings"


class Staged(FakePoseEstimator):
    """Plays a recording by media time, over and over.

    Args:
        clip: its name.
        from_s, to_s: the stretch of it that is played.
        pause_s: how long every frame takes.
        slip_at_s: media time from which on the program has a bug.
        slip_when: the same, from when on this file is there.
        file_limit: no file can grow beyond so many bytes, from media time `limit_at_s` on.
    """

    def __init__(
        self,
        clip: str,
        from_s: float = 0.0,
        to_s: float = inf,
        pause_s: float = 0.0,
        slip_at_s: float = inf,
        slip_when: str = "",
        file_limit: int = 0,
        limit_at_s: float = -inf,
    ) -> None:
        track = read_recording(RECORDINGS / f"{clip}.parquet")[0]
        super().__init__(track)
        self._from_s = from_s
        self._length_s = min(to_s, float(track.time[-1]) + 1 / 15) - from_s
        self._pause_s, self._slip_at_s, self._slip_when = pause_s, slip_at_s, slip_when
        self._file_limit, self._limit_at_s = file_limit, limit_at_s

    def estimate(self, frame: Frame) -> Track:
        time.sleep(self._pause_s)
        if self._file_limit and frame.time_s >= self._limit_at_s:
            import resource

            resource.setrlimit(resource.RLIMIT_FSIZE, (self._file_limit, self._file_limit))
            self._file_limit = 0
        if frame.time_s >= self._slip_at_s or (self._slip_when and Path(self._slip_when).exists()):
            raise ZeroDivisionError("a slip of the program")
        seen = super().estimate(Frame(frame.image, self._from_s + frame.time_s % self._length_s))
        return replace(seen, time=seen.time - seen.time[0] + frame.time_s)


def arrange(clip: str = "plank_good", group: int = 0, begun: bool = False, **more: Any) -> None:
    """Let the server see a recording instead of pictures.

    Args:
        clip, more: see `Staged`.
        group: tables are written whenever so many rows have come together.
        begun: exercises that are skipped count as begun: a visit is over soon, and has much to tell.
    """
    if begun:
        Progress.begun = property(lambda _: True)  # type: ignore[assignment,method-assign]
    serve: Any = formcheck.cli.serve_command
    serve.measure_speed = lambda model: ModelSpeed(model, 60.0, 16.0, 17.0, 100)
    server: Any = formcheck.web.server
    server.create_estimator = lambda *_, **__: Staged(clip, **more)
    if group:
        writers: tuple[Any, ...] = (formcheck.store.recording, formcheck.store.tables)
        for module in writers:
            module.ROWS_PER_GROUP = group


if __name__ == "__main__":
    from formcheck.cli.main import main

    arrange(**json.loads(sys.argv.pop(1)))
    main()
