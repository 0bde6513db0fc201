"""Keeps native libraries from printing on the user's terminal."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator

_STDERR = 2


@contextlib.contextmanager
def quiet_libraries() -> Iterator[None]:
    """Inside the block only Python prints on standard error; the output of native code is dropped.

    OpenCV, Video4Linux, libjpeg and Qt print warnings there that are of no use to a user. No error is lost:
    errors are raised, or printed by `formcheck.runtime.error_lines.print_error`, which works in the block.
    """
    stream = sys.stderr
    try:
        kept = os.dup(_STDERR)
    except OSError:  # standard error is closed
        yield
        return
    own = None
    try:
        stream.flush()
        if _descriptor(stream) == _STDERR:
            own = io.TextIOWrapper(
                os.fdopen(os.dup(kept), "wb", buffering=0),
                encoding=stream.encoding,
                errors="replace",
                write_through=True,
            )
            sys.stderr = own
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, _STDERR)
        os.close(null)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
        if own is not None:
            if sys.stderr is own:
                sys.stderr = stream
            with contextlib.suppress(OSError, ValueError):  # the reader of the pipe has left
                own.close()


def _descriptor(stream: object) -> int | None:
    """The file descriptor that a stream writes to; None for a stream without one, as tests have."""
    try:
        return int(stream.fileno())  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return None
