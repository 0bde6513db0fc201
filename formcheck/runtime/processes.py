"""Other processes of this machine."""

from __future__ import annotations

import os


def has_ended(pid: int) -> bool:
    """Whether no process has this number any more; False where that cannot be told. Not for Windows."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        pass
    return False
