"""Sources one can follow: the clinical page is current, links lead somewhere, a source says what it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from formcheck.exercises import exercise_names, get_exercise
from tools import clinical_tables

ROOT = Path(__file__).parents[2]
FOLDERS = ("formcheck", "tests", "tools", "benchmarks", "docs")
KINDS = {".py", ".toml", ".md", ".po", ".j2", ".js", ".html", ".css"}
DOCS = (
    "agreement.md",
    "batch.md",
    "batch_index.md",
    "clinical.md",
    "exchange.md",
    "formats.md",
    "glossary.md",
    "practice.md",
    "record.md",
    "store.md",
    "voice.md",
)
MENTION = re.compile(r"docs/([\w-]+)(\.md)?(#[\w-]+)?")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]+)?\)")
SECTION = re.compile(r"clinical(?:\.md)? \d|(?<!\w)\[[DVCG]\]|product\.md|clinical notes")
STUDY = re.compile(r"\b([A-Z][\w-]+)(?: & [A-Z]\w+)?(?: et al\.)? ((?:19|20)\d\d)\b")
COMMAND = re.compile(r"python -m ([\w.]+\w)")
KIND = re.compile(rf"our measurement|design default|{STUDY.pattern}")
FIGURE = re.compile(r"published: |computed: |design default: ")


def texts() -> Iterator[tuple[Path, str]]:
    """Every text of ours with its path, this file left out."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*"))]
    for path in [*paths, *sorted(ROOT.glob("*.md"))]:
        if path.suffix in KINDS and path != Path(__file__) and "__pycache__" not in path.parts:
            yield path, path.read_text("utf-8")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {"#" + re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


def references() -> list[str]:
    """The entries of the clinical page's list."""
    text = (ROOT / "docs" / "clinical.md").read_text("utf-8").partition("## References\n")[2]
    return [" ".join(entry.split()) for entry in text.split("\n- ")[1:]]


def sources() -> list[tuple[str, str]]:
    """(exercise and fault, source) of every band, of references, and of what compares the sides."""
    found = []
    for name in exercise_names():
        config = get_exercise(name).config()
        found += [(f"{name} {band.fault}", band.source) for band in config.bands]
        found += [(f"{name} reference {one.value}", one.source) for one in config.references]
        if config.asymmetry is not None:
            found.append((f"{name} sides", config.asymmetry.source))
    return found


def test_the_tables_are_those_of_the_configuration() -> None:
    page = clinical_tables.PAGE.read_text("utf-8")
    assert clinical_tables.current(page) == page, "run python -m tools.clinical_tables"
    shown = [found["name"] for found in clinical_tables.BLOCK.finditer(page)]
    wanted = [f"bands {name}" for name in exercise_names()] + ["timing", "dose", "objects", "stop rules"]
    assert sorted(shown) == sorted(wanted)


def test_a_changed_threshold_makes_the_page_stale() -> None:
    page = clinical_tables.PAGE.read_text("utf-8")
    stale = page.replace("| ≤ 0.025 |", "| ≤ 0.026 |", 1)
    assert stale != page
    assert clinical_tables.current(stale) == page


def test_every_mention_of_the_docs_leads_to_a_heading() -> None:
    known = {name: anchors(ROOT / "docs" / name) for name in DOCS}
    count = 0
    for path, text in texts():
        for found in MENTION.finditer(text):
            page = f"{found[1]}.md"
            assert page in known, f"{path}: {found[0]} does not exist"
            assert found[3] is None or found[3] in known[page], f"{path}: {found[0]} has no such heading"
            count += 1
    assert count > 30


def test_every_link_of_the_pages_leads_somewhere() -> None:
    for path, text in texts():
        if path.suffix != ".md":
            continue
        for target, anchor in LINK.findall(text):
            page = (path.parent / target).resolve() if target else path
            assert page.exists(), f"{path}: {target}"
            assert not anchor or anchor in anchors(page), f"{path}: {target}{anchor}"


def test_no_text_names_a_section_of_a_document_that_is_not_here() -> None:
    for path, text in texts():
        for number, line in enumerate(text.splitlines(), 1):
            assert not SECTION.search(line), f"{path}:{number}: {line.strip()}"


@pytest.mark.parametrize(("band", "source"), sources())
def test_a_source_names_a_study_or_a_measurement_or_is_a_design_default(band: str, source: str) -> None:
    assert KIND.search(source), f"{band}: {source}"
    assert not re.search(r"\(\d\.\d\b(?! (?:%|degrees|cm|s\b))", source), (
        f"{band}: a section number in {source}"
    )
    assert "design default:" not in source or len(source.partition("design default:")[2]) > 20


def test_every_figure_of_the_virtual_objects_says_its_kind() -> None:
    text = clinical_tables.OBJECTS.read_text("utf-8")
    listed = re.findall(r'source = "([^"]*)"', text)
    assert len(listed) > 20
    assert all(FIGURE.match(source) for source in listed)


def test_every_study_stands_in_the_references() -> None:
    page = (ROOT / "docs" / "clinical.md").read_text("utf-8").partition("## References\n")[0]
    cited = {
        (author, year) for text in (page, *(s for _, s in sources())) for author, year in STUDY.findall(text)
    }
    assert len(cited) > 20
    entries = references()
    missing = [
        f"{author} {year}"
        for author, year in sorted(cited)
        if not any(entry.startswith(author) and year in entry for entry in entries)
    ]
    assert not missing


def test_every_reference_is_cited() -> None:
    page = (ROOT / "docs" / "clinical.md").read_text("utf-8").partition("## References\n")[0]
    everything = page + "".join(source for _, source in sources())
    assert [
        entry for entry in references() if not re.search(rf"\b{re.split(r'[ .]', entry)[0]}\b", everything)
    ] == []


def test_every_command_that_a_source_names_exists() -> None:
    pages = [(ROOT / "docs" / name).read_text("utf-8") for name in DOCS]
    named = {module for text in (*pages, *(s for _, s in sources())) for module in COMMAND.findall(text)}
    assert {"benchmarks.accuracy", "benchmarks.breathing", "tools.clinical_tables"} <= named
    assert all(find_spec(module) is not None for module in named)


def test_the_glossary_explains_each_term_once_and_names_what_exists() -> None:
    lines = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    rows = [row for row in rows if row[0] not in ("term", "---")]
    assert len(rows) > 70
    assert all(len(row) == 3 and all(row) for row in rows)
    assert [term for term, count in Counter(row[0] for row in rows).items() if count > 1] == []
    paths = [
        name for _, _, where in rows for name in re.findall(r"`((?:formcheck|benchmarks)/[^`]*)`", where)
    ]
    assert paths
    assert [name for name in paths if not (ROOT / name).exists()] == []
