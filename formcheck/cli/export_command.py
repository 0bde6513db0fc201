"""The command `export`, for one recording or several."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from formcheck.cli.reporter import Reporter
from formcheck.errors import ExitStatus, UsageError
from formcheck.mocap.export import export
from formcheck.mocap.export_files import ExportOptions
from formcheck.runtime.interrupt import caused_by_ctrl_c
from formcheck.runtime.printable import printable


def export_many(recordings: tuple[Path, ...], options: ExportOptions, *, quiet: bool) -> ExitStatus:
    """Export each recording and say what was written; returns the exit status of the whole.

    Raises:
        UsageError: several recordings and one file to write.
        FormcheckError: why the only one could not be exported.
    """
    out = options.out
    if len(recordings) > 1 and out is not None and out.suffix == f".{options.to}" and not out.is_dir():
        raise UsageError(f"--out {printable(out)} is one file for several", "Name a folder")
    first = options.run or 1
    reporter, failures = Reporter(quiet=quiet), []
    for number, recording in enumerate(recordings):
        if options.to == "bids" and len(recordings) > 1:
            options = replace(options, out=options.out or Path("bids"), run=first + number)
        try:
            done = export(recording, options)
        except Exception as error:
            if len(recordings) == 1 or caused_by_ctrl_c(error):
                raise
            failures.append(reporter.failed(recording, error))
            continue
        reporter.say(f"{printable(done.path)}: {done.holds}")
    if not failures:
        return ExitStatus.OK
    return ExitStatus.SOME_FAILED if len(failures) < len(recordings) else ExitStatus.FAILED
