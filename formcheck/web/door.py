"""Who may come in: whoever was handed the one-time token, from a page of ours, on this machine."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path

COOKIE = "formcheck-key"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
HTTP = 80


class Door:
    """Turns the token in the printed address into a cookie, once.

    The cookie is worth something as long as the secret lives: with the secret in a file a page that is open
    goes on after the program was started again.

    Args:
        port: where the server listens; it belongs to the origin of our pages.
        secret: signs the cookie.
    """

    def __init__(self, port: int, secret: bytes | None = None) -> None:
        self._port = port
        self._cookie = hmac.new(
            secret or secrets.token_bytes(32), b"formcheck page", hashlib.sha256
        ).hexdigest()
        self._token: str | None = secrets.token_urlsafe(16)

    @property
    def token(self) -> str:
        """The token that opens the door next; empty once it was used."""
        return self._token or ""

    @property
    def cookie(self) -> str:
        """What a browser that was let in carries."""
        return self._cookie

    def enter(self, token: str) -> bool:
        """Whether the token is right; it is worth nothing afterwards."""
        right = self._token is not None and hmac.compare_digest(token.encode(), self._token.encode())
        if right:
            self._token = None
        return right

    def knows(self, cookies: Mapping[str, str]) -> bool:
        """Whether this browser was let in."""
        return hmac.compare_digest(cookies.get(COOKIE, "").encode(), self._cookie.encode())

    @property
    def hosts(self) -> frozenset[str]:
        """Names of this server in an address; browsers leave out the port of HTTP."""
        port = "" if self._port == HTTP else f":{self._port}"
        return frozenset(f"{name}{port}" for name in LOOPBACK)

    def own_host(self, host: str | None) -> bool:
        """Whether the request was meant for this machine: a name elsewhere that points here is refused."""
        return host in self.hosts

    def own_origin(self, origin: str | None) -> bool:
        """Whether the page that asks is ours."""
        return origin in {f"http://{host}" for host in self.hosts}


def kept_secret(path: Path) -> bytes | None:
    """The secret in a file that only the user may read; made if it is not there, None where it cannot be."""
    try:
        if path.exists():
            secret = path.read_bytes()
            return secret if len(secret) == 32 else None
        path.parent.mkdir(parents=True, exist_ok=True)
        secret = secrets.token_bytes(32)
        path.touch(mode=0o600)
        path.write_bytes(secret)
    except OSError:
        return None
    return secret
