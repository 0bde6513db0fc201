"""A report on paper: its date where that is known, one language throughout, and what is left out is told."""

from __future__ import annotations

import re

import pytest

from formcheck.exercises import exercise_names, get_exercise
from formcheck.report.data import ReportData
from formcheck.report.page import render_report
from formcheck.report.recorded_when import recorded_when
from formcheck.words.catalogue import Words
from tests.support.report_examples import EXAMPLES, bird_dog_with_book, plank_with_sag


def with_date(data: ReportData, recorded_at: str | None) -> ReportData:
    from dataclasses import replace

    source = data.result.source.model_copy(update={"recorded_at": recorded_at})
    return replace(data, result=data.result.model_copy(update={"source": source}))


@pytest.mark.parametrize(
    ("recorded_at", "shown"),
    [
        ("2026-11-30T14:05:10+01:00", "30 november 2026, 14:05"),
        ("2026-11-30T13:05:10Z", "30 november 2026, 13:05 UTC"),
        ("2026-11-30T14:05:10", "30 november 2026, 14:05"),
        ("yesterday", ""),
        (None, ""),
    ],
)
def test_the_day_of_the_recording_is_shown(recorded_at: str | None, shown: str) -> None:
    assert recorded_when(recorded_at, Words("nl")) == shown
    page = render_report(with_date(plank_with_sag(), recorded_at), Words("nl"))
    assert ("Opgenomen: " + shown in page) == bool(shown)


def test_the_source_of_every_threshold_is_in_the_report_s_language() -> None:
    for name in exercise_names():
        for band in get_exercise(name).config().bands:
            dutch = Words("nl").source(band.source)
            assert dutch != band.source, (name, band.fault)
            figures = [sorted(re.findall(r"\d+", text.replace(",", "."))) for text in (band.source, dutch)]
            assert figures[0] == figures[1], (name, band.fault)
            assert not re.search(r"\b(the|which|our|measurement|without|degrees)\b", dutch), dutch
            assert Words("en").source(band.source) == band.source
    assert Words("nl").source("Jansen 2026") == "Jansen 2026"


def test_what_is_not_printed_is_told() -> None:
    page = render_report(EXAMPLES["hour_long"](), Words("en"))
    assert re.search(r'class="small soft paper">and \d+ more: in the report on the screen', page)
    page = render_report(EXAMPLES["bird_dog_with_book"](), Words("en"))
    assert 'class="small soft paper">What was done: 8, in the report on the screen' in page


def test_the_details_are_printed_only_where_somebody_opened_them() -> None:
    page = render_report(bird_dog_with_book(), Words("en"))
    assert "<details>" in page
    assert "details:not([open]) { display: none; }" in page
