"""`formcheck cameras`: which there are, what they promise, and whether they keep it."""

from __future__ import annotations

import json
from dataclasses import asdict

from rich.table import Table
from rich.text import Text

from formcheck.errors import InputError
from formcheck.media.camera_names import NONE_FOUND, find_cameras
from formcheck.media.camera_probe import Seen, look_at
from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.streams import OK, SOME_FAILED, WRONG_USE


def show_cameras(*, probing: bool, as_json: bool) -> int:
    """Print all cameras; the exit status: 0 all can be used, 1 some, 2 none.

    Raises:
        InputError: there is none.
    """
    cameras = find_cameras()
    out = PipeSafeConsole(highlight=False, soft_wrap=True)
    if not cameras:
        if as_json:
            out.out("[]", highlight=False)
        raise InputError(*NONE_FOUND)
    seen = [look_at(camera, probing=probing) for camera in cameras]
    if as_json:
        out.out(json.dumps([as_plain(one) for one in seen], ensure_ascii=False), highlight=False)
    else:
        out.print(_table(seen))
        for one in seen:
            if one.problem is not None:
                out.print(Text(f"{one.camera.index}: {one.problem}"))
    usable = sum(one.problem is None for one in seen)
    return OK if usable == len(seen) else SOME_FAILED if usable else WRONG_USE


def as_plain(seen: Seen) -> dict[str, object]:
    """For JSON: the number, the name, what the driver says, what was measured, and the problem."""
    tried = seen.probe
    return {
        "index": seen.camera.index,
        "name": seen.camera.name,
        "promises": None
        if seen.info is None
        else {name: value for name, value in asdict(seen.info).items() if name in ("width", "height", "fps")},
        "sends": None
        if tried is None
        else {
            "frames": tried.frames,
            "fps": round(tried.fps, 1) if tried.fps == tried.fps else None,
            "brightness": round(tried.brightness),
        },
        "problem": None if seen.problem is None else str(seen.problem),
    }


def in_a_word(seen: Seen) -> Text:
    """Whether it can be used: a shape and a word."""
    if seen.problem is not None:
        return Text("■ not usable", style="red")
    if seen.probe is None:
        return Text("● there", style="green")
    if seen.probe.slow:
        return Text("▲ slow, more light helps", style="yellow")
    return Text("● works", style="green")


def _table(seen: list[Seen]) -> Table:
    probed = any(one.probe is not None for one in seen)
    table = Table()
    for heading in ("--camera", "name", "pictures", "promises", *(("sends",) if probed else ()), ""):
        table.add_column(heading)
    for one in seen:
        info, tried = one.info, one.probe
        row: list[str | Text] = [str(one.camera.index), Text(one.camera.name)]
        row.append(f"{info.width} x {info.height}" if info else "")
        row.append(f"{info.fps:.0f} frames/s" if info and info.fps else "")
        if probed:
            row.append(f"{tried.fps:.1f} frames/s" if tried and tried.frames > 1 else "")
        table.add_row(*row, in_a_word(one))
    return table
