"""When the virtual object lies on the back, and what drives it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.signals.book import BookSimulator, BookState
from formcheck.signals.book_objects import book_object
from formcheck.signals.lanes import Lane, negated
from formcheck.signals.latches import latch


class LyingState(NamedTuple):
    """Carry: a limb is on its way, the body is in posture, the simulation."""

    moving: bool
    in_posture: bool
    book: BookState


class Lying(NamedTuple):
    """Where the object is, as lanes: cm, NaN while it is not on the back; `fallen` 1 or 0."""

    x_cm: Lane
    y_cm: Lane
    slid_cm: Lane
    fallen: Lane


class BookOnBack:
    """The object lies on the back from calibration on; it is laid anew as each repetition begins."""

    def __init__(self, name: str, limits: dict[str, float]) -> None:
        self._simulator = BookSimulator(book_object(name))
        self._on, self._off = limits["drive_on"], limits["drive_off"]

    def start(self) -> LyingState:
        """Nothing on the back."""
        return LyingState(False, False, self._simulator.start())

    def step(
        self,
        time: Lane,
        drivers: dict[str, Lane],
        drive: Lane,
        on: Lane,
        off: Lane,
        calibrated: Lane,
        state: LyingState,
    ) -> tuple[Lying, LyingState]:
        """Follow the object. `drivers` has what this view sees of "pitch", "roll" (degrees) and "shift"
        (m).
        """
        moving = latch(drive > self._on, drive < self._off, state.moving)
        in_posture = latch(on, off, state.in_posture)
        single = type(time) is float
        was = state.moving if single else np.concatenate(([state.moving], moving[:-1]))
        placed = in_posture & calibrated & negated(moving & negated(was))
        if single and not placed:
            after = LyingState(moving, in_posture, self._simulator.start())
            return Lying(math.nan, math.nan, math.nan, 0.0), after
        if single and drivers.keys() == {"pitch"}:
            resting = self._simulator.rest_on(time, drivers["pitch"], state.book)
            if resting is not None:
                x, y, slid = (100.0 * value for value in resting.motion[:3])
                return Lying(x, y, slid, 0.0), LyingState(moving, in_posture, resting)
        stamps = np.array([time]) if single else time
        unseen = np.full(len(stamps), np.nan)
        lanes = [drivers.get(name) for name in ("pitch", "roll", "shift")]
        pitch, roll, shift = (
            unseen if lane is None else np.array([lane]) if single else lane for lane in lanes
        )
        frames, book = self._simulator.step(
            stamps, pitch, roll, shift, np.array([placed]) if single else placed, state.book
        )
        if single:
            values = (
                frames.x_cm.item(),
                frames.y_cm.item(),
                frames.slid_cm.item(),
                float(frames.fallen.item()),
            )
            return Lying(*values), LyingState(moving, in_posture, book)
        lying = Lying(frames.x_cm, frames.y_cm, frames.slid_cm, frames.fallen.astype(np.float64))
        return lying, LyingState(moving[-1].item(), in_posture[-1].item(), book)
