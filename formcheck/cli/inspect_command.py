"""The command `inspect`, for one file or several."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from formcheck.cli.inspect_lines import lines_of
from formcheck.cli.reporter import Reporter
from formcheck.errors import ExitStatus, InputError
from formcheck.pipeline.inspect import inspect, recording_in
from formcheck.pipeline.inspection import Inspection
from formcheck.pose.estimator import PoseEstimator, RenewableEstimator
from formcheck.pose.factory import create_estimator
from formcheck.runtime.console import PipeSafeConsole
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


def inspect_many(files: Sequence[Path], *, backend: str, model: str, as_json: bool) -> ExitStatus:
    """Look at each file and print what is in it; an error in one does not cost the others theirs."""
    out = PipeSafeConsole(highlight=False, soft_wrap=True)
    reporter, networks = Reporter(lang="en", as_json=as_json), _Networks(backend, model)
    kinds: Counter[str] = Counter()
    failures: list[ExitStatus] = []
    for path in files:
        try:
            found = _inspected(path, networks)
        except Exception as error:
            if len(files) == 1:
                raise
            failures.append(reporter.failed(path, error))
            continue
        kinds[" + ".join(found.names) or "no exercise recognised"] += 1
        if as_json:
            out.out(found.model_dump_json(by_alias=True), highlight=False)
            continue
        for line in lines_of(found):
            out.print(line)
    if len(files) > 1 and not as_json:
        unread = [f"{len(failures)} not readable"] if failures else []
        counted = [f"{number} {kind}" for kind, number in kinds.most_common()]
        out.print(f"{len(files)} files: {', '.join(counted + unread)}", markup=False)
    if len(failures) == len(files):
        return failures[0] if len(set(failures)) == 1 else ExitStatus.FAILED
    return ExitStatus.SOME_FAILED if failures else ExitStatus.OK


def _inspected(path: Path, networks: _Networks) -> Inspection:
    if recording_in(path) is not None:
        return inspect(path)
    if path.is_dir() and not any(path.iterdir()):
        raise InputError(f"{printable(path)} is an empty folder", "Name files: formcheck inspect FOLDER/*")
    with networks.estimator() as pose:
        return inspect(path, estimator=pose)
