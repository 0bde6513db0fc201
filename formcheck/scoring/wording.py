"""The words of a verdict, with what qualifies it: terminal, report, page and speech all ask here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from formcheck.scoring.event import Event
from formcheck.scoring.recording_result import PartResult, RecordingResult
from formcheck.scoring.result import Coverage, Result
from formcheck.scoring.verdicts import MIN_COVERAGE, grade_of
from formcheck.words.catalogue import Words


def word_text(result: Result | PartResult, words: Words) -> str:
    """The word of a result: "good", or "good, as far as seen".

    Args:
        result: of a recording or of a part of one.
        words: of the result's exercise.
    """
    return qualified(words.text(f"word.{result.word}"), result.as_far_as_seen, words)


def event_word(event: Event, words: Words) -> str:
    """The word of an event: "good", "good, as far as seen", "does not count"."""
    return qualified(words.text(f"verdict.{grade_of(event)}"), event.as_far_as_seen, words)


def qualified(word: str, as_far_as_seen: bool, words: Words) -> str:
    """A word, with "as far as seen" where it holds no further."""
    return words.text("seen.word", word=word) if as_far_as_seen else word


def limits_of(result: Result | PartResult, words: Words) -> list[str]:
    """What qualifies the word of a result, if anything: "the lower back could not be judged, ..."."""
    if not result.as_far_as_seen:
        return []
    if isinstance(result, PartResult):
        lines = [main_unmeasured_text(fault, why, words) for fault, why in result.main_unmeasured.items()]
        little = result.coverage is not None and result.coverage < MIN_COVERAGE
        return lines + [words.text("seen.little.part")] * little
    if isinstance(result, RecordingResult):
        parts = [line for part in result.parts for line in limits_of(part, words.of(part.exercise))]
        return list(dict.fromkeys(parts))
    return [*_unmeasured(result, words), *_little(result.coverage, words)]


def event_note(event: Event, words: Words) -> str:
    """Why an event is unmeasured, does not count, or is good only as far as seen; else ""."""
    if event.reason is not None:
        return words.why(event.reason, event.seen)
    if grade_of(event) == "uncounted":
        return words.text(f"uncounted.{event.not_counted}")
    if event.as_far_as_seen:
        return "; ".join(
            _each_once(main_unmeasured_text(f, why, words) for f, why in event.main_unmeasured.items())
        )
    return ""


def unseen_key(fault: str, reason: str) -> str:
    """The key of the sentence, to the patient, about a main fault that cannot be judged."""
    return "seen.reference" if reason == "no_reference" else f"fault.{fault}.unseen"


def uncounted_note(events: Sequence[Event], words: Words) -> str:
    """What to do where nothing but attempts was seen, none of them with a fault; else ""."""
    done = [event for event in events if event.verdict != "unmeasured" and event.kind != "rest"]
    kinds = {event.not_counted for event in done if grade_of(event) == "uncounted"}
    if not done or any(grade_of(event) != "uncounted" for event in done):
        return ""
    return words.text(f"uncounted.{'incomplete' if 'incomplete' in kinds else 'too_short'}.all")


def main_unmeasured_text(fault: str, reason: str, words: Words) -> str:
    """That a main fault could not be judged, and why."""
    return words.text("seen.main", what=_what(fault, words), why=_why(reason, words))


def unread_text(faults: Sequence[str], words: Words, *, yet: bool = False) -> str:
    """The word of a frame that does not tell about main faults: "The lower back: not measured here".

    Args:
        faults: the main faults.
        words: words of the exercise.
        yet: the person's own position is not known so far.
    """
    what = " + ".join(_each_once([_what(fault, words) for fault in faults]))
    return words.text("seen.here.yet" if yet else "seen.here", what=f"{what[:1].upper()}{what[1:]}")


def as_sentence(text: str) -> str:
    """A text with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def unmeasured_events(events: Sequence[Event], fault: str) -> tuple[int, int]:
    """How many events could not be judged on a main fault, of how many with a verdict."""
    done = [event for event in events if event.verdict != "unmeasured" and event.kind != "rest"]
    return sum(fault in event.main_unmeasured for event in done), len(done)


def _unmeasured(result: Result, words: Words) -> Iterator[str]:
    said = []
    for fault, reason in result.main_unmeasured.items():
        some, done = unmeasured_events(result.events, fault)
        key = "seen.main" if some == done else "seen.main.some"
        values = {} if some == done else {"some": some, "all": done}
        said.append(words.text(key, what=_what(fault, words), why=_why(reason, words), **values))
    return iter(_each_once(said))


def _little(coverage: Coverage, words: Words) -> Iterator[str]:
    if coverage.measured < MIN_COVERAGE:
        measured, active = coverage.measured * coverage.active_s, coverage.active_s
        amounts = [words.text("amount.seconds", value=words.number(s)) for s in (measured, active)]
        yield words.text("seen.little", measured=amounts[0], active=amounts[1])


def _what(fault: str, words: Words) -> str:
    return words.first(f"fault.{fault}.what", f"fault.{fault}.name", default=fault)


def _why(reason: str, words: Words) -> str:
    return words.first(f"reason.{reason}.because", f"reason.{reason}.text", default=reason)


def _each_once(texts: Iterator[str] | Sequence[str]) -> list[str]:
    """Two main faults of one height make the same sentence."""
    return list(dict.fromkeys(texts))
