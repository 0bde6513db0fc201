"""A visit on paper: one sheet, whatever was done and written, with all that a therapist keeps of it."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from formcheck.cli.doctor import machine_checks
from formcheck.errors import InstallationError, MissingPackageError, MissingSystemLibraryError
from formcheck.therapist import paper_page, pdf
from formcheck.therapist.environment import STATIC
from formcheck.visits.store import VisitStore
from tests.support.chromium import Chromium, missing
from tests.support.paper_visits import FOUR, put_visit
from tests.support.pdf_files import page_count, page_sizes, skip_without_pdf, text_of

LONG = "Na de plank voelde ik mijn onderrug, daarna ging het beter. " * 60
HOSTILE = "=cmd|'/C calc'!A0 <script>alert(1)</script> \x07\u202eabc " + "W" * 150


def html_of(client: TestClient, visit: str, language: str = "en") -> str:
    answer = client.get(f"/therapist/visits/{visit}/print", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.text


def pdf_of(client: TestClient, visit: str, paper: str = "A4") -> bytes:
    skip_without_pdf()
    answer = client.get(f"/therapist/visits/{visit}/print.pdf", params={"paper": paper})
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


@pytest.mark.parametrize(("done", "paper"), [(FOUR, "A4"), ((*FOUR, *FOUR, "plank-good"), "letter")])
def test_it_is_one_sheet_with_long_texts(
    practice: VisitStore, client: TestClient, done: tuple[str, ...], paper: str
) -> None:
    visit = put_visit(practice, done, name=HOSTILE, comment=LONG, note=HOSTILE * 20, mark=4)
    made = pdf_of(client, visit, paper)
    assert page_count(made) == 1
    assert page_sizes(made) == {paper}


def test_it_says_all_that_is_kept_of_the_visit(
    practice: VisitStore, client: TestClient, tmp_path: Path
) -> None:
    visit = put_visit(practice, comment="It went well.", note="Try it on the knees.", mark=4)
    text = text_of(pdf_of(client, visit), tmp_path)
    for said in (
        "Anna 001",
        "Saturday 28 November 2026, 13:00",
        "22 min",
        "3/10",
        "2/10",
        "5/10",
        "not begun: Cat-camel",
        "1. Front plank",
        "hips hanging down",
        "asked 3 × 60 s",
        "quality time",
        "Not measured:",
        "by the therapist",
        "It went well.",
        "Try it on the knees.",
        "formcheck 0.1.0",
        "not a medical device",
        "5 to 10 degrees",
    ):
        assert said.lower() in text.lower(), (said, text)


def test_what_does_not_fit_is_counted(practice: VisitStore, client: TestClient, tmp_path: Path) -> None:
    visit = put_visit(practice, (*FOUR, *FOUR, "plank-good"), comment=LONG)
    text = text_of(pdf_of(client, visit), tmp_path)
    assert "and 1 more exercise." in text
    assert re.search(r"… and \d+ more words", text), text


def test_every_fault_has_its_drawing_while_the_recording_is_kept(
    practice: VisitStore, client: TestClient
) -> None:
    visit = put_visit(practice, ("plank-sag",))
    assert html_of(client, visit).count('class="still"') == 1
    shutil.rmtree(practice.recordings.folder)
    page = html_of(client, visit)
    assert 'class="still"' not in page
    assert "the recording is gone" in page


def test_the_mark_is_filled_only_where_it_was_given(practice: VisitStore, client: TestClient) -> None:
    assert html_of(client, put_visit(practice, mark=4)).count("box on") == 1
    assert html_of(client, put_visit(practice)).count("box on") == 0


def test_names_and_notes_are_only_text(practice: VisitStore, client: TestClient) -> None:
    page = html_of(client, put_visit(practice, name=HOSTILE, comment=HOSTILE, note=HOSTILE))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\x07" not in page
    assert "style=" not in page  # what the page may load forbids a style of its own


def test_it_speaks_dutch_throughout(practice: VisitStore, client: TestClient) -> None:
    page = html_of(client, put_visit(practice, mark=2), "nl")
    assert 'lang="nl"' in page
    assert "zaterdag 28 november 2026, 13:00" in page
    text = re.sub(r"<[^>]+>", " ", page)
    assert not re.findall(r"\b(?:the|and|of the|not|with|held|asked)\b", text), text


def test_a_visit_that_is_not_there(client: TestClient) -> None:
    for path in ("/therapist/visits/nobody/print", "/therapist/visits/nobody/print.pdf"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "There is no such visit." in answer.text


def test_without_pango_the_page_says_how_to_get_it(
    practice: VisitStore, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> bytes:
        raise MissingSystemLibraryError("PDFs need the library Pango", pdf.pango_remedy())

    monkeypatch.setattr(paper_page, "pdf_of", none)
    visit = put_visit(practice)
    answer = client.get(f"/therapist/visits/{visit}/print.pdf")
    assert answer.status_code == 503
    assert "Pango" in answer.text
    assert "Printing in the browser works" in answer.text
    assert html_of(client, visit)


@pytest.mark.parametrize(
    ("module", "error", "said"),
    [
        ("raise OSError('cannot load library libpango-1.0.so.0')", MissingSystemLibraryError, "Pango"),
        ("raise ModuleNotFoundError('cffi')", MissingPackageError, "formcheck[pdf]"),
    ],
)
def test_what_is_missing_for_a_pdf_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    module: str,
    error: type[InstallationError],
    said: str,
) -> None:
    (tmp_path / "weasyprint.py").write_text(f"print('look here')\n{module}")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(error, match=re.escape(said)):
        pdf.load_weasyprint()
    found = machine_checks.check_pdf()
    assert (found.name, found.state) == ("PDF", "look")
    assert capsys.readouterr().out == ""


def test_a_pdf_reads_no_other_file(tmp_path: Path) -> None:
    skip_without_pdf()
    (tmp_path / "secret.css").write_text("body::before { content: 'SECRET' }")
    sheets = f"file://{tmp_path}/secret.css", "http://127.0.0.1:1/a.css", "/therapist/static/../pdf.py"
    html = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
    assert "SECRET" not in text_of(pdf.pdf_of(html + "<p>text</p>"), tmp_path)


@pytest.mark.waits
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
def test_a_browser_prints_one_sheet(practice: VisitStore, client: TestClient, tmp_path: Path) -> None:
    visit = put_visit(practice, name=HOSTILE, comment=LONG, note=LONG)
    style = (STATIC / "paper.css").read_text("utf-8")
    sheet = '<link rel="stylesheet" href="/therapist/static/paper.css">'
    page = tmp_path / "page.html"
    page.write_text(html_of(client, visit).replace(sheet, f"<style>{style}</style>"), "utf-8")
    chromium = Chromium(tmp_path / "chromium")
    try:
        with chromium.open(page, 1366) as tab:
            assert tab.complaints == []
            for paper in ("A4", "letter"):
                made = tab.pdf(paper)
                assert page_count(made) == 1, paper
                assert page_sizes(made) == {paper}
    finally:
        chromium.close()
