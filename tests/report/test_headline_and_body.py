"""Headline and body say one thing: in result.json, on the terminal and in the report, whatever was found."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from formcheck.cli.summary_lines import MARKS, summary
from formcheck.judge.main_faults import MainFault
from formcheck.report.bands import band_of
from formcheck.report.data import ReportData
from formcheck.report.page import render_report
from formcheck.scoring.event import Event
from formcheck.scoring.result import Result
from formcheck.words.catalogue import Words
from tests.support.told_results import told

EN = Words("en")
ORDER = ("good", "almost", "different")
RED, AMBER, GREY = MARKS["different"], MARKS["almost"], MARKS["not_measured"]
results = given(told())
several = settings(max_examples=30, deadline=None)
many = settings(max_examples=100, deadline=None)


def done(result: Result) -> list[Event]:
    return [event for event in result.events if event.verdict != "unmeasured"]


def shown(result: Result) -> str:
    """The word, or for an exercise without one what its points say."""
    return "unmeasured" if result.word == "not_measured" else result.word


@many
@results
def test_the_word_follows_from_the_events(data: ReportData) -> None:
    result = Result.model_validate_json(data.result.to_json())
    faults = [fault for event in done(result) for fault in event.faults]
    whole = [e for e in done(result) if not e.faults and e.not_counted is None]
    parts = [e for e in done(result) if e.not_counted == "incomplete"]
    assert result.form_scored or result.word == "not_measured"
    if not result.form_scored:
        return
    if result.word == "good":
        assert whole
        assert not faults
    elif result.word == "almost":
        assert faults
    elif result.word == "different":
        assert any(fault.major for fault in faults) or (parts and not faults and not whole)
    else:
        assert not faults, "a grey word over points to work on"
    assert set(result.technique) == {fault.kind for fault in faults}


@many
@results
def test_good_is_never_said_without_its_limits(data: ReportData) -> None:
    result = data.result
    for event in done(result):
        praised = (not event.faults and event.not_counted is None) or (
            bool(event.faults) and not any(fault.major for fault in event.faults)
        )
        assert event.as_far_as_seen == (praised and bool(event.main_unmeasured))
    assert set(result.main_unmeasured) == {f for event in done(result) for f in event.main_unmeasured}
    if result.word in ("good", "almost"):
        limited = bool(result.main_unmeasured) or result.coverage.measured < 0.7
        assert result.as_far_as_seen == limited
    told_of = json.loads(result.to_json())
    assert (told_of["word"], told_of["as_far_as_seen"]) == (result.word, result.as_far_as_seen)


@many
@results
def test_the_terminal_says_one_thing(data: ReportData) -> None:
    result = data.result
    first, *rest = (line.plain for line in summary(result, Path("out"), EN))
    assert f" {MARKS[result.word]} " in first
    assert ("as far as seen" in first) == result.as_far_as_seen
    points = [line.strip()[0] for line in rest if line.strip()[0] in (RED, AMBER)]
    limits = [line for line in rest if line.strip().startswith(GREY)]
    if not result.form_scored:
        return
    if result.word == "good":
        assert not points
    elif result.word in ("almost", "different"):
        assert (RED in points) == (result.word == "different")
        assert points
    else:
        assert not points
    assert bool(limits) >= result.as_far_as_seen


def marks(html: str) -> list[str]:
    return re.findall(r'class="mark (\w+)', html)


def section(html: str, name: str) -> str:
    """A section of the page, by the id of its heading."""
    start = html.index(f'id="{name}"')
    return html[start : html.index("</section>", start)]


def strip_of(html: str) -> str:
    """The strip of the frames' verdicts, as SVG; "" for a page without a chart."""
    _, found, rest = html.partition(f">{EN.text('report.chart.verdicts')}</text>")
    return rest[: rest.index("</g>")] if found else ""


@several
@results
def test_the_report_says_one_thing(data: ReportData) -> None:
    result, html = data.result, render_report(data, EN)
    head = html[html.index('<p class="verdict') : html.index("</header>")]
    assert marks(head) == [shown(result)]
    assert ("as far as seen" in head) == result.as_far_as_seen
    assert ('class="limit"' in head) == result.as_far_as_seen
    if not result.form_scored:
        return
    for name in ("change", "technique", "faults"):
        points = [mark for mark in marks(section(html, name)) if mark in ("almost", "different")]
        if result.word in ("almost", "different"):
            assert points, name
            assert max(points, key=ORDER.index) == result.word, name
        else:
            assert not points, name
    rows = marks(section(html, "events")) if result.events else []
    if result.word == "good":
        assert {"almost", "different"}.isdisjoint(rows)
        assert "good" in rows
    if result.word == "not_measured":
        assert {"almost", "different"}.isdisjoint(rows)
        assert EN.text("report.change.none") not in html
    strip = strip_of(html)
    if result.word in ("good", "not_measured"):
        assert "k-almost" not in strip
        assert "k-different" not in strip
    if not any(event.faults or event.not_counted is None for event in done(result)):
        assert "k-good" not in strip, "nothing good was listed"
    for event in done(result):
        if event.as_far_as_seen:
            assert EN.text("seen.word", word="").strip(" ,") in section(html, "events")
    for fault in result.main_unmeasured:
        assert EN.of(result.exercise).text(f"fault.{fault}.name") in section(html, "blind")


@several
@results
def test_the_chart_shows_the_worst_fault(data: ReportData) -> None:
    html = render_report(data, EN)
    change = section(html, "change")
    if not data.result.technique:
        return
    (first,) = [
        kind
        for kind in data.result.technique
        if EN.of(data.result.exercise).text(f"fault.{kind}.cue") == re.findall(r"<b>(.*?)</b>", change)[0]
    ]
    band = band_of(first, data.result.technique[first].unit, data.result.thresholds.bands)
    assert band is not None
    assert data.signal_name == band.signal
    assert EN.text(f"signal.{band.signal}") in section(html, "over-time")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_main_fault_has_its_words(language: str) -> None:
    from formcheck.exercises import exercise_names, get_exercise

    words = Words(language)
    mains: list[MainFault] = [m for n in exercise_names() for m in get_exercise(n).spec.main_faults]
    assert all(get_exercise(name).spec.main_faults for name in exercise_names())
    for main in mains:
        for part in ("name", "what", "unseen"):
            assert f"fault.{main.name}.{part}" in words
