"""`formcheck inspect`, as typer reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.options import (
    JUDGES,
    USUAL_BACKEND,
    USUAL_MODEL,
    Backend,
    FramesPerSecond,
    Model,
    PictureSize,
)
from formcheck.runtime.startup import fast_imports


def inspect(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help="Videos, recordings, poses of other programs, or folders of these.",
        ),
    ],
    *,
    backend: Annotated[
        Backend, typer.Option(rich_help_panel=JUDGES, help="Library that finds the person.")
    ] = USUAL_BACKEND,
    model: Annotated[
        Model, typer.Option(rich_help_panel=JUDGES, help="Size of its network: fast, balanced, precise.")
    ] = USUAL_MODEL,
    fps: FramesPerSecond = None,
    size: PictureSize = None,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Print what was found as JSON, one line a file.")
    ] = False,
) -> None:
    """Look at videos, recordings and poses before scoring them: what they hold, what could not be measured.

    Looks at a second of video here and there and says how much it looked at; so an exercise that is short, or
    starts between two looks, may be missed. The files of a folder, as `formcheck batch` finds them, are a
    table with a line each. Writes nothing.

    Exit status: 0 looked at, 1 some of several could not be read, 2 none could.
    """
    with fast_imports():
        from formcheck.cli.inspect_command import InspectRequest, inspect_many

    request = InspectRequest(
        tuple(files), backend.value, model.value, fps, None if size is None else size.pair
    )
    raise typer.Exit(inspect_many(request, as_json=as_json))
