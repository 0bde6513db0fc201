"""The standard streams as they may come: closed, full, a pipe whose reader has left, few letters."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TextIO

from formcheck.errors import FormcheckError

OK, SOME_FAILED, WRONG_USE, NOTHING_MEASURED, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit status of the program."""


def prepare_streams() -> None:
    """Make the three standard streams safe to use; call it once, first.

    A stream that the caller closed is opened to nowhere: else the next file that is opened gets its number,
    and what a library has to say on standard error ends up inside a result. Letters that the terminal does
    not have become "?".
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number: this one
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def mute(stream: TextIO) -> None:
    """Send everything that is still to be written, buffered text too, to nowhere."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def finish_streams() -> None:
    """Write out what is buffered; a reader who has left is no error, and must not become one at exit."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            mute(stream)


_tracebacks = False


def show_tracebacks(show: bool) -> None:
    """Whether `complain` shows where an error came from."""
    global _tracebacks  # noqa: PLW0603
    _tracebacks = show


def complain(text: str, error: BaseException | None = None) -> None:
    """One line on standard error, whatever the text holds; above it the traceback, if that was asked for."""
    with contextlib.suppress(OSError, ValueError):
        if _tracebacks and error is not None:
            import traceback

            traceback.print_exception(error)
        sys.stderr.write(f"formcheck: {one_line(text)}\n")
        sys.stderr.flush()


def in_words(error: BaseException) -> str:
    """What went wrong and how to mend it; of a slip in the program what to do about it."""
    if isinstance(error, FormcheckError):
        return str(error)
    if isinstance(error, ImportError | OSError):
        from formcheck.runtime.shared_libraries import explain

        missing = explain(error)
        if missing is not None:
            return str(missing)
    return (
        f"something went wrong inside ({type(error).__name__}: {error}). "
        "Run it again with --debug and report what it prints"
    )


def one_line(text: str) -> str:
    """The text without line breaks, control characters and half letters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
