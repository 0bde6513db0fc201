"""Results appear whole, together, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from formcheck.errors import InputError, OutputError
from formcheck.store.files import OutputFolder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_makes_the_folder_with_its_parents_and_leaves_no_trace(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "a" / "b \u00e9" / "c")
    assert folder.path.is_dir()
    assert names(folder.path) == set()
    OutputFolder(folder.path)


def test_a_staged_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    with folder.staged("result.json") as path:
        assert path.parent == tmp_path
        assert path.name.endswith("result.json")
        path.write_text("half")
        assert not (folder / "result.json").exists()
        path.write_text("whole")
    assert names(tmp_path) == {"result.json"}
    assert (folder / "result.json").read_text() == "whole"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, InputError("a", "b")])
def test_a_failed_or_cancelled_scoring_changes_nothing(
    tmp_path: Path, error: BaseException | type[BaseException]
) -> None:
    folder = OutputFolder(tmp_path)
    (tmp_path / "old.json").write_text("old")

    def fail() -> None:
        with folder.staging() as files:
            files.path("old.json").write_text("new")
            files.path("new.json").write_text("new")
            files.remove("old.json")
            raise error

    with pytest.raises(error if isinstance(error, type) else type(error)):
        fail()
    assert names(tmp_path) == {"old.json"}
    assert (tmp_path / "old.json").read_text() == "old"


def test_several_files_together(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    (tmp_path / "a").write_text("old a")
    (tmp_path / "video").write_text("of an earlier scoring")
    with folder.staging() as files:
        for name in "abc":
            files.path(name).write_text(f"new {name}")
            assert files.path(name) == files.path(name)
        files.remove("video")
        files.remove("was never there")
        assert (tmp_path / "a").read_text() == "old a"
    assert {name: (tmp_path / name).read_text() for name in names(tmp_path)} == {
        name: f"new {name}" for name in "abc"
    }


def test_a_partial_result_can_be_kept_on_purpose(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("uses POSIX signals")
    with OutputFolder(tmp_path).staging() as files:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)
        except KeyboardInterrupt:
            files.path("result.json").write_text("partial")
    assert names(tmp_path) == {"result.json"}


def test_when_one_name_cannot_be_had_the_others_are_put_back(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    (tmp_path / "a").write_text("old")
    (tmp_path / "z").mkdir()

    def commit() -> None:
        with folder.staging() as files:
            for name in ("a", "b", "z"):
                files.path(name).write_text("new")

    with pytest.raises(OutputError, match=r"A folder in .* bears the name"):
        commit()
    assert names(tmp_path) == {"a", "z"}
    assert (tmp_path / "a").read_text() == "old"


# Ctrl-C between opening a file and entering its block leaves closing it to the garbage collector.
@pytest.mark.alone
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_at_any_moment_gives_the_old_or_the_new_result(tmp_path: Path) -> None:
    """Interrupts a scoring at forty moments: while writing, while renaming, while cleaning up."""
    if sys.platform == "win32":
        pytest.skip("uses POSIX signals")
    folder, every = OutputFolder(tmp_path), [f"file{i}" for i in range(30)]
    for name in every:
        (tmp_path / name).write_text("0")
    interrupted = 0
    for attempt in range(1, 41):
        before = {(tmp_path / name).read_text() for name in every}
        try:
            timer = threading.Timer(attempt * 0.0004, os.kill, (os.getpid(), signal.SIGINT))
            timer.start()
            with folder.staging() as files:
                for name in every:
                    files.path(name).write_text(str(attempt))
            timer.join()
            time.sleep(5)  # it is on its way, and ends this
        except KeyboardInterrupt:
            interrupted += 1
        assert names(tmp_path) == set(every)
        after = {(tmp_path / name).read_text() for name in every}
        assert after in (before, {str(attempt)})
    assert interrupted == 40


def test_a_file_that_was_never_written_is_an_error(tmp_path: Path) -> None:
    def commit() -> None:
        with OutputFolder(tmp_path).staging() as files:
            files.path("a").write_text("new")
            files.path("b")

    with pytest.raises(OutputError):
        commit()
    assert names(tmp_path) == set()


def test_errors_that_are_not_about_the_disk_stay_themselves(tmp_path: Path) -> None:
    def elsewhere() -> None:
        with OutputFolder(tmp_path / "out").staging():
            (tmp_path / "none").read_bytes()

    with pytest.raises(FileNotFoundError):
        elsewhere()


def test_a_folder_that_vanishes_is_told(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    folder.path.rmdir()

    def write() -> None:
        with folder.staged("a") as path:
            path.write_text("x")

    with pytest.raises(OutputError, match="There is no folder"):
        write()


KILLED = """
    import os, signal, sys
    from formcheck.store.files import OutputFolder
    with OutputFolder(sys.argv[1]).staging() as files:
        files.path("result.json").write_text("half")
        files.path("frames.parquet").write_text("half")
        print("written", flush=True)
        if sys.argv[2] == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        sys.stdin.read()
"""


def start(tmp_path: Path, root: Path, how: str) -> subprocess.Popen[str]:
    if sys.platform == "win32":
        pytest.skip("uses POSIX signals")
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path), how],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "written\n"
    return child


def test_the_next_start_sweeps_up_after_a_killed_one_only(tmp_path: Path, root: Path) -> None:
    (tmp_path / ".formcheck-notes").write_text("not ours")
    with start(tmp_path, root, "kill") as killed:
        killed.wait(10)
    assert len(names(tmp_path)) == 3
    with start(tmp_path, root, "live") as alive:
        # Its start has swept up; its own two files must outlive ours.
        assert len(names(tmp_path)) == 3
        folder = OutputFolder(tmp_path)
        with folder.staged("b") as path:
            path.write_text("x")
            OutputFolder(tmp_path)
            assert path.exists()
        assert len(names(tmp_path)) == 4
        alive.send_signal(signal.SIGINT)
        alive.wait(10)
    assert names(tmp_path) == {".formcheck-notes", "b"}


def test_ctrl_c_in_a_child_leaves_nothing(tmp_path: Path, root: Path) -> None:
    with start(tmp_path, root, "live") as child:
        child.send_signal(signal.SIGINT)
        assert child.wait(10) != 0
    assert names(tmp_path) == set()
