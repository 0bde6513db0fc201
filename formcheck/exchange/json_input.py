"""JSON from outside, read with limits: what it gives is plain and finite, and can be written again."""

from __future__ import annotations

import json

from pydantic_core import from_json

Table = dict[str, object]


def read_table(data: bytes | str, most_bytes: int) -> Table:
    """The table that a JSON document holds.

    Nesting is limited by the parser (200 levels), the length of integers too.

    Args:
        data: the document, UTF-8.
        most_bytes: a longer one is not read.

    Raises:
        ValueError: it is too long, no JSON, no table, or holds NaN, infinity or half characters.
    """
    if len(data) > most_bytes:
        raise ValueError(f"longer than {most_bytes} bytes")
    match from_json(data, allow_inf_nan=False):
        case dict() as table:
            written(table)  # 1e999 is read as infinity
            return table
    raise ValueError("not a table")


def written(table: object, *, in_order: bool = False) -> bytes:
    """A value as JSON in UTF-8, always in the same bytes: no spaces, keys sorted.

    Args:
        table: the value.
        in_order: keep the order of keys: a result gives the same `result.json` then.

    Raises:
        ValueError: NaN, infinity, or half a character.
    """
    text = json.dumps(
        table, sort_keys=not in_order, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()
