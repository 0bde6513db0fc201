"""The server's certificate: read, refused in words, and read again while it serves."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

from formcheck.errors import InputError
from formcheck.runtime.printable import printable

_REMEDY = "Give the chain and its key as PEM files: --tls-cert FILE --tls-key FILE"
_FOR_OTHERS = 0o007


class Certificate:
    """A certificate with its key, for connections that begin from now on.

    Args:
        cert: PEM file of the certificate, with those that lead to its authority after it.
        key: PEM file of its key, without a passphrase.

    Attributes:
        context: TLS 1.2 and newer, HTTP/1.1 only; it stays the same object when the files are read again.

    Raises:
        InputError: a file cannot be read, they do not belong together, or other users can read the key.
    """

    def __init__(self, cert: Path, key: Path) -> None:
        self._cert, self._key = cert, key
        self.context = self._read()

    def renew(self) -> None:
        """Read the files again. When they cannot be used, the certificate of before stays.

        Raises:
            InputError: as when it was made.
        """
        self._read()  # a half of a new pair would spoil the context that serves
        self.context.load_cert_chain(self._cert, self._key, password=_no_password)

    def _read(self) -> ssl.SSLContext:
        for path in (self._cert, self._key):
            if not path.is_file():
                raise InputError(f"There is no file {printable(path)}", _REMEDY)
        if os.name == "posix" and self._key.stat().st_mode & _FOR_OTHERS:
            raise InputError(
                f"Every user of this machine may read the key {printable(self._key)}",
                f"Take that away: chmod o= {printable(self._key)}",
            )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_RENEGOTIATION
        context.set_alpn_protocols(["http/1.1"])
        try:
            context.load_cert_chain(self._cert, self._key, password=_no_password)
        except (ssl.SSLError, OSError, ValueError) as error:
            reason = "KEY_VALUES_MISMATCH" in str(error)
            said = "does not belong to" if reason else "cannot be used with"
            raise InputError(
                f"The certificate {printable(self._cert)} {said} the key {printable(self._key)}", _REMEDY
            ) from error
        return context


def _no_password() -> str:
    """For a key with a passphrase: OpenSSL would ask for it on the terminal, and a service would wait."""
    raise ValueError("the key has a passphrase")
