"""The drawing of the house: it counts what is there, and in this checkout it finds no circle."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.rooms import Kind, circles, drawing, floors, read_house

FILES = {
    "__init__.py": "",
    "errors.py": "class Sad(Exception): ...\n",
    "pose/__init__.py": "",
    "pose/track.py": "import numpy as np\nfrom formcheck.errors import Sad\n",
    "pose/maker.py": (
        "from typing import TYPE_CHECKING\n"
        "from formcheck.pose import track\n"
        "if TYPE_CHECKING:\n    from formcheck.judge.bands import Band\n"
        "def make():\n    from .late import thing\n    return thing\n"
    ),
    "pose/late.py": "import formcheck.pose.maker\n",
    "judge/__init__.py": "from ..pose.track import Track\n",
    "judge/bands.py": "from formcheck.judge import Track\nfrom formcheck import errors\n",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / "formcheck" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def test_this_house_has_no_circle(root: Path) -> None:
    """Of the imports that run, and with those for types; the printed lists name the modules of each."""
    house = read_house(root)
    found = {kind.name: circles(house.modules(kind)) for kind in Kind}
    assert found == {kind.name: [] for kind in Kind}
    assert circles(house.arrows()) == []


def test_arrows_are_counted_by_kind(small: Path) -> None:
    house = read_house(small)
    assert house.imports == {
        ("pose.track", "errors"): Kind.LOADING,
        ("pose.maker", "pose.track"): Kind.LOADING,
        ("pose.maker", "judge.bands"): Kind.TYPING,
        ("pose.maker", "pose.late"): Kind.IN_FUNCTION,
        ("pose.late", "pose.maker"): Kind.LOADING,
        ("judge", "pose.track"): Kind.LOADING,
        ("judge.bands", "judge"): Kind.LOADING,
        ("judge.bands", "errors"): Kind.LOADING,
    }
    assert house.arrows(Kind.LOADING) == {
        "__init__": set(), "errors": set(), "pose": {"errors"}, "judge": {"pose", "errors"}
    }  # fmt: skip
    assert house.arrows()["pose"] == {"errors", "judge"}


def test_circles_inside_a_room_and_between_rooms_are_found(small: Path) -> None:
    house = read_house(small)
    assert circles(house.modules(Kind.LOADING)) == []
    assert circles(house.modules(Kind.IN_FUNCTION)) == [["pose.late", "pose.maker"]]
    assert circles(house.arrows(Kind.IN_FUNCTION)) == []
    assert circles(house.arrows()) == [["judge", "pose"]]


def test_floors_are_counted_from_below(small: Path) -> None:
    house = read_house(small)
    assert floors(house.arrows(Kind.LOADING)) == [["__init__", "errors"], ["pose"], ["judge"]]
    assert floors(house.arrows()) == [["__init__", "errors"], ["judge", "pose"]], "a circle shares a floor"


def test_it_draws_lines_and_sizes(small: Path) -> None:
    lines = list(drawing(read_house(small)))
    assert "4 rooms (2 of them single modules) on 2 floors" in lines
    assert "4 arrows between rooms: 3 loading, 0 only inside functions, 1 typing only" in lines
    assert any(line.split()[:5] == ["pose", "4", "modules", "10", "lines"] for line in lines), lines
    assert lines[-1] == "8 modules, 14 lines; median 1, largest 7 (pose.maker)"


def test_the_command_tells_circles_by_its_status(small: Path, root: Path) -> None:
    def status(folder: Path) -> int:
        command = [sys.executable, "-m", "tools.rooms", str(folder)]
        return subprocess.run(command, cwd=root, capture_output=True, check=False).returncode

    assert status(root) == 0
    assert status(small) == 1
    assert status(small / "formcheck" / "pose") == 2


def test_a_checkout_may_bear_the_name_of_the_package(small: Path) -> None:
    checkout = small.rename(small.with_name("formcheck"))
    assert read_house(checkout).rooms == read_house(checkout / "formcheck").rooms
