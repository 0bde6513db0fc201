"""Where pages may be served: beyond this machine only with accounts and TLS."""

from __future__ import annotations

from formcheck.errors import UsageError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def check_place(host: str, *, accounts: bool, tls: bool) -> None:
    """Check that whoever can reach the pages may.

    Args:
        host: address that is served; others than `LOOPBACK` can be reached by other machines.
        accounts: who opens a page has to sign in.
        tls: what is sent is encrypted.

    Raises:
        UsageError: other machines could reach the address, and one of both is missing.
    """
    if host in LOOPBACK or (accounts and tls):
        return
    missing, mend = [], []
    if not accounts:
        missing.append("nobody has to sign in")
        mend.append("turn accounts on (formcheck practice accounts on)")
    if not tls:
        missing.append("passwords and files would be sent unencrypted")
        mend.append("give a certificate (formcheck serve --practice --help)")
    raise UsageError(
        f"Other machines could reach {host}, and {' and '.join(missing)}",
        f"Serve this machine only (--host 127.0.0.1), or {' and '.join(mend)}",
    )
