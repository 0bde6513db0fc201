"""`export`: a recording in a format that other programs read."""

from __future__ import annotations

from pathlib import Path

from formcheck.errors import UsageError
from formcheck.mocap.export_files import FORMATS, Exported, ExportOptions
from formcheck.mocap.recorded import open_recorded
from formcheck.mocap.stature import checked_stature
from formcheck.runtime.printable import printable


def export(recording: Path, options: ExportOptions) -> Exported:
    """Write a recording in another format; docs/formats.md has the names, units and signs.

    Args:
        recording: a `recording.parquet`, or a folder of results with one.
        options: which format, and where to.

    Raises:
        UsageError: an unknown format, no stature, a stature in a view that does not tell it, or a file in
            the way.
        InputError: the recording cannot be read, or shows nobody.
        MissingPackageError: the format wants a library that is not installed.
        OutputError: the place cannot be written to.
    """
    if options.to not in FORMATS:
        raise UsageError(f"There is no format {options.to!r}", f"Take one of {', '.join(FORMATS)}")
    checked_stature(options.stature_m)
    recorded = open_recorded(recording)
    if options.stature_m is not None and recorded.plan.view != "side":
        raise UsageError(
            f"{printable(recording)} is seen from the front, where nothing tells how large the person is",
            "Leave --stature out",
        )
    return FORMATS[options.to](recorded, options)
