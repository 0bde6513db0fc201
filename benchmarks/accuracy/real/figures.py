"""Counts over all recordings of real people: form, faults, other things, events, false alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.accuracy.cases import SAME_POSTURE
from benchmarks.accuracy.real.judging import Claim, Judged, Subject
from benchmarks.accuracy.real.meeting import Meeting, excused, invented, meet
from formcheck.exercises import exercise_names, get_exercise

Case = tuple[Subject, Meeting]


@dataclass(frozen=True, slots=True)
class FormRow:
    """Good form of one group: how often it was called what.

    Attributes:
        well_filmed: from a view to judge from, the whole body in the picture.
        states: good, fault, unmeasured, attempt, missed -> how many.
        faults, reasons: what was named, and why it was not measured.
    """

    group: str
    well_filmed: bool
    shown: int
    states: dict[str, int]
    faults: dict[str, int]
    reasons: dict[str, int]

    def share(self, state: str) -> float:
        """Share of what is shown; NaN of nothing."""
        return self.states.get(state, 0) / self.shown if self.shown else float("nan")


@dataclass(frozen=True, slots=True)
class EventRow:
    """Holds or repetitions of the clips of one exercise. `unmeasured` of those found."""

    exercise: str
    kind: str
    shown: int
    found: int
    unmeasured: int
    attempts: int
    missed: int
    invented: int


@dataclass(frozen=True, slots=True)
class OtherRow:
    """Recordings of something else: given a verdict, by the exercise that was named, and with `auto`."""

    shows: str
    recordings: int
    named: int
    auto: int
    as_what: dict[str, int]


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """How often a fault was named on good form where it could be judged."""

    exercise: str
    fault: str
    judged: int
    named: int
    recordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What `auto` took a recording of one of our exercises for."""

    recording: str
    exercise: str
    found: tuple[str, ...]
    well_filmed: bool

    @property
    def right(self) -> bool:
        """Exactly the exercise that it shows."""
        return self.found == (self.exercise,)


@dataclass(frozen=True, slots=True)
class Figures:
    """All counts.

    Attributes:
        form: good form, by group and by how it was filmed.
        named: clear faults: (recording, fault of the label, what was named).
        strangers: (recording, exercise named) of our exercises that another exercise counted or faulted.
        strangers_of: how many such pairs there are.
        chosen: what `auto` took each recording of ours for.
    """

    form: list[FormRow]
    named: list[tuple[str, tuple[str, ...], tuple[str, ...]]]
    events: list[EventRow]
    others: list[OtherRow]
    alarms: list[AlarmRow]
    strangers: list[tuple[str, str]]
    strangers_of: int
    chosen: list[Chosen]


def figures(subjects: Sequence[Subject]) -> Figures:
    """All counts over the recordings."""
    cases = list(all_cases(subjects))
    own = [s for s in subjects if s.label.exercise is not None]
    return Figures(
        form_rows(cases),
        [(s.label.name, m.shown.faults, m.faults) for s, m in cases if m.shown.form == "fault"],
        event_rows(subjects),
        other_rows([s for s in subjects if s.label.other]),
        alarm_rows(cases),
        [(s.label.name, name) for s in own for name in stranger_exercises(s)],
        sum(name != s.label.exercise for s in own for name in s.named),
        [Chosen(s.label.name, str(s.label.exercise), s.auto.found, s.label.well_filmed) for s in own],
    )


def all_cases(subjects: Iterable[Subject]) -> Iterator[Case]:
    """Everything that is shown, with what the exercise made of it that it shows."""
    for subject in subjects:
        if subject.own is not None:
            for meeting in meet(subject.label.shown, subject.own.claims):
                yield subject, meeting


def is_good(case: Case) -> bool:
    """Good form, beyond the doubt of who labelled it."""
    return case[1].shown.form == "good"


def form_rows(cases: Iterable[Case]) -> list[FormRow]:
    """Good form by group; stills apart from the events of clips."""
    groups: dict[tuple[str, bool], list[Meeting]] = {}
    for subject, meeting in filter(is_good, cases):
        shown = meeting.shown
        told = "photographs" if shown.kind == "still" else f"clips, {shown.kind}s"
        groups.setdefault((f"{subject.label.group}: {told}", shown.well_filmed), []).append(meeting)
    return [form_row(name, well, own) for (name, well), own in sorted(groups.items())]


