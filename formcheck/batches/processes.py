"""`WorkerProcesses`: an executor of processes of which each does one thing at a time.

`concurrent.futures.ProcessPoolExecutor` gives up all its work when one process dies, cannot end one that
hangs, leaves its processes behind when the program is killed, and runs the caller's script anew in each.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import ParamSpec, TypeVar

from formcheck.batches.messages import Alive, Answer, At, Call, Expect
from formcheck.errors import PoseBackendError
from formcheck.runtime.memory import available_mb
from formcheck.runtime.subprocesses import environment, python

P = ParamSpec("P")
T = TypeVar("T")

FIRST_S = 120.0
"""Seconds in which a process must begin with a film, and end after the time that the film's length allows: a
cold disk, networks that load while others do."""
TIMES_LENGTH = 30.0
"""A film may take so many times its length. Scoring takes 0.3 times on one processor of 2020 with 15 frames a
second; 60 frames a second, the largest network and a machine four times slower come to 20."""
USUAL_MB = 450.0
"""Memory of a process that scores films in 1080p with the usual network; docs/batch.md has the figures."""
MOST_MB = 1000.0
"""A process that has held more is not used again: one film in 4K comes to 600 MB."""
_LOOK_EVERY_S = 0.25
_KILLED = "the system may have too little memory; give fewer --jobs"


class WorkerDiedError(PoseBackendError):
    """The process ended before it answered."""


class WorkerHungError(PoseBackendError):
    """The process took longer than it may, and was ended."""


@dataclass(slots=True)
class Patience:
    """How long a process may take.

    Attributes:
        first_s: until it begins with its film, and beside what the film's length allows.
        times_length: a film may take so many times its length.
    """

    first_s: float = FIRST_S
    times_length: float = TIMES_LENGTH

    def for_film(self, film_s: float) -> float:
        """Seconds for a film of this length."""
        return self.first_s + self.times_length * film_s


@dataclass(slots=True)
class _Slot:
    """A place for one process; served by one thread.

    Attributes:
        process: None before the first call and after a death.
        used: the process has done something.
        until: when it has taken too long, on the clock of `time.monotonic`; None while it has nothing to do.
        hung: it was ended for that.
    """

    process: subprocess.Popen[bytes] | None = None
    used: bool = False
    until: float | None = None
    hung: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class _Work:
    future: Future[object]
    call: Call
    fresh: bool


Watch = Callable[[tuple[object, ...], At], None]
"""Told the arguments of a call and how far it is; from any thread."""


class WorkerProcesses(Executor):
    """Does calls in processes of its own, in the order in which they were submitted.

    A call whose process dies or takes too long ends with an error of its own, and the others go on.

    Args:
        jobs: number of processes.
        patience: how long a call may take.
        watch: told how far calls are.
        command: starts a process; None for `formcheck.batches.worker`.
        idle_s: after so long without a call a process ends, until the next one; None for never.
    """

    def __init__(
        self,
        jobs: int,
        patience: Patience | None = None,
        watch: Watch | None = None,
        command: Sequence[str] | None = None,
        idle_s: float | None = None,
    ) -> None:
        self._idle_s = idle_s
        self._patience, self._watch = patience or Patience(), watch
        self._command = command or worker_command()
        self._waiting: SimpleQueue[_Work | None] = SimpleQueue()
        self._closed, self._stopped, self._over = threading.Event(), threading.Event(), threading.Event()
        self._slots = [_Slot() for _ in range(jobs)]
        self._threads = [
            threading.Thread(target=self._serve, args=(slot,), daemon=True) for slot in self._slots
        ]
        self._watcher = threading.Thread(target=self._look_after, daemon=True)
        for thread in (*self._threads, self._watcher):
            thread.start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do ``fn(*args)`` in a process; `fn` lies at the top of a module and takes no names."""
        return self._put(fn, args, fresh=False)

    def submit_fresh(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The same, in a process that has done nothing before."""
        return self._put(fn, args, fresh=True)

    def _put(self, fn: Callable[..., T], args: tuple[object, ...], *, fresh: bool) -> Future[T]:
        if self._closed.is_set():
            raise RuntimeError("cannot schedule new futures after shutdown")
        future: Future[T] = Future()
        self._waiting.put(_Work(future, Call(fn, args), fresh))  # type: ignore[arg-type]
        return future

    @property
    def closed(self) -> bool:
        """Whether it takes no calls any more."""
        return self._closed.is_set()

    @property
    def pids(self) -> list[int]:
        """The processes that there are now."""
        return [slot.process.pid for slot in self._slots if slot.process is not None]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes: after what they do, or at once with `cancel_futures`."""
        self._closed.set()
        if cancel_futures:
            self._stopped.set()
            while not self._waiting.empty():
                with contextlib.suppress(Exception):
                    work = self._waiting.get_nowait()
                    if work is not None:
                        work.future.cancel()
            for slot in self._slots:
                _kill(slot)
        for _ in self._slots:
            self._waiting.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            self._over.set()
            self._watcher.join()

    def _serve(self, slot: _Slot) -> None:
        while (work := self._next(slot)) is not None:
            if not work.future.set_running_or_notify_cancel():
                continue
            try:
                work.future.set_result(self._do(slot, work))
            except BaseException as error:
                work.future.set_exception(error)
        _end(slot)

    def _next(self, slot: _Slot) -> _Work | None:
        try:
            return self._waiting.get(timeout=self._idle_s)
        except Empty:
            _end(slot)
            return self._waiting.get()

    def _do(self, slot: _Slot, work: _Work) -> object:
        if work.fresh and slot.used:
            _end(slot)
        call = pickle.dumps(work.call, pickle.HIGHEST_PROTOCOL)  # whole, or not at all
        slot.until, slot.hung = time.monotonic() + self._patience.first_s, False
        try:
            process = self._process(slot)
            slot.used = True
            assert process.stdin is not None
            process.stdin.write(call)
            process.stdin.flush()
            answer = self._answer(slot, process, work.call)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise _death(slot) from error
        finally:
            slot.until = None
        if answer.peak_mb > MOST_MB:
            _end(slot)
        if answer.error is not None:
            raise answer.error
        return answer.value

    def _answer(self, slot: _Slot, process: subprocess.Popen[bytes], call: Call) -> Answer:
        assert process.stdout is not None
        while True:
            message = pickle.load(process.stdout)
            now = time.monotonic()
            match message:
                case Answer():
                    return message
                case Alive():
                    slot.until = now + self._patience.first_s
                case Expect(film_s):
                    slot.until = now + self._patience.for_film(film_s)
                case At() if self._watch is not None:
                    self._watch(call.arguments, message)

    def _process(self, slot: _Slot) -> subprocess.Popen[bytes]:
        with slot.lock:
            if self._stopped.is_set():
                raise EOFError
            if slot.process is None:
                # A group of its own: Ctrl-C in the terminal is for the parent.
                slot.process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=environment(),
                    start_new_session=True,
                )
                slot.used = False
            return slot.process

    def _look_after(self) -> None:
        """End processes that take too long."""
        while not self._over.wait(_LOOK_EVERY_S) and any(one.is_alive() for one in self._threads):
            for slot in self._slots:
                if slot.until is not None and time.monotonic() > slot.until:
                    slot.hung = True
                    _kill(slot)


