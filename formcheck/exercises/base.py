"""What an exercise is: a rule that turns a body into signals, and a few facts about how to show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.calibration import Reference
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import SIGNALS
from formcheck.pose.track import Track
from formcheck.signals.body import Body

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ExerciseSpec:
    """Facts about an exercise that the edges show.

    Attributes:
        name: as on the command line and in results.
        main_signal: the column that the strip chart shows.
        needed: a frame in which none of these columns could be measured is unmeasured.
        judged_line: near-side landmarks between which the judged line is drawn, e.g. ("shoulder", "ankle").
        judged_point: the near-side landmark held against that line, or None.
        plus_is_down: the main signal counts towards the floor, so a chart draws larger values lower.
        outline: which outline the lumbar signal is read from.
        belly_down: whether the belly faces the floor in this exercise.
        moves: whether it consists of movements (repetitions) or of one posture that is held.
        calibrated: names of the reference's values, in order.
    """

    name: str
    main_signal: str
    needed: tuple[str, ...]
    judged_line: tuple[str, str]
    judged_point: str | None
    plus_is_down: bool
    outline: Literal["dorsal", "ventral"]
    belly_down: bool
    moves: bool
    calibrated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """Choices of one scoring that reach the rules."""

    view: str = "side"
    side: str | None = None
    calibrate: bool = True
    book: str = "book"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a rule saw in a chunk of T frames.

    Attributes:
        signals: (S, T) in the order of SIGNALS, NaN where this view cannot give it.
        posture_on, posture_off: (T,) the body is in, or is clearly out of, the exercise's posture. Neither
            holds where it cannot be told.
        drive: (T,) how far the movement has gone, 0 at rest, 1 at the top; for a hold 1 in posture.
        calibrated: (T,) a personal reference is in force.
        extra: (X, T) further rows that the rule wants back when a movement ends.
    """

    signals: Floats
    posture_on: Bools
    posture_off: Bools
    drive: Floats
    calibrated: Bools
    extra: Floats


class Rule(Protocol):
    """One exercise, for one recording's options. Stateless; memory walks beside it (law 2)."""

    spec: ExerciseSpec
    config: ExerciseConfig

    def start(self, reference: Reference | None) -> Any:
        """State before the first frame, calibrated beforehand when `reference` is given."""
        ...

    def measure(self, track: Track, body: Body, usable: Bools, state: Any) -> tuple[Measured, Any]:
        """Signals of a chunk of at least one frame; only `usable` frames may enter a reference."""
        ...

    def reference(self, state: Any) -> Reference | None:
        """The personal reference in force, if any."""
        ...

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """What only the whole movement shows: its kind, its side, faults of the repetition, the book."""
        ...


def no_signals(length: int) -> Floats:
    """(S, length) of NaN, to be filled."""
    return np.full((len(SIGNALS), length), np.nan)
