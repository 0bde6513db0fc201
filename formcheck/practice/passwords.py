"""Passwords: argon2id, ruled by their length alone, and checked in the same time for a name nobody has."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from formcheck.errors import UsageError

MIN_PASSWORD = 12
"""Characters. NIST SP 800-63B asks for length and nothing else, since rules make passwords alike."""
MAX_PASSWORD = 200
"""Characters: a hash of a novel would only take time."""
AT_ONCE = 2
"""Passwords that are hashed at the same time: each takes 64 MiB and a processor for some 50 ms."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of passwords that are made: without those that look alike."""
_GROUPS, _OF_EACH = 5, 4
"""Twenty letters: 99 bits."""
_HASHER = PasswordHasher()
"""argon2id with RFC 9106's second recommendation: 3 passes, 64 MiB, 4 lanes."""
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$hSZBuBDT3lhDoqgTF49lPA$WZsG3fUlNxN1P/MwNfTGSBXXIHMqj1I4q4XP0kd/f8w"
"""Of a password that nobody knows, with the same parameters: checked where there is no account."""
_ROOM = threading.BoundedSemaphore(AT_ONCE)


def made_password() -> str:
    """A first password, to be read out or copied, for somebody who will choose another."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_OF_EACH)) for _ in range(_GROUPS))


def check_rules(password: str) -> None:
    """Check the length of a new password.

    Raises:
        UsageError: it is too short or too long.
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise UsageError(
            f"A password has {MIN_PASSWORD} to {MAX_PASSWORD} characters",
            "A sentence that only you know is good and easy to type",
        )


def hashed(password: str) -> str:
    """What is kept of a new password.

    Raises:
        UsageError: it is too short or too long.
    """
    check_rules(password)
    with _ROOM:
        return _HASHER.hash(password)


def is_right(kept: str, password: str) -> bool:
    """Whether it is this password. The work is the same where none is kept.

    Args:
        kept: as `hashed` gave it; "" is right for none.
        password: what was typed.
    """
    with _ROOM:
        try:
            right = _HASHER.verify(kept or NOBODYS, password[: MAX_PASSWORD + 1])
        except (VerificationError, InvalidHashError):
            return False
    return right and bool(kept)
