"""CONTRIBUTING is true: its drawing is the import contract's, and the files of its walks are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LAYERS = re.compile(r"^layers =\n((?:    .+\n)+)", re.MULTILINE)
FILE = re.compile(r"`((?:\w+/)+[\w.]+\.\w+)`")
LONGEST_WALK = 8


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "CONTRIBUTING.md").read_text("utf-8")


def test_the_drawing_is_the_contract(root: Path, text: str) -> None:
    floors = LAYERS.search((root / ".importlinter").read_text("utf-8"))
    assert floors is not None
    contract = [line.strip() for line in floors[1].splitlines() if line.strip() != "__main__"]
    drawing = text.split("```")[1].strip().splitlines()
    assert [re.split(r" {2,}", line)[0] for line in drawing] == contract


def test_every_room_is_in_the_drawing(root: Path, text: str) -> None:
    rooms = {path.parent.name for path in (root / "formcheck").glob("*/__init__.py")}
    drawn = {name for line in text.split("```")[1].splitlines() for name in re.findall(r"\w+", line[:38])}
    assert rooms | {"errors"} == drawn


def test_every_file_that_it_names_is_there(root: Path, text: str) -> None:
    missing = []
    for name in set(FILE.findall(text)):
        if "NAME" in name or "your_exercise" in name or name.startswith("../"):
            continue
        if not any((root / folder / name).exists() for folder in ("", "formcheck", "tests")):
            missing.append(name)
    assert not missing


def test_a_walk_has_at_most_eight_steps(text: str) -> None:
    walks = text.split("### Eight walks")[1].split("\n## ", maxsplit=1)[0].split("**")[1:]
    titles, bodies = walks[::2], walks[1::2]
    assert len(titles) == 8
    for title, body in zip(titles, bodies, strict=True):
        steps = re.findall(r"^\d+\. ", body, re.MULTILINE)
        assert 0 < len(steps) <= LONGEST_WALK, title
