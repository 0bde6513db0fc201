"""What is said of an event and of a recording, decided once; every surface asks here.

A verdict follows from what is listed. What was found counts, however little could be measured; that nothing
was found counts only where enough was measured, and is qualified ("good, as far as seen") where a main fault
of the exercise could not be judged. An attempt without a fault is not good: it does not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from formcheck.scoring.event import Event
from formcheck.scoring.result import Coverage, PointGrade, Word

Grade = Literal["good", "almost", "different", "unmeasured", "uncounted"]
"""Of an event; the first four are those of a frame, too. "uncounted" is an attempt without a fault."""

MIN_COVERAGE = 0.7
"""With less measurable time than this nothing found is no "good" (docs/clinical.md#verdicts)."""
MAJOR_SHARE = 0.1
"""Major faults that fill at least this share of the exercised time, or one repetition in three, decide the
word."""
NOT_PRAISED: tuple[Word, ...] = ("good", "almost")
"""Words that an unmeasured main fault could make worse. It cannot add to "do it differently"."""


def grade_of(event: Event) -> Grade:
    """What an event shows, with its attempts told from its good repetitions."""
    if event.verdict == "unmeasured":
        return "unmeasured"
    if event.faults:
        return "different" if any(fault.major for fault in event.faults) else "almost"
    return "uncounted" if event.not_counted is not None else "good"


def word_of(events: Sequence[Event], coverage: Coverage) -> Word:
    """Good, almost, do it differently, or not measured."""
    done = [event for event in events if event.verdict != "unmeasured" and event.kind != "rest"]
    if not done:
        return "not_measured"
    if not any(event.faults for event in done):
        if coverage.measured < MIN_COVERAGE:
            return "not_measured"
        if any(grade_of(event) == "good" for event in done):
            return "good"
        # A hold that was too short says nothing about the form; a movement that was not whole does.
        return "different" if any(event.not_counted == "incomplete" for event in done) else "not_measured"
    total = sum(event.end_s - event.start_s for event in done)
    major_s = sum(fault.end_s - fault.start_s for event in done for fault in event.faults if fault.major)
    reps = [event for event in done if event.kind in ("rep", "attempt")]
    faulty = sum(any(fault.major for fault in event.faults) for event in reps)
    if major_s >= MAJOR_SHARE * total or (reps and faulty * 3 >= len(reps)):
        return "different"
    return "almost"


class Said(NamedTuple):
    """What is said of a recording, by the names of `Result`."""

    word: Word
    as_far_as_seen: bool
    main_unmeasured: dict[str, str]


def said_of(events: Sequence[Event], coverage: Coverage, form_scored: bool = True) -> Said:
    """The word of a recording, and whether and why it holds only as far as seen."""
    word = word_of(events, coverage) if form_scored else "not_measured"
    missing = main_unmeasured(events)
    return Said(word, as_far_as_seen(word, coverage, missing), missing)


def point_grades(events: Iterable[Event], word: Word) -> dict[str, PointGrade]:
    """How grave each fault is over the whole recording, as the word says it.

    A fault beyond amber that was too short or too rare for "do it differently" is "almost" here as well; the
    event that showed it keeps its own grade.
    """
    grave: dict[str, bool] = {}
    for event in events:
        for fault in event.faults:
            grave[fault.kind] = grave.get(fault.kind, False) or fault.major
    return {kind: "different" if word == "different" and major else "almost" for kind, major in grave.items()}


def main_unmeasured(events: Iterable[Event]) -> dict[str, str]:
    """Main faults that at least one judged event could not be judged on, with the commonest reason."""
    reasons: dict[str, Counter[str]] = {}
    for event in events:
        for fault, reason in event.main_unmeasured.items():
            reasons.setdefault(fault, Counter())[reason] += 1
    return {fault: count.most_common(1)[0][0] for fault, count in reasons.items()}


def mostly_unmeasured(events: Iterable[Event], named: Collection[str]) -> dict[str, str]:
    """Main faults that no event showed and most of those with a verdict could not be judged on.

    Args:
        events: of the recording.
        named: faults that were found in it.
    """
    done = [event for event in events if event.verdict != "unmeasured" and event.kind != "rest"]
    return {
        fault: reason
        for fault, reason in main_unmeasured(done).items()
        if fault not in named and is_most(sum(fault in event.main_unmeasured for event in done), len(done))
    }


def is_most(some: int, done: int) -> bool:
    """Whether so many of the events with a verdict stand for all of them: half of them or more."""
    return 2 * some >= done


def event_as_far_as_seen(event: Event) -> bool:
    """Whether the verdict on an event holds only as far as seen."""
    return grade_of(event) in NOT_PRAISED and bool(event.main_unmeasured)


def as_far_as_seen(word: Word, coverage: Coverage, missing: Mapping[str, str]) -> bool:
    """Whether the word of a recording holds only as far as seen.

    Args:
        word: of `word_of`.
        coverage: of the recording.
        missing: of `main_unmeasured`.
    """
    return (word in NOT_PRAISED and bool(missing)) or (
        word != "not_measured" and coverage.measured < MIN_COVERAGE
    )
