"""What `formcheck inspect` finds in a file, as other programs read it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from formcheck.scoring.result import ViewFound
from formcheck.scoring.source import Source

SCHEMA = 1


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stored(_Frozen):
    """How the file stores its pictures."""

    width: int
    height: int
    rotate_deg: int
    """Clockwise turn that the file asks for, after the mirror; it is done in all that is said."""
    mirror: bool


class Gap(_Frozen):
    """Time without a picture, in seconds of media time."""

    start_s: float
    end_s: float


class Rate(_Frozen):
    """How the pictures follow each other."""

    fps: float
    """Pictures a second, by the usual step from one to the next; 0 for a single picture."""
    uneven: float
    """0-1: share of the steps that are more than a fifth longer or shorter than the usual one."""
    gaps: list[Gap]
    """Steps in which nothing can be judged, the longest ten, in order of time."""
    gaps_s: float
    """Seconds in all such steps."""


class Looked(_Frozen):
    """How much was looked at with the pose network."""

    frames: int
    of: int
    """Pictures in the file, or frames in the recording or among the poses."""
    looks: int
    """1: all through, evenly."""
    every_s: float
    """Seconds from one look to the next: times found are right to within these."""
    decoded: int
    """Pictures that had to be decoded; 0 where there are none."""


class Person(_Frozen):
    """Shares, 0-1, of the frames that were looked at."""

    seen: float
    several: float
    """Of the frames in which people were counted: two or more."""
    cut_off: float
    """Of the frames in which the outline was read: it touches the edge of the picture."""


class Points(_Frozen):
    """What another program's file holds."""

    program: str
    """And its layout, as far as they can be told."""
    found: dict[str, float]
    """Name of each landmark that is found in it -> share of the frames, 0-1, in which it is."""
    absent: list[str]
    """Names of those in no frame: the program does not look for them, or never found them."""


class Suggestion(_Frozen):
    """An exercise that the file seems to show, and what scoring it would leave unmeasured."""

    exercise: str
    start_s: float
    end_s: float
    view: str
    """The view that it would be judged from."""
    near_side: Literal["left", "right"] | None
    measured: float
    """0-1: share of the exercise's frames that could be measured."""
    reasons: dict[str, float]
    """Share of its frames that could not be measured, by reason."""
    unmeasured: dict[str, str]
    """Faults that could not be judged, and what this view never shows, with the reason."""


class Inspection(_Frozen):
    """What a video, a recording or another program's poses hold, as far as it was looked at."""

    schema_: int = SCHEMA
    formcheck_version: str
    file: str
    """As it was named."""
    kind: Literal["video", "recording", "poses"]
    source: Source
    """As in `result.json`; `notes` tell damage only as far as the file was decoded."""
    stored: Stored | None = None
    """None where there are no pictures."""
    points: Points | None = None
    """Of poses of another program; else None."""
    rate: Rate
    looked: Looked
    person: Person
    view_found: ViewFound | None
    turn_deg: Literal[0, 90, 180, 270] = 0
    """Further clockwise turn that the picture seems to need, as for `--rotate`; what is suggested is that of
    the turned picture."""
    slow_motion: float | None = None
    """How many times slower than life it plays, as its camera says; None where it says nothing."""
    exercises: list[Suggestion]
    """In order of time; [] where none was recognised."""
    reasons: dict[str, float] = {}
    """Where none was recognised: share of the frames by reason."""
    seen: dict[str, float] = {}
    """Share of the frames in postures that are no exercise by themselves."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: "schema" if name == "schema_" else name,
        populate_by_name=True,
    )

    @property
    def names(self) -> list[str]:
        """The exercises, each once, in order of time."""
        return list(dict.fromkeys(part.exercise for part in self.exercises))