def _kill(slot: _Slot) -> None:
    with slot.lock:
        if slot.process is not None:
            slot.process.kill()


def _end(slot: _Slot) -> int | None:
    """End the process of a slot and give its exit status; None where there was none."""
    with slot.lock:
        process, slot.process, slot.used = slot.process, None, False
    if process is None:
        return None
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    try:
        return process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _death(slot: _Slot) -> WorkerDiedError | WorkerHungError:
    status = _end(slot)
    if slot.hung:
        return WorkerHungError("It took longer than its length allows", "Give it more time with --patience")
    how = f"signal {-status}" if status is not None and status < 0 else f"exit status {status}"
    remedy = "Run formcheck score on it alone, and report what it prints"
    if status == -9:
        remedy = f"{remedy}; {_KILLED}"
    return WorkerDiedError(f"Its process ended in the middle ({how})", remedy)


@contextlib.contextmanager
def own_processes(jobs: int, patience: Patience, watch: Watch | None = None) -> Iterator[WorkerProcesses]:
    """Processes that end with the block; at once, where it is left early. Arguments as of the class."""
    pool = WorkerProcesses(jobs, patience, watch, worker_command())
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def worker_command() -> list[str]:
    """The command line of a process."""
    return python("-m", "formcheck.batches.worker")


def usual_jobs() -> int:
    """Number of processes where nobody names one: a processor for each, and memory."""
    available = available_mb()
    fitting = processors() if available is None else int(available / USUAL_MB)
    return max(1, min(processors(), fitting))


def processors() -> int:
    """Number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
