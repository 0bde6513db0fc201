"""Reads a visit of formcheck 0.1: a folder with visit.json and a folder for each exercise.

Nothing in it is trusted and nothing is changed. What cannot be read is told and left out.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from formcheck.coach.pain import WORST_PAIN, Advice
from formcheck.errors import FormcheckError
from formcheck.exercises import exercise_names
from formcheck.runtime.printable import printable
from formcheck.scoring.result import SCHEMA, Result
from formcheck.store.files import is_in_use, is_temporary
from formcheck.store.recording import iter_recording
from formcheck.visits.again import judged_again
from formcheck.words.catalogue import LANGUAGES

ABOUT = "visit.json"
_VISIT = re.compile(r"(\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)(?:-\d+)?")
_PART = re.compile(r"(\d+)-([a-z]+(?:-[a-z]+)*)")
_MAX_JSON = 50 << 20
"""Bytes of a result: that of an hour takes a hundredth of it."""
_MAX_VISIT = timedelta(hours=12)
"""A file that was written so long after the start of a visit was copied or touched since."""


@dataclass(slots=True)
class OldPart:
    """One exercise.

    Attributes:
        name: the exercise.
        result: as result.json has it, or judged anew from the recording; None where neither can be read.
        recording: the file, where it can be read.
        written: when its result was written, where that can be believed.
    """

    name: str
    result: Result | None = None
    recording: Path | None = None
    written: datetime | None = None


@dataclass(slots=True)
class OldVisit:
    """One visit.

    Attributes:
        began, ended: by this machine's clock and time zone.
        closed: it ended by itself or by a button: visit.json was written.
        done: names of the exercises that were begun, as visit.json has them.
        problems: what could not be read, a sentence each.
    """

    began: datetime
    ended: datetime | None = None
    closed: bool = False
    lang: str = LANGUAGES[0]
    pain_before: int | None = None
    pain_after: int | None = None
    pain_worst: int | None = None
    legs: bool = False
    advice: str = Advice.GO_ON
    finished: bool = False
    done: list[str] = field(default_factory=list)
    parts: list[OldPart] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def visit_folders(root: Path) -> tuple[list[Path], list[str]]:
    """The folders of visits, in order of their names, and what else lies there, a sentence each.

    Raises:
        OSError: the folder cannot be read.
    """
    visits, problems = [], []
    for path in sorted(root.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_symlink() or not path.is_dir():
            problems.append(f"{printable(path)} is no visit")
        elif _VISIT.fullmatch(path.name) or (path / ABOUT).exists() or _part_folders(path):
            visits.append(path)
        else:
            problems.append(f"{printable(path)} is no visit")
    return visits, problems


def is_going_on(folder: Path) -> bool:
    """Whether a program is still writing in it."""
    return any(is_temporary(path) and is_in_use(path) for path in _files(folder))


def stamp(folder: Path) -> str:
    """A digest of names, sizes and times of the files: nothing has changed while it is the same."""
    files = sorted(_files(folder))
    told = [(str(p.relative_to(folder.parent)), p.stat().st_size, p.stat().st_mtime_ns) for p in files]
    return _short_digest(repr(told).encode())


def content_key(folder: Path) -> str:
    """A digest of what the visit tells, wherever the folder lies: answers, results, size of recordings."""
    told = []
    for path in sorted(_files(folder)):
        if path.suffix == ".json":
            told.append((str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest()))
        elif path.suffix == ".parquet" and not is_temporary(path):
            told.append((str(path.relative_to(folder)), str(path.stat().st_size)))
    return _short_digest(repr(told).encode())


def read_visit(folder: Path) -> OldVisit:
    """Everything in the folder that can be read.

    Raises:
        OSError: the folder itself cannot be read.
    """
    visit = OldVisit(_began(folder))
    _read_about(folder / ABOUT, visit)
    for path in _part_folders(folder):
        part = _read_part(path, visit)
        if part is not None:
            visit.parts.append(part)
    visit.ended = _written(folder / ABOUT, visit.began)
    return visit


def _began(folder: Path) -> datetime:
    named = _VISIT.fullmatch(folder.name)
    if named:
        try:
            return datetime.strptime(named[1], "%Y-%m-%d_%H-%M-%S").astimezone()
        except (ValueError, OverflowError, OSError):  # the 99th of a month, the year 1
            pass
    return datetime.fromtimestamp(
        min(path.stat().st_mtime for path in (folder, *_files(folder)))
    ).astimezone()


def _read_about(path: Path, visit: OldVisit) -> None:
    try:
        about = dict(_json(path))  # type: ignore[call-overload]  # anything else raises
    except FileNotFoundError:
        return
    except (OSError, ValueError, TypeError, RecursionError):
        visit.problems.append(f"{printable(path)} cannot be read: the answers of that visit are missing")
        return
    visit.closed = True
    try:
        visit.began = datetime.fromisoformat(about["began"]).astimezone()
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        visit.problems.append(f"{printable(path)} has no time that can be read: that of the folder is taken")
    visit.pain_before, visit.pain_after, visit.pain_worst = (
        _pain(about.get(name)) for name in ("pain_before", "pain_after", "pain_worst")
    )
    visit.lang = _one_of(about.get("lang"), LANGUAGES, visit.lang)
    visit.advice = _one_of(about.get("advice"), tuple(Advice), visit.advice)
    visit.legs, visit.finished = about.get("new_leg_symptoms") is True, about.get("finished") is True
    done = about.get("exercises")
    for entry in done if isinstance(done, list) else []:
        name = entry.get("exercise") if isinstance(entry, dict) else None
        if name in exercise_names():
            visit.done.append(str(name))


def _read_part(folder: Path, visit: OldVisit) -> OldPart | None:
    """One exercise; None where nothing in it can be read."""
    named = _PART.fullmatch(folder.name)
    name = named[2] if named else ""
    recording, damaged = _readable_recording(folder)
    if damaged:
        visit.problems.append(f"{printable(damaged)} is damaged: it is left out")
    result = _readable_result(folder)
    if result is None and recording is not None and name in exercise_names():
        result = _judged(recording, name)
    if result is None:
        what = (
            "no result that can be read" if recording or damaged or (folder / "result.json").exists() else ""
        )
        visit.problems.append(f"{printable(folder)} holds {what or 'nothing: it was broken off'}")
    if result is None and (recording is None or name not in exercise_names()):
        return None
    written = _written(folder / "result.json", visit.began)
    return OldPart(result.exercise if result else name, result, recording, written)


def _readable_recording(folder: Path) -> tuple[Path | None, Path | None]:
    """The recording that can be read; if there is none, the one that is damaged."""
    damaged = None
    for path in _candidates(folder, "recording.parquet"):
        try:
            if sum(len(track) for track in iter_recording(path)):
                return path, None
        except FormcheckError:
            pass
        damaged = damaged or path
    return None, damaged


def _readable_result(folder: Path) -> Result | None:
    for path in _candidates(folder, "result.json"):
        try:
            result = Result.model_validate(_json(path))
        except (OSError, ValueError, RecursionError):
            continue
        if result.schema_ == SCHEMA and result.exercise in exercise_names():
            return result
    return None


def _judged(recording: Path, name: str) -> Result | None:
    try:
        return judged_again(recording, name)[2].result
    except (FormcheckError, ValidationError):
        return None


def _candidates(folder: Path, name: str) -> list[Path]:
    """The file of this name; else one that was complete when its program was killed, but not yet renamed."""
    path = folder / name
    found = [path] if path.is_file() else []
    temporary = [path for path in folder.glob(f".*-{name}") if is_temporary(path) and path.stat().st_size]
    return found + sorted(temporary)


def _part_folders(folder: Path) -> list[Path]:
    found = []
    for path in folder.iterdir():
        named = _PART.fullmatch(path.name)
        if path.is_dir() and not path.is_symlink() and (named or (path / "result.json").exists()):
            found.append((int(named[1]) if named else 0, path.name, path))
    return [path for _, _, path in sorted(found)]


def _files(folder: Path) -> list[Path]:
    """The files of a visit: its own, and those of its exercises."""
    return [
        path
        for below in ("*", "*/*")
        for path in folder.glob(below)
        if path.is_file() and not path.is_symlink()
    ]


def _written(path: Path, began: datetime) -> datetime | None:
    """When a file was written, if that was during the visit."""
    try:
        time = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError:
        return None
    return time if timedelta() <= time - began <= _MAX_VISIT else None


def _json(path: Path) -> object:
    if path.stat().st_size > _MAX_JSON:
        raise ValueError("the file is endless")
    return json.loads(path.read_text(encoding="utf-8"))


def _pain(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= WORST_PAIN:
        return value
    return None


def _one_of(value: object, allowed: tuple[str, ...], otherwise: str) -> str:
    return str(value) if isinstance(value, str) and value in allowed else otherwise


def _short_digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:24]
