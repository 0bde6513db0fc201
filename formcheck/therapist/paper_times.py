"""Days and times on paper, by the clock of the patient."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_time

from formcheck.words.catalogue import Words


def day_text(day: date, words: Words) -> str:
    """A day: "30 november 2026"."""
    return str(format_date(day, "d MMMM y", locale=words.language))


def moment_text(moment: datetime, words: Words) -> str:
    """A day with its time: "maandag 30 november 2026, 14:05"."""
    day = format_date(moment, "EEEE d MMMM y", locale=words.language)
    return f"{day}, {clock_text(moment, words)}"


def clock_text(moment: datetime, words: Words) -> str:
    """A time: "14:05"."""
    return str(format_time(moment, "HH:mm", locale=words.language))
