"""`formcheck live` where it cannot run, and with choices that make no sense: one line, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.cli import live_command as command
from formcheck.media.camera_names import find_cameras
from tests.support.cli_program import Call, environment, refused, run


def without_a_screen(**screens: str) -> dict[str, str]:
    kept = {k: v for k, v in environment().items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return {**kept, **screens}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only X11 and Wayland tell that there is no screen")
@pytest.mark.parametrize("screens", [{}, {"DISPLAY": ":987"}])
def test_a_machine_without_a_screen_is_sent_to_the_page(tmp_path: Path, screens: dict[str, str]) -> None:
    done = run("live", "plank", cwd=tmp_path, env=without_a_screen(**screens))
    refused(done, "screen", "formcheck serve")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], ["EXERCISE", "plank", "formcheck live --help"]),
        (["auto"], ["EXERCISE", "auto", "plank"]),
        (["plank", "--sets", "0"], ["--sets", "1"]),
        (["plank", "--hold", "0"], ["--hold", "1"]),
        (["plank", "--hold", "nan"], ["--hold"]),
        (["plank", "--reps", "many"], ["--reps"]),
        (["plank", "--object", "cat"], ["--object", "ball"]),
        (["plank", "--lang", "fr"], ["--lang", "nl"]),
        (["plank", "--model", "huge"], ["--model", "lite"]),
        (["plank", "--view", "front-high"], ["plank", "front-high", "side"]),
    ],
)
def test_options(call: Call, options: list[str], said: list[str]) -> None:
    refused(call("live", *options, scene=None), *said)


@pytest.fixture
def _a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "no_window", lambda: None)


@pytest.mark.usefixtures("_a_screen")
def test_no_camera(call: Call, tmp_path: Path) -> None:
    if find_cameras():
        pytest.skip("this machine has a camera")
    refused(call("live", "plank", "-o", tmp_path, scene=None), "No camera was found", "Connect a webcam")
    refused(call("live", "plank", "-o", tmp_path, "--camera", "C920", scene=None), "No camera was found")
    refused(call("live", "plank", "-o", tmp_path, "--camera", "3", scene=None), "camera 3")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("_a_screen")
def test_a_folder_that_is_a_file(call: Call, tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.touch()
    refused(call("live", "plank", "-o", taken, scene=None), "file", "--out")
