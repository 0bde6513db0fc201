"""When a recording was taken, as a reader reads it."""

from __future__ import annotations

from datetime import datetime

from formcheck.words.catalogue import Words


def recorded_when(recorded_at: str | None, words: Words) -> str:
    """The day and time of `Source.recorded_at`: "30 november 2026, 14:05"; "" where it is not known.

    A moment in UTC says so: on which time zone's clock it was taken is not known.
    """
    if recorded_at is None:
        return ""
    from babel.dates import format_datetime

    try:
        moment = datetime.fromisoformat(recorded_at)
    except ValueError:  # another program's result
        return ""
    shown = str(format_datetime(moment.replace(tzinfo=None), "d MMMM y, HH:mm", locale=words.language))
    return f"{shown} UTC" if recorded_at.endswith("Z") else shown
