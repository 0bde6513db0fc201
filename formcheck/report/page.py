"""`render_report`: the report as one self-contained HTML page."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from formcheck.report import expert, view
from formcheck.report.chart import strip_chart
from formcheck.report.data import ReportData
from formcheck.report.environment import TEMPLATES, environment
from formcheck.report.notices import file_notices, reference_notices
from formcheck.report.observed import observations
from formcheck.report.paper import printed
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
    faults, events = view.fault_rows(result, words), view.event_rows(result, words)
    missing, unmeasured = view.missing_rows(result, words), view.unmeasured_rows(result, words)
    stills = list(view.still_cards(data, words))
    observed, rolled = observations(result, words), view.roll_note(result, words)
    notices = [*file_notices(result.source, words), *reference_notices(result.calibration, words)]
    why = words.exercise(result.exercise, "no_form_score") if not result.form_scored else ""
    held = sum(event.end_s - event.start_s for event in result.events if event.kind == "hold")
    dose = view.dose_lines(result.dose, held, words, quality=result.form_scored)
    sides = [
        (words.name("side", name), view.dose_lines(side, side.hold_s, words))
        for name, side in result.dose.sides.items()
    ]
    asymmetry = view.asymmetry_lines(result, words)
    texts = [*notices, *filter(None, (why, rolled)), *(f"{f.cue} {f.name}" for f in faults[:CUES_ON_TOP])]
    cards = (
        [*(f"{n} {what}" for n, what in dose), *(f"{side} {lines}" for side, lines in sides), *asymmetry],
        [
            *(f"{o.what} {o.answer}" for o in observed),
            *(f.name for f in faults),
            *(m.what for m in unmeasured),
        ],
        [f"{m.what} {m.why}" for m in missing],
    )
    page = environment().get_template(PAGE)
    return page.render(
        words=words,
        word=words.text,
        style=style(),
        data=data,
        result=result,
        exercise=words.exercise(result.exercise),
        notices=notices,
        when=recorded_when(result.source.recorded_at, words),
        aim=words.exercise(result.exercise, "aim"),
        length=duration(result.source.duration_s, words),
        grade=view.grade_of_word(result),
        headline=word_text(result, words),
        limits=[as_sentence(line) for line in limits_of(result, words)],
        uncounted=uncounted_note(result.events, words),
        why=why,
        observed=observed,
        nothing=view.measured_nothing(result),
        faults=faults,
        top=faults[:CUES_ON_TOP],
        unmeasured=unmeasured,
        missing=missing,
        rolled=rolled,
        dose=dose,
        held=held > 0 and result.form_scored,
        rests=any(event.kind == "rest" for event in result.events),
        sides=sides,
        asymmetry=asymmetry,
        measured=duration(result.coverage.measured * result.coverage.active_s, words),
        active=duration(result.coverage.active_s, words),
        signal=words.text(f"signal.{data.signal_name}"),
        chart=strip_chart(data, words),
        stills=stills,
        counts={f.kind: f"{f.count} \N{MULTIPLICATION SIGN}, {f.seconds}" for f in faults},
        events=events[: view.MOST_EVENTS],
        print=printed(texts, cards, faults, stills, missing, unmeasured, events[: view.MOST_EVENTS]),
        more_events=max(0, len(events) - view.MOST_EVENTS),
        books=view.book_names(result, words),
        book_notes=view.book_notes(result, words),
        bands=expert.band_rows(result, words),
        sources=expert.sources(result, words),
        facts=expert.facts(result, words),
    )
