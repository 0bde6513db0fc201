"""A lock on an open file, which the system gives back when its process ends, however it ends."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import msvcrt

    def lock_file(file: int) -> None:
        """Lock a file by its descriptor, for this process.

        Raises:
            BlockingIOError: another one holds it.
            OSError: this file system has no locks.
        """
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
else:
    import fcntl

    def lock_file(file: int) -> None:
        """Lock a file by its descriptor, for this process.

        Raises:
            BlockingIOError: another one holds it.
            OSError: this file system has no locks.
        """
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
