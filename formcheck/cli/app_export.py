"""`formcheck export`, as typer reads it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.options import Quiet
from formcheck.mocap.formats import WRITTEN

if TYPE_CHECKING:
    FormatName = StrEnum
else:  # one list of formats: the registry's
    FormatName = StrEnum("FormatName", {name.upper(): name for name in WRITTEN})


def export(
    recordings: Annotated[
        list[Path],
        typer.Argument(metavar="RECORDING", help="recording.parquet of a scored video, or its folder."),
    ],
    *,
    to: Annotated[
        FormatName, typer.Option("--to", case_sensitive=False, help="Format: docs/formats.md describes each.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="PATH",
            help="File to write, or folder for it; beside the recording if not given.",
        ),
    ] = None,
    stature: Annotated[
        float | None,
        typer.Option(
            metavar="M", help="The person's stature in metres: lengths are metres then, else pixels."
        ),
    ] = None,
    subject: Annotated[
        str, typer.Option(metavar="LABEL", rich_help_panel="For --to bids", help="Label of the person.")
    ] = "01",
    run: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            rich_help_panel="For --to bids",
            help="Number of the recording, of several of one exercise; of several files, that of the first.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", metavar="", help="Replace what is there.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write recordings for OpenSim and other programs: landmarks and angles, no pictures.

    Exit status: 0 all written, 1 some of several failed, 2 none.
    """
    from formcheck.cli.export_command import export_many
    from formcheck.mocap.export_files import ExportOptions

    options = ExportOptions(to.value, out, stature, force, subject, run)
    raise typer.Exit(export_many(tuple(recordings), options, quiet=quiet))
