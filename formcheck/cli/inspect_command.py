"""The command `inspect`, for one file or several."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from formcheck.batches.plan import default_out, find_all
from formcheck.cli.inspect_lines import lines_of, table_head, table_line
from formcheck.cli.reporter import Reporter
from formcheck.errors import ExitStatus, FormcheckError
from formcheck.media.picture_folder import numbered_pictures
from formcheck.pipeline.inspect import inspect, needs_network
from formcheck.pipeline.inspection import Inspection
from formcheck.pose.estimator import PoseEstimator, RenewableEstimator
from formcheck.pose.factory import create_estimator
from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.error_lines import print_error
from formcheck.runtime.printable import printable


class _Networks:
    """The pose estimator of one file after the other; the networks are loaded once, when they are needed."""

    def __init__(self, backend: str, model: str) -> None:
        self._backend, self._model = backend, model
        self._first: PoseEstimator | None = None

    @contextlib.contextmanager
    def estimator(self) -> Iterator[PoseEstimator]:
        """One that remembers nothing of earlier files."""
        if isinstance(self._first, RenewableEstimator):
            yield self._first.renewed()
            return
        self._first = create_estimator(self._backend, self._model)
        with self._first as own:
            yield own


@dataclass(frozen=True, slots=True)
class InspectRequest:
    """The arguments of `inspect`; the fields are as of `formcheck.pipeline.inspect.inspect`."""

    files: tuple[Path, ...]
    backend: str
    model: str
    fps: float | None = None
    size: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _File:
    """A file to look at, and the table that it is a line of: the names in it; () for one that was named."""

    path: Path
    name: str = ""
    table: tuple[str, ...] = ()


def inspect_many(request: InspectRequest, *, as_json: bool) -> ExitStatus:
    """Look at each file and print what is in it; an error in one does not cost the others theirs.

    The files of a folder are a table with a line each.

    Raises:
        InputError: a folder is empty or holds nothing of the kind, or the only file cannot be read.
    """
    out = PipeSafeConsole(highlight=False, soft_wrap=True)
    reporter, networks = Reporter(lang="en", as_json=as_json), _Networks(request.backend, request.model)
    kinds: Counter[str] = Counter()
    files, failures = _all_files(request.files, reporter)
    of = len(files) + len(failures)
    for file in files:
        if file.table and file.name == file.table[0] and not as_json:
            out.print(table_head(file.table))
        try:
            found = _inspected(file.path, request, networks)
        except Exception as error:
            if of == 1:
                raise
            failures.append(reporter.failed(file.path, error))
            continue
        kinds[" + ".join(found.names) or "no exercise recognised"] += 1
        if as_json:
            out.out(found.model_dump_json(by_alias=True), highlight=False)
            continue
        for line in [table_line(found, file.name, file.table)] if file.table else lines_of(found):
            out.print(line)
    if of > 1 and not as_json:
        unread = [f"{len(failures)} not readable"] if failures else []
        counted = [f"{number} {kind}" for kind, number in kinds.most_common()]
        out.print(f"{of} files: {', '.join(counted + unread)}", markup=False)
    if len(failures) == of:
        return failures[0] if len(set(failures)) == 1 else ExitStatus.FAILED
    return ExitStatus.SOME_FAILED if failures else ExitStatus.OK


def _all_files(named: Sequence[Path], reporter: Reporter) -> tuple[list[_File], list[ExitStatus]]:
    """The files, and the status of each folder without any, which is told.

    Raises:
        FormcheckError: the only one that is named is such a folder.
    """
    files: list[_File] = []
    failures: list[ExitStatus] = []
    for path in named:
        try:
            files += _files(path)
        except FormcheckError as error:
            if len(named) == 1:
                raise
            failures.append(reporter.failed(path, error))
    return files, failures


def _files(path: Path) -> Sequence[_File]:
    """The file itself, or what `formcheck batch` would score in a folder.

    Raises:
        InputError: it is a folder without anything of the kind.
    """
    if not path.is_dir() or not needs_network(path) or len(numbered_pictures(path)) > 1:
        return [_File(path)]
    root, found, notes = find_all([path], default_out([path]))
    for note in notes:
        print_error(note)
    names = tuple(printable(one.relative_to(root)) for one in found)
    return [_File(one, name, names) for one, name in zip(found, names, strict=True)]


def _inspected(path: Path, request: InspectRequest, networks: _Networks) -> Inspection:
    if not needs_network(path):
        return inspect(path, fps=request.fps, size=request.size)
    with networks.estimator() as pose:
        return inspect(path, estimator=pose)
