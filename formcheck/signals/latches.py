"""Memory without loops: latches, debounced conditions and runs over whole chunks, with a state between them.

A handful of operations works out an array whether a chunk has two frames or a million; a single frame goes
through plain numbers (see `samples`). The state is plain numbers in both cases, so any cutting of a recording
into chunks gives the same bytes (law 2).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from formcheck.signals.samples import Bools, FlagRows, Flags, Floats, Rows, Samples, where


def latch(on: Flags, off: Flags, before: bool) -> Flags:
    """A set-reset latch: true from a frame with `on` until a frame with `off`; `on` wins when both hold.

    Args:
        on, off: conditions.
        before: state just before the first frame.
    """
    if isinstance(on, bool):
        return on or (before and not off)
    row: Bools = latch_rows(on[None], np.asarray(off)[None], np.array([before]))[0]
    return row


def latch_rows(on: Bools, off: Bools, before: Bools) -> Bools:
    """`latch` for several conditions: (rows, T), (rows, T), (rows,) -> (rows, T)."""
    rows, length = on.shape
    # Each deciding frame writes a key that grows with time and whose lowest bit is the decision; the
    # running maximum is then the latest decision.
    keys = np.empty((rows, length + 1), np.int32)
    keys[:, 0] = before
    np.multiply(on | off, np.arange(2, 2 * length + 2, 2, dtype=np.int32), out=keys[:, 1:])
    keys[:, 1:] += on
    np.maximum.accumulate(keys, axis=1, out=keys)
    return (keys[:, 1:] & 1).astype(np.bool_)


def runs(state: Bools, time: Floats, before: Bools, since: Floats) -> Floats:
    """When the present run of equal values began.

    Args:
        state: (rows, T).
        time: (T,) seconds, increasing.
        before: (rows,) value just before the first frame.
        since: (rows,) when that value began.

    Returns:
        (rows, T) seconds.
    """
    began = np.empty((state.shape[0], state.shape[1] + 1))
    began[:, 0] = since
    began[:, 1] = np.where(state[:, 0] != before, time[0], -np.inf)
    if state.shape[1] > 1:
        began[:, 2:] = np.where(state[:, 1:] != state[:, :-1], time[1:], -np.inf)
    np.maximum.accumulate(began, axis=1, out=began)
    return began[:, 1:]


class DebounceState(NamedTuple):
    """Of each condition of a `Debounce`: whether it holds raw, since when (s), whether it is settled."""

    raw: tuple[bool, ...]
    since: tuple[float, ...]
    settled: tuple[bool, ...]

    @property
    def idle(self) -> bool:
        """No condition holds, raw or settled."""
        return not (True in self.raw or True in self.settled)

    def awake(self) -> set[int]:
        """Numbers of the conditions that hold, raw or settled."""
        if self.idle:
            return set()
        return {i for i, either in enumerate(zip(self.raw, self.settled, strict=True)) if True in either}


class Debounce:
    """Hysteresis in value and in time, for several conditions at once.

    A condition turns raw-true on `on`, raw-false on `off`, else it stays as it was (hysteresis in value).
    It is settled true once raw-true for `on_s` seconds, settled false once raw-false for `off_s`.
    """

    def __init__(self, on_s: tuple[float, ...], off_s: tuple[float, ...]) -> None:
        self._on_s, self._off_s = on_s, off_s
        self._on_column = np.array(on_s)[:, None]
        self._off_column = np.array(off_s)[:, None]

    def start(self, value: bool = False) -> DebounceState:
        """All conditions at `value`, for ever."""
        rows = len(self._on_s)
        return DebounceState((value,) * rows, (-np.inf,) * rows, (value,) * rows)

    def step(
        self, on: FlagRows, off: FlagRows, time: Samples, state: DebounceState
    ) -> tuple[FlagRows, Rows, DebounceState]:
        """Run over a chunk of at least one frame.

        Returns:
            which conditions are settled; when the present raw run of each began, seconds; the new state.
        """
        if isinstance(time, float):
            after = self._step_one(on, off, time, state)
            return after.settled, after.since, after
        settled, since, after = self.step_rows(list(range(len(on))), np.array(on), np.array(off), time, state)
        return tuple(settled), tuple(since), after

    def step_rows(
        self, rows: list[int], on: Bools, off: Bools, time: Floats, state: DebounceState
    ) -> tuple[Bools, Floats, DebounceState]:
        """`step` for some conditions, as (R, T) arrays; the others must be idle and stay so."""
        raw_before, since_before, settled_before = (np.array(values)[rows] for values in state)
        settled = np.repeat(settled_before[:, None], len(time), axis=1)
        since = np.repeat(since_before[:, None], len(time), axis=1)
        # Most conditions never hold in a chunk: only those that may change are worked out.
        awake = np.flatnonzero(on.any(axis=1) | raw_before | settled_before).tolist()
        if not awake:
            return settled, since, state
        named = [rows[i] for i in awake]
        raw = latch_rows(on[awake], off[awake], raw_before[awake])
        since[awake] = began = runs(raw, time, raw_before[awake], since_before[awake])
        lasted = time - began
        long, short = lasted >= self._on_column[named], lasted >= self._off_column[named]
        settled[awake] = latch_rows(raw & long, ~raw & short, settled_before[awake])
        raws, sinces, settleds = list(state.raw), list(state.since), list(state.settled)
        for i, row in enumerate(named):
            raws[row], sinces[row] = raw[i, -1].item(), since[awake[i], -1].item()
            settleds[row] = settled[awake[i], -1].item()
        return settled, since, DebounceState(tuple(raws), tuple(sinces), tuple(settleds))

    def _step_one(self, on: FlagRows, off: FlagRows, now: float, state: DebounceState) -> DebounceState:
        if True not in on and state.idle:
            return state
        values = tuple([up or (raw and not down) for up, down, raw in zip(on, off, state.raw, strict=True)])
        if values == state.raw == state.settled:  # as it was, and settled: time changes nothing
            return state
        return self.step_some(dict(enumerate(zip(on, off, strict=True))), now, state)

    def step_some(
        self, conditions: Mapping[int, tuple[Flags, Flags]], now: float, state: DebounceState
    ) -> DebounceState:
        """A single frame of which only some conditions need a look, by number: (on, off).

        The others must be idle.
        """
        raws, sinces, settleds = list(state.raw), list(state.since), list(state.settled)
        for row, (on, off) in conditions.items():
            value = bool(on or (raws[row] and not off))
            if value != raws[row]:
                raws[row], sinces[row] = value, now
            lasted = now - sinces[row]
            if value:
                settleds[row] = settleds[row] or lasted >= self._on_s[row]
            else:
                settleds[row] = settleds[row] and lasted < self._off_s[row]
        return DebounceState(tuple(raws), tuple(sinces), tuple(settleds))


NO_SAMPLE = (math.nan, -math.inf)
"""(value, time) for `latest` before the first sample."""


def latest(
    values: Samples, time: Samples, before: tuple[float, float], max_age_s: float
) -> tuple[Samples, tuple[float, float]]:
    """Hold the last finite value for a while; used for what is sampled more seldom than the frames.

    Args:
        values: NaN where nothing was sampled.
        time: seconds.
        before: (value, time) of the last sample before this chunk; NaN, -inf when there is none.
        max_age_s: a sample older than this is NaN again.

    Returns:
        values; (value, time) of the last sample.
    """
    if isinstance(time, float) and isinstance(values, float):
        last = (values, time) if values - values == 0.0 else before
        return (last[0] if time - last[1] <= max_age_s else math.nan), last
    values = np.asarray(values)
    index = np.where(np.isfinite(values), np.arange(1, len(values) + 1), 0)
    np.maximum.accumulate(index, out=index)
    samples, stamps = np.concatenate(([before[0]], values)), np.concatenate(([before[1]], np.asarray(time)))
    held = samples[index]
    held[time - stamps[index] > max_age_s] = np.nan
    return held, (float(samples[index[-1]]), float(stamps[index[-1]]))


def levels_at(
    values: Iterable[Samples], at: Flags, time: Samples, before: Iterable[tuple[float, float]]
) -> tuple[list[Samples], tuple[tuple[float, float], ...]]:
    """Each value as it was when a condition last held, however long ago.

    Args:
        values: any quantities.
        at: the condition.
        time: seconds.
        before: of each value (value, time) when the condition held last; NaN, -inf when it has not.

    Returns:
        levels of each value, NaN before the first; (value, time) of each.
    """
    held = [
        latest(where(at, value, math.nan), time, last, math.inf)
        for value, last in zip(values, before, strict=True)
    ]
    return [level for level, _ in held], tuple(last for _, last in held)


def running_best(values: Samples, reset: Flags, before: float) -> tuple[Samples, float]:
    """Highest value since the last reset; a frame with `reset` starts anew. NaN is passed over.

    Args:
        values: any quantity.
        reset: frames that start anew.
        before: best value before the chunk, -inf when there is none.

    Returns:
        best value in each frame, -inf where nothing has been measured since the reset; its last value.
    """
    if isinstance(values, float):
        best = -math.inf if reset else before
        best = values if not reset and values > best else best
        return best, best
    found = np.where(np.isnan(values) | reset, -np.inf, values)
    # Runs without a reset are short and few beside those with one: only they are gone through.
    edges = np.flatnonzero(np.diff(np.asarray(reset, np.int8), prepend=1, append=1)).tolist()
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        part = found[first:last]
        if first == 0:
            part[0] = max(part[0], before)
        np.maximum.accumulate(part, out=part)
    return found, float(found[-1])
