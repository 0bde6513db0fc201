"""Reads ahead in a background thread, so that decoding and the work of the consumer overlap."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_WAKE_S = 0.5
"""Longest wait of a consumer before it looks for Ctrl-C, which cannot interrupt a blocked wait on Windows."""


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None


class Prefetch(Generic[T]):
    """Iterates over `source` in a background thread, at most `depth` items ahead.

    Items come in order. An error of the source is raised in the consumer, after the items before it. `close`
    (or garbage collection of the iterator) stops the thread.

    Args:
        source: what to read. Only the background thread uses it, and closes it at the end.
        depth: how many items may be ready and not yet taken, at least 1.
        close_wait_s: longest time that `close` waits for a read that hangs (a lost network drive).
    """

    def __init__(self, source: Iterator[T], depth: int, close_wait_s: float = 5.0) -> None:
        self._ready: queue.Queue[T | _End] = queue.Queue(max(1, depth))
        self._stop = threading.Event()
        self._close_wait_s = close_wait_s
        self._thread = threading.Thread(
            target=_read_all, args=(source, self._ready, self._stop), name="formcheck-decode", daemon=True
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
        """Stop the thread; returns whether it has ended. Calling it twice is allowed."""
        self._request_stop()
        self._thread.join(self._close_wait_s)
        return not self._thread.is_alive()

    def _request_stop(self) -> None:
        self._stop.set()
        # The thread looks at the flag after every put: one free place is enough for it to end.
        while not self._ready.empty():
            with contextlib.suppress(queue.Empty):
                self._ready.get_nowait()

    def __del__(self) -> None:
        self._request_stop()


def _read_all(source: Iterator[T], ready: queue.Queue[T | _End], stop: threading.Event) -> None:
    error: BaseException | None = None
    try:
        for item in source:
            ready.put(item)
            if stop.is_set():
                break
    except BaseException as caught:  # whatever it is, the consumer gets it
        error = caught
    finally:
        close = getattr(source, "close", None)
        if close is not None:
            close()
    if not stop.is_set():
        ready.put(_End(error))
