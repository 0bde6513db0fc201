"""The command line: `main` runs a command and turns whatever happens into one line and an exit status.

Nothing large is imported here, so that Ctrl-C is understood from the first moment.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from typing import NoReturn

from formcheck.runtime.interrupt import came_of_ctrl_c
from formcheck.runtime.startup import importing, settle_libraries
from formcheck.runtime.streams import (
    INTERRUPTED,
    OK,
    WRONG_USE,
    complain,
    finish_streams,
    in_words,
    prepare_streams,
    show_tracebacks,
)


def main(argv: list[str] | None = None) -> NoReturn:
    """Entry point: one-line errors on stderr, a traceback only with ``--debug``."""
    arguments: list[str] = []
    try:
        prepare_streams()
        arguments = list(sys.argv[1:] if argv is None else argv)
        show_tracebacks(_take(arguments, "--debug"))
        status = _run(arguments)
    except (Exception, KeyboardInterrupt) as error:
        stopped = came_of_ctrl_c(error)
        if stopped:
            _leave()
        complain("stopped" if stopped else _explain(error, arguments), None if stopped else error)
        status = INTERRUPTED if stopped else WRONG_USE
    _leave()
    finish_streams()
    if argv is None:  # the program itself, not a call from another
        if status == INTERRUPTED:
            # Python ends itself by the signal, without our status, when it interrupted an extension's import.
            os._exit(status)
        gc.freeze()  # the memory goes back as a whole: nobody need look in it for rubbish once more
    sys.exit(status)


def _leave() -> None:
    """From here on it is only the way out, which Ctrl-C cannot make shorter."""
    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _take(arguments: list[str], option: str) -> bool:
    """Whether the option is given, anywhere before ``--``; it is taken out."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    kept = [argument for argument in arguments[:end] if argument != option]
    arguments[:end] = kept
    return len(kept) < end


def _run(arguments: list[str]) -> int:
    """Do as the arguments say, and give the exit status. Not typer's own main: that hides Ctrl-C."""
    settle_libraries()
    with importing():
        import typer

        from formcheck.cli.app import app

        command = typer.main.get_command(app)
    try:
        with command.make_context("formcheck", arguments) as context:
            command.invoke(context)
    except typer.Exit as done:
        return int(done.exit_code)
    except (BrokenPipeError, SystemExit):  # so rich says that nobody reads the help to its end
        return OK
    return OK


def _explain(error: BaseException, arguments: list[str]) -> str:
    words = getattr(error, "format_message", None)
    if callable(words):  # wrong use, found by typer
        context = getattr(error, "ctx", None)
        known = context.command_path if context is not None else f"formcheck {_command(arguments)}".strip()
        said = " ".join(words().replace("Value error, ", "").split()).rstrip(".")
        return f"{said}. See: {known} --help"
    return in_words(error)


def _command(arguments: list[str]) -> str:
    from formcheck.cli.app import app

    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    return next((argument for argument in arguments if argument in names), "")


if __name__ == "__main__":
    main()
