"""The mediapipe process: how it starts, fails and ends."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import FormcheckError, ModelError
from formcheck.media.frame import Frame
from formcheck.pose import models
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.mediapipe_estimator import MediaPipePoseEstimator
from tests.support.clip_frames import first_frames

posix = pytest.mark.skipif(os.name == "nt", reason="signals and /proc as on Linux and macOS")


def blank(time_s: float) -> Frame:
    return Frame(np.zeros((48, 64, 3), np.uint8), time_s)


def alive(pid: int) -> bool:
    """Whether a process exists, zombies included."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_empty_frame_is_a_normal_value_and_equal_stamps_are_survived() -> None:
    with MediaPipePoseEstimator("lite") as estimator:
        assert isinstance(estimator, PoseEstimator)
        for time_s in (0.0, 0.0, 0.0004, 0.1):
            row = estimator.estimate(blank(time_s))
            assert not row.detected[0]
            assert row.people[0] == 0
            assert row.size == (64, 48)


def test_a_picture_that_is_not_contiguous_is_read_rightly(clips: Path) -> None:
    image = first_frames(clips / "bridging.mp4", 1)[0].image
    mirrored = image[:, ::-1]
    found = []
    for picture in (mirrored, np.ascontiguousarray(mirrored)):
        with MediaPipePoseEstimator("lite") as estimator:
            found.append(estimator.estimate(Frame(picture, 0.0)).xy)
    np.testing.assert_array_equal(found[0], found[1])


@posix
def test_closing_ends_the_process_and_may_be_repeated() -> None:
    estimator = MediaPipePoseEstimator("lite")
    pid = estimator._worker.pid
    assert alive(pid)
    estimator.close()
    estimator.close()
    assert not alive(pid)
    with pytest.raises(FormcheckError, match="has been closed"):
        estimator.estimate(blank(0.0))


@posix
def test_an_estimator_that_is_dropped_takes_its_process_along() -> None:
    estimator = MediaPipePoseEstimator("lite")
    pid = estimator._worker.pid
    del estimator
    gc.collect()
    assert not alive(pid)


@posix
def test_a_process_that_dies_is_a_clean_error() -> None:
    estimator = MediaPipePoseEstimator("lite")
    estimator.estimate(blank(0.0))
    os.kill(estimator._worker.pid, signal.SIGKILL)
    with pytest.raises(FormcheckError, match=r"mediapipe backend failed.*--backend onnx"):
        estimator.estimate(blank(0.1))
    assert not alive(estimator._worker.pid)
    estimator.close()


def test_a_failure_inside_is_reported_with_its_reason() -> None:
    with MediaPipePoseEstimator("lite") as estimator:
        with pytest.raises(FormcheckError, match="mediapipe backend failed"):
            estimator.estimate(Frame(np.zeros((48, 64), np.uint8), 0.0))  # no colours
        with pytest.raises(FormcheckError, match="has been closed"):
            estimator.estimate(blank(0.1))


def test_the_heavy_bundle_names_the_command(tmp_path: Path) -> None:
    shutil.copy(models.model_folder() / models.CHECKSUMS, tmp_path)
    with pytest.raises(ModelError, match="--heavy-task"):
        MediaPipePoseEstimator("heavy", folder=tmp_path)


@posix
def test_ctrl_c_ends_everything_quietly(root: Path) -> None:
    program = (
        "import os, signal\n"
        "import numpy as np\n"
        "from formcheck.media.frame import Frame\n"
        "from formcheck.pose.mediapipe_estimator import MediaPipePoseEstimator\n"
        "try:\n"
        "    with MediaPipePoseEstimator('lite') as estimator:\n"
        "        print(estimator._worker.pid, flush=True)\n"
        "        for i in range(10_000):\n"
        "            if i == 5:\n"
        "                os.kill(estimator._worker.pid, signal.SIGINT)  # that lets its parent decide\n"
        "            estimator.estimate(Frame(np.zeros((480, 640, 3), np.uint8), i / 30))\n"
        "            if i == 10:\n"
        "                print('working', flush=True)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', flush=True)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert parent.stdout.readline() == "working\n"
    os.killpg(parent.pid, signal.SIGINT)
    output, errors = parent.communicate(timeout=20)
    assert (parent.returncode, output.strip(), errors) == (0, "interrupted", "")
    assert not alive(pid)


@posix
def test_the_process_does_not_outlive_a_killed_parent(root: Path) -> None:
    program = (
        "import time\n"
        "from formcheck.pose.mediapipe_estimator import MediaPipePoseEstimator\n"
        "estimator = MediaPipePoseEstimator('lite')\n"
        "print(estimator._worker.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=root, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while _running(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _running(pid)


def _running(pid: int) -> bool:
    """Whether a process runs; a zombie that nobody has collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return alive(pid) if not Path("/proc/self").exists() else False
