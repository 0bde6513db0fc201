"""Random keys that somebody shows, and what is kept of them."""

from __future__ import annotations

import hashlib
import secrets

KEY_BYTES = 32
"""256 bits: nobody guesses one, so that a plain SHA-256 of it may be kept."""
LONGEST = 128
"""Characters of a shown key that are looked at."""


def new_key() -> str:
    """A random key, as 43 letters, digits, "-" and "_"."""
    return secrets.token_urlsafe(KEY_BYTES)


def digest_of(key: str, kind: str) -> str:
    """SHA-256 of a key: what is kept of it.

    Args:
        key: what somebody shows; of any length and content.
        kind: what it is a key to, so that one key is never good for something else.
    """
    return hashlib.sha256(f"{kind}\0{key[:LONGEST]}".encode("utf-8", "surrogatepass")).hexdigest()