def form_row(group: str, well_filmed: bool, meetings: Sequence[Meeting]) -> FormRow:
    """One row."""
    return FormRow(
        group,
        well_filmed,
        len(meetings),
        dict(Counter(m.state for m in meetings)),
        dict(Counter(f for m in meetings for f in m.faults)),
        dict(Counter(m.claim.reason for m in meetings if m.state == "unmeasured" and m.claim)),
    )


def event_rows(subjects: Iterable[Subject]) -> list[EventRow]:
    """Holds and repetitions of the clips, whatever their form, by exercise."""
    rows: dict[tuple[str, str], list[Meeting]] = {}
    made_up: Counter[tuple[str, str]] = Counter()
    for subject in subjects:
        if subject.own is None or subject.label.still:
            continue
        exercise, label = str(subject.label.exercise), subject.label
        for meeting in meet(label.shown, subject.own.claims):
            if meeting.shown.kind in ("hold", "rep"):
                rows.setdefault((exercise, meeting.shown.kind), []).append(meeting)
        for claim in invented(label.shown, subject.own.claims, label.neither):
            made_up[exercise, claim.kind] += 1
    return [
        EventRow(
            *key,
            len(rows.get(key, [])),
            sum(m.counted for m in rows.get(key, [])),
            sum(m.counted and m.state == "unmeasured" for m in rows.get(key, [])),
            sum(m.claim is not None and not m.counted for m in rows.get(key, [])),
            sum(m.state == "missed" for m in rows.get(key, [])),
            made_up[key],
        )
        for key in sorted({*rows, *made_up})
    ]


def verdicts(subject: Subject, judged: Judged) -> list[Claim]:
    """What a recording of something else was wrongly told of its form."""
    return [claim for claim in judged.verdicts if not excused(claim, subject.label.neither)]


def verdict_of(subject: Subject) -> tuple[str, ...]:
    """The exercises that gave a recording of something else a verdict, when they were named."""
    return tuple(name for name, judged in subject.named.items() if verdicts(subject, judged))


def other_rows(subjects: Iterable[Subject]) -> list[OtherRow]:
    """Something else, by what it is."""
    groups: dict[str, list[Subject]] = {}
    for subject in subjects:
        groups.setdefault(subject.label.what, []).append(subject)
    return [
        OtherRow(
            what,
            len(own),
            sum(bool(verdict_of(s)) for s in own),
            sum(bool(verdicts(s, s.auto)) for s in own),
            dict(Counter(name for s in own for name in verdict_of(s))),
        )
        for what, own in sorted(groups.items())
    ]


def stranger_exercises(subject: Subject) -> list[str]:
    """Exercises that a recording of one of ours does not show and that claimed it all the same."""
    label, found = subject.label, []
    for name, judged in subject.named.items():
        # What another exercise does in the same posture may be measured, but no fault may come of it.
        same = (label.exercise, name) in SAME_POSTURE
        told = [c for c in judged.verdicts if not excused(c, label.neither) and (c.faults or not same)]
        if name != label.exercise and told:
            found.append(name)
    return found


def alarm_rows(cases: Sequence[Case]) -> list[AlarmRow]:
    """Every fault of every exercise on good form, wherever it was judged, however it was filmed."""
    rows = []
    for exercise in exercise_names():
        config = get_exercise(exercise).config()
        good = [case for case in cases if is_good(case) and case[0].label.exercise == exercise]
        faults = dict.fromkeys([*(band.fault for band in config.bands), *config.cue_order])
        named = dict.fromkeys(fault for _, meeting in good for fault in meeting.faults)
        for fault in [*faults, *(fault for fault in named if fault not in faults)]:
            able = [(s, m) for s, m in good if m.measured and _able(s, m, fault)]
            wrong = [s.label.name for s, m in able if fault in m.faults]
            rows.append(AlarmRow(exercise, fault, len(able), len(wrong), tuple(dict.fromkeys(wrong))))
    return rows


def _able(subject: Subject, meeting: Meeting, fault: str) -> bool:
    if fault in meeting.faults:
        return True
    there = meeting.claim.unmeasured if meeting.claim is not None else frozenset()
    return subject.own is not None and fault not in subject.own.unmeasured | there
