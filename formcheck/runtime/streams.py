"""Makes the standard streams safe to use, also when they are closed, full or without a reader."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TextIO


def prepare_streams() -> None:
    """Make the three standard streams safe to use. Call it once, before anything is opened or printed.

    A stream that the caller closed is opened on the null device. Otherwise the next file that is opened gets
    the number of the stream, and a library that prints on standard error writes into a result file.
    Characters that the encoding of a stream lacks become "?".
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


def discard_output(stream: TextIO) -> None:
    """Connect a stream to the null device: later output and buffered text are dropped."""
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def finish_streams() -> None:
    """Write out what is buffered. When the reader of a pipe has left, drop it: that is no error."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            discard_output(stream)
