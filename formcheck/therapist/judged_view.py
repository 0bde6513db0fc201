"""What formcheck found in one exercise of a visit, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from formcheck.report import expert, view
from formcheck.report.chart import Chart, strip_chart
from formcheck.report.data import ReportData, worst_moments
from formcheck.report.notices import file_notices, reference_notices
from formcheck.report.observed import Observation, observations
from formcheck.report.phrases import amount, clock, duration, held_time
from formcheck.scoring.event import Event
from formcheck.scoring.result import Result
from formcheck.scoring.verdicts import grade_of
from formcheck.scoring.wording import as_sentence, event_note, event_word, limits_of
from formcheck.therapist.dates import local, moment_text
from formcheck.visits.opinion_schema import Mark
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a recording, with its text."""

    at_s: float
    text: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault over the whole exercise, with its worst moment where it has one."""

    row: view.FaultRow
    worst: Moment | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """A hold or repetition, and whether the therapist agrees: 1, 0 or None."""

    number: int
    start: Moment
    kind: str
    length: str
    side: str
    grade: str
    seen: bool
    verdict: str
    faults: list[str]
    note: str
    agrees: int | None
    given: str


@dataclass(frozen=True, slots=True)
class JudgedView:
    """What formcheck found in an exercise; its replay first stands at `start_at_s`."""

    limits: list[str]
    dose: list[tuple[str, str]]
    sides: list[tuple[str, list[tuple[str, str]]]]
    asymmetry: list[str]
    notices: list[str]
    why: str
    observed: list[Observation]
    faults: list[FaultLine]
    unmeasured: list[view.Missing]
    missing: list[view.Missing]
    measured: str
    active: str
    chart: Chart | None
    signal: str
    form_scored: bool
    events: list[EventLine]
    bands: list[expert.BandRow]
    sources: list[str]
    facts: list[tuple[str, str]]
    changed: list[str]
    start_at_s: float


def judged_view(
    result: Result, data: ReportData | None, agrees: Mapping[int, Mark], offset_min: int, words: Words
) -> JudgedView:
    """What formcheck found in an exercise.

    Args:
        result: of the exercise.
        data: what its chart is drawn from; None where nothing is left.
        agrees: number of an event -> whether the therapist agrees.
        offset_min: of the patient's clock.
        words: of the exercise.
    """
    events = list(_events(result, agrees, offset_min, words))
    held = sum(event.end_s - event.start_s for event in result.events if event.kind == "hold")
    coverage, chart = result.coverage, None if data is None else strip_chart(data, words)
    faults = list(_faults(result, words))
    return JudgedView(
        limits=[as_sentence(line) for line in limits_of(result, words)],
        dose=view.dose_lines(result.dose, held, words, quality=result.form_scored),
        sides=_sides(result, words),
        asymmetry=view.asymmetry_lines(result, words),
        notices=list(_notices(result, words)),
        why="" if result.form_scored else words.exercise(result.exercise, "no_form_score"),
        observed=observations(result, words),
        faults=faults,
        unmeasured=view.unmeasured_rows(result, words),
        missing=view.missing_rows(result, words),
        measured=duration(coverage.measured * coverage.active_s, words),
        active=duration(coverage.active_s, words) if coverage.active_s > 0 else "",
        chart=chart if chart is not None and (chart.path or events) else None,
        signal="" if data is None else words.text(f"signal.{data.signal_name}"),
        form_scored=result.form_scored,
        events=events,
        bands=expert.band_rows(result, words),
        sources=expert.sources(result, words),
        facts=expert.facts(result, words),
        changed=list(expert.changed_values(result.thresholds.changed, words)),
        start_at_s=_start(result, faults),
    )


def _start(result: Result, faults: list[FaultLine]) -> float:
    """The gravest fault's worst moment, else the middle of the first hold or repetition."""
    if worst := [line.worst.at_s for line in faults if line.worst is not None]:
        return worst[0]
    done = [event for event in result.events if event.kind != "rest"]
    return (done[0].start_s + done[0].end_s) / 2 if done else 0.0


def _faults(result: Result, words: Words) -> Iterator[FaultLine]:
    worst = {fault.kind: fault.peak_at_s for _, fault in worst_moments(result, most=1000)}
    for row in view.fault_rows(result, words):
        at_s = worst.get(row.kind)
        yield FaultLine(row, None if at_s is None else Moment(at_s, clock(at_s)))


def _sides(result: Result, words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    sides = (
        (words.name("side", name), view.dose_lines(side, side.hold_s, words, quality=result.form_scored))
        for name, side in result.dose.sides.items()
    )
    return [(name, lines) for name, lines in sides if lines]


def _notices(result: Result, words: Words) -> Iterator[str]:
    if result.source.partial:
        yield words.text("report.partial")
    yield from file_notices(result.source, words)
    yield from reference_notices(result.calibration, words)
    if rolled := view.roll_note(result, words):
        yield rolled


def _events(result: Result, agrees: Mapping[int, Mark], offset_min: int, words: Words) -> Iterator[EventLine]:
    bands = result.thresholds.bands
    for number, event in enumerate(result.events):
        if event.kind == "rest":
            continue
        mark = agrees.get(number)
        sizes = [
            (words.text(f"fault.{f.kind}.name"), amount(f.kind, f.peak, f.unit, bands, words))
            for f in event.faults
        ]
        length = held_time if event.kind == "hold" else duration
        yield EventLine(
            number=number,
            start=Moment(event.start_s, clock(event.start_s)),
            kind=words.text(f"event.{event.kind}"),
            length=length(event.end_s - event.start_s, words),
            side=words.text(f"side.{event.side}") if event.side else "",
            grade=grade_of(event),
            seen=event.as_far_as_seen,
            verdict=event_word(event, words),
            faults=[f"{name}, {size}" if size else name for name, size in sizes],
            note=_event_note(event, words),
            agrees=None if mark is None else mark.value,
            given="" if mark is None else moment_text(local(mark.given_at, offset_min), words),
        )


def _event_note(event: Event, words: Words) -> str:
    parts = [event_note(event, words), view.book_text(event.book, words) if event.book else ""]
    return "; ".join(part for part in parts if part)
