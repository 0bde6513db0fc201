"""The texts and numbers of the page; `page.html.j2` only places them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from formcheck.overlay.gauge import driven_by
from formcheck.overlay.hud import Hud
from formcheck.overlay.overlay import body
from formcheck.report.data import ReportData, Still, ranked_faults
from formcheck.report.drawing import Drawing, draw
from formcheck.report.phrases import amount, clock, duration, held_time
from formcheck.scoring.counts import repetitions
from formcheck.scoring.event import Book, Event, FaultSpan
from formcheck.scoring.result import Result, SideDose
from formcheck.scoring.verdicts import grade_of, point_grades
from formcheck.scoring.wording import event_note, event_word, unmeasured_events
from formcheck.signals.level import TELL_ROLL_DEG
from formcheck.words.catalogue import Words

MOST_EVENTS, MANY_EVENTS = 120, 24
"""Most lines of the table of events, and the number of events from which good ones share a line."""

STILL_ASPECT = 1.75
"""Width over height of a drawing."""
LEAST_S = 0.05
"""Least unmeasured time with a line of its own, seconds."""


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A fault over the whole recording."""

    kind: str
    grade: str
    name: str
    seen: str
    cue: str
    count: int
    seconds: str
    worst: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was not measured, with the reason and the remedy."""

    what: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the table of events. `faults` are (grade, text)."""

    time: str
    kind: str
    length: str
    side: str
    grade: str
    seen: bool
    verdict: str
    faults: list[tuple[str, str]]
    book: str
    note: str


@dataclass(frozen=True, slots=True)
class StillCard:
    """A drawing with its caption."""

    kind: str
    grade: str
    title: str
    where: str
    seen: str
    cue: str
    description: str
    drawing: Drawing


def grade_of_word(result: Result) -> str:
    """The shape of a verdict that goes with the one-word summary."""
    return "unmeasured" if result.word == "not_measured" else result.word


def measured_nothing(result: Result) -> bool:
    """Whether too little was measured; without a form score, whether no event could be judged."""
    if result.form_scored:
        return result.word == "not_measured"
    return all(event.verdict == "unmeasured" for event in result.events)


def fault_rows(result: Result, words: Words) -> list[FaultRow]:
    """Every fault found, the most important first, each as grave as the word says."""
    bands = result.thresholds.bands
    grades = point_grades(result.events, result.word)
    rows = []
    for kind in ranked_faults(result):
        found = result.technique[kind]
        row = FaultRow(
            kind=kind,
            grade=grades.get(kind, "almost"),
            name=words.text(f"fault.{kind}.name"),
            seen=words.text(f"fault.{kind}.seen"),
            cue=words.text(f"fault.{kind}.cue"),
            count=found.count,
            seconds=duration(found.seconds, words),
            worst=amount(kind, found.worst, found.unit, bands, words),
        )
        rows.append(row)
    return rows


def unmeasured_rows(result: Result, words: Words) -> list[Missing]:
    """What could not be judged in this recording; faults with one reason and remedy share a line.

    What the exercise exists for is listed, too, where only some events could not be judged on it.
    """
    together: dict[tuple[str, str], list[str]] = {}
    for fault, reason in (result.main_unmeasured | result.unmeasured).items():
        remedy = words.remedy(reason, exercise=result.exercise, fault=fault)
        names = together.setdefault((words.text(f"reason.{reason}.text"), remedy), [])
        some, done = unmeasured_events(result.events, fault)
        share = words.text("amount.of", done=some, target=done)
        part = f" ({share})" if 0 < some < done else ""
        names.append(words.text(f"fault.{fault}.name") + part)
    return [Missing(", ".join(names), why, remedy) for (why, remedy), names in together.items()]


def missing_rows(result: Result, words: Words) -> list[Missing]:
    """Active time that was not measured, by reason, the longest first."""
    active = result.coverage.active_s
    lost = sorted(result.coverage.reasons.items(), key=lambda entry: (-entry[1], entry[0]))
    return [
        Missing(
            duration(share * active, words) if active > 0 else "",
            words.why(reason, result.coverage.seen_most if reason == "wrong_posture" else None),
            _remedy(reason, result, words),
        )
        for reason, share in lost
        if share * active >= LEAST_S or active <= 0
    ]


def _remedy(reason: str, result: Result, words: Words) -> str:
    """The remedy for a reason; for an oblique camera it says which way to turn it."""
    found = result.view_found
    if reason == "wrong_view" and found is not None and found.view == "oblique" and found.yaw_deg:
        return words.text(
            f"reason.wrong_view.turned.{found.towards}", degrees=words.number(rounded(found.yaw_deg))
        )
    return words.remedy(reason, exercise=result.exercise)


def roll_note(result: Result, words: Words) -> str:
    """The note about a camera that is not level, or ""."""
    roll_deg = result.camera_roll_deg
    if roll_deg is None or abs(roll_deg) <= TELL_ROLL_DEG:
        return ""
    return words.text("report.rolled", degrees=words.number(rounded(abs(roll_deg))))


def rounded(degrees: float) -> int:
    """An angle in steps of five degrees, at least five."""
    return 5 * max(round(degrees / 5), 1)


