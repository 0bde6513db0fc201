"""From what a user names to the jobs of a batch."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from formcheck.batches.find import (
    Found,
    FoundFile,
    find_by_pattern,
    find_in_folder,
    is_pattern,
    kind_of,
)
from formcheck.batches.job import Job, Options, PosesOptions, RescoreOptions, settings_of
from formcheck.batches.layout import result_folders
from formcheck.batches.listed import Listed, read_list
from formcheck.batches.rows import POSES, RECORDING, VIDEO, Given
from formcheck.errors import InputError, UsageError
from formcheck.pipeline.score import ScoreOptions
from formcheck.runtime.printable import printable, printable_text
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO

StrPath = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How all files are scored, where their list does not say otherwise.

    Attributes:
        video: how a video is.
        override: a therapist's bands, for recordings; those of videos stand in `video.plan`.
        exercise: as which exercise recordings are judged; None for the one that they were.
        fps, size: of poses of other programs that do not tell them.
        judged: gives the plan for a patient of a list; None where the list's patients do not matter.
    """

    video: ScoreOptions
    override: Mapping[str, object]
    exercise: str | None = None
    fps: float | None = None
    size: tuple[int, int] | None = None
    judged: Callable[[str, Plan], Plan] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What there is to do.

    Attributes:
        root: the folder that all files lie in.
        files: each with how it is scored, and a digest of that; in the order of the tables.
        notes: what the user should know of the search, a line each.
    """

    root: Path
    files: Sequence[tuple[Given, Path, Options, str]]
    notes: Sequence[str] = ()

    def jobs(self, out: Path, before: Mapping[str, str]) -> list[Job]:
        """The jobs.

        Args:
            out: folder for all results.
            before: path of a file -> folder of its results in an earlier run.
        """
        out = out.absolute()
        folders = result_folders([path for _, path, *_ in self.files], self.root, before)
        return [
            Job(given, path, out / folder, folder, options, settings)
            for (given, path, options, settings), folder in zip(self.files, folders, strict=True)
        ]


def default_out(inputs: Sequence[StrPath]) -> Path:
    """The folder for results where none is named: beside the folder or list, else in the current folder."""
    if len(inputs) == 1:
        path = Path(inputs[0]).absolute()
        if path.is_dir() and path.name:
            return path.with_name(f"{path.name}-formcheck")
        if _is_list(path):
            return path.with_name(f"{path.stem}-formcheck")
    return Path("formcheck-batch")


def find_all(inputs: Sequence[StrPath], out: Path) -> tuple[Path, dict[Path, FoundFile | Listed], list[str]]:
    """All files that folders, patterns, lists and names of files stand for, each once.

    Returns:
        the folder that all lie in, the files by their absolute paths, and notes for the user.

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
    return _common(roots), found, notes


def _common(roots: Sequence[Path]) -> Path:
    try:
        return Path(os.path.commonpath(roots))
    except ValueError:  # two drives of Windows: what lies outside the first folder is laid out side by side
        return roots[0]


def find_wanted(inputs: Sequence[StrPath], out: Path, options: BatchOptions) -> Wanted:
    """What the user named, and how each file is scored. Nothing is made.

    Args:
        inputs: folders, patterns, lists (``.csv``) and names of files.
        out: folder for all results.
        options: how to score.

    Raises:
        InputError: an input stands for nothing, or a list cannot be read.
        UsageError: an option makes no sense, or what a list says does not fit.
    """
    if not inputs:
        raise UsageError(
            "There is nothing to score", "Name a folder, a pattern or a list: formcheck batch --help"
        )
    options.video.check()
    root, found, notes = find_all(inputs, out)
    chosen = _Choices(options)
    if options.judged is not None and not any(
        isinstance(one, Listed) and one.patient for one in found.values()
    ):
        raise UsageError(
            "--file-visits does not know whose the videos are", "Give a list with the column patient"
        )
    files = [(_given(one, path, root), path, *chosen.of(one)) for path, one in found.items()]
    return Wanted(root, files, notes)


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
    if found.recordings_left:
        what = "recording lies" if found.recordings_left == 1 else "recordings lie"
        yield (
            f"{found.recordings_left} {what} beside the videos and are left out; "
            "a pattern such as '**/recording.parquet' takes them"
        )
    if found.poses_left:
        what = "file of poses lies" if found.poses_left == 1 else "files of poses lie"
        beside = "videos" if found.files[0].kind == VIDEO else "recordings"
        yield (
            f"{found.poses_left} {what} beside the {beside} and are left out; "
            "a pattern such as '**/*.trc' takes them"
        )


def _given(one: FoundFile | Listed, path: Path, root: Path) -> Given:
    if isinstance(one, Listed):
        return Given(one.shown, kind_of(path), one.patient, one.label)
    inside = path.relative_to(root) if path.is_relative_to(root) else path
    return Given(printable_text(inside.as_posix()), one.kind)


class _Choices:
    """How each file is scored; what several share is made once."""

    def __init__(self, options: BatchOptions) -> None:
        self._options = options
        self._made: dict[tuple[str | None, ...], tuple[Options, str]] = {}

    def of(self, one: FoundFile | Listed) -> tuple[Options, str]:
        """The options for a file, and their digest.

        Raises:
            UsageError: what its list says does not fit.
        """
        kind = one.kind if isinstance(one, FoundFile) else kind_of(one.path)
        said: tuple[str | None, ...] = ()
        if isinstance(one, Listed):
            whose = one.patient if self._options.judged is not None else None
            said = (one.exercise, one.side, one.view, whose)
        if (kind, *said) not in self._made:
            made: Options = self._rescore(one) if kind == RECORDING else self._score(one)
            if kind == POSES and isinstance(made, ScoreOptions):
                made = PosesOptions(made, self._options.fps, self._options.size)
            self._made[kind, *said] = made, settings_of(made)
        return self._made[kind, *said]

    def _rescore(self, one: FoundFile | Listed) -> RescoreOptions:
        options, exercise = self._options, self._options.exercise
        if isinstance(one, Listed):
            exercise = one.exercise or exercise
            if one.patient and options.judged is not None:
                raise UsageError(
                    f"{one.where}: a recording does not become a visit of {printable_text(one.patient)}",
                    "Name the video, or leave the patient empty",
                )
            if one.side or one.view:
                raise UsageError(
                    f"{one.where}: a recording holds its side and view", "Leave them empty for a recording"
                )
        return RescoreOptions(options.override, exercise, options.video.lang, options.video.csv)

    def _score(self, one: FoundFile | Listed) -> ScoreOptions:
        options, judged = self._options.video, self._options.judged
        if not isinstance(one, Listed):
            return options
        if one.exercise or one.side or one.view:
            options = _as_listed(options, one)
        if one.patient and judged is not None:
            try:
                options = replace(options, plan=judged(one.patient, options.plan))
                options.check()
            except (InputError, UsageError) as error:
                raise type(error)(f"{one.where}: {error.message}", error.remedy) from error
        return options


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
