"""When a film was taken, where its camera has written that into the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from av.container import InputContainer

_TAGS = ("com.apple.quicktime.creationdate", "creation_time", "DATE_DIGITIZED", "date")
"""Where containers keep it, the best first: Apple's has the time zone of the place, the others have UTC or
none. Each may stand in upper or lower case."""
_YEARS = (1995, 2100)
"""First and last year that is believed: cameras without a clock write 1904 or 1970."""


def recorded_at(container: InputContainer) -> str | None:
    """The moment in ISO 8601, to the second, with its time zone where one is known; else None."""
    tags = {name.lower(): text for name, text in container.metadata.items()}
    return next(_moments(tags), None)


def _moments(tags: dict[str, str]) -> Iterator[str]:
    for name in _TAGS:
        try:
            moment = datetime.fromisoformat(tags.get(name.lower(), "").strip())
        except ValueError:
            continue
        # A day alone, as editing programs write it, is read as midnight, which nobody meant.
        if _YEARS[0] <= moment.year <= _YEARS[1] and len(tags[name.lower()].strip()) > len("2026-11-30"):
            yield _text(moment)


def _text(moment: datetime) -> str:
    text = moment.replace(microsecond=0).isoformat()
    return text.removesuffix("+00:00") + "Z" if moment.utcoffset() == timedelta(0) else text
