"""Ctrl-C and worse: what was scored is kept and marked, nothing half-written is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import Mock

import pytest

from formcheck.pipeline.pose_source import CHUNK
from formcheck.store.tables import read_frames
from tests.support.cli_films import FPS, film
from tests.support.cli_program import (
    FILES,
    ROOT,
    Call,
    Run,
    command,
    let_go,
    names,
    result_of,
    run,
    start,
    wait_held,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

FRAMES = CHUNK + 100
REACHED = CHUNK + 50
"""Where the process is held: the first chunk has been scored and written, the second is being read."""
SEEN = "formcheck.pose.fake_estimator:FakePoseEstimator.estimate"
DRAWN = "formcheck.overlay.painter_cv2:Painter.paint"


@pytest.fixture(scope="module")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More frames than are scored together."""
    return film(tmp_path_factory.mktemp("long") / "long.mp4", frames=FRAMES)


def _end(child: subprocess.Popen[str]) -> Run:
    out, err = child.communicate(timeout=120)
    assert "Traceback" not in err, err
    assert "Exception ignored" not in err, err
    return Run(child.returncode, out, err)


def _held(
    video: Path, out: Path, *more: str | Path, held: tuple[str, int] = (SEEN, REACHED)
) -> subprocess.Popen[str]:
    """A scoring that has come to that call and waits there to be let go."""
    arguments = ["score", video, *more, "-e", "plank", "-o", out, "--lang", "en"]
    child = start(command(*arguments, scene="plank", held=held), out.parent)
    wait_held(child, out.parent)
    return child


def test_ctrl_c_keeps_what_was_scored(tmp_path: Path, long_film: Path) -> None:
    out = tmp_path / "o"
    child = _held(long_film, out, "--annotate", "--csv")
    child.send_signal(signal.SIGINT)
    let_go(tmp_path)
    done = _end(child)
    assert done.status == 130
    assert "stopped" in done.error
    assert "long.mp4" in done.error
    assert str(out) in done.error
    assert names(out) == FILES | {"frames.csv"}, "the annotated video would have been begun"
    source = result_of(out)["source"]
    assert source["partial"] is True
    assert source["frames"] == REACHED, "the frame that was being looked at is the last"
    assert source["duration_s"] == pytest.approx(source["frames"] / FPS, abs=0.01)
    assert len(read_frames(out / "frames.parquet")["time_s"]) == source["frames"]
    again = run("rescore", out / "recording.parquet", "-o", tmp_path / "again", cwd=tmp_path)
    assert again.status in (0, 3)
    assert (tmp_path / "again" / "result.json").read_bytes() == (out / "result.json").read_bytes()


def test_an_impatient_hand_is_one_ctrl_c(tmp_path: Path, long_film: Path) -> None:
    out = tmp_path / "o"
    child = _held(long_film, out)
    for _ in range(4):
        child.send_signal(signal.SIGINT)
        time.sleep(0.01)
    let_go(tmp_path)
    assert _end(child).status == 130
    assert names(out) == FILES


_LATE = "from formcheck.cli.main import main; print('go', flush=True); main()"


@pytest.mark.parametrize("delay_s", [0.0, 0.05, 0.1, 0.2, 0.3, 0.4])
def test_ctrl_c_before_anything_was_scored(tmp_path: Path, root: Path, delay_s: float) -> None:
    """While the libraries are being loaded: one line, and nothing left."""
    clip, out = root / "sample_videos" / "plank_good.mp4", tmp_path / "o"
    arguments = ["score", str(clip), "-e", "plank", "-o", str(out), "--model", "lite"]
    child = start([sys.executable, "-c", _LATE, *arguments], tmp_path)
    assert child.stdout is not None
    assert child.stdout.readline() == "go\n"
    time.sleep(delay_s)
    child.send_signal(signal.SIGINT)
    done = _end(child)
    assert done.status == 130
    assert "stopped" in done.error
    assert names(out) in (set(), FILES)  # on a fast machine it has begun
    assert out.exists() == bool(names(out))


def test_ctrl_c_that_an_import_wrapped_in_an_error_of_its_own(tmp_path: Path) -> None:
    """Python 3.11 makes a RuntimeError of what is raised while a class is made."""
    program = (
        "import sys\n"
        "class Late:\n"
        "    def __set_name__(self, owner, name):\n"
        "        raise KeyboardInterrupt\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'formcheck.cli.app':\n"
        "            class Broken:\n"
        "                late = Late()\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from formcheck.cli.main import main\n"
        "main(['exercises'])\n"
    )
    done = _end(start([sys.executable, "-c", program], tmp_path))
    assert done.status == 130
    assert done.error == "stopped"


