"""Days and moments as the therapist reads them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from formcheck.words.catalogue import Words


def local(moment: datetime, utc_offset_min: int = 0) -> datetime:
    """The moment on the patient's own clock, `utc_offset_min` later than UTC."""
    return moment + timedelta(minutes=utc_offset_min)


def day_text(day: date, words: Words, *, year: bool = False) -> str:
    """A day, e.g. "12 nov" or "12 nov 2026"."""
    month = words.text("therapist.months").split()[day.month - 1]
    return f"{day.day} {month} {day.year}" if year else f"{day.day} {month}"


def moment_text(moment: datetime, words: Words, *, year: bool = True) -> str:
    """A day with the time, e.g. "12 nov 2026 18:05"."""
    return f"{day_text(moment, words, year=year)} {moment:%H:%M}"
