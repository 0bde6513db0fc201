"""From what a user names to the jobs of a batch."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from formcheck.batches.find import (
    RECORDING,
    Found,
    FoundFile,
    find_by_pattern,
    find_in_folder,
    is_pattern,
    kind_of,
)
from formcheck.batches.job import Job, RescoreOptions
from formcheck.batches.layout import result_folders
from formcheck.batches.listed import Listed, read_list
from formcheck.batches.rows import Given
from formcheck.errors import InputError, UsageError
from formcheck.pipeline.score import ScoreOptions
from formcheck.runtime.printable import printable, printable_text
from formcheck.scoring.posture_signatures import AUTO

StrPath = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How all files are scored, where their list does not say otherwise.

    Attributes:
        video: how a video is.
        override: a therapist's bands, for recordings; those of videos stand in `video.plan`.
        exercise: as which exercise recordings are judged; None for the one that they were.
    """

    video: ScoreOptions
    override: Mapping[str, object]
    exercise: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What there is to do.

    Attributes:
        jobs: one a file, in the order of the tables.
        notes: what the user should know of the search, a line each.
    """

    jobs: Sequence[Job]
    notes: Sequence[str] = ()


def default_out(inputs: Sequence[StrPath]) -> Path:
    """The folder for results where none is named: beside the folder or list, else in the current folder."""
    if len(inputs) == 1:
        path = Path(inputs[0]).absolute()
        if path.is_dir() and path.name:
            return path.with_name(f"{path.name}-formcheck")
        if _is_list(path):
            return path.with_name(f"{path.stem}-formcheck")
    return Path("formcheck-batch")


def find_all(inputs: Sequence[StrPath], out: Path) -> tuple[Path, list[FoundFile | Listed], list[str]]:
    """All files that folders, patterns, lists and names of files stand for, each once.

    Returns:
        the folder that all lie in, the files, and notes for the user.

    Raises:
        InputError: one of the inputs stands for nothing.
    """
    found: dict[Path, FoundFile | Listed] = {}
    roots: list[Path] = []
    notes: list[str] = []
    for given in inputs:
        text = os.fspath(given)
        path = Path(text)
        if _is_list(path):
            roots.append(path.absolute().parent)
            for one in read_list(path):
                found.setdefault(_absolute(one.path), one)
            continue
        part = _found(text, path, out)
        roots.append(part.root.absolute())
        notes += _notes(part)
        for file in part.files:
            found.setdefault(_absolute(file.path), file)
    return Path(os.path.commonpath(roots)), list(found.values()), notes


def plan_batch(
    inputs: Sequence[StrPath], out: Path, options: BatchOptions, before: Mapping[str, str]
) -> Planned:
    """The jobs for what the user named.

    Args:
        inputs: folders, patterns, lists (``.csv``) and names of files.
        out: folder for all results.
        options: how to score.
        before: path of a file -> folder of its results in an earlier run.

    Raises:
        InputError: an input stands for nothing, or a list cannot be read.
        UsageError: an option makes no sense, or what a list says does not fit.
    """
    if not inputs:
        raise UsageError(
            "There is nothing to score", "Name a folder, a pattern or a list: formcheck batch --help"
        )
    root, found, notes = find_all(inputs, out)
    paths = [_absolute(one.path) for one in found]
    folders = result_folders(paths, root, before)
    jobs = [
        Job(_given(one, path, root), path, out.absolute() / folder, folder, _options(one, options))
        for one, path, folder in zip(found, paths, folders, strict=True)
    ]
    return Planned(jobs, notes)


def _found(text: str, path: Path, out: Path) -> Found:
    if path.is_dir():
        return find_in_folder(path, out)
    if is_pattern(text):
        return find_by_pattern(text, out)
    if not os.path.lexists(path):
        raise InputError(f"There is no file or folder {printable(path)}", "Check the name")
    return Found(path.parent, [FoundFile(path, kind_of(path))])


def _notes(found: Found) -> Iterable[str]:
    for folder in found.unread:
        yield f"The folder {printable(folder)} may not be read and is left out"
    if found.passed_over:
        what = "recording lies" if found.passed_over == 1 else "recordings lie"
        yield (
            f"{found.passed_over} {what} beside the videos and are left out; "
            "a pattern such as '**/recording.parquet' takes them"
        )


def _given(one: FoundFile | Listed, path: Path, root: Path) -> Given:
    if isinstance(one, Listed):
        return Given(one.shown, kind_of(path), one.patient, one.label)
    inside = path.relative_to(root) if path.is_relative_to(root) else path
    return Given(printable_text(inside.as_posix()), one.kind)


def _options(one: FoundFile | Listed, options: BatchOptions) -> ScoreOptions | RescoreOptions:
    listed = one if isinstance(one, Listed) else None
    video = options.video
    if kind_of(one.path) == RECORDING:
        exercise = (listed.exercise if listed else None) or options.exercise
        return RescoreOptions(options.override, exercise, video.lang, video.csv)
    if listed is None or (listed.exercise, listed.side, listed.view) == (None, None, None):
        return video
    return _as_listed(video, listed)


def _as_listed(options: ScoreOptions, listed: Listed) -> ScoreOptions:
    """The options with what a line of a list says.

    Raises:
        UsageError: it does not fit.
    """
    changes: dict[str, object] = {}
    if listed.exercise is not None:
        changes["exercise"] = listed.exercise
    if listed.side is not None:
        changes["side"] = None if listed.side == AUTO else listed.side
    auto_view = options.auto_view
    if listed.view is not None:
        auto_view = listed.view == AUTO
        changes["view"] = "side" if auto_view else listed.view
    chosen = replace(options, plan=options.plan.model_copy(update=changes), auto_view=auto_view)
    try:
        chosen.check()
    except UsageError as error:
        raise UsageError(f"{listed.where}: {error.message}", error.remedy) from error
    return chosen


def _is_list(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _absolute(path: Path) -> Path:
    """Absolute and without ".."; links stay, since their names are what the user sees."""
    return Path(os.path.abspath(path))  # noqa: PTH100