def test_ctrl_c_that_python_dropped_is_delivered_again(tmp_path: Path) -> None:
    """It comes within a weak reference's callback: the import system has such ones for its locks."""
    program = (
        "import signal, sys, time, weakref\n"
        "class Lock:\n"
        "    pass\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'formcheck.cli.app':\n"
        "            lock = Lock()\n"
        "            seen = weakref.ref(lock, lambda _: signal.raise_signal(signal.SIGINT))\n"
        "            del lock\n"
        "            time.sleep(20)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from formcheck.cli.main import main\n"
        "main(['exercises'])\n"
    )
    began = time.monotonic()
    done = _end(start([sys.executable, "-c", program], tmp_path))
    assert (done.status, done.error) == (130, "stopped")
    assert time.monotonic() - began < 20


def test_ctrl_c_while_annotating_keeps_the_results(tmp_path: Path, long_film: Path) -> None:
    out = tmp_path / "o"
    child = _held(long_film, out, "--annotate", held=(DRAWN, 50))
    assert any(out.glob(".formcheck-*-annotated.mp4")), "not begun"
    child.send_signal(signal.SIGINT)
    let_go(tmp_path)
    done = _end(child)
    assert done.status == 130
    assert "without its annotated video" in done.error
    assert names(out) == FILES
    assert result_of(out)["source"]["partial"] is False
    assert result_of(out)["source"]["frames"] == FRAMES


def test_an_older_result_stays_when_nothing_comes_of_the_new_one(call: Call, video: Path) -> None:
    out = video.with_name("o")
    assert call("score", video, "-e", "plank", "-o", out, "--annotate", "--csv").status == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.MonkeyPatch.context() as patch:
        broken = Mock(side_effect=KeyboardInterrupt)
        patch.setattr("formcheck.report.page.render_report", broken)
        done = call("score", video, "-e", "plank", "-o", out, scene="sag")
    assert done.status == 130
    assert "film.mp4 was kept" in done.error
    assert "Nothing" in done.error
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_killed_in_the_middle_then_run_again(tmp_path: Path, long_film: Path, call: Call) -> None:
    out = tmp_path / "o"
    child = _held(long_film, out)
    child.kill()
    child.communicate()
    left = names(out)
    assert left, "killed too late to show anything"
    assert all(name.startswith(".formcheck-") for name in left), "half a result under its final name"
    assert call("score", long_film, "-e", "plank", "-o", out).status == 0
    assert names(out) == FILES


def test_several_videos_stop_at_the_first(tmp_path: Path, long_film: Path) -> None:
    out = tmp_path / "o"
    second = film(tmp_path / "second.mp4", 2)
    child = _held(long_film, out, second)
    child.send_signal(signal.SIGINT)
    let_go(tmp_path)
    done = _end(child)
    assert done.status == 130
    assert "long.mp4" in done.error
    assert names(out) == {"long"}


REFERENCE = "formcheck.pose.mediapipe_estimator:MediaPipePoseEstimator"


@pytest.mark.parametrize(
    ("held", "left"), [((f"{REFERENCE}._receive", 1), set()), ((f"{REFERENCE}.estimate", 20), FILES)]
)
def test_ctrl_c_with_mediapipe_in_its_own_process(
    tmp_path: Path, root: Path, held: tuple[str, int], left: set[str]
) -> None:
    """A terminal sends it to the whole group, here while mediapipe is being loaded, then while it works."""
    clip, out = root / "sample_videos" / "plank_good.mp4", tmp_path / "o"
    arguments: list[str | Path] = [
        "score",
        clip,
        "-e",
        "plank",
        "-o",
        out,
        "--backend",
        "mediapipe",
        "--model",
        "lite",
    ]
    child = start(command(*arguments, held=held), tmp_path, start_new_session=True)
    wait_held(child, tmp_path)
    os.killpg(child.pid, signal.SIGINT)
    let_go(tmp_path)
    done = _end(child)
    assert done.status == 130
    assert "stopped" in done.error
    assert names(out) == left
    if left:
        assert result_of(out)["source"]["partial"] is True
        assert result_of(out)["source"]["frames"] == held[1]


def test_outside_the_main_thread_nothing_changes() -> None:
    program = (
        "import signal, threading\n"
        "from formcheck.runtime.interrupt import GentleStop\n"
        "def work():\n"
        "    before = signal.getsignal(signal.SIGINT)\n"
        "    with GentleStop() as stop:\n"
        "        assert signal.getsignal(signal.SIGINT) is before\n"
        "        assert not stop.asked\n"
        "    print('fine')\n"
        "thread = threading.Thread(target=work)\n"
        "thread.start()\n"
        "thread.join()\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert child.stdout == "fine\n"
