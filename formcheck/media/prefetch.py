"""Reading ahead in a background thread, so that decoding overlaps with what the consumer does."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_WAKE_S = 0.5
"""How often a waiting consumer wakes: a blocked wait cannot be interrupted by Ctrl-C on Windows."""


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None


class Prefetch(Generic[T]):
    """Iterates over `source` in a background thread, at most `depth` items ahead.

    Items come in order; an error in the source is raised in the consumer at its place. `close()` (or
    garbage collection of the iterator) stops the thread; it never waits longer than `patience_s`.

    Args:
        source: what to read; only the background thread touches it, and it closes it at the end.
        depth: how many finished items may wait, at least 1.
        patience_s: how long `close` waits for a read that hangs (a lost network drive).
    """

    def __init__(self, source: Iterator[T], depth: int, patience_s: float = 5.0) -> None:
        self._ready: queue.Queue[T | _End] = queue.Queue(max(1, depth))
        self._stop = threading.Event()
        self._patience_s = patience_s
        self._thread = threading.Thread(
            target=_pump, args=(source, self._ready, self._stop), name="formcheck-decode", daemon=True
        )
        self._thread.start()

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        while not self._stop.is_set():
            try:
                item = self._ready.get(timeout=_WAKE_S)
            except queue.Empty:
                continue
            if not isinstance(item, _End):
                return item
            self.close()
            if item.error is not None:
                raise item.error
        raise StopIteration

    def close(self) -> bool:
        """Stop the thread; calling it twice is allowed. Returns whether the thread has really ended."""
        self._let_go()
        self._thread.join(self._patience_s)
        return not self._thread.is_alive()

    def _let_go(self) -> None:
        self._stop.set()
        # The pump looks at the flag after every put, so one free place is all it needs to come to an end.
        while not self._ready.empty():
            with contextlib.suppress(queue.Empty):
                self._ready.get_nowait()

    def __del__(self) -> None:
        self._let_go()


def _pump(source: Iterator[T], ready: queue.Queue[T | _End], stop: threading.Event) -> None:
    error: BaseException | None = None
    try:
        for item in source:
            ready.put(item)
            if stop.is_set():
                break
    except BaseException as caught:  # handed to the consumer, whatever it is
        error = caught
    finally:
        close = getattr(source, "close", None)
        if close is not None:
            close()
    if not stop.is_set():
        ready.put(_End(error))
