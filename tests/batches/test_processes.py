"""Processes that die, hang, fail and are stopped: each costs its own call, and none outlives the batch."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.batches.processes import Patience, WorkerDiedError, WorkerHungError, WorkerProcesses
from formcheck.errors import InputError, InternalError
from formcheck.runtime.subprocesses import environment
from tests.support import batch_calls as calls
from tests.support.cli_program import patience as wait_until


@pytest.fixture
def patience() -> Patience:
    return Patience(first_s=120.0, times_length=5.0)


@pytest.fixture
def pool(patience: Patience) -> Iterator[WorkerProcesses]:
    made = WorkerProcesses(1, patience)
    yield made
    made.shutdown(cancel_futures=True)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_process_serves_one_call_after_the_other_until_it_dies(pool: WorkerProcesses) -> None:
    one = pool.submit(calls.own_pid)
    assert pool.submit(calls.print_much).result(60) == "done"
    with pytest.raises(InputError, match="no film"):
        pool.submit(calls.fail, "no film").result(60)
    with pytest.raises(InternalError, match="slip") as slip:
        pool.submit(calls.slip).result(60)
    assert "raise KeyError" in slip.value.__notes__[0], "--debug can show where"
    assert pool.submit(calls.own_pid).result(60) == one.result()
    assert pool.submit_fresh(calls.own_pid).result(60) != one.result()
    dies = pool.submit(calls.die, calls.SIGNAL)
    after = pool.submit(calls.own_pid)
    with pytest.raises(WorkerDiedError, match=f"signal {int(calls.SIGNAL)}"):
        dies.result(60)
    assert after.result(60) != one.result()


def test_one_that_hangs_is_ended_by_the_length_of_its_film(pool: WorkerProcesses, patience: Patience) -> None:
    for film_s, least_s in ((None, 0.3), (0.1, 0.8)):
        patience.first_s = 120.0
        pool.submit(calls.own_pid).result(60)  # has started
        patience.first_s, begun = 0.3, time.monotonic()
        with pytest.raises(WorkerHungError, match="longer than its length"):
            pool.submit(calls.hang, film_s).result(60)
        assert time.monotonic() - begun >= least_s
    patience.first_s = 120.0
    pool.submit(calls.own_pid).result(60)
    patience.first_s = 0.1
    assert pool.submit(calls.take, 0.6, 60.0).result(60) == "done", "a long film may take long"


def test_stopping_ends_what_is_under_way(pool: WorkerProcesses) -> None:
    pid = pool.submit(calls.own_pid).result(60)
    hangs, never = pool.submit(calls.hang, 1000.0), pool.submit(calls.own_pid)
    wait_until(hangs.running)
    pool.shutdown(cancel_futures=True)
    assert never.cancelled()
    assert isinstance(hangs.exception(), WorkerDiedError)
    assert gone(pid)
    with pytest.raises(RuntimeError):
        pool.submit(calls.own_pid)


def test_leaving_the_block_waits_for_what_was_given() -> None:
    with WorkerProcesses(1) as pool:
        first, second = pool.submit(calls.own_pid), pool.submit(calls.own_pid)
    assert first.result() == second.result()
    assert gone(first.result())


ORPHAN = """
from formcheck.batches.processes import WorkerProcesses
from tests.support import batch_calls as calls
pool = WorkerProcesses(1)
print(pool.submit(calls.own_pid).result(), flush=True)
pool.submit(calls.hang, None).result()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_none_outlives_a_program_that_is_killed(root: Path) -> None:
    command = [sys.executable, "-c", ORPHAN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=environment()) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert not gone(pid)
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: gone(pid))
