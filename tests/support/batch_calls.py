"""What the processes of a batch are told to do in tests."""

from __future__ import annotations

import os
import signal
import time

from formcheck.batches.teller import TELLER
from formcheck.errors import InputError


def own_pid() -> int:
    """The process that does it."""
    return os.getpid()


def fail(message: str) -> None:
    """An error of ours."""
    raise InputError(message, "Mend it")


def slip() -> None:
    """A mistake in the program."""
    raise KeyError("slip")


def die(number: int) -> None:
    """Ends its own process by a signal."""
    os.kill(os.getpid(), number)
    time.sleep(60)


def hang(film_s: float | None) -> None:
    """Does nothing more; of a film whose length it has told, or before that."""
    teller = TELLER.get()
    assert teller is not None
    if film_s is not None:
        teller.expect(film_s)
    time.sleep(60)


def take(seconds: float, film_s: float) -> str:
    """Takes its time, which the film's length allows."""
    teller = TELLER.get()
    assert teller is not None
    teller.expect(film_s)
    time.sleep(seconds)
    return "done"


def print_much() -> str:
    """Libraries print what they like, also past Python."""
    os.write(1, b"x" * 100_000)
    print("y" * 100_000)
    return "done"


SIGNAL = signal.SIGSEGV if os.name == "posix" else signal.SIGTERM
