"""No command waits for a library that it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cli_films import first_seconds
from tests.support.cli_program import environment

FIND_POSES = {"onnxruntime", "cv2", "mediapipe"}
VIDEO, TABLES, PAGE, PRINTING = {"av"}, {"pyarrow"}, {"jinja2", "babel"}, {"rich"}
NUMBERS, CHECKS = {"numpy"}, {"pydantic"}
LIVE = {"fastapi", "uvicorn", "websockets", "formcheck.web", "formcheck.live_visit", "formcheck.window"}

TELL = """
import sys
from formcheck.cli.main import main
sys.argv[0] = "formcheck"
try:
    main()
finally:
    print("imported:", *sys.modules, file=sys.stderr)
"""


def imported(*arguments: str, status: int = 0) -> set[str]:
    """The modules that a command has imported when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", TELL, *arguments],
        capture_output=True, text=True, encoding="utf-8", env=environment(), check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    return set(done.stderr.rpartition("imported:")[2].split())


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (["--version"], FIND_POSES | VIDEO | TABLES | PAGE | NUMBERS | LIVE),
        (["--help"], FIND_POSES | VIDEO | TABLES | PAGE | NUMBERS | LIVE),
        (["score", "--help"], FIND_POSES | VIDEO | TABLES | PAGE | NUMBERS | LIVE),
        (["exercises"], FIND_POSES | VIDEO | TABLES | {"jinja2", "formcheck.report"} | LIVE),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_what_is_not_needed_is_not_imported(arguments: list[str], unneeded: set[str]) -> None:
    modules = imported(*arguments)
    assert "formcheck.cli.main" in modules
    assert not modules & unneeded


def test_a_slip_of_the_pen_loads_no_network(tmp_path: Path) -> None:
    modules = imported("score", str(tmp_path / "nothing.mp4"), status=2)
    assert "av" in modules, "it was looked for"
    assert not modules & (FIND_POSES | TABLES | PAGE | LIVE)


def test_scoring_imports_the_end_only_when_poses_are_found(tmp_path: Path) -> None:
    """A file that is no video is refused before the report's libraries are imported."""
    film = tmp_path / "film.mp4"
    film.write_bytes(b"no video at all" * 100)
    modules = imported("score", str(film), status=2)
    assert not modules & (TABLES | PAGE | PRINTING | LIVE | {"mediapipe"})


def test_quiet_scoring_prints_nothing_and_imports_no_printing(tmp_path: Path, root: Path) -> None:
    film = first_seconds(root / "sample_videos" / "plank_good.mp4", tmp_path / "film.mp4", 2.0)
    words = ["-e", "plank", "-q", "-o", str(tmp_path / "out")]
    modules = imported("score", str(film), *words, status=3)  # too short to judge
    assert modules >= FIND_POSES - {"mediapipe"} | VIDEO | TABLES | PAGE
    assert not modules & (PRINTING | LIVE | {"mediapipe"})


def test_the_libraries_settings_are_not_for_other_programs() -> None:
    """What formcheck tells its libraries is kept from the peer of `formcheck bench`; a user's own stays."""
    program = (
        "import os\n"
        "from formcheck.runtime.startup import original_environment, configure_libraries\n"
        "before = dict(os.environ)\n"
        "configure_libraries()\n"
        "assert os.environ['OPENBLAS_NUM_THREADS'] == '1'\n"
        "assert os.environ['OPENCV_FOR_THREADS_NUM'] == '7'\n"
        "assert original_environment() == before\n"
    )
    env = environment(OPENCV_FOR_THREADS_NUM="7")
    env.pop("OPENBLAS_NUM_THREADS", None)
    subprocess.run([sys.executable, "-c", program], env=env, check=True)
