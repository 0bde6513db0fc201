"""The page is complete, safe and reproducible."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from formcheck.report.data import ReportData
from formcheck.report.page import render_report
from formcheck.words.catalogue import LANGUAGES, Words
from tests.support.report_examples import (
    EXAMPLES,
    SOURCE,
    hour_long,
    nothing_measurable,
    partial,
    plank_with_sag,
)

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """A strict parser: every tag is closed in order. It collects what the tests check."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"double attribute in <{tag}>"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "svg" in self.stack, f"<{tag}/> is no HTML"
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack, f"</{tag}> closes nothing"
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self.stack[-1:]):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.texts))

    def of(self, *names: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag in names]


@pytest.fixture(scope="module", params=EXAMPLES)
def data(request: pytest.FixtureRequest) -> ReportData:
    return EXAMPLES[request.param]()


@pytest.fixture(scope="module", params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words(request.param)


@pytest.fixture(scope="module")
def html(data: ReportData, words: Words) -> str:
    return render_report(data, words)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_the_same_input_gives_the_same_bytes(data: ReportData, words: Words, html: str) -> None:
    assert render_report(replace(data), words) == html


def test_it_is_small(html: str) -> None:
    assert len(html.encode()) < 1_000_000


def test_it_needs_nothing_else(html: str, page: Page) -> None:
    assert not page.of("script", "iframe", "object", "embed", "img", "form", "input", "base")
    for _, attrs in page.tags:
        for name, value in attrs.items():
            assert not name.startswith("on"), name
            if name in ("src", "href", "xlink:href", "action", "srcset"):
                assert value == "data:,", (name, value)
    style = html[html.index("<style>") : html.index("</style>")]
    assert "@import" not in style
    assert all(target.startswith("#p-") for target in re.findall(r"url\(([^)]*)\)", style))
    policy = next(a["content"] for a in page.of("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_ids_are_unique_and_references_lead_somewhere(html: str, page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in page.tags:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert set((attrs.get(name) or "").split()) <= set(ids)
    if 'class="chart' in html:
        assert set(re.findall(r"url\(#([\w-]+)\)", html)) <= set(ids)


def test_a_screen_reader_gets_everything(words: Words, page: Page) -> None:
    assert page.of("html")[0]["lang"] == words.language
    assert [len(page.of(tag)) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    for tag, attrs in page.tags:
        if tag == "svg":
            assert attrs.get("aria-hidden") == "true" or (
                attrs.get("role") == "img" and attrs["aria-labelledby"]
            )
        if tag == "th":
            assert attrs.get("scope") in ("row", "col")
        if tag == "section":
            assert attrs.get("aria-labelledby")
        if attrs.get("role") == "region":
            assert attrs.get("tabindex") == "0"
            assert attrs.get("aria-label")


def test_headings_leave_no_level_out(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_verdict_stands_on_top_in_a_word(data: ReportData, words: Words, page: Page) -> None:
    assert words.text(f"word.{data.result.word}") in page.text[:800]


def test_every_fault_is_listed(data: ReportData, words: Words, page: Page) -> None:
    kinds = set(data.result.technique) | {f.kind for e in data.result.events for f in e.faults}
    for kind in kinds:
        assert words.text(f"fault.{kind}.name") in page.text, kind
    for kind in data.result.technique:
        assert words.text(f"fault.{kind}.cue") in page.text, kind


def test_whatever_was_not_measured_has_its_remedy(data: ReportData, words: Words, page: Page) -> None:
    result = data.result
    for reason in result.coverage.reasons:
        assert words.text(f"reason.{reason}.text") in page.text
        assert words.remedy(reason, exercise=result.exercise) in page.text
    for fault, reason in result.unmeasured.items():
        assert words.text(f"fault.{fault}.name") in page.text
        assert words.remedy(reason, exercise=result.exercise, fault=fault) in page.text


def test_every_still_is_drawn_and_said(data: ReportData, words: Words, page: Page) -> None:
    drawn = [attrs for attrs in page.of("svg") if attrs.get("class") == "still"]
    assert len(drawn) == len(data.stills)
    for still in data.stills:
        assert words.text(f"fault.{still.fault.kind}.seen") in page.text


def test_thresholds_and_model_can_be_checked(data: ReportData, words: Words, page: Page) -> None:
    result = data.result
    for band in result.thresholds.bands:
        assert band.source in page.text
        assert words.text(f"signal.{band.signal}") in page.text
    for known in (result.thresholds.version, result.pose.model, result.pose.sha256, result.formcheck_version):
        assert known in page.text


def test_the_limits_are_stated(words: Words, page: Page) -> None:
    for number in range(1, 6):
        assert words.text(f"report.limits.{number}") in page.text
    assert words.text("report.exas") in page.text


def test_no_percentages_and_no_hard_words(words: Words, page: Page) -> None:
    assert "%" not in page.text.replace("{{ 7*7 }}", "")
    hard = {"en": r"\b(danger|damage|wrong|failed)", "nl": r"\b(gevaar|schade|verkeerd|mislukt)"}[
        words.language
    ]
    assert not re.search(hard, page.text, re.I)


# --- single stories -----------------------------------------------------------------------------------


def test_no_date() -> None:
    text = Page(render_report(plank_with_sag(), Words("en"))).text.replace(SOURCE, "")
    assert not re.search(r"\b20\d\d\b", text)


def test_a_hostile_name_is_only_a_name() -> None:
    data = partial()
    html = render_report(data, Words("en"))
    page = Page(html)
    assert re.sub(r"\s+", " ", data.result.source.name) in page.text
    assert "<script" not in html
    assert "<img" not in html
    assert "{{ 7*7 }}" in page.text


@pytest.mark.parametrize(
    "hostile",
    ["</style><script>x</script>", "]]>", "a\x00b", "\u202egnp.mp4", "é" * 300, "-->", "'\"`onload=x"],
)
def test_every_free_text_is_escaped(hostile: str) -> None:
    data = plank_with_sag()
    result = data.result
    bands = [result.thresholds.bands[0].model_copy(update={"source": hostile, "unit": hostile})]
    result = result.model_copy(
        update={
            "source": result.source.model_copy(update={"name": hostile, "notes": [hostile]}),
            "view": hostile, "exercise": hostile, "formcheck_version": hostile,
            "pose": result.pose.model_copy(update={"backend": hostile, "model": hostile, "sha256": hostile}),
            "thresholds": result.thresholds.model_copy(update={"version": hostile, "bands": bands}),
            "calibration": result.calibration.model_copy(update={"values": {hostile: 1.0}}),
        }
    )  # fmt: skip
    html = render_report(replace(data, result=result), Words("nl"))
    assert "<script" not in html
    assert html.count("</style>") == 1
    assert "\x00" not in html
    Page(html)


def test_a_partial_scoring_says_so() -> None:
    page = Page(render_report(partial(), Words("en")))
    assert Words("en").text("report.partial") in page.text
    assert "some pictures could not be read (3)" in page.text


def test_an_unmeasured_recording_gets_no_praise() -> None:
    page = Page(render_report(nothing_measurable(), Words("en")))
    assert Words("en").text("report.change.unmeasured") in page.text
    assert Words("en").text("report.change.none") not in page.text
    assert Words("en").text("report.technique.none") not in page.text
    assert Words("en").text("reason.no_person.remedy") in page.text[:700]  # what to mend stands on top


def test_an_hour_fits_in_a_readable_number_of_lines() -> None:
    data = hour_long()
    html = render_report(data, Words("en"))
    rows = html[html.index('id="events"') : html.index('id="exas"')].count("<tr>")
    assert rows <= 121
    assert "9 × repetition" in html
    assert len(re.findall(r"[ML][\d.]+ [\d.]+", re.findall(r'class="signal" d="([^"]*)"', html)[0])) <= 1200
