"""The command line: `main` runs a command and turns every error into one line and an exit status.

Nothing large is imported here, so that Ctrl-C works from the first moment.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from typing import NoReturn

from formcheck.errors import ExitStatus, FormcheckError, UsageError
from formcheck.runtime.error_lines import as_formcheck_error, print_error, show_tracebacks
from formcheck.runtime.interrupt import caused_by_ctrl_c, never_swallowed
from formcheck.runtime.startup import configure_libraries, fast_imports
from formcheck.runtime.streams import finish_streams, prepare_streams


def main(argv: list[str] | None = None) -> NoReturn:
    """Run the program: errors in one line on stderr, a traceback only with ``--debug``.

    Args:
        argv: the arguments without the program's name; None for those of the process.

    Raises:
        SystemExit: always, with an `ExitStatus`; for an error the `exit_code` of its class.
    """
    arguments: list[str] = []
    try:
        prepare_streams()
        arguments = list(sys.argv[1:] if argv is None else argv)
        show_tracebacks(_remove_option(arguments, "--debug"))
        with never_swallowed():
            status = _run(arguments)
    except (Exception, KeyboardInterrupt) as error:
        if caused_by_ctrl_c(error):
            _ignore_ctrl_c()
            print_error("stopped")
            status = ExitStatus.INTERRUPTED
        else:
            failure = _as_usage_error(error, arguments) or as_formcheck_error(error)
            print_error(str(failure), error)
            status = failure.exit_code
    _ignore_ctrl_c()
    finish_streams()
    if argv is None:  # the program itself, not a call from another
        if status == ExitStatus.INTERRUPTED:
            # When Ctrl-C interrupts the import of an extension module, Python ends itself by the signal and
            # not with our status.
            os._exit(status)
        gc.freeze()  # the end of the process frees the memory at once; a last garbage collection costs time
    sys.exit(int(status))


def _ignore_ctrl_c() -> None:
    """Ignore Ctrl-C from now on: the program is about to end."""
    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _remove_option(arguments: list[str], option: str) -> bool:
    """Take an option out of the arguments before ``--``; returns whether it was there."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    kept = [argument for argument in arguments[:end] if argument != option]
    arguments[:end] = kept
    return len(kept) < end


def _run(arguments: list[str]) -> int:
    """Run the command that the arguments name, and return its exit status.

    This does what typer's own `main` does, except that typer hides Ctrl-C.
    """
    configure_libraries()
    with fast_imports():
        import typer

        from formcheck.cli.app import app

        command = typer.main.get_command(app)
    try:
        with command.make_context("formcheck", arguments) as context:
            command.invoke(context)
    except typer.Exit as end:
        return int(end.exit_code)
    except (BrokenPipeError, SystemExit):  # rich, when the reader of the help has left
        return ExitStatus.OK
    return ExitStatus.OK


def _as_usage_error(error: BaseException, arguments: list[str]) -> FormcheckError | None:
    """What typer says about wrong arguments, as an error of ours; None for any other exception."""
    format_message = getattr(error, "format_message", None)
    if not callable(format_message):
        return None
    context = getattr(error, "ctx", None)
    known = context.command_path if context is not None else f"formcheck {_command(arguments)}".strip()
    message = " ".join(format_message().replace("Value error, ", "").split()).rstrip(".")
    return UsageError(message, f"See: {known} --help")


def _command(arguments: list[str]) -> str:
    """The first argument that is the name of a command, or ""."""
    from formcheck.cli.app import app

    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    return next((argument for argument in arguments if argument in names), "")


if __name__ == "__main__":
    main()
