"""Ctrl-C in this process: the first asks, a second one is an ordinary one."""

from __future__ import annotations

import signal
from types import SimpleNamespace

import pytest

from formcheck.runtime.interrupt import SAME_PRESS_S, GentleStop


def test_the_second_ctrl_c_is_an_ordinary_one(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 5.0
    monkeypatch.setattr("formcheck.runtime.interrupt.time", SimpleNamespace(monotonic=lambda: now_s))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with GentleStop() as stop:
            signal.raise_signal(signal.SIGINT)
            assert stop.asked
            now_s += 0.9 * SAME_PRESS_S
            signal.raise_signal(signal.SIGINT)  # bounces
            now_s += 0.2 * SAME_PRESS_S
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
