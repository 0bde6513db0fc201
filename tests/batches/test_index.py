"""`index.html` of a batch: every file with its report, nothing from elsewhere, labels against results."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from formcheck.batches.index import write_index
from formcheck.batches.index_choices import natural, ranks
from formcheck.batches.index_labels import LabelsView, labels_view
from formcheck.batches.index_rows import RowTexts
from formcheck.batches.rows import VideoRow
from formcheck.words.catalogue import LANGUAGES, Words
from tests.support.chromium import Chromium, Tab, missing
from tests.support.index_rows import drawn_rows

ROWS = drawn_rows(230, labels=True, failed=0.04)


class Page(HTMLParser):
    """Its links, scripts, and the whole of its text; `noscript` as a browser without scripts reads it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.policy = self.text = ""
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"] or ""
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and data.strip():
            self.scripts[-1] += data
        self.text += data


@pytest.fixture(scope="module", params=LANGUAGES)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "index.html"
    write_index(path, ROWS, [], request.param)
    return path


def test_each_file_has_its_row_and_its_report(written: Path) -> None:
    page = Page(written.read_text("utf-8"))
    reports = [unquote(urlsplit(link).path) for link in page.links if link.endswith("report.html")]
    assert reports == [f"{row.folder}/report.html" for row in ROWS if row.status == "done"]
    assert all(row.file in page.text for row in ROWS)
    assert "links" not in page.tags  # a file's name is no markup
    assert "failures.csv" in page.links
    failed = sum(row.status == "failed" for row in ROWS)
    assert f"{failed} files could not" in page.text or f"{failed} bestanden konden niet" in page.text


def test_nothing_comes_from_elsewhere_and_only_its_own_script_runs(written: Path) -> None:
    html = written.read_text("utf-8")
    page = Page(html)
    assert "http:" not in html.replace("http-equiv", "")
    assert "https:" not in html
    *_, script = page.scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page.policy
    assert "default-src 'none'" in page.policy
    assert not re.search(r"\son\w+=", html)


def test_a_filter_counts_what_it_shows(written: Path) -> None:
    html = written.read_text("utf-8")
    keys = json.loads(Page(html).scripts[0])
    for name, one in keys["filters"].items():
        select = re.search(rf'<select name="{name}">(.*?)</select>', html)
        assert select
        counts = [int(text) for text in re.findall(r"\((\d+)\)</option>", select[1])]
        assert counts == [sum(place in row for row in one["rows"]) for place in range(len(one["values"]))]
        assert max(counts) <= len(ROWS)


def test_names_are_sorted_as_people_do_and_the_unknown_comes_last() -> None:
    names = ["b10", "B9", "a2", "é1", "e2", "a10"]
    assert sorted(names, key=natural) == ["a2", "a10", "B9", "b10", "e2", "é1"]
    assert ranks([2.5, None, 1.0, 2.5]) == [1, -1, 0, 1]


def compared(rows: list[VideoRow]) -> LabelsView:
    view = labels_view(rows, [], RowTexts(rows, Words("en")))
    assert view is not None
    return view


def plank(label: str | None, faults: str | None = None, **more: Any) -> VideoRow:
    word, verdict = ("different", "fault") if faults else ("good", "good")
    row = VideoRow(
        file="a.mp4", kind="video", label=label, exercise="plank", word=word, verdict=verdict, faults=faults
    )
    return replace(row, **more)


