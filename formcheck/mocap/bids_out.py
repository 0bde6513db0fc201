"""Writes Motion-BIDS, a data set of motion recordings: https://bids-specification.readthedocs.io."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import InputError, UsageError
from formcheck.mocap.bids_channels import BODY, COLUMNS, PICTURE, Channels
from formcheck.mocap.bids_events import EVENT_COLUMNS
from formcheck.runtime.printable import printable, printable_text
from formcheck.runtime.version import __version__
from formcheck.store.files import OutputFolder

BIDS = "1.10.0"
"""Version of the specification that the files follow."""
MISSING = "n/a"
TRACKSYS = "formcheck"
_LABEL = re.compile(r"[0-9a-zA-Z]+")
_TYPES = ("ACCEL", "ANGACCEL", "GYRO", "JNTANG", "LATENCY", "MAGN", "ORNT", "POS", "VEL")
_OF_BIDS = ("onset", "duration")
"""Columns of events that BIDS itself describes."""
_ABOUT = "dataset_description.json"
_PARTICIPANTS = "participants.tsv"
_README = """# Exercises, recorded with formcheck

Landmarks and joint angles that formcheck found in videos of exercises; the videos are not here. Each
`*_motion.tsv` has the columns that its `*_channels.tsv` describes; `n/a` is what was not seen or not
measured. One camera saw the person: there are two dimensions.
"""


@dataclass(frozen=True, slots=True)
class BidsName:
    """The entities of a recording's name.

    Raises:
        UsageError: BIDS does not allow one of them.
    """

    subject: str
    task: str
    run: int | None = None

    def __post_init__(self) -> None:
        for label in (self.subject, self.task):
            if not _LABEL.fullmatch(label):
                raise UsageError(
                    f"{printable_text(label)!r} is no label of BIDS", "Use letters and digits only"
                )
        if self.run is not None and self.run < 1:
            raise UsageError(f"There is no run {self.run}", "Count from 1")

    def stem(self, *between: str) -> str:
        """The beginning of a file's name, with further entities before that of the run."""
        run = () if self.run is None else (f"run-{self.run}",)
        return "_".join((f"sub-{self.subject}", f"task-{self.task}", *between, *run))


def write_bids(
    root: Path, name: BidsName, channels: Channels, events: list[list[str]] | None, *, force: bool
) -> Path:
    """Add a recording to a data set, which is made where there is none.

    Args:
        root: folder of the data set.
        name: of the recording.
        channels: its channels.
        events: rows of its events; None where they are not known.
        force: replace a recording of the same name.

    Returns:
        the path of the `*_motion.tsv`.

    Raises:
        UsageError: a recording of that name is there.
        InputError: the folder holds something else.
        OutputError: it cannot be written to.
    """
    dataset = OutputFolder(root)
    _check_root(root)
    participants = _participants(root, f"sub-{name.subject}")
    stem, folder = name.stem(f"tracksys-{TRACKSYS}"), root / f"sub-{name.subject}" / "motion"
    motion = folder / f"{stem}_motion.tsv"
    if motion.exists() and not force:
        raise UsageError(
            f"{printable(motion)} is there already", "Add --force to replace it, or --run 2 for a further one"
        )
    if not (root / _ABOUT).exists():  # first, so that a data set that is left half-way can be gone on with
        with dataset.staging() as files:
            _write_json(files.path(_ABOUT), _about_dataset())
            files.path("README.md").write_text(_README, "utf-8")
    with OutputFolder(folder).staging() as files:
        _write_motion(files.path(motion.name), channels)
        _write_tsv(files.path(f"{stem}_channels.tsv"), [COLUMNS, *channels.about])
        _write_json(files.path(f"{stem}_channels.json"), _frames(channels))
        _write_json(files.path(f"{stem}_motion.json"), _about_motion(name.task, channels))
        if events is not None:
            own = [column for column in EVENT_COLUMNS if column not in _OF_BIDS]
            about = {column: {"Description": EVENT_COLUMNS[column]} for column in own}
            _write_tsv(files.path(f"{name.stem()}_events.tsv"), [[*EVENT_COLUMNS], *events])
            _write_json(files.path(f"{name.stem()}_events.json"), about)
    with dataset.staging() as files:
        _write_tsv(files.path(_PARTICIPANTS), participants)
    return motion


def _check_root(root: Path) -> None:
    """Refuse a folder that is neither empty nor a data set."""
    if (root / _ABOUT).is_file():
        return
    if any(not path.name.startswith(".") for path in root.iterdir()):
        raise InputError(
            f"{printable(root)} is no data set of BIDS, and not empty", "Choose another with --out"
        )


def _participants(root: Path, subject: str) -> list[list[str]]:
    """The rows of participants.tsv with the subject among them; its other columns stay."""
    path = root / _PARTICIPANTS
    rows = [["participant_id"]]
    if path.is_file():
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = [
                    row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row
                ] or rows
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{printable(path)} cannot be read ({error})", "Mend it") from error
        if rows[0][0] != "participant_id":
            raise InputError(f"{printable(path)} does not begin with participant_id", "Mend its first line")
    if subject not in [row[0] for row in rows[1:]]:
        rows.append([subject, *[MISSING] * (len(rows[0]) - 1)])
    return rows


def _about_dataset() -> dict[str, object]:
    return {
        "Name": "Exercises recorded with formcheck",
        "BIDSVersion": BIDS,
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "formcheck", "Version": __version__}],
    }


def _about_motion(task: str, channels: Channels) -> dict[str, object]:
    counts = {f"{kind}ChannelCount": channels.count(kind) for kind in _TYPES}
    return {
        "TaskName": task,
        "TaskDescription": f"The exercise {printable_text(task)}, filmed by one camera",
        "SamplingFrequency": round(channels.rate, 6),
        "SamplingFrequencyEffective": round(channels.rate, 6),
        "TrackingSystemName": TRACKSYS,
        "TrackedPointsCount": channels.points,
        "MotionChannelCount": len(channels.about),
        **counts,
        "MiscChannelCount": 0,
        "MissingValues": MISSING,
        "SoftwareVersions": f"formcheck {__version__}",
        **({"Units": {"px": "pixels of the upright picture"}} if _in_pixels(channels) else {}),
    }


def _in_pixels(channels: Channels) -> bool:
    """Whether positions are in pixels: no unit of SI, so that BIDS wants it explained."""
    return any(channel.units == "px" for channel in channels.about)


def _frames(channels: Channels) -> dict[str, object]:
    """What the frames of reference in `*_channels.tsv` are."""
    metres = not _in_pixels(channels)
    up = "up, from its lower edge" if metres else "down, from its upper edge"
    plane = f"The plane of the upright picture: x to the right, from its left edge; y {up}"
    body = "Two parts of the body in the plane of the picture; docs/formats.md of formcheck has zero and sign"
    return {
        "reference_frame": {
            "Levels": {
                PICTURE: {"Description": plane, "SpatialAxes": "RS_" if metres else "RI_"},
                BODY: {"Description": body, "RotationRule": MISSING, "RotationOrder": MISSING},
            }
        }
    }


def _write_motion(path: Path, channels: Channels) -> None:
    """The samples, without a line of names: those are in `*_channels.tsv`."""
    line = "\t".join(["{:.6f}"] * len(channels.about)) + "\n"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in channels.values.tolist():
            file.write(line.format(*row).replace("nan", MISSING))


def _write_tsv(path: Path, rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write("\t".join(row) + "\n")


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
