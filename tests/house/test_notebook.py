"""The notebook in `examples/` runs to its end, shows its plots and reports, and writes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient


@pytest.fixture(scope="module")
def notebook(root: Path) -> nbformat.NotebookNode:
    """The notebook, executed in its own folder."""
    path = root / "examples" / "quickstart.ipynb"
    read = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in read.cells), "committed without outputs"
    before = set(path.parent.rglob("*"))
    client = NotebookClient(read, timeout=300, resources={"metadata": {"path": str(path.parent)}})
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MPLBACKEND", raising=False)  # the kernel chooses its own, which shows plots
        done: nbformat.NotebookNode = client.execute()
    assert set(path.parent.rglob("*")) == before
    if folder := os.environ.get("FORMCHECK_SCREENSHOTS"):
        nbformat.write(done, Path(folder) / "quickstart.ipynb")
    return done


def shown(notebook: nbformat.NotebookNode, kind: str) -> list[str]:
    """All that the cells show of one MIME type."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert not [output for output in outputs if output.output_type == "error"]
    return [output.data[kind] for output in outputs if kind in output.get("data", {})]


def test_it_shows_a_report_of_each_exercise(notebook: nbformat.NotebookNode) -> None:
    reports = shown(notebook, "text/html")
    assert len(reports) == 2
    assert all(report.startswith("<iframe srcdoc=") for report in reports)


def test_it_shows_its_plots(notebook: nbformat.NotebookNode) -> None:
    assert len(shown(notebook, "image/png")) == 2


def test_what_it_prints_names_the_fault(notebook: nbformat.NotebookNode) -> None:
    streams = [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream" and output.name == "stdout"
    ]
    assert sum("sag" in text for text in streams) == 2, "in the result, and live"
    assert any("no_outline" in text for text in shown(notebook, "text/plain"))


def test_nothing_is_said_on_standard_error(notebook: nbformat.NotebookNode) -> None:
    said = [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream" and output.name == "stderr"
    ]
    assert not said
