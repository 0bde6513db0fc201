"""`render_report`: the report as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

from markupsafe import Markup

from formcheck.report import expert, view
from formcheck.report.chart import strip_chart
from formcheck.report.data import ReportData
from formcheck.report.environment import TEMPLATES, environment
from formcheck.report.notices import file_notices, reference_notices
from formcheck.report.observed import Observation, observations
from formcheck.report.paper import Printed, printed
from formcheck.report.phrases import duration
from formcheck.report.recorded_when import recorded_when
from formcheck.scoring.wording import as_sentence, limits_of, uncounted_note, word_text
from formcheck.words.catalogue import Words

PAGE = "page.html.j2"
CHART_STYLE = "chart.css"
"""Style sheet of the strip chart, for every page that has one."""
CUES_ON_TOP = 2
"""Most cues at the top of the page."""


@cache
def style() -> Markup:
    """The style sheet of both pages."""
    sheets = (TEMPLATES / name for name in (CHART_STYLE, "page.css"))
    return Markup("\n".join(sheet.read_text("utf-8").rstrip() for sheet in sheets))


def prepare_pages(words: Words) -> None:
    """Load the templates and the words ahead: the first use takes a while."""
    environment().get_template(PAGE)
    words.text("report.title")


def render_report(data: ReportData, words: Words) -> str:
    """The report as a self-contained HTML page: no script, no network, no photograph.

    The same data and language give the same bytes.
    """
    result = data.result
    words = words.of(result.exercise)
    found = _found(data, words)
    page = environment().get_template(PAGE)
    return page.render(
        words=words,
        word=words.text,
        style=style(),
        data=data,
        result=result,
        exercise=words.exercise(result.exercise),
        when=recorded_when(result.source.recorded_at, words),
        aim=words.exercise(result.exercise, "aim"),
        length=duration(result.source.duration_s, words),
        grade=view.grade_of_word(result),
        headline=word_text(result, words),
        limits=[as_sentence(line) for line in limits_of(result, words)],
        uncounted=uncounted_note(result.events, words),
        nothing=view.measured_nothing(result),
        top=found.faults[:CUES_ON_TOP],
        held=found.held_s > 0 and result.form_scored,
        rests=any(event.kind == "rest" for event in result.events),
        measured=duration(result.coverage.measured * result.coverage.active_s, words),
        active=duration(result.coverage.active_s, words),
        signal=words.text(f"signal.{data.signal_name}"),
        chart=strip_chart(data, words),
        counts={f.kind: f"{f.count} \N{MULTIPLICATION SIGN}, {f.seconds}" for f in found.faults},
        print=_printed(found),
        more_events=max(0, len(found.events) - view.MOST_EVENTS),
        books=view.book_names(result, words),
        book_notes=view.book_notes(result, words),
        bands=expert.band_rows(result, words),
        sources=expert.sources(result, words),
        facts=expert.facts(result, words),
        **found.on_screen(),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found, as text, for the screen and for paper. `held_s`: how long all holds took, seconds."""

    notices: list[str]
    why: str
    rolled: str
    observed: Sequence[Observation]
    faults: list[view.FaultRow]
    events: list[view.EventRow]
    missing: list[view.Missing]
    unmeasured: list[view.Missing]
    stills: list[view.StillCard]
    dose: list[tuple[str, str]]
    held_s: float
    sides: list[tuple[str, list[tuple[str, str]]]]
    asymmetry: list[str]

    def on_screen(self) -> dict[str, object]:
        """These under the names of the template."""
        shown: dict[str, object] = {one.name: getattr(self, one.name) for one in fields(self)}
        del shown["held_s"]
        return shown | {"events": self.events[: view.MOST_EVENTS]}


def _found(data: ReportData, words: Words) -> _Found:
    result = data.result
    held_s = sum(event.end_s - event.start_s for event in result.events if event.kind == "hold")
    return _Found(
        notices=[*file_notices(result.source, words), *reference_notices(result.calibration, words)],
        why=words.exercise(result.exercise, "no_form_score") if not result.form_scored else "",
        rolled=view.roll_note(result, words),
        observed=observations(result, words),
        faults=view.fault_rows(result, words),
        events=view.event_rows(result, words),
        missing=view.missing_rows(result, words),
        unmeasured=view.unmeasured_rows(result, words),
        stills=list(view.still_cards(data, words)),
        dose=view.dose_lines(result.dose, held_s, words, quality=result.form_scored),
        held_s=held_s,
        sides=[
            (words.name("side", name), view.dose_lines(side, side.hold_s, words))
            for name, side in result.dose.sides.items()
        ],
        asymmetry=view.asymmetry_lines(result, words),
    )


def _printed(found: _Found) -> Printed:
    """How much of it fits on the sheet."""
    above = filter(None, (found.why, found.rolled))
    texts = [*found.notices, *above, *(f"{f.cue} {f.name}" for f in found.faults[:CUES_ON_TOP])]
    done = [*(f"{n} {what}" for n, what in found.dose), *(f"{side} {lines}" for side, lines in found.sides)]
    seen = [*(f"{o.what} {o.answer}" for o in found.observed), *(f.name for f in found.faults)]
    cards = (
        [*done, *found.asymmetry],
        [*seen, *(m.what for m in found.unmeasured)],
        [f"{m.what} {m.why}" for m in found.missing],
    )
    events = found.events[: view.MOST_EVENTS]
    return printed(texts, cards, found.faults, found.stills, found.missing, found.unmeasured, events)
