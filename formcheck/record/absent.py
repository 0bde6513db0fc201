"""Why a value is not there: `dataAbsentReason`, with our own reason, in both languages."""

from __future__ import annotations

from formcheck.record.local_codes import local, local_codes
from formcheck.record.terms import ABSENT, Resource, concept
from formcheck.record.texts import both
from formcheck.scoring.result import Result
from formcheck.words.catalogue import Words

_GENERAL = {
    "wrong_view": ("unsupported", "Unsupported"),
    "no_form_score": ("unsupported", "Unsupported"),
    "no_outline": ("unsupported", "Unsupported"),
}
"""What no camera there could have shown; everything else could have been seen, and was not."""
_UNKNOWN = ("unknown", "Unknown")


def absent(reason: str, lang: str, exercise: str | None = None) -> Resource:
    """The element `dataAbsentReason`, to be merged into an Observation or a component.

    Args:
        reason: of `formcheck.judge.vocabulary.REASONS` or `FURTHER_REASONS`; another one, of a newer
            formcheck, is given as it is.
        lang: language of the text; the other one is its translation.
        exercise: whose own words are used.
    """
    code, display = _GENERAL.get(reason, _UNKNOWN)
    codings: list[Resource] = [{"system": ABSENT, "code": code, "display": display}]
    if f"reason.{reason}" in local_codes():
        codings.append(local(f"reason.{reason}"))

    def text(words: Words) -> str:
        return words.first(f"record.reason.{reason}", f"reason.{reason}.text", default=reason)

    return {"dataAbsentReason": concept(*codings, text=both(lang, text, exercise=exercise))}


def main_reason(result: Result) -> str:
    """Why most of what was not measured was not."""
    if result.coverage.reasons:
        return max(sorted(result.coverage.reasons), key=lambda reason: result.coverage.reasons[reason])
    reasons = [event.reason for event in result.events if event.reason is not None]
    return reasons[0] if reasons else "nothing_found"
