"""Checks of the work: the networks' files, their speed, and a scoring from file to files."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from formcheck.cli.doctor.row import Row
from formcheck.errors import FormcheckError, ModelError

_HEAVY_TASK = "pose_landmarker_heavy.task"
"""Not shipped: `python tools/build_models` makes it for the reference backend."""


def check_models() -> list[Row]:
    """The networks' files against their checksums."""
    from formcheck.pose.models import CHECKSUMS, model_folder, verified

    try:
        lines = (model_folder() / CHECKSUMS).read_text(encoding="utf-8").split()
    except (OSError, ModelError) as error:
        return [_broken("networks", error)]
    names = [name for name in lines[1::2] if name != _HEAVY_TASK]
    rows, sound = [], 0
    for name in names:
        try:
            verified(name)
            sound += 1
        except ModelError as error:
            rows.append(_broken("networks", error))
    return rows or [Row("networks", "ok", f"{sound} files, each as its SHA-256 says")]


def check_speed(seconds: float) -> list[Row]:
    """How fast each network is here, and which one live therefore uses."""
    from formcheck.live_visit.model_choice import LIVE_FPS, ModelSpeed, choose_model, measure_speed
    from formcheck.pose.backends import BACKENDS, DEFAULT_BACKEND

    speeds: dict[str, ModelSpeed] = {}
    rows = []
    for model in BACKENDS[DEFAULT_BACKEND].models:
        try:
            speeds[model] = speed = measure_speed(model, seconds)
        except FormcheckError as error:
            rows.append(_broken(f"speed of {model}", error))
            continue
        each = f"a frame takes {speed.median_ms:.0f} ms, one in twenty more than {speed.p95_ms:.0f} ms"
        rows.append(Row(f"speed of {model}", "ok", f"{speed.fps:.0f} frames/s of poses alone; {each}"))
    try:
        choice = choose_model(measure=lambda model, _: speeds[model])
    except KeyError:
        return rows
    reached = f"{choice.model}: about {choice.speed.live_fps:.0f} frames/s from camera to screen"
    if choice.keeps_up:
        return [*rows, Row("live uses", "ok", reached)]
    slow = f"{reached}, where {LIVE_FPS:.0f} are wanted: some will be left out"
    return [
        *rows,
        Row("live uses", "look", slow, "Close other programs, plug the machine in, and look again"),
    ]


def check_scoring() -> Row:
    """Score one second of film, from a file to files, in a folder that is taken away again."""
    from formcheck.live_visit.model_choice import picture
    from formcheck.media.writer import VideoWriter
    from formcheck.pipeline.score import ScoreOptions, score_video
    from formcheck.scoring.plan import Plan

    image = picture()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="formcheck-doctor-") as folder:
        film = Path(folder) / "plank.mp4"
        with VideoWriter(film, (image.shape[1], image.shape[0]), 15.0) as writer:
            for number in range(16):
                writer.write(image, number / 15)
        scored = score_video(film, Path(folder) / "out", ScoreOptions(plan=Plan(exercise="plank")))
        frames = scored.result.source.frames
    if scored.interrupted:
        raise KeyboardInterrupt
    if frames < 16:
        return Row("scoring", "missing", f"only {frames} of 16 frames were read", "Install formcheck again")
    took = time.perf_counter() - began
    return Row("scoring", "ok", f"works: a second of film, from file to report, in {took:.1f} s")


def _broken(name: str, error: Exception) -> Row:
    if isinstance(error, FormcheckError):
        return Row(name, "missing", error.message, error.remedy)
    return Row(name, "missing", str(error), "Install formcheck again")
