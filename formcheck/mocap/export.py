"""`export`: a recording in a format that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from formcheck.errors import UsageError
from formcheck.mocap.placed import Placed, placed
from formcheck.mocap.recorded import Recorded, open_recorded
from formcheck.mocap.stature import checked_stature
from formcheck.runtime.printable import printable
from formcheck.store.files import OutputFolder


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How to export.

    Attributes:
        to: the format, of `FORMATS`.
        out: the file to write, or a folder for it; None for beside the recording.
        stature_m: of the person, in metres; None leaves pixels.
        force: replace a file that is there.
    """

    to: str
    out: Path | None = None
    stature_m: float | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        path: the file, or the folder of a data set.
        holds: what is in it, as words for the user.
    """

    path: Path
    holds: str


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


def _one_file(
    suffix: str,
    write: Callable[[Path, Recorded, ExportOptions, str], str],
    recorded: Recorded,
    options: ExportOptions,
) -> Exported:
    """Write one file beside its final name, and rename it once it is whole."""
    path = _target(recorded, options.out, suffix)
    if path.exists() and not options.force:
        raise UsageError(
            f"{printable(path)} is there already", "Add --force to replace it, or choose another with --out"
        )
    with OutputFolder(path.parent).staged(path.name) as staged:
        holds = write(staged, recorded, options, path.name)
    return Exported(path, holds)


def _target(recorded: Recorded, out: Path | None, suffix: str) -> Path:
    if out is not None and out.suffix.lower() == suffix and not out.is_dir():
        return out
    return (out or recorded.path.parent) / f"{recorded.stem}{suffix}"


def _trc(path: Path, recorded: Recorded, options: ExportOptions, name: str) -> str:
    from formcheck.mocap.trc_out import write_trc

    data = placed(recorded.track, options.stature_m)
    write_trc(path, data, name)
    return _markers(data)


def _markers(data: Placed) -> str:
    unit = "in metres" if data.unit == "m" else "in pixels"
    return f"{len(data.points)} markers, {len(data.time)} frames, {unit}"


FORMATS: Mapping[str, Callable[[Recorded, ExportOptions], Exported]] = {
    "trc": partial(_one_file, ".trc", _trc),
}
"""Name of a format -> what writes it."""
