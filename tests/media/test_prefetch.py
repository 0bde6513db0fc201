"""Reading ahead changes nothing but the speed, and always comes to an end."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.media.prefetch import Prefetch
from formcheck.media.video import VideoFile
from tests.support.make_video import make, numbered


def decoding_threads() -> int:
    return sum(thread.name == "formcheck-decode" for thread in threading.enumerate())


def wait_until_ended() -> None:
    deadline = time.monotonic() + 5
    while decoding_threads() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert decoding_threads() == 0


@given(items=st.lists(st.integers(), max_size=40), depth=st.integers(1, 5), error_at=st.integers(0, 60))
def test_same_items_same_error(items: list[int], depth: int, error_at: int) -> None:
    def source() -> Iterator[int]:
        for i, item in enumerate(items):
            if i == error_at:
                raise OSError("here")
            yield item

    received: list[int] = []
    failed = False
    try:
        received.extend(Prefetch(source(), depth))
    except OSError as error:
        failed = str(error) == "here"
    assert failed == (error_at < len(items))
    # list.extend keeps what came before the error
    assert received == items[:error_at]
    assert decoding_threads() == 0


@given(depth=st.integers(1, 4), taken=st.integers(0, 6))
def test_closing_early_ends_the_source(depth: int, taken: int) -> None:
    produced = 0

    def endless() -> Iterator[int]:
        nonlocal produced
        while True:
            produced += 1
            yield produced

    ahead = Prefetch(endless(), depth)
    for expected in range(1, taken + 1):
        assert next(ahead) == expected
        assert produced <= expected + depth + 1  # flat memory: never further ahead
    assert ahead.close()
    assert ahead.close()
    assert list(ahead) == []
    assert decoding_threads() == 0


def test_forgetting_the_reader_ends_the_thread() -> None:
    ahead = Prefetch(iter(int, 1), 2)
    next(ahead)
    del ahead
    gc.collect()
    wait_until_ended()


def test_a_source_that_hangs_does_not_hang_the_consumer() -> None:
    release = threading.Event()

    def stuck() -> Iterator[int]:
        yield 1
        release.wait(30)
        yield 2

    ahead = Prefetch(stuck(), 2, close_wait_s=0.1)
    assert next(ahead) == 1
    assert not ahead.close()
    release.set()
    wait_until_ended()


def test_leaving_a_video_in_the_middle(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", numbered(200))
    for _ in range(20):
        with VideoFile(path) as video:
            for count, _frame in enumerate(video.frames()):
                if count == 3:
                    break
        assert decoding_threads() == 0
    with pytest.raises(ZeroDivisionError):
        _fail_while_reading(path)
    assert decoding_threads() == 0


def _fail_while_reading(path: Path) -> None:
    with VideoFile(path) as video:
        for _frame in video.frames():
            raise ZeroDivisionError


READ_FOR_EVER = """
import sys, time
from formcheck.media.video import VideoFile
while True:
    with VideoFile(sys.argv[1]) as video:
        for count, frame in enumerate(video.frames()):
            if count == 3:
                print("reading", flush=True)
            time.sleep(float(sys.argv[2]))
"""


@pytest.mark.parametrize("pause_s", ["0.05", "0"])
def test_ctrl_c_ends_the_reading(tmp_path: Path, root: Path, pause_s: str) -> None:
    if sys.platform == "win32":
        pytest.skip("sends SIGINT, which Windows has not")
    path = make(tmp_path / "a.mkv", numbered(12, 320, 240) * 20)
    child = subprocess.Popen(
        [sys.executable, "-c", READ_FOR_EVER, str(path), pause_s],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "reading\n"
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=20)
    assert child.returncode != 0
    assert errors.rstrip().endswith("KeyboardInterrupt")
