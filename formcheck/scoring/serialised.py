"""How parts of `result.json` are written: some fields stand there only where they hold something."""

from __future__ import annotations


def without_nothing(data: dict[str, object], *names: str) -> dict[str, object]:
    """The values without those of `names` that hold nothing."""
    return {name: value for name, value in data.items() if name not in names or value}
