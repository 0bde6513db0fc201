"""Checks of the scoring: the files of the networks, their speed, and one scoring from file to files."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from formcheck.cli.doctor.check_result import CheckResult
from formcheck.errors import FormcheckError, ModelError

_HEAVY_TASK = "pose_landmarker_heavy.task"
"""Not in the package: `python tools/build_models` makes it for the reference backend."""


def check_models() -> list[CheckResult]:
    """The files of the networks, compared with their checksums."""
    from formcheck.pose.models import CHECKSUMS, model_folder, verified

    try:
        lines = (model_folder() / CHECKSUMS).read_text(encoding="utf-8").split()
    except (OSError, ModelError) as error:
        return [_missing("networks", error)]
    names = [name for name in lines[1::2] if name != _HEAVY_TASK]
    rows, intact = [], 0
    for name in names:
        try:
            verified(name)
            intact += 1
        except ModelError as error:
            rows.append(_missing("networks", error))
    return rows or [CheckResult("networks", "ok", f"{intact} files, each as its SHA-256 says")]


def check_speed(seconds: float) -> list[CheckResult]:
    """The speed of each network on this machine, and the network that live visits therefore use.

    Args:
        seconds: how long each network is timed.
    """
    from formcheck.live_visit.model_choice import LIVE_FPS, ModelSpeed, choose_model, measure_speed
    from formcheck.pose.backends import BACKENDS, DEFAULT_BACKEND

    speeds: dict[str, ModelSpeed] = {}
    rows = []
    for model in BACKENDS[DEFAULT_BACKEND].models:
        try:
            speeds[model] = speed = measure_speed(model, seconds)
        except FormcheckError as error:
            rows.append(_missing(f"speed of {model}", error))
            continue
        each = f"a frame takes {speed.median_ms:.0f} ms, one in twenty more than {speed.p95_ms:.0f} ms"
        rows.append(
            CheckResult(f"speed of {model}", "ok", f"{speed.fps:.0f} frames/s of poses alone; {each}")
        )
    try:
        choice = choose_model(measure=lambda model, _: speeds[model])
    except KeyError:
        return rows
    reached = f"{choice.model}: about {choice.speed.live_fps:.0f} frames/s from camera to screen"
    if choice.keeps_up:
        return [*rows, CheckResult("live uses", "ok", reached)]
    slow = f"{reached}, where {LIVE_FPS:.0f} are wanted: some will be left out"
    return [
        *rows,
        CheckResult("live uses", "look", slow, "Close other programs, plug the machine in, and look again"),
    ]


def check_scoring() -> CheckResult:
    """Score one second of film, from a file to files, in a temporary folder."""
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
        return CheckResult(
            "scoring", "missing", f"only {frames} of 16 frames were read", "Install formcheck again"
        )
    took = time.perf_counter() - began
    return CheckResult("scoring", "ok", f"works: a second of film, from file to report, in {took:.1f} s")


def _missing(name: str, error: Exception) -> CheckResult:
    if isinstance(error, FormcheckError):
        return CheckResult(name, "missing", error.message, error.remedy)
    return CheckResult(name, "missing", str(error), "Install formcheck again")
