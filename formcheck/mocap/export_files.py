"""What `formcheck export` writes, format by format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import UsageError
from formcheck.mocap.placed import Placed, placed
from formcheck.mocap.recorded import Recorded
from formcheck.runtime.printable import printable
from formcheck.store.files import OutputFolder


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How to export.

    Attributes:
        to: the format, of `FORMATS`.
        out: the file to write, or a folder for it; None for beside the recording.
        stature_m: of the person, in metres; None leaves pixels.
        force: replace what is there.
        subject: BIDS: label of the person.
        run: BIDS: number of the recording, where there are several of one exercise.
    """

    to: str
    out: Path | None = None
    stature_m: float | None = None
    force: bool = False
    subject: str = "01"
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        path: the file; of several that belong together, the first.
        holds: what is in it, as words for the user.
    """

    path: Path
    holds: str


def _trc(recorded: Recorded, options: ExportOptions) -> Exported:
    from formcheck.mocap.trc_out import write_trc

    data = placed(recorded.track, options.stature_m)
    path = _target(recorded, options, ".trc")
    with OutputFolder(path.parent).staged(path.name) as staged:
        write_trc(staged, data, path.name)
    return Exported(path, _markers(data))


def _mot(recorded: Recorded, options: ExportOptions) -> Exported:
    """Two files: OpenSim's graphical program reads a motion up to its first gap, and signals have gaps."""
    from formcheck.mocap.angles import joint_angles, signal_angles
    from formcheck.mocap.mot_out import write_mot

    if options.stature_m is not None:
        raise UsageError("A .mot file holds angles: a stature changes nothing", "Leave --stature out")
    joints, signals = joint_angles(recorded), signal_angles(recorded)
    path = _target(recorded, options, ".mot")
    holds = f"{len(joints.columns)} angles, {len(joints.time)} frames, in degrees"
    if joints.gaps:
        holds += f", {joints.gaps} numbers missing (nan)"
    beside = path.with_name(f"{path.stem}_signals.mot")
    with OutputFolder(path.parent).staging() as files:
        write_mot(files.path(path.name), joints, path.stem)
        if signals.columns:
            _keep(beside, options)
            write_mot(files.path(beside.name), signals, beside.stem)
            holds += f"; {len(signals.columns)} of formcheck's own in {beside.name}"
    return Exported(path, holds)


def _c3d(recorded: Recorded, options: ExportOptions) -> Exported:
    from formcheck.mocap.c3d_out import evenly, write_c3d

    data = placed(recorded.track, options.stature_m)
    even = evenly(data)
    path = _target(recorded, options, ".c3d")
    with OutputFolder(path.parent).staged(path.name) as staged:
        write_c3d(staged, even)
    moved = abs(len(even.time) - len(data.time)) or (abs(even.time - data.time) > 1e-3).any()
    return Exported(path, _markers(even) + (", at even times" if moved else ""))


def _bids(recorded: Recorded, options: ExportOptions) -> Exported:
    from formcheck.mocap.bids_channels import channels_of
    from formcheck.mocap.bids_events import event_rows
    from formcheck.mocap.bids_out import BidsName, write_bids

    root = options.out or recorded.path.parent / f"{recorded.stem}-bids"
    channels, events = channels_of(recorded, options.stature_m), event_rows(recorded)
    name = BidsName(options.subject, recorded.plan.exercise.replace("-", ""), options.run)
    path = write_bids(root, name, channels, events, force=options.force)
    holds = f"{len(channels.about)} channels, {len(channels.values)} samples"
    return Exported(path, holds if events is None else f"{holds}, {len(events)} events")


def _target(recorded: Recorded, options: ExportOptions, suffix: str) -> Path:
    """Where a file goes.

    Raises:
        UsageError: something is there already.
    """
    out = options.out
    if out is None or out.is_dir() or out.suffix.lower() != suffix:
        out = (out or recorded.path.parent) / f"{recorded.stem}{suffix}"
    _keep(out, options)
    return out


def _keep(path: Path, options: ExportOptions) -> None:
    if path.exists() and not options.force:
        raise UsageError(
            f"{printable(path)} is there already", "Add --force to replace it, or choose another with --out"
        )


def _markers(data: Placed) -> str:
    unit = "in metres" if data.unit == "m" else "in pixels"
    return f"{len(data.points)} markers, {len(data.time)} frames, {unit}"


FORMATS: Mapping[str, Callable[[Recorded, ExportOptions], Exported]] = {
    "trc": _trc,
    "mot": _mot,
    "c3d": _c3d,
    "bids": _bids,
}
"""Name of a format -> what writes it."""
