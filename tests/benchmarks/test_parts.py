"""ACCURACY.md and metrics.json are renewed part by part."""

from __future__ import annotations

from pathlib import Path

from benchmarks.accuracy import parts
from benchmarks.accuracy.product import ROOT


def test_one_part_is_renewed_and_the_other_stays(tmp_path: Path) -> None:
    path = tmp_path / "ACCURACY.md"
    parts.renew_document(path, {parts.RENDERED: "## Rendered\n\nold"})
    parts.renew_document(path, {parts.REAL: "## Real\n\nbefore"})
    parts.renew_document(path, {parts.REAL: "## Real\n\nsecond"})
    text = path.read_text(encoding="utf-8")
    assert text.startswith(parts.TOP)
    assert text.index("second") < text.index("old")
    assert "before" not in text
    assert parts.split(text) == {parts.REAL: "## Real\n\nsecond\n", parts.RENDERED: "## Rendered\n\nold\n"}


def test_metrics_keep_what_was_not_measured(tmp_path: Path) -> None:
    path = tmp_path / "metrics.json"
    parts.renew_metrics(path, {"schema": 2, "targets": [{"reached": True}, {"reached": None}]})
    parts.renew_metrics(path, {"real_people": {"recordings": 3}, "edited_clip_targets": [{"reached": False}]})
    kept = parts.read_metrics(path)
    assert list(kept) == ["schema", "targets", "real_people", "edited_clip_targets"]
    assert parts.reached_targets(kept) == (1, 2)
    assert parts.reached_targets({}) is None


def test_one_row_is_renewed_in_place(tmp_path: Path) -> None:
    path = tmp_path / "ACCURACY.md"
    path.write_text("| what | got |\n|---|---|\n| films | none |\n| films too | 2 |\n", encoding="utf-8")
    parts.renew_line(path, "| films | 12 |")
    assert (
        path.read_text(encoding="utf-8") == "| what | got |\n|---|---|\n| films | 12 |\n| films too | 2 |\n"
    )
    parts.renew_line(tmp_path / "none.md", "| films | 12 |")
    assert not (tmp_path / "none.md").exists()


def test_points_of_films() -> None:
    states = [{"point": n, "state": state} for n, state in enumerate(["right", "right", "wrong"])]
    assert parts.film_points({"film_points": states}) == {"right": 2, "refused": 0, "wrong": 1}
    assert parts.film_points({}) is None


def test_the_committed_document_puts_real_people_first() -> None:
    text = (ROOT / "benchmarks/ACCURACY.md").read_text(encoding="utf-8")
    named = list(parts.split(text))
    assert named == [name for name in parts.COMMANDS if name in named]
    assert {parts.REAL, parts.RENDERED, parts.EDITED, parts.BODIES} <= set(named)
    assert parts.assemble(parts.split(text)) == text
