"""The window on a virtual X screen, whose pixels can be read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.window.cv_window import LARGEST, SMALLEST, av_imported_first, drawn_size
from formcheck.window.display import no_window
from tests.support.cli_films import first_seconds

SCREEN = (1366, 768)


class XScreen:
    """A virtual X screen that writes its pixels to a file."""

    def __init__(self, number: int, folder: Path) -> None:
        self.name, self._file = f":{number}", folder / "Xvfb_screen0"

    def pixels(self) -> NDArray[np.uint8]:
        """(768, 1366, 3) RGB; the file is an X window dump: header, colours, pixels of four bytes."""
        raw = self._file.read_bytes()
        header = np.frombuffer(raw[:100], ">u4")
        size, per_line, colours = int(header[0]), int(header[12]), int(header[19])
        data = np.frombuffer(raw[size + 12 * colours :], np.uint8)[: per_line * SCREEN[1]]
        return data.reshape(SCREEN[1], per_line // 4, 4)[:, : SCREEN[0], 2::-1]


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[XScreen]:
    if sys.platform != "linux" or shutil.which("Xvfb") is None:
        pytest.skip("needs Xvfb (apt install xvfb)")
    folder = tmp_path_factory.mktemp("screen")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24", "-nolisten", "tcp",
         "-fbdir", str(folder)],
        pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    if not number:
        pytest.skip("Xvfb does not start here")
    yield XScreen(int(number), folder)
    server.terminate()
    server.wait(10)


# The whole command with real networks and a real window; the camera plays a film.
LIVE = """
import sys
import formcheck.window  # first: see there
from formcheck import FakeCamera
from formcheck.coach.programme import Item
from formcheck.cli import live_command as command
from formcheck.window.cv_window import CvWindow

class Window(CvWindow):
    shows = 0
    def show(self, picture):
        super().show(picture)
        self.shows += 1
        if self.shows == 30:
            self.key()
            print("shown", *self.size, flush=True)
            sys.stdin.readline()
            self.toggle_full()

command.CvWindow = Window
command.Camera = lambda which: FakeCamera({film!r})
request = command.LiveRequest(
    Item(exercise="plank"), voice=False, lang="en", model="lite", out=command.Path("visits")
)
print("status", command.live(request), flush=True)
"""


def test_the_coach_is_seen_on_the_screen(screen: XScreen, root: Path, tmp_path: Path) -> None:
    film = first_seconds(root / "sample_videos" / "plank_good.mp4", tmp_path / "film.mp4", 8.0)
    code = LIVE.format(film=str(film))
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "DISPLAY": screen.name, "PYTHONPATH": str(root)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdin is not None
    word, width, height = child.stdout.readline().split()
    assert word == "shown"
    assert (int(width), int(height)) == (1152, 680)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and screen.pixels().max() < 200:
        time.sleep(0.05)
    pixels = screen.pixels()
    drawn = np.argwhere(pixels.max(axis=2) > 0)
    assert (drawn.max(axis=0) - drawn.min(axis=0) > (600, 1100)).all()
    # White letters on the dark plate at the top left, and the mat in its own colour, mirrored.
    assert (pixels[:200, :600].min(axis=2) > 240).sum() > 500
    child.stdin.write("\n")
    out, err = child.communicate(timeout=240)
    assert child.returncode == 0, err
    assert err == ""
    # The film begins in the posture that the coach is still explaining, and ends before the first hold.
    assert out.splitlines()[-1] == "status 0"


def test_a_screen_that_is_there(screen: XScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", screen.name)
    assert no_window() is None


@pytest.mark.skipif(sys.platform != "linux", reason="only X11 and Wayland tell that there is no screen")
@pytest.mark.parametrize(
    ("screens", "said"),
    [
        ({}, "There is no screen"),
        ({"DISPLAY": ":987"}, "The screen :987 cannot be reached"),
        ({"WAYLAND_DISPLAY": "wayland-9"}, "X11"),
    ],
)
def test_no_screen(screens: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in screens.items():
        monkeypatch.setenv(name, value)
    error = no_window()
    assert error is not None
    assert said in error.message
    assert "formcheck serve" in error.remedy


def test_opencv_is_imported_before_pyav(root: Path) -> None:
    """In the other order OpenCV's first window hangs for ever."""
    for module in (
        "formcheck.cli.live_command",
        "formcheck.cli.app, formcheck.cli.live_command",
        "formcheck.cli.cameras_command",
    ):
        order = "names = list(sys.modules); print(names.index('cv2') < names.index('av'))"
        code = f"import {module}, av, sys; {order}"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
        )
        assert done.stdout == "True\n", module


@pytest.mark.skipif(sys.platform != "linux", reason="the two get along elsewhere")
@pytest.mark.parametrize(
    ("modules", "first"),
    [(["av", "cv2"], True), (["cv2", "av"], False), (["cv2"], False), (["av"], True), ([], False)],
)
def test_pyav_before_opencv_is_detected(modules: list[str], first: bool) -> None:
    assert av_imported_first(modules) is first


@pytest.mark.parametrize("size", [(100, 50), (1152, 680), (3840, 2160), (1080, 1920), (1, 1)])
def test_what_is_drawn_has_bounds(size: tuple[int, int]) -> None:
    width, height = drawn_size(size)
    assert SMALLEST[0] <= width <= LARGEST[0]
    assert SMALLEST[1] <= height <= LARGEST[1]
    if all(low <= one <= high for low, one, high in zip(SMALLEST, size, LARGEST, strict=True)):
        assert (width, height) == size
