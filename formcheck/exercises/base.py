"""What an exercise is: a rule that turns a body into signals, and a few facts about how to show it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, TypeAlias, TypeVar

import numpy as np

from formcheck.judge.calibration import Reference, Refusal
from formcheck.judge.config import ExerciseConfig, Limits
from formcheck.judge.main_faults import MainFault
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import NOTHING_SEEN, SIGNAL_ROW, SIGNALS
from formcheck.pose.track import Track
from formcheck.signals.body import Body
from formcheck.signals.gates import Framing
from formcheck.signals.level import FloorLine
from formcheck.signals.picture_edge import Place
from formcheck.signals.samples import Codes, Flags, Samples, Table
from formcheck.signals.view import ViewName


@dataclass(frozen=True, slots=True)
class PostureSignature:
    """The postures of an exercise. A recording is cut into its exercises by them.

    Attributes:
        doing: postures (`formcheck.signals.posture.POSTURES`) in which it is being done.
        resting: further postures that belong to it, between repetitions and just before the first.
        sign: what of `doing` shows this exercise: being in the posture at all; the back swinging to and fro
            in it; staying in it quietly; changing between these postures again and again; or being in it
            alone, in a recording without any other exercise, since everybody stands and sits before and
            after one.
        least_s: of one that is done alone, how long at least in one go, seconds.
    """

    doing: tuple[str, ...]
    resting: tuple[str, ...] = ()
    sign: Literal["posture", "swings", "quiet", "changes", "alone"] = "posture"
    least_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ExerciseSpec:
    """Facts about an exercise that the edges show.

    Attributes:
        name: as on the command line and in results.
        main_signal: the column that the strip chart shows.
        needed: a frame in which none of these columns could be measured is unmeasured.
        judged_line: near-side landmarks between which the judged line is drawn, e.g. ("shoulder", "ankle");
            None where no line is judged.
        judged_point: the near-side landmark held against that line, or None.
        line_signal: the column that the judged line stands for: a frame without it has no such line; "" for
            the main signal.
        plus_is_down: the main signal counts towards the floor, so a chart draws larger values lower.
        outline: which outline the lumbar signal is read from, or None.
        belly_down: whether the belly faces the floor in this exercise.
        moves: whether it consists of movements (repetitions) or of one posture that is held.
        calibrated: names of the reference's values, in order.
        main_faults: what the exercise exists for: where one of these could not be judged, no verdict is
            unqualified (`formcheck.scoring.verdicts`).
        scores_form: False where the camera cannot see what makes the form good; the result then has no word
            for it, only what was seen.
        posture_signature: its postures; without them `--exercise auto` does not find it.
        framing: what the camera has to see; only in a sagittal one has the body a near side.
        posture_places: which points tell its posture; None for those of its framing. Beyond the edge of the
            picture they close the gate `out_of_frame`.
        needs: the places that each signal is read from. A signal is left out while one of them is out of the
            picture, and nothing else is.
        out_of_view: what the camera can never see of this exercise, as `fault.NAME` in the words; the result
            lists it as unmeasured.
        shown_from: faults that only one of several views of one recording shows -> that view; from another
        one
            they are unmeasured.
        floor: which points stand on the floor, to see from the side whether the camera is level; None where
            none do.
        upright: it is done upright, so that near and far shoulder lie across the trunk (`FramingGates`).
        carries: an object lies on the back, in thought.
        easier, harder: names of the exercises that are its easier and its harder variant, or "". Where one of
            two names the other, that one may leave the name out (`formcheck.exercises.steps`).
    """

    name: str
    main_signal: str
    needed: tuple[str, ...]
    judged_line: tuple[str, str] | None
    judged_point: str | None
    plus_is_down: bool
    outline: Literal["dorsal", "ventral"] | None
    belly_down: bool
    moves: bool
    calibrated: tuple[str, ...]
    main_faults: tuple[MainFault, ...] = ()
    scores_form: bool = True
    posture_signature: PostureSignature | None = None
    framing: Framing = "sagittal"
    posture_places: tuple[Place, ...] | None = None
    needs: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    out_of_view: tuple[str, ...] = ()
    shown_from: Mapping[str, ViewName] = field(default_factory=dict)
    line_signal: str = ""
    floor: FloorLine | None = None
    upright: bool = False
    carries: bool = False
    easier: str = ""
    harder: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """Choices of one scoring that reach the rules.

    Attributes:
        calibrate_during_s: (from, until) in media time, until None for no end: only frames within enter a
            reference; None for all.
    """

    view: str = "side"
    side: str | None = None
    calibrate: bool = True
    book: str = "book"
    strictness: float = 1.0
    calibrate_during_s: tuple[tuple[float, float | None], ...] | None = None

    def calibrates(self, time: Samples) -> Flags:
        """Whether frames at these media times may enter a personal reference."""
        if not self.calibrate or self.calibrate_during_s is None:
            return self.calibrate
        within: Flags = False
        for from_s, until_s in self.calibrate_during_s:
            within = within | ((time >= from_s) & (True if until_s is None else time < until_s))
        return within


class Measured(NamedTuple):
    """What a rule saw in a chunk.

    Attributes:
        signals: rows in the order of SIGNALS, NaN where this view cannot give it.
        posture_on, posture_off: the body is in, or is clearly out of, the exercise's posture. Neither
            holds where that is unknown.
        drive: how far the movement has gone, 0 at rest, 1 at the top; for a hold 1 in posture.
        calibrated: a personal reference is in force.
        extra: further rows that the rule wants back when a movement ends.
        shown_faults: bits of the faults (all, and major ones) of a movement that has just ended. They are
            shown in the frames after it and count in no frame of the next movement. None for an exercise
            without such faults.
        left: of an exercise that is done on one side at a time: it is the left; None for any other exercise.
        seen: code in `SEEN` of what the body does instead of the exercise, or `NOTHING_SEEN`; it counts where
            the body is not in the posture.
    """

    signals: Table
    posture_on: Flags
    posture_off: Flags
    drive: Samples
    calibrated: Flags
    extra: Table
    shown_faults: tuple[Codes, Codes] | None = None
    left: Flags | None = None
    seen: Codes = NOTHING_SEEN


State = TypeVar("State")
L = TypeVar("L", bound=Limits)


class Rule(Protocol[State]):
    """One exercise, for one recording's options. It has no memory: the caller keeps its `State` (law 2)."""

    @property
    def spec(self) -> ExerciseSpec:
        """Facts about the exercise."""
        ...

    @property
    def config(self) -> ExerciseConfig[Limits]:
        """Its bands, limits, timing and dose."""
        ...

    def start(self, reference: Reference | None) -> State:
        """State before the first frame, calibrated beforehand when `reference` is given."""
        ...

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: State
    ) -> tuple[Measured, State]:
        """Signals of a chunk of at least one frame; only `usable` frames may enter a reference."""
        ...

    def reference(self, state: State) -> Reference | None:
        """The personal reference in force, if any."""
        ...

    def refused(self, state: State) -> tuple[Refusal, ...]:
        """The latest refusal of each value of a reference; their rows are those of `spec.calibrated`."""
        ...

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """What only the whole movement shows: its kind, its side, faults of the repetition, the book."""
        ...


RuleMaker: TypeAlias = "Callable[[ExerciseConfig[L], Options], Rule[State]]"
"""Makes the rule of an exercise with the limits `L`."""
_UNSEEN: list[Samples] = [math.nan] * len(SIGNALS)


def signal_table(measured: Mapping[str, Samples], time: Samples) -> Table:
    """Signals in the order of SIGNALS; what is not in `measured` is NaN."""
    if isinstance(time, float):
        row = _UNSEEN.copy()
        for name, value in measured.items():
            row[SIGNAL_ROW[name]] = value
        return row
    rows = np.full((len(SIGNALS), len(time)), np.nan)
    for name, values in measured.items():
        rows[SIGNAL_ROW[name]] = values
    return rows
