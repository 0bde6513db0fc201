"""Bird-dog from high in front: trunk roll, sideways shift, which limbs moved. Pitch is not visible here."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.base import Measured, Options
from formcheck.exercises.bird_dog.front_rows import FrontRows, rows_of_points, with_told
from formcheck.exercises.bird_dog.front_way import FrontWay, Seen, WayState
from formcheck.exercises.bird_dog.limits import BirdDogLimits
from formcheck.exercises.bird_dog.repetition import judge_repetition
from formcheck.exercises.bird_dog.spec import FRONT_SPEC
from formcheck.judge.calibration import Reference, Refusal
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.pose.track import Track
from formcheck.signals.body import Body
from formcheck.signals.samples import Flags, Samples, Table
from formcheck.signals.trunk import NOTHING_TOLD, TrunkState, is_told, told_trunk


class FrontState(NamedTuple):
    """State of both ways to read it.

    Attributes:
        points: by the landmarks alone.
        head: with what the trunk head tells.
        trunk: what it told last.
        told: it has told anything: from then on only its way counts.
    """

    points: WayState
    head: WayState
    trunk: TrunkState
    told: bool


class BirdDogFront:
    """Bird-dog seen from high in front.

    The landmarks alone show the roll where the network sees a knee, and only against this person's own first
    rest. Where the trunk head tells it (not in recordings of format 1 and 2, nor of other networks), it is
    read against the picture's vertical.
    """

    spec = FRONT_SPEC

    def __init__(self, config: ExerciseConfig[BirdDogLimits], options: Options) -> None:
        self.config = config
        self._options = options
        self._points = FrontWay(config, options, told=False)
        self._head = FrontWay(config, options, told=True)

    def start(self, reference: Reference | None) -> FrontState:
        """Nothing seen yet."""
        return FrontState(self._points.start(reference), self._head.start(reference), NOTHING_TOLD, False)

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: FrontState
    ) -> tuple[Measured, FrontState]:
        """Signals of a chunk of at least one frame."""
        rows = rows_of_points(body, track)
        trunk, trunk_state = told_trunk(track, time, state.trunk)
        first = 0 if state.told else _first(is_told(track))
        seen, after = Seen(usable, body.legs_unsure, body.arms_unsure), state._replace(trunk=trunk_state)
        if first is None:
            points, way = self._points.measure(rows, time, seen, state.points)
            return points, after._replace(points=way)
        if not first:
            head, way = self._head.measure(with_told(rows, trunk), time, seen, state.head)
            return head, after._replace(head=way, told=True)
        before, later = slice(0, first), slice(first, None)
        points, points_way = self._points.measure(
            _part(rows, before), np.asarray(time)[before], _part(seen, before), state.points
        )
        head, head_way = self._head.measure(
            _part(with_told(rows, trunk), later), np.asarray(time)[later], _part(seen, later), state.head
        )
        return _joined(points, head), after._replace(points=points_way, head=head_way, told=True)

    def reference(self, state: FrontState) -> Reference | None:
        """The personal reference, once there is one."""
        return self._way(state).calibration.reference

    def refused(self, state: FrontState) -> tuple[Refusal, ...]:
        """What was read and is no reference, see `Calibrator`."""
        return self._way(state).calibration.refused

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A repetition with its pair of limbs."""
        k = self.config.limits
        book, driven_by = self._options.book, ("roll", "shift")
        return judge_repetition(segment, self.config, book, driven_by, k.front_leg_down, k.front_arm_from)

    @staticmethod
    def _way(state: FrontState) -> WayState:
        return state.head if state.told else state.points


R = TypeVar("R", FrontRows, Seen)


def _first(told: Flags) -> int | None:
    """The first frame of a chunk for which it holds."""
    if isinstance(told, bool):
        return 0 if told else None
    return int(told.argmax()) if told.any() else None


def _part(rows: R, part: slice) -> R:
    """Some frames of a chunk; what is the same throughout stays."""
    return type(rows)(*(row[part] if isinstance(row, np.ndarray) else row for row in rows))


def _joined(one: Measured, other: Measured) -> Measured:
    """Two chunks of several frames as one."""

    def table(before: Table, after: Table) -> Table:
        return np.concatenate((np.asarray(before), np.asarray(after)), axis=1)

    def row(before: Samples | Flags, after: Samples | Flags) -> NDArray[np.generic]:
        return np.concatenate((np.asarray(before), np.asarray(after)))

    return Measured(
        signals=table(one.signals, other.signals),
        posture_on=row(one.posture_on, other.posture_on).astype(bool),
        posture_off=row(one.posture_off, other.posture_off).astype(bool),
        drive=row(one.drive, other.drive).astype(np.float64),
        calibrated=row(one.calibrated, other.calibrated).astype(bool),
        extra=table(one.extra, other.extra),
    )
