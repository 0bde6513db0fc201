"""Errors as one line on standard error, with the traceback above it when the user asked for it."""

from __future__ import annotations

import contextlib
import sys

from formcheck.errors import FormcheckError, InternalError, MissingPackageError

MAX_LINE = 2000
"""Characters of an error: a name or a value from a file may be of any length."""
_tracebacks = False


def show_tracebacks(show: bool) -> None:
    """Set whether `print_error` also prints tracebacks (``--debug``)."""
    global _tracebacks  # noqa: PLW0603
    _tracebacks = show


def print_error(text: str, error: BaseException | None = None) -> None:
    """Print one line on standard error, whatever the text holds; a stream that is closed is no error.

    Args:
        text: what to print after "formcheck: "; line breaks and control characters become spaces.
        error: its traceback is printed above the line, when tracebacks are shown.
    """
    with contextlib.suppress(OSError, ValueError):
        if _tracebacks and error is not None:
            import traceback

            traceback.print_exception(error)
        sys.stderr.write(f"formcheck: {_shortened(one_line(text))}\n")
        sys.stderr.flush()


def as_formcheck_error(error: BaseException) -> FormcheckError:
    """The error itself when it is one of ours; else the one of ours that says what it means for the user.

    A failed import becomes an `InstallationError` that names the missing library or package. Everything else
    becomes an `InternalError`.
    """
    if isinstance(error, FormcheckError):
        return error
    if isinstance(error, ImportError | OSError):
        from formcheck.runtime.shared_libraries import explain

        missing = explain(error)
        if missing is not None:
            return missing
    if isinstance(error, ModuleNotFoundError) and error.name and error.name.split(".")[0] != "formcheck":
        return MissingPackageError(f"The Python package {error.name} is missing", "Install formcheck again")
    return InternalError(
        f"something went wrong inside ({type(error).__name__}: {error})",
        "Run it again with --debug and report what it prints",
    )


def _shortened(line: str) -> str:
    """The line without its middle where it is endless; the remedy stands at its end."""
    return line if len(line) <= MAX_LINE else f"{line[: MAX_LINE // 2]} ... {line[-MAX_LINE // 2 :]}"


def one_line(text: str) -> str:
    """The text with single spaces for line breaks, control characters and lone surrogates."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