def test_labels_meet_what_was_found() -> None:
    rows = [
        *[plank("sag", "sag")] * 9,
        *[plank("sag")] * 3,
        *[plank("good", "sag+pike")] * 2,
        *[plank("good")] * 11,
        plank("sag", verdict="unmeasured", word="not_measured"),
        plank("good", main_unmeasured="sag"),
        plank("fault", "pike"),  # says of no single fault whether it is there
        plank("unmeasured", "pike"),
        plank(None, "sag"),
    ]
    rows = [replace(row, file=f"{number}.mp4") for number, row in enumerate(rows)]
    view = compared(rows)
    assert view.files == 29
    assert [[count for count, _ in row.cells] for row in view.confusion] == [
        [12, 2, 0],
        [3, 10, 1],
        [0, 1, 0],
    ]
    sag, pike = view.faults
    assert (sag.name, sag.counts) == ("hips hanging down", [9, 3, 2, 11])
    assert "could not measure 2" in sag.remarks[0]
    assert pike.counts == [0, 0, 2, 24]
    share, kappa, ac1 = sag.figures
    assert share.value == "80 %"
    # Of 25: chance 12/25 * 11/25 + 13/25 * 14/25 for kappa, 2 * 23/50 * 27/50 for AC1.
    assert float(kappa.value) == pytest.approx((0.8 - 0.5024) / (1 - 0.5024), abs=0.005)
    assert float(ac1.value) == pytest.approx((0.8 - 0.4968) / (1 - 0.4968), abs=0.005)
    assert view.verdict.counts == [10, 3, 2, 12]


def test_what_could_not_be_judged_says_why() -> None:
    row = plank(None, main_unmeasured="sag", main_unmeasured_why="low_contrast")
    texts = RowTexts([row], Words("en"))
    assert texts.row(row).unmeasured == [f"the height of the hips: {Words('en').why('low_contrast')}"]


def test_a_label_that_the_exercise_is_not_judged_on_counts_for_nobody_and_is_named() -> None:
    sag, drop = compared([plank("pelvis_drop"), plank("sag+pelvis_drop", "sag")]).faults
    assert (sag.name, sag.counts, sag.figures) == ("hips hanging down", [1, 0, 0, 1], [])
    assert sag.too_few
    assert (drop.name, drop.ratings) == ("hips dropping", 0)
    assert "could not measure 2" in drop.remarks[0]


def test_no_label_no_comparison() -> None:
    assert labels_view(drawn_rows(3), [], RowTexts([], Words("nl"))) is None


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    path = tmp_path / "index.html"
    write_index(path, ROWS, [], "nl")
    chromium = Chromium(tmp_path / "profile")
    with chromium.open(path, 1366, 768) as one:
        yield one
    chromium.close()


SHOWN = "[...document.querySelectorAll('tbody tr')].map(tr => tr.lastElementChild.textContent).slice(0, %d)"


@pytest.mark.waits
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
def test_sorted_chosen_searched(tab: Tab) -> None:
    lengths = sorted((row.duration_s for row in ROWS if row.duration_s is not None), reverse=True)
    head = "document.querySelector('th[data-sort=seconds] button')"
    tab.ask(f"{head}.click(), {head}.click()")
    assert tab.ask(SHOWN % 3) == [f"{s:.1f}".replace(".", ",") for s in lengths[:3]]
    assert tab.ask("document.querySelector('[aria-sort]').getAttribute('aria-sort')") == "descending"
    assert tab.ask("document.querySelectorAll('#table tbody tr').length") == 100

    tab.ask("document.querySelector('.grades a[data-filter=\"verdict=failed\"]').click()")
    failed = [row.file for row in ROWS if row.status == "failed"]
    names = "[...document.querySelectorAll('#table tbody th')].map(th => th.textContent)"
    assert sorted(tab.ask(names)) == sorted(failed)
    assert "sort=-seconds" in tab.ask("location.hash")

    tab.ask("document.querySelector('button[type=reset]').click()")
    tab.ask("(() => { const q = document.querySelector('[name=q]'); q.value = 'BJORN <li day2/'; "
            "q.dispatchEvent(new Event('input', {bubbles: true})); })()")  # fmt: skip
    tab.ask("new Promise(done => setTimeout(done, 300))", wait=True)
    found = [row.file for row in ROWS if row.file.startswith("day2/Zoë & Björn")]
    assert found
    assert sorted(tab.ask(names)) == sorted(found)
    assert tab.complaints == []
    assert [url for url in tab.requests if not url.startswith(("file:", "data:,"))] == []
