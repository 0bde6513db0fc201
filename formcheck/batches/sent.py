"""A job whose file is sent, and whose results are sent back: for machines without a folder in common."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from formcheck.batches.job import Done, Job
from formcheck.batches.own_process import do_job_aside
from formcheck.batches.processes import Patience
from formcheck.batches.stamps import Stamp, content_of, stamp_of
from formcheck.errors import InputError
from formcheck.pipeline.folders import clear_parts, part_folders
from formcheck.runtime.printable import printable
from formcheck.store.files import OutputFolder


@dataclass(frozen=True, slots=True)
class Parcel:
    """A job with what its file holds.

    Attributes:
        job: as it was planned, with paths of the machine that sends it.
        stamp: of the file.
        content: of the file; of a folder of OpenPose, of each by its name.
    """

    job: Job
    stamp: Stamp
    content: bytes | dict[str, bytes]


@dataclass(frozen=True, slots=True)
class SentBack:
    """What came of a parcel.

    Attributes:
        done: as of `do_job`.
        files: path in the result folder, with "/" -> bytes.
    """

    done: Done
    files: Mapping[str, bytes]


def pack(job: Job) -> Parcel:
    """Read the file of a job.

    Raises:
        InputError: it cannot be read, or changed meanwhile.
    """
    stamp = stamp_of(job.path)
    content = content_of(job.path)
    if stamp_of(job.path) != stamp:
        raise InputError(
            f"{printable(job.path)} has changed while it was read",
            "Give the same command again when it is whole",
        )
    return Parcel(job, stamp, content)


def do_parcel(parcel: Parcel, patience: Patience) -> SentBack:
    """Do the job in a temporary folder of this machine; errors as of `do_job_aside`."""
    with tempfile.TemporaryDirectory(prefix="formcheck-") as place:
        path, out = Path(place) / "in" / parcel.job.path.name, Path(place) / "out"
        path.parent.mkdir()
        _lay_down(parcel.content, path)
        done = do_job_aside(replace(parcel.job, path=path, out=out), patience)
        files = {
            file.relative_to(out).as_posix(): file.read_bytes() for file in out.rglob("*") if file.is_file()
        }
    return SentBack(replace(done, stamp=parcel.stamp), files)


def _lay_down(content: bytes | dict[str, bytes], path: Path) -> None:
    if isinstance(content, bytes):
        path.write_bytes(content)
        return
    path.mkdir()
    for name, part in content.items():
        (path / name).write_bytes(part)


def unpack(job: Job, back: SentBack) -> Done:
    """Write the files that were sent back; those of a folder together or not at all, the whole last.

    Raises:
        OutputError: the disk refuses.
    """
    if back.done.row is None:
        return back.done
    before = part_folders(job.out)
    folders = sorted({PurePosixPath(name).parent for name in back.files}, reverse=True)
    for folder in folders:
        with OutputFolder(job.out / folder).staging() as files:
            for name, content in back.files.items():
                if PurePosixPath(name).parent == folder:
                    files.path(PurePosixPath(name).name).write_bytes(content)
    clear_parts(job.out, before - {str(folder) for folder in folders})
    return back.done
