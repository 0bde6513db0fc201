"""`formcheck cameras`: lists the cameras, what their drivers promise, and what they send."""

from __future__ import annotations

import json
from dataclasses import asdict

from rich.table import Table
from rich.text import Text

from formcheck.errors import ExitStatus, InputError
from formcheck.media.camera_names import NONE_FOUND, find_cameras
from formcheck.media.camera_probe import CameraTrial, try_camera
from formcheck.runtime.console import PipeSafeConsole


def show_cameras(*, probing: bool, as_json: bool) -> ExitStatus:
    """Print all cameras; returns `OK` when all can be used, `SOME_FAILED` for some, `FAILED` for none.

    Args:
        probing: watch what each camera sends for a few seconds.
        as_json: print a list of JSON objects instead of a table.

    Raises:
        InputError: there is none.
    """
    cameras = find_cameras()
    out = PipeSafeConsole(highlight=False, soft_wrap=True)
    if not cameras:
        if as_json:
            out.out("[]", highlight=False)
        raise InputError(*NONE_FOUND)
    trials = [try_camera(camera, probing=probing) for camera in cameras]
    if as_json:
        out.out(json.dumps([as_json_object(one) for one in trials], ensure_ascii=False), highlight=False)
    else:
        out.print(_table(trials))
        for one in trials:
            if one.problem is not None:
                out.print(Text(f"{one.camera.index}: {one.problem}"))
    usable = sum(one.problem is None for one in trials)
    if usable == len(trials):
        return ExitStatus.OK
    return ExitStatus.SOME_FAILED if usable else ExitStatus.FAILED


def as_json_object(trial: CameraTrial) -> dict[str, object]:
    """For JSON: the number, the name, what the driver promises, what was measured, and the problem."""
    probe = trial.probe
    return {
        "index": trial.camera.index,
        "name": trial.camera.name,
        "promises": None
        if trial.info is None
        else {
            name: value for name, value in asdict(trial.info).items() if name in ("width", "height", "fps")
        },
        "sends": None
        if probe is None
        else {
            "frames": probe.frames,
            "fps": round(probe.fps, 1) if probe.fps == probe.fps else None,
            "brightness": round(probe.brightness),
        },
        "problem": None if trial.problem is None else str(trial.problem),
    }


def usability(trial: CameraTrial) -> Text:
    """Whether it can be used, as a shape and a word."""
    if trial.problem is not None:
        return Text("■ not usable", style="red")
    if trial.probe is None:
        return Text("● there", style="green")
    if trial.probe.slow:
        return Text("▲ slow, more light helps", style="yellow")
    return Text("● works", style="green")


def _table(trials: list[CameraTrial]) -> Table:
    probed = any(one.probe is not None for one in trials)
    table = Table()
    for heading in ("--camera", "name", "pictures", "promises", *(("sends",) if probed else ()), ""):
        table.add_column(heading)
    for one in trials:
        info, tried = one.info, one.probe
        row: list[str | Text] = [str(one.camera.index), Text(one.camera.name)]
        row.append(f"{info.width} x {info.height}" if info else "")
        row.append(f"{info.fps:.0f} frames/s" if info and info.fps else "")
        if probed:
            row.append(f"{tried.fps:.1f} frames/s" if tried and tried.frames > 1 else "")
        table.add_row(*row, usability(one))
    return table
