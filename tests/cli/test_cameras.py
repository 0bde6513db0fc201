"""`formcheck cameras`: which there are and whether they work; where there is none, what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Self

import pytest

from formcheck.cli import cameras_command as cameras
from formcheck.errors import InputError
from formcheck.media import camera_probe
from formcheck.media.camera import CameraInfo
from formcheck.media.camera_names import CameraName, find_cameras
from formcheck.media.fake_camera import FakeCamera
from tests.support.camera_films import lit
from tests.support.cli_program import Call, refused, run


def test_a_machine_without_a_camera_is_told_so_kindly(tmp_path: Path) -> None:
    if find_cameras():
        pytest.skip("this machine has a camera")
    for more in ([], ["--probe"]):
        refused(run("cameras", *more, cwd=tmp_path), "No camera was found", "Connect a webcam")
    assert run("cameras", "--json", cwd=tmp_path).out == "[]\n"


@pytest.fixture
def four(monkeypatch: pytest.MonkeyPatch) -> None:
    """A good camera, a dark one, one that is in use and one with few pictures."""
    known = ["Webcam", "Covered", "Busy", "Slow"]
    films = {0: (120, 30.0), 1: (3, 30.0), 3: (90, 8.0)}

    class Camera(FakeCamera):
        def __init__(self, index: int) -> None:
            if index not in films:
                raise InputError("Camera 2 (Busy) is in use by zoom", "Close that, then try again")
            light, self._fps = films[index]
            super().__init__(lit(light, self._fps), name=known[index])
            self._index = index

        @property
        def info(self) -> CameraInfo:
            return CameraInfo(self._index, known[self._index], 640, 360, 30.0)

        def __enter__(self) -> Self:
            return self

    monkeypatch.setattr(camera_probe, "Camera", Camera)
    monkeypatch.setattr(cameras, "find_cameras", lambda: [CameraName(i, n) for i, n in enumerate(known)])


@pytest.mark.usefixtures("four")
def test_the_list_names_them_and_says_what_is_wrong(call: Call) -> None:
    done = call("cameras", "--probe", scene=None)
    assert done.status == 1
    assert done.err == ""
    lines = done.out.splitlines()
    for words in (
        ["Webcam", "640 x 360", "30 frames/s", "30.0 frames/s", "● works"],
        ["Covered", "■ not usable"],
        ["Busy", "■ not usable"],
        ["Slow", "8.0 frames/s", "▲ slow"],
        ["1: ", "only black pictures. Open its cover"],
        ["2: ", "in use by zoom. Close that"],
    ):
        assert any(all(word in line for word in words) for line in lines), (words, done.out)


@pytest.mark.usefixtures("four")
def test_as_json(call: Call) -> None:
    done = call("cameras", "--json", scene=None)
    assert done.status == 1
    first, covered, busy, _ = json.loads(done.out)
    assert first == {
        "index": 0,
        "name": "Webcam",
        "promises": {"width": 640, "height": 360, "fps": 30.0},
        "sends": None,
        "problem": None,
    }
    assert covered["problem"] is None  # nobody looked
    assert "zoom" in busy["problem"]
    probed = json.loads(call("cameras", "--json", "--probe", scene=None).out)
    assert probed[0]["sends"] == {"frames": 151, "fps": 30.0, "brightness": 120}
    assert "black" in probed[1]["problem"]
