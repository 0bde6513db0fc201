"""A process of a batch that scores one video after the other; it cannot outlive the one that started it.

Started by `formcheck.batches.processes` as ``python -m formcheck.batches.worker``. Calls come in on standard
input and messages go out on standard output, as pickles: `Alive`, `Expect` and `At` while it works, then one
`Answer` for each call.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
import traceback
from dataclasses import replace
from queue import SimpleQueue
from typing import BinaryIO

from formcheck.batches.messages import Alive, Answer, At, Call, Expect
from formcheck.batches.teller import TELLER, Teller
from formcheck.runtime.error_lines import as_formcheck_error
from formcheck.runtime.memory import peak_mb
from formcheck.runtime.startup import configure_libraries

TELL_EVERY_S = 0.25


class _Sender:
    def __init__(self, replies: BinaryIO) -> None:
        self._replies, self._told_s = replies, 0.0

    def send(self, message: Alive | Expect | At | Answer) -> None:
        pickle.dump(message, self._replies, pickle.HIGHEST_PROTOCOL)
        self._replies.flush()

    def now_and_then(self, message: Alive | At) -> None:
        if time.monotonic() - self._told_s > TELL_EVERY_S:
            self._told_s = time.monotonic()
            self.send(message)


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer calls until there are no more. The end of the requests ends the process in whatever it does."""
    calls: SimpleQueue[Call] = SimpleQueue()
    threading.Thread(target=_read, args=(requests, calls), daemon=True).start()
    sender = _Sender(replies)
    TELLER.set(
        Teller(
            alive=lambda: sender.now_and_then(Alive()),
            expect=lambda film_s: sender.send(Expect(film_s)),
            progress=lambda done_s, all_s: sender.now_and_then(At(done_s, all_s)),
        )
    )
    while True:
        sender.send(replace(_answer(calls.get()), peak_mb=peak_mb()))


def _answer(call: Call) -> Answer:
    try:
        return Answer(call.work(*call.arguments))
    except Exception as error:
        failure = as_formcheck_error(error)
        failure.add_note("".join(traceback.format_exception(error)))
        return Answer(error=failure)


def _read(requests: BinaryIO, calls: SimpleQueue[Call]) -> None:
    try:
        while True:
            calls.put(pickle.load(requests))
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(0)  # nobody waits for an answer any more; what is half-written has a temporary name


def main() -> None:
    """Serve whoever started this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    configure_libraries()
    replies = os.fdopen(os.dup(1), "wb")  # for messages alone: what a library prints goes to standard error
    os.dup2(2, 1)
    try:
        serve(sys.stdin.buffer, replies)
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main()
