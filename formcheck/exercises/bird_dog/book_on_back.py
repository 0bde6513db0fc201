"""When the virtual object lies on the back, and what drives it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.judge.config import DriveEdges
from formcheck.signals.book import BookSimulator, BookState
from formcheck.signals.book_objects import book_object
from formcheck.signals.latches import latch
from formcheck.signals.samples import Bools, Flags, Floats, Samples, last, negated


class LyingState(NamedTuple):
    """State: a limb is on its way, the body is in posture, the simulation."""

    moving: bool
    in_posture: bool
    book: BookState


class Lying(NamedTuple):
    """Where the object is, cm, NaN while it is not on the back; `fallen` 1 or 0."""

    x_cm: Samples
    y_cm: Samples
    slid_cm: Samples
    fallen: Samples


_NOT_ON_THE_BACK = Lying(math.nan, math.nan, math.nan, 0.0)


class Drivers(NamedTuple):
    """What a view sees of what drives the object; None for what it cannot see.

    Attributes:
        pitch, roll: of the back, degrees.
        shift: of the pelvis to the left, metres.
    """

    pitch: Samples | None = None
    roll: Samples | None = None
    shift: Samples | None = None


class BookOnBack:
    """The object lies on the back from calibration on; it is laid anew as each repetition begins."""

    def __init__(self, name: str, drive: DriveEdges) -> None:
        self._simulator = BookSimulator(book_object(name))
        self._on, self._off = drive.on, drive.off

    def start(self) -> LyingState:
        """Nothing on the back."""
        return LyingState(False, False, self._simulator.start())

    def step(
        self,
        time: Samples,
        drivers: Drivers,
        drive: Samples,
        on: Flags,
        off: Flags,
        calibrated: Flags,
        state: LyingState,
    ) -> tuple[Lying, LyingState]:
        """Follow the object through a chunk of at least one frame."""
        moving = latch(drive > self._on, drive < self._off, state.moving)
        in_posture = latch(on, off, state.in_posture)
        was = state.moving if isinstance(moving, bool) else np.concatenate(([state.moving], moving[:-1]))
        placed = in_posture & calibrated & negated(moving & negated(was))
        if isinstance(placed, bool):
            lying, book = self._step_one(float(time), drivers, placed, state.book)
        else:
            lying, book = self._step_many(np.asarray(time), drivers, placed, state.book)
        return lying, LyingState(last(moving), last(in_posture), book)

    def _step_one(
        self, now: float, drivers: Drivers, placed: bool, state: BookState
    ) -> tuple[Lying, BookState]:
        if not placed:
            return _NOT_ON_THE_BACK, self._simulator.start()
        if drivers.pitch is not None and drivers.roll is None and drivers.shift is None:
            resting = self._simulator.rest_on(now, float(drivers.pitch), state)
            if resting is not None:
                x, y, slid = (100.0 * value for value in resting.motion[:3])
                return Lying(x, y, slid, 0.0), resting
        lying, book = self._step_many(np.array([now]), drivers, np.array([placed]), state)
        return Lying(*[float(np.asarray(values).item()) for values in lying]), book

    def _step_many(
        self, time: Floats, drivers: Drivers, placed: Bools, state: BookState
    ) -> tuple[Lying, BookState]:
        unseen = np.full(len(time), np.nan)
        pitch, roll, shift = (unseen if values is None else np.atleast_1d(values) for values in drivers)
        frames, book = self._simulator.step(time, pitch, roll, shift, placed, state)
        return Lying(frames.x_cm, frames.y_cm, frames.slid_cm, frames.fallen.astype(np.float64)), book
