"""Base45 (RFC 9285): bytes as the 45 characters that a QR code packs tightest."""

from __future__ import annotations

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}


def base45(data: bytes) -> str:
    """The bytes as text: three characters for two bytes, two for a last one."""
    text = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        rest, first = divmod(int.from_bytes(pair), 45)
        text.append(_ALPHABET[first])
        if len(pair) == 2:
            third, second = divmod(rest, 45)
            text.append(_ALPHABET[second] + _ALPHABET[third])
        else:
            text.append(_ALPHABET[rest])
    return "".join(text)


def from_base45(text: str) -> bytes:
    """The bytes of the text.

    Raises:
        ValueError: a character that does not belong, or a value that no bytes have.
    """
    data = bytearray()
    for start in range(0, len(text), 3):
        try:
            values = [_VALUES[character] for character in text[start : start + 3]]
        except KeyError as error:
            raise ValueError("a character that base45 does not have") from error
        if len(values) == 1:
            raise ValueError("half a byte")
        number = sum(value * 45**place for place, value in enumerate(values))
        length = len(values) - 1
        if number >= 256**length:
            raise ValueError("a value beyond its bytes")
        data += number.to_bytes(length)
    return bytes(data)