def dose_lines(dose: SideDose, held_s: float, words: Words, *, quality: bool = True) -> list[tuple[str, str]]:
    """(number, what it counts) for each part of a dose.

    Args:
        dose: the dose that was done.
        held_s: seconds in holds; 0 leaves the lines about holds out.
        words: words of the report's language.
        quality: whether the seconds in good form are shown as well.
    """
    lines = []
    if held_s > 0:
        if quality:
            lines.append((held_time(dose.counted_hold_s, words), words.text("report.dose.counted")))
        lines.append((held_time(dose.hold_s, words), words.text("report.dose.hold")))
    if dose.reps:
        reps = repetitions(dose)
        lines.append((str(reps), words.counted("report.dose.reps", reps)))
    elif dose.holds > 1:
        lines.append((str(dose.holds), words.text("report.dose.holds")))
    if dose.attempts:
        lines.append((str(dose.attempts), words.counted("report.dose.attempts", dose.attempts)))
    return lines


def asymmetry_lines(result: Result, words: Words) -> list[str]:
    """Left against right, with the meaning of the difference; empty unless both sides were done."""
    found = result.asymmetry
    if found is None:
        return []
    values = {
        "left": held_time(found.left_s, words),
        "right": held_time(found.right_s, words),
        "margin": words.number(found.uncertainty_s),
    }
    if found.longer is None:
        lines = [words.text("report.asymmetry.none", **values)]
    else:
        lines = [words.text("report.asymmetry.real", side=words.text(f"side.{found.longer}"), **values)]
    return [*lines, words.text("report.asymmetry.cut_off")] if found.cut_off else lines


def event_rows(result: Result, words: Words) -> list[EventRow]:
    """The events in order of time, without rests.

    In a long recording, successive good events of one kind share a line, so that the others fit on a page.
    """
    events = [event for event in result.events if event.kind != "rest"]
    groups: list[list[Event]] = []
    for event in events:
        plain = grade_of(event) == "good" and (event.book is None or event.book.kept)
        last = groups[-1][-1] if groups else None
        alike = last is not None and last.kind == event.kind and grade_of(last) == "good"
        alike = alike and last is not None and last.main_unmeasured == event.main_unmeasured
        kept = last is None or last.book is None or last.book.kept
        if len(events) > MANY_EVENTS and plain and alike and kept:
            groups[-1].append(event)
        else:
            groups.append([event])
    return [_event_row(group, result, words) for group in groups]


def _event_row(group: list[Event], result: Result, words: Words) -> EventRow:
    event = group[0]
    sides = {each.side for each in group}
    kind = words.text(f"event.{event.kind}")
    alone = len(group) == 1
    length_s = sum(each.end_s - each.start_s for each in group)
    return EventRow(
        time=f"{clock(event.start_s)} \N{EN DASH} {clock(group[-1].end_s)}",
        kind=kind if alone else f"{len(group)} \N{MULTIPLICATION SIGN} {kind}",
        length=(held_time if event.kind == "hold" else duration)(length_s, words),
        side=words.text(f"side.{event.side}") if event.side and len(sides) == 1 else "",
        grade=grade_of(event),
        seen=event.as_far_as_seen,
        verdict=event_word(event, words),
        faults=[_fault_text(fault, result, words) for fault in event.faults],
        book=book_text(event.book, words) if event.book and alone else "",
        note=event_note(event, words),
    )


def _fault_text(fault: FaultSpan, result: Result, words: Words) -> tuple[str, str]:
    size = amount(fault.kind, fault.peak, fault.unit, result.thresholds.bands, words)
    name = words.text(f"fault.{fault.kind}.name")
    return "different" if fault.major else "almost", f"{name}, {size}" if size else name


def book_text(book: Book, words: Words) -> str:
    """What happened to the object, as text."""
    if not book.driven_by:
        return words.text("report.book.blind")
    if not book.kept and book.fell_at_s is not None:
        return words.text("report.book.fell", time=clock(book.fell_at_s))
    kept = words.text("report.book.kept")
    if abs(book.slid_cm) < 1:
        return kept
    return f"{kept}, {words.text('report.book.slid', cm=words.number(abs(book.slid_cm)))}"


def book_names(result: Result, words: Words) -> str:
    """The names of the objects on the back, for the head of their column."""
    names = dict.fromkeys(event.book.object for event in result.events if event.book)
    return ", ".join(words.name("object", name).lower() for name in names)


def book_notes(result: Result, words: Words) -> list[str]:
    """Notes about the object: the motions that moved it, and what it does not show."""
    books = [event.book for event in result.events if event.book]
    if not books:
        return []
    drivers = dict.fromkeys(tuple(book.driven_by) for book in books if book.driven_by)
    notes = [words.text("report.book.by", by=driven_by(by, words)) for by in drivers]
    return [*notes, words.text("report.book.note")]


def still_cards(data: ReportData, words: Words) -> Iterator[StillCard]:
    """The drawings; a still without a person in its row is left out."""
    grades = point_grades(data.result.events, data.result.word)
    for still in data.stills:
        if not still.track.detected[0]:
            continue
        fault = still.fault
        seen = words.text(f"fault.{fault.kind}.seen")
        size = amount(fault.kind, fault.peak, fault.unit, data.result.thresholds.bands, words)
        yield StillCard(
            kind=fault.kind,
            grade=grades.get(fault.kind, "almost"),
            title=words.text(f"fault.{fault.kind}.name"),
            where=", ".join(part for part in (clock(fault.peak_at_s), size) if part),
            seen=seen,
            cue=words.text(f"fault.{fault.kind}.cue"),
            description=words.text("report.stills.desc", time=clock(fault.peak_at_s), seen=seen),
            drawing=_drawing(still, data, grades.get(fault.kind) == "different"),
        )


def _drawing(still: Still, data: ReportData, major: bool) -> Drawing:
    hud = Hud("fault", major=major, faults=(still.fault.kind,), limbs=still.limbs, read=still.read)
    return draw(
        body(still.track, 0, hud, data.spec, outline=still.outline), still.track.size, aspect=STILL_ASPECT
    )
