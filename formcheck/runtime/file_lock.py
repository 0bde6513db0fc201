"""A lock on an open file, which the system gives back when its process ends, however it ends."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import msvcrt

    _FAR = (1 << 31) - 2
    """The byte that is locked, as far out as the C library can: nobody else could read a byte that is, and
    everybody has to try the same one, however long the file is by then."""

    def lock_file(file: int) -> None:
        """Lock a file by its descriptor, for this process.

        Raises:
            BlockingIOError: another one holds it.
            OSError: this file system has no locks.
        """
        here = os.lseek(file, 0, os.SEEK_CUR)
        try:
            os.lseek(file, _FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
        finally:
            os.lseek(file, here, os.SEEK_SET)
else:
    import fcntl

    def lock_file(file: int) -> None:
        """Lock a file by its descriptor, for this process.

        Raises:
            BlockingIOError: another one holds it.
            OSError: this file system has no locks.
        """
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
