"""Who may open the page: a browser on this machine that was given the one-time token."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from formcheck.practice.secrets import digest_of
from formcheck.practice.session_cookie import shown_key
from formcheck.web.place import Place, own_place

COOKIE = "formcheck-key"
MACHINE_PREFIX = "fcm_"
"""The machine's own token for programs begins so; those of accounts begin otherwise."""
_BEARER = "bearer "
_MOST_FAMILIAR = 4096
"""Sessions whose connections are kept: a practice has fewer browsers."""


class PageAccess:
    """Exchanges the token in the printed address for a cookie, once.

    The cookie is valid as long as the secret is the same: with the secret in a file, an open page goes on
    after the program was started again.

    Args:
        port: where the server listens; part of the origin of its pages where `place` is not given.
        secret: 32 bytes that make the cookie; None for new random ones.
        place: where browsers find the server; None for the names of this machine for itself.
        token: False gives none: nobody is let in by the machine's own cookie, nor by one of before.

    Attributes:
        place: as given.
    """

    def __init__(
        self, port: int, secret: bytes | None = None, *, place: Place | None = None, token: bool = True
    ) -> None:
        self.place = place or own_place(port)
        secret = secret or secrets.token_bytes(32)
        self._cookie = hmac.new(secret, b"formcheck page", hashlib.sha256).hexdigest()
        self._machine_token = machine_token(secret)
        self._familiar: OrderedDict[str, None] = OrderedDict()
        self._token: str | None = secrets.token_urlsafe(16) if token else None
        self._for_machine = token

    @property
    def token(self) -> str:
        """The token that may still be used; "" once it was."""
        return self._token or ""

    @property
    def cookie(self) -> str:
        """The value of the cookie `COOKIE` in a browser that was let in."""
        return self._cookie

    def is_machine_token(self, shown: str) -> bool:
        """Whether it is the token of this machine's own user, for programs (`machine_token`)."""
        return hmac.compare_digest(shown.encode(), self._machine_token.encode())

    def enter(self, token: str) -> bool:
        """Whether the token is right; a right token is invalid afterwards."""
        right = self._token is not None and hmac.compare_digest(token.encode(), self._token.encode())
        if right:
            self._token = None
        return right

    def knows(self, cookies: Mapping[str, str]) -> bool:
        """Whether this browser was let in."""
        right = hmac.compare_digest(cookies.get(COOKIE, "").encode(), self._cookie.encode())
        return right and self._for_machine

    def saw(self, key: str) -> None:
        """Note that the cookie of a session, or a token, is good; see `familiar`."""
        digest = digest_of(key, "familiar")
        self._familiar[digest] = None
        self._familiar.move_to_end(digest)
        if len(self._familiar) > _MOST_FAMILIAR:
            self._familiar.popitem(last=False)

    def familiar(self, cookies: Mapping[str, str]) -> bool:
        """Whether a browser was let in before, also by a session: enough to keep its connection, no more."""
        key = shown_key(cookies, secure=self.tls)
        return self.knows(cookies) or (bool(key) and digest_of(key, "familiar") in self._familiar)

    def familiar_token(self, header: str) -> bool:
        """Whether the token in an `Authorization` header was good before: enough to keep a connection."""
        shown = shown_token(header)
        known = bool(shown) and digest_of(shown, "familiar") in self._familiar
        return known or self.is_machine_token(shown)

    @property
    def tls(self) -> bool:
        """What browsers send is encrypted, as far as this server or the proxy before it."""
        return self.place.secure

    @property
    def hosts(self) -> frozenset[str]:
        """Host names, with port, of this server; browsers leave out the usual port."""
        return self.place.hosts

    def own_host(self, host: str | None) -> bool:
        """Whether the request names this machine; other names that resolve to it are not (DNS rebinding)."""
        return host in self.hosts

    def own_origin(self, origin: str | None) -> bool:
        """Whether the page that asks came from this server."""
        return origin in self.place.origins


def shown_token(header: str) -> str:
    """The token in an `Authorization` header; "" where it shows none."""
    return header[len(_BEARER) :].strip() if header[: len(_BEARER)].lower() == _BEARER else ""


def machine_token(secret: bytes) -> str:
    """The token with which programs of this machine's own user ask, where no accounts are on.

    Args:
        secret: of `PageAccess`: as long as it is the same, the token is good.
    """
    return MACHINE_PREFIX + hmac.new(secret, b"formcheck api", hashlib.sha256).hexdigest()


def kept_secret(path: Path) -> bytes | None:
    """The 32 bytes in a file that only the user may read, made if missing; None where that is impossible."""
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
