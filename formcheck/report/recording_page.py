"""`render_recording`: the page over a recording of several exercises, or of none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.report.chart import tick_step
from formcheck.report.environment import environment
from formcheck.report.expert import changed_values
from formcheck.report.notices import file_notices
from formcheck.report.page import style
from formcheck.report.phrases import clock, duration
from formcheck.report.recorded_when import recorded_when
from formcheck.report.view import dose_lines
from formcheck.scoring.event import Event
from formcheck.scoring.recording_result import PartEvent, PartResult, RecordingResult
from formcheck.scoring.result import Technique
from formcheck.scoring.wording import as_sentence, limits_of, uncounted_note, word_text
from formcheck.words.catalogue import Words

WIDTH, LEFT, BAR = 720.0, 8.0, 26.0
MOST_CUES = 2


@dataclass(frozen=True, slots=True)
class PartRow:
    """One exercise of the recording, as texts; `cues` are the cues for its longest faults."""

    number: int
    name: str
    time: str
    grade: str
    word: str
    seen: bool
    limits: list[str]
    dose: str
    cues: list[str]
    link: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the recording on the time line."""

    x: float
    width: float
    number: int
    grade: str
    """As the word, or "seen" where that is good only as far as seen."""


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The time line: a bar for each part, and (x, text) ticks below."""

    width: float
    height: float
    bars: list[Bar]
    ticks: list[tuple[float, str]]


def render_recording(result: RecordingResult, words: Words) -> str:
    """A self-contained HTML page that lists the parts in their order, with a link to each part's report."""
    rows = [_row(number, part, events_of(part, result), words) for number, part in enumerate(result.parts, 1)]
    return (
        environment()
        .get_template("recording.html.j2")
        .render(
            words=words,
            word=words.text,
            style=style(),
            result=result,
            notices=list(file_notices(result.source, words)),
            title=words.text("report.session.title"),
            length=duration(result.source.duration_s, words),
            when=recorded_when(result.source.recorded_at, words),
            rows=rows,
            line=_time_line(result),
            changed="; ".join(changed_values(result.thresholds.changed, words)),
            missing=missing_reasons(result, words) if not rows else [],
        )
    )


def events_of(part: PartResult, result: RecordingResult) -> list[PartEvent]:
    """The events of a part."""
    return [
        event
        for event in result.events
        if event.exercise == part.exercise and part.start_s <= event.start_s and event.end_s <= part.end_s
    ]


def missing_reasons(result: RecordingResult, words: Words) -> list[tuple[str, str]]:
    """(reason, remedy) pairs for a recording without a recognised exercise, the longest reason first."""
    reasons = result.coverage.reasons
    return [
        (_seen(result, words), words.text("report.session.remedy"))
        if reason == "wrong_posture"
        else (words.text(f"reason.{reason}.text"), words.remedy(reason))
        for reason in sorted(reasons, key=lambda name: (-reasons[name], name))
    ]


def _seen(result: RecordingResult, words: Words) -> str:
    """What was seen longest where no exercise was recognised, or ""."""
    seen = result.coverage.seen_most
    return words.text(f"seen.{seen}.text") if seen else ""


def _row(number: int, part: PartResult, events: Sequence[Event], words: Words) -> PartRow:
    grade = "unmeasured" if part.word == "not_measured" else part.word
    held, own = part.dose.hold_s, words.of(part.exercise)
    return PartRow(
        number=number,
        name=words.exercise(part.exercise),
        time=f"{clock(part.start_s)} \N{EN DASH} {clock(part.end_s)}",
        grade=grade,
        word=word_text(part, own),
        seen=part.as_far_as_seen,
        limits=[as_sentence(line) for line in limits_of(part, own)],
        dose=", ".join(
            f"{amount} {what}"
            for amount, what in dose_lines(part.dose, held, words, quality=part.form_scored)
        ),
        cues=[own.text(f"fault.{name}.cue") for name in _longest(part.technique)]
        or [note for note in [uncounted_note(events, own)] if note],
        link=f"{part.folder}/report.html",
    )


def _longest(technique: dict[str, Technique]) -> list[str]:
    ranked = sorted(technique, key=lambda name: (-technique[name].seconds, name))
    return ranked[:MOST_CUES]


def _bar_grade(part: PartResult) -> str:
    if part.word == "good" and part.as_far_as_seen:
        return "seen"
    return "unmeasured" if part.word == "not_measured" else part.word


def _time_line(result: RecordingResult) -> TimeLine:
    total = max(result.source.duration_s, 0.1)
    scale = (WIDTH - 2 * LEFT) / total
    bars = [
        Bar(
            round(LEFT + part.start_s * scale, 1),
            round(max((part.end_s - part.start_s) * scale, 2.0), 1),
            number,
            _bar_grade(part),
        )
        for number, part in enumerate(result.parts, 1)
    ]
    step = tick_step(total, 10)
    ticks = [(round(LEFT + i * step * scale, 1), clock(i * step)) for i in range(int(total / step) + 1)]
    return TimeLine(WIDTH, BAR + 20, bars, ticks)
