"""The page in a real browser: no requests, no overflow, legible, and short on paper."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from formcheck.judge.config import DoseTarget
from formcheck.report.page import render_report
from formcheck.report.visit_data import DoneExercise, VisitReport
from formcheck.report.visit_page import render_visit
from formcheck.words.catalogue import Words
from tests.support.chromium import Chromium, Tab, missing
from tests.support.pdf_files import page_count
from tests.support.report_examples import EXAMPLES

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")

STICKING_OUT = """
[...document.querySelectorAll('body *')].filter(e => {
  if (e.closest('.scroll') && !e.matches('.scroll')) return false;
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5);
}).map(e => e.tagName + '.' + e.className)
"""
"""Elements beyond the window's edges, but for those in a region that scrolls by itself."""

PALE = """
(() => {
  const luminance = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const parse = text => { const m = text.match(/[\\d.]+/g); return m ? m.map(Number) : null; };
  const pale = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, e = node.parentElement;
    if (!node.data.trim() || e.closest('title, defs, style')) continue;
    const style = getComputedStyle(e);
    const ink = parse(e.closest('svg') ? style.fill : style.color);
    let ground = [255, 255, 255];
    for (let up = e; up; up = up.parentElement) {
      const c = parse(getComputedStyle(up).backgroundColor);
      if (c && (c.length < 4 || c[3] > 0)) { ground = c.slice(0, 3); break; }
    }
    const [low, high] = [luminance(ink.slice(0, 3)), luminance(ground)].sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) pale.push(node.data.trim().slice(0, 40) + ' ' + ratio.toFixed(2));
  }
  return pale;
})()
"""  # noqa: E501
"""Texts with less contrast than WCAG 2.2 AA asks for (4.5:1)."""

CROSSED = """
(() => {
  const out = [];
  for (const svg of document.querySelectorAll('svg.chart')) {
    const frame = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1) out.push(text.textContent);
    }
  }
  return out;
})()
"""  # noqa: E501
"""Texts of the chart that are cut off at its edge."""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    chromium = Chromium(tmp_path_factory.mktemp("chromium"))
    yield chromium
    chromium.close()


STORIES = [(name, language) for name in EXAMPLES for language in ("nl", "en")]


@pytest.fixture(scope="module", params=STORIES, ids="-".join)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    name, language = request.param
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render_report(EXAMPLES[name](), Words(language)), "utf-8")
    return name, path


def quiet_and_inside(tab: Tab, path: Path, width: int) -> None:
    assert tab.complaints == []
    assert [url for url in tab.requests if url not in (path.as_uri(), "data:,")] == []
    assert tab.ask("document.compatMode") == "CSS1Compat"
    assert tab.ask("document.documentElement.scrollWidth") <= width
    assert tab.ask(STICKING_OUT) == []


def test_a_desk_and_paper(browser: Chromium, page: tuple[str, Path]) -> None:
    path = page[1]
    with browser.open(path, 1366) as tab:
        quiet_and_inside(tab, path, 1366)
        assert tab.ask(PALE) == []
        assert tab.ask(CROSSED) == []
        assert [page_count(tab.pdf(paper)) for paper in ("A4", "letter")] == [1, 1]


def test_a_telephone(browser: Chromium, page: tuple[str, Path]) -> None:
    with browser.open(page[1], 390) as tab:
        quiet_and_inside(tab, page[1], 390)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_visit_of_many_exercises_is_one_sheet(browser: Chromium, tmp_path: Path, language: str) -> None:
    """Every kind of result at once, every answer given, and a long note."""
    results = [EXAMPLES[name]().result for name in EXAMPLES if name != "hour_long"]
    done = [DoneExercise(n, one.exercise, one, DoseTarget(hold_s=60)) for n, one in enumerate(results, 1)]
    visit = VisitReport(
        lang=language,
        began=datetime(2026, 11, 30, 14, 5, tzinfo=UTC),
        name="Wilhelmina van der Nieuwenhuizen-Oosterhout",
        minutes=38,
        pain_before=3,
        pain_after=5,
        pain_next=4,
        exertion=7,
        legs=True,
        advice="easier",
        stopped=True,
        comment="The left wrist hurt in the third set, so I did it on my forearms. " * 8,
        programme=datetime(2026, 11, 2, tzinfo=UTC),
        exercises=(*done[:7], DoneExercise(8, "plank", None)),
        undone=("cat-camel", "drawing-in"),
    )
    path = tmp_path / "visit.html"
    path.write_text(render_visit(visit), "utf-8")
    for width in (1366, 390):
        with browser.open(path, width) as tab:
            quiet_and_inside(tab, path, width)
            assert tab.ask(PALE) == []
            if width > 1000:
                assert [page_count(tab.pdf(paper)) for paper in ("A4", "letter")] == [1, 1]


@pytest.mark.parametrize(
    ("change", "caught"),
    [
        ('<p style="width: 2000px">x</p>', "inside"),
        ('<p style="margin-left: -50px">x</p>', "inside"),
        ('<img src="https://example.org/a.png" alt="">', "quiet"),
        ("<script>1</script>", "quiet"),
        ('<p style="color: #999">pale</p>', "pale"),
    ],
)
def test_the_checks_catch_what_they_are_for(
    browser: Chromium, tmp_path: Path, change: str, caught: str
) -> None:
    path = tmp_path / "report.html"
    html = render_report(EXAMPLES["good_plank"](), Words("en"))
    path.write_text(html.replace("<main>", f"<main>{change}"), "utf-8")
    with browser.open(path, 390) as tab:
        tab.ask("new Promise(done => setTimeout(done, 100))")
        found = {
            "inside": tab.ask(STICKING_OUT) != [],
            "quiet": tab.complaints != [],
            "pale": tab.ask(PALE) != [],
        }
    assert [name for name, seen in found.items() if seen] == [caught]
