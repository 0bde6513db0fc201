"""Keeps native libraries from writing on the user's terminal."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator

_STDERR = 2


@contextlib.contextmanager
def quiet_libraries() -> Iterator[None]:
    """Inside the block only Python writes on standard error; what native code has to say goes to nowhere.

    OpenCV, Video4Linux, libjpeg and Qt print warnings there that a user can do nothing with. Errors do not
    come that way: they are raised, or shown by `formcheck.runtime.streams.complain`, which goes on working.
    """
    stream = sys.stderr
    try:
        kept = os.dup(_STDERR)
    except OSError:  # there is none to be quiet on
        yield
        return
    own = None
    try:
        stream.flush()
        if _number(stream) == _STDERR:
            own = io.TextIOWrapper(
                os.fdopen(os.dup(kept), "wb", buffering=0),
                encoding=stream.encoding,
                errors="replace",
                write_through=True,
            )
            sys.stderr = own
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
        if own is not None:
            if sys.stderr is own:
                sys.stderr = stream
            with contextlib.suppress(OSError, ValueError):  # its reader has left
                own.close()


def _number(stream: object) -> int | None:
    """The file descriptor that a stream writes to, or None where it has none (a test's)."""
    try:
        return int(stream.fileno())  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return None
