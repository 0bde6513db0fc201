"""The clock of `formcheck bench --stages`: each stage has its own time, and what it calls has its."""

from __future__ import annotations

import time

from formcheck.cli.bench.stages import STAGES, StageClock


def _busy(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_a_stage_does_not_count_what_it_calls_of_another() -> None:
    clock = StageClock()
    inner = clock.timed("inner", _busy)

    def both() -> None:
        _busy(0.02)
        inner(0.06)

    clock.timed("outer", both)()
    assert 0.02 <= clock.seconds["outer"] < 0.05
    assert 0.06 <= clock.seconds["inner"] < 0.09


def test_the_program_is_as_before_afterwards() -> None:
    before = [getattr(owner, name) for _, owner, name in STAGES]
    with StageClock().watching():
        assert all(getattr(o, n) is not f for (_, o, n), f in zip(STAGES, before, strict=True))
    assert [getattr(owner, name) for _, owner, name in STAGES] == before
