"""Files locked with a passphrase, in the age format (age-encryption.org/v1), by pyrage.

pyrage holds a whole file in memory, and all of Python while it derives the key (seconds, on purpose). So a
process of its own does it: a visit that goes on meanwhile loses no frame, and its memory goes back at once.
"""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

from formcheck.errors import OutputError
from formcheck.exchange.refused import ExchangeError

MARK = b"age-encryption.org/v1\n"
"""The first bytes of a locked file."""
MAX_LOCKED_BYTES = 512 << 20
"""Two hundred visits of five minutes with their recordings; it is held in memory twice."""
MAX_WORK = 20
"""The largest work factor (log2 of scrypt's N) that is tried: a gigabyte of memory, a few seconds. pyrage and
age choose 17 to 19; each step doubles both, and a file may claim up to 63."""
MAX_PASSPHRASE = 1024
MIN_PASSPHRASE = 8
"""Characters of a passphrase of ours. Work of a second for each guess makes eight a matter of years, unless
it is a common word."""
_HEAD = re.compile(
    MARK + rb"-> scrypt [A-Za-z0-9+/]{22} (\d{1,2})\n[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n"
)
_HEAD_BYTES = 512
_PATIENCE_S = 600


def is_locked(path: Path) -> bool:
    """Whether a file is locked with a passphrase, by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(MARK)) == MARK


def lock(source: Path, target: Path, passphrase: str) -> None:
    """Write a locked copy of a file.

    Raises:
        ExchangeError: the passphrase is too short or too long, or the file too large.
        OutputError: it could not be written.
    """
    if not MIN_PASSPHRASE <= len(passphrase) <= MAX_PASSPHRASE:
        raise ExchangeError("weak_passphrase", least=MIN_PASSPHRASE)
    if source.stat().st_size > MAX_LOCKED_BYTES:
        raise ExchangeError("lock_too_large")
    if _run("lock", source, target, passphrase) != 0:
        raise OutputError("The file could not be locked", "See whether there is memory and disk space left")


def unlock(source: Path, target: Path, passphrase: str) -> None:
    """Write an unlocked copy of a file.

    Raises:
        ExchangeError: the passphrase is wrong, or the file is damaged or asks for more work than is sensible.
        OutputError: it could not be written.
    """
    size = source.stat().st_size
    with source.open("rb") as file:
        head = _HEAD.match(file.read(_HEAD_BYTES))
    if head is None:
        raise ExchangeError("locked_otherwise")
    if int(head[1]) > MAX_WORK or size > MAX_LOCKED_BYTES + (MAX_LOCKED_BYTES >> 8):
        raise ExchangeError("lock_bomb")
    if not passphrase:
        raise ExchangeError("needs_passphrase")
    if len(passphrase) > MAX_PASSPHRASE:
        raise ExchangeError("wrong_passphrase")
    match _run("unlock", source, target, passphrase):
        case 0:
            return
        case 3:
            raise ExchangeError("wrong_passphrase")
        case 4:
            raise ExchangeError("locked_damaged")
        case _:
            raise OutputError(
                "The file could not be unlocked", "See whether there is memory and disk space left"
            )


def _run(verb: str, source: Path, target: Path, passphrase: str) -> int:
    """The exit status of `formcheck.exchange.sealing_process`; the passphrase goes through a pipe."""
    command = [sys.executable, "-m", "formcheck.exchange.sealing_process", verb, str(source), str(target)]
    secret = unicodedata.normalize("NFC", passphrase)  # keyboards spell an accented letter in two ways
    try:
        done = subprocess.run(
            command,
            input=secret.encode("utf-8", "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1
    return done.returncode
