"""Files in the age format with a passphrase, written in plain Python with as little work as a test likes.

After the specification, C2SP age.md: what pyrage writes takes a second of work for each file, and a test
that asks for harmful work factors has to write them itself.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from base64 import b64encode

VERSION = b"age-encryption.org/v1\n"
_FILE_KEY, _SALT, _NONCE = b"k" * 16, b"s" * 16, b"n" * 16
_CHUNK = 64 << 10


def locked(data: bytes, passphrase: str, work: int = 4, claimed: int | None = None) -> bytes:
    """The data in a locked file.

    Args:
        data: what is locked.
        passphrase: opens it.
        work: log2 of scrypt's N that is really used.
        claimed: the one that the file says, where it lies.
    """
    salt = b"age-encryption.org/v1/scrypt" + _SALT
    wrap = hashlib.scrypt(passphrase.encode(), salt=salt, n=1 << work, r=8, p=1, dklen=32)
    body = _seal(wrap, bytes(12), _FILE_KEY)
    head = VERSION + b"-> scrypt %s %d\n%s\n---" % (_b64(_SALT), claimed or work, _b64(body))
    mac = hmac.digest(_hkdf(_FILE_KEY, b"", b"header"), head, "sha256")
    key = _hkdf(_FILE_KEY, _NONCE, b"payload")
    chunks = [data[at : at + _CHUNK] for at in range(0, max(len(data), 1), _CHUNK)]
    sealed = (
        _seal(key, number.to_bytes(11) + bytes([number == len(chunks) - 1]), chunk)
        for number, chunk in enumerate(chunks)
    )
    return head + b" " + _b64(mac) + b"\n" + _NONCE + b"".join(sealed)


def _b64(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869), 32 bytes."""
    return hmac.digest(hmac.digest(salt, secret, "sha256"), info + b"\x01", "sha256")


def _seal(key: bytes, nonce: bytes, data: bytes) -> bytes:
    """ChaCha20-Poly1305 (RFC 8439) without additional data."""
    stream = b"".join(_block(key, number, nonce) for number in range(1, len(data) // 64 + 2))
    sealed = bytes(a ^ b for a, b in zip(data, stream, strict=False))
    once = _block(key, 0, nonce)
    r = int.from_bytes(once[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for part in (*_sixteens(sealed), struct.pack("<QQ", 0, len(data))):
        total = (total + int.from_bytes(part + b"\x01", "little")) * r % ((1 << 130) - 5)
    tag = (total + int.from_bytes(once[16:32], "little")) % (1 << 128)
    return sealed + tag.to_bytes(16, "little")


def _sixteens(data: bytes) -> list[bytes]:
    return [data[at : at + 16].ljust(16, b"\0") for at in range(0, len(data), 16)]


def _block(key: bytes, number: int, nonce: bytes) -> bytes:
    start = struct.unpack("<16L", b"expand 32-byte k" + key + struct.pack("<L", number) + nonce)
    state = list(start)
    for _ in range(10):
        for a, b, c, d in (
            (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
            (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
        ):  # fmt: skip
            for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                state[x] = (state[x] + state[y]) & 0xFFFFFFFF
                mixed = state[z] ^ state[x]
                state[z] = (mixed << turn | mixed >> (32 - turn)) & 0xFFFFFFFF
    return struct.pack("<16L", *((a + b) & 0xFFFFFFFF for a, b in zip(state, start, strict=True)))
