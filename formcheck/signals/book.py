"""The virtual book: an object lying on the back of somebody on hands and knees.

Formulas and figures: docs/clinical.md#the-virtual-book.

It obeys real physics, stick-slip on a tilted plane, and is driven by nothing but what the camera's view can
measure. It is a coarse detector: it lies still through faults of 6 to 15 degrees, and it never proves that
the back is not hollow.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.signals.book_filter import Clock, Driver, FilterState, LowPass, ShiftState
from formcheck.signals.book_objects import BookObject, BookSettings, book_settings
from formcheck.signals.book_slide import GRAVITY, Motion, StickSlip, specific_force

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_CERTAIN_DEG = 1e-7
"""How far within the limit a tilt must be for the quick test to answer: far above any rounding."""
_DEG_PER_ACCELERATION = math.degrees(1.0 / GRAVITY)


@dataclass(frozen=True, slots=True)
class BookFrames:
    """The object through T frames.

    Attributes:
        x_cm: (T,) where its middle is, + cranial of where it was put; NaN while it is not on the back.
        y_cm: (T,) the same, + to the left.
        slid_cm: (T,) length of the way it has slid or rolled since it was put there; NaN likewise.
        fallen: (T,) bool, it has left the back (a liquid: is spilt), until it is placed anew.
    """

    x_cm: Floats
    y_cm: Floats
    slid_cm: Floats
    fallen: Bools

    def __len__(self) -> int:
        return len(self.x_cm)

    def __getitem__(self, rows: slice) -> BookFrames:
        """A view on some rows; only slices are taken."""
        return BookFrames(self.x_cm[rows], self.y_cm[rows], self.slid_cm[rows], self.fallen[rows])

    @classmethod
    def allocate(cls, count: int) -> BookFrames:
        """Frames with nothing written in them yet, except that nothing has fallen."""
        return cls(np.empty(count), np.empty(count), np.empty(count), np.zeros(count, bool))

    def write(self, begin: int, end: int, motion: Motion | None) -> None:
        """Put one motion into the frames from `begin` to before `end`; None is not on the back."""
        x, y, path = motion[:3] if motion else (math.nan, math.nan, math.nan)
        self.x_cm[begin:end].fill(100.0 * x)
        self.y_cm[begin:end].fill(100.0 * y)
        self.slid_cm[begin:end].fill(100.0 * path)
        if motion and motion.fallen:
            self.fallen[begin:end] = True


class _Inputs(NamedTuple):
    time: Floats
    pitch: Floats
    roll: Floats
    shift: Floats


class _Drive(NamedTuple):
    """Filtered drivers of one frame: degrees, degrees, m/s^2."""

    pitch: float
    roll: float
    acceleration: float


class BookState(NamedTuple):
    """All that a simulation remembers between chunks.

    Attributes:
        time: media time of the last frame since the object was placed; None while it is not on the back.
        pitch, roll, shift: the filters.
        drive: filtered drivers of the last frame.
        beyond: whether they may exceed the limit.
        motion: where the object is.
    """

    time: float | None
    pitch: FilterState | None
    roll: FilterState | None
    shift: ShiftState
    drive: _Drive
    beyond: bool
    motion: Motion


_START = BookState(None, None, None, ShiftState([], [], None, 0.0), _Drive(0.0, 0.0, 0.0), False, Motion())


class _Drivers(NamedTuple):
    """The drivers of T frames; None for what was never measured since the object was placed."""

    pitch: Driver | None
    roll: Driver | None
    acceleration: Driver | None

    def at(self, frame: int) -> _Drive:
        return _Drive(*[0.0 if driver is None else driver.values.item(frame) for driver in self])

    def unseen(self, frame: int) -> bool:
        """Whether something that drives the object is missing in this frame."""
        return any(driver is not None and driver.gap is not None and driver.gap[frame] for driver in self)


class BookSimulator:
    """Lays one object on the back and follows it.

    Args:
        obj: what lies there.
        guard_s: seconds for which the limit must be exceeded without a break before it lets go; by default
            what the settings say, 0 for the bare physics.
        settings: by default those that ship.
    """

    def __init__(
        self, obj: BookObject, *, guard_s: float | None = None, settings: BookSettings | None = None
    ) -> None:
        self.object = obj
        self.settings = settings or book_settings()
        self._low_pass = LowPass(self.settings.cutoff_hz)
        self._certain_deg = obj.limit_deg - _CERTAIN_DEG
        self._law = StickSlip(
            limit=obj.limit,
            mu_k=obj.mu_k,
            share=obj.rolling_share,
            spills=obj.kind == "liquid",
            half_length=obj.half_length_cm / 100.0,
            half_width=obj.half_width_cm / 100.0,
            guard_s=self.settings.guard_s if guard_s is None else guard_s,
            substep_s=self.settings.substep_s,
        )

    def start(self) -> BookState:
        """The state before the first frame."""
        return _START

    def step(
        self,
        time: Floats,
        pitch_deg: Floats,
        roll_deg: Floats,
        shift_m: Floats,
        placed: Bools,
        state: BookState,
    ) -> tuple[BookFrames, BookState]:
        """Follow the object through the next T frames. Any cutting into chunks gives the same bytes.

        A driver that this view cannot see is NaN throughout and contributes nothing. In a gap of a driver
        that was measured before, its last filtered angle is held, its acceleration is 0, and a resting
        object does not let go: nothing falls because of what was not seen.

        Args:
            time: (T,) media time in s. A repeated stamp, or one that goes back, is no new measurement.
            pitch_deg: (T,) angle of the back to the horizontal, + head up; a slide towards the feet is -x.
            roll_deg: (T,) angle about the long axis, + left side up; it then slides to the right, -y.
            shift_m: (T,) sideways position of the pelvis in metres, + to the left. NaN where the landmarks
                are doubtful (confidence below 0.6).
            placed: (T,) bool, whether the object is on the back. On each rising edge it is put in the
                middle, at rest, with fresh filters.
            state: `start()` or what the last call returned.

        Returns:
            The object in each frame, and the state to go on with.

        Raises:
            ValueError: arrays of unequal length.
        """
        count = len(time)
        if not len(pitch_deg) == len(roll_deg) == len(shift_m) == len(placed) == count:
            raise ValueError("time, pitch_deg, roll_deg, shift_m and placed must have the same length")
        frames = BookFrames.allocate(count)
        inputs = _Inputs(time, pitch_deg, roll_deg, shift_m)
        if count == 0:
            return frames, state
        edges = (np.flatnonzero(placed[1:] != placed[:-1]) + 1).tolist() if count > 1 else []
        if not edges and placed[0]:
            return frames, self._follow(inputs, state, frames)
        for begin, end in pairwise((0, *edges, count)):
            rows = slice(begin, end)
            if placed[begin]:
                state = self._follow(_Inputs(*[column[rows] for column in inputs]), state, frames[rows])
            else:
                frames.write(begin, end, None)
                state = _START
        return frames, state

    def rest_on(self, time: float, pitch_deg: float, state: BookState) -> BookState | None:
        """One more frame in which only the pitch is known and the object keeps lying where it is.

        The same arithmetic as `step`, without its arrays; None where something else happens, for `step` to
        work out.
        """
        filtered, motion = state.pitch, state.motion
        others = state.roll is not None or state.shift.times or state.beyond
        if filtered is None or others or motion.moving or motion.waited or motion.fallen:
            return None
        followed = self._low_pass.follow_one(time, pitch_deg, filtered)
        if followed is None or not abs(followed[0]) <= self._certain_deg:
            return None
        return BookState(time, followed[1], None, state.shift, _Drive(followed[0], 0.0, 0.0), False, motion)

    def _follow(self, inputs: _Inputs, state: BookState, out: BookFrames) -> BookState:
        """Follow the object, which is on the back in all these frames, and write to `out`."""
        if state.motion.fallen:
            out.write(0, len(inputs.time), state.motion)
            return state
        clock = _clock(inputs.time, state.time)
        settings = self.settings
        low_pass = self._low_pass
        pitched, pitch_state = low_pass.follow_angle(clock, inputs.pitch, state.pitch)
        rolled, roll_state = low_pass.follow_angle(clock, inputs.roll, state.roll)
        pushed, shift_state = low_pass.follow_shift(
            clock, inputs.shift, state.shift, settings.median_samples, settings.acceleration_limit
        )
        drivers = _Drivers(pitched, rolled, pushed)
        beyond = self._beyond(drivers)
        motion = self._move(clock.times, drivers, beyond, state, out)
        if motion.fallen:
            return _START._replace(time=clock.times[-1], motion=motion)
        last = beyond is not None and beyond.item(-1)
        return BookState(clock.times[-1], pitch_state, roll_state, shift_state, drivers.at(-1), last, motion)

    def _beyond(self, drivers: _Drivers) -> Bools | None:
        """(T,) whether the limit may be exceeded; None when it certainly never is.

        The tilt of the specific force is at most |pitch| + |roll| + atan(|acceleration| / g), and atan is
        below its argument, so a sum within the limit is certain to hold; the rest is worked out exactly.
        """
        bound: Floats | None = None
        for driver, degrees in zip(drivers, (1.0, 1.0, _DEG_PER_ACCELERATION), strict=True):
            if driver is not None:
                part = np.abs(driver.values) if degrees == 1.0 else np.abs(driver.values) * degrees
                bound = part if bound is None else bound + part
        if bound is None:
            return None
        beyond = bound > self._certain_deg
        return beyond if np.count_nonzero(beyond) else None

    def _move(
        self, times: list[float], drivers: _Drivers, beyond: Bools | None, state: BookState, out: BookFrames
    ) -> Motion:
        """Move the object through the intervals that end at these frames.

        Only those that may exceed the limit at one of their ends cost time: within the limit at both ends is
        within it throughout (see book_slide).
        """
        motion, count = state.motion, len(times)
        critical = _critical_intervals(beyond, state, count)
        frame = written = 0
        while True:
            if not motion.moving:
                following = next((row for row in critical if row >= frame), count)
                if following > frame:
                    motion = motion._replace(waited=0.0) if motion.waited else motion
                    frame = following
            if frame >= count or motion.fallen:
                break
            moved = self._through_interval(frame, times, drivers, state, motion)
            out.write(written, frame, motion)
            motion, written, frame = moved, frame, frame + 1
        out.write(written, count, motion)
        return motion

    def _through_interval(
        self, frame: int, times: list[float], drivers: _Drivers, state: BookState, motion: Motion
    ) -> Motion:
        """The motion at a frame, from that at the frame before."""
        before = times[frame - 1] if frame else state.time
        if before is None or times[frame] == before:
            return motion
        duration = times[frame] - before
        if duration > self.settings.gap_s:
            return motion._replace(moving=False, vx=0.0, vy=0.0, waited=0.0)
        if not motion.moving and drivers.unseen(frame):
            return motion
        start = drivers.at(frame - 1) if frame else state.drive
        return self._law.advance(motion, specific_force(*start), specific_force(*drivers.at(frame)), duration)


def _clock(time: Floats, before: float | None) -> Clock:
    """Times that never go back, also not behind the frame before."""
    times = time.tolist()
    rising = len(times) == 1 or bool((time[1:] > time[:-1]).all())
    if before is not None and times[0] < before:
        rising, times[0] = False, before
    return Clock(times if rising else list(accumulate(times, max)), rising)


def _critical_intervals(beyond: Bools | None, state: BookState, count: int) -> Iterator[int]:
    """Frames at which an interval ends that may exceed the limit at one of its ends."""
    if beyond is None and not state.beyond:
        return iter(())
    ends = np.zeros(count, bool) if beyond is None else beyond.copy()
    if beyond is not None:
        ends[1:] |= beyond[:-1]
    ends[0] |= state.beyond
    return iter(np.flatnonzero(ends).tolist())
