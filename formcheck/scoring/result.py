"""`result.json`, schema 1: the models other programs rely on.

Its parts: where it comes from (`scoring.source`), what it was judged by (`scoring.judged_by`), its events
(`scoring.event`). Changing a name or a meaning in any of them needs a new `SCHEMA` number and a line in the
changelog.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from formcheck.judge.vocabulary import COMING
from formcheck.scoring.event import Event
from formcheck.scoring.judged_by import Calibration, Thresholds
from formcheck.scoring.serialised import without_nothing
from formcheck.scoring.source import Source

SCHEMA = 1

Word = Literal["good", "almost", "different", "not_measured"]
PointGrade = Literal["almost", "different"]


class Pose(BaseModel, frozen=True, extra="forbid"):
    """Which network saw the person."""

    backend: str
    model: str
    sha256: str


class ViewFound(BaseModel, frozen=True, extra="forbid"):
    """Where the camera was seen to stand, whatever the recording was judged as."""

    view: Literal["side", "front", "front-high", "oblique"]
    confidence: float
    """0-1: share of the frames that say so, each weighed by how clearly."""
    yaw_deg: int | None = None
    """Seen more or less from the side: how far the camera is turned away from straight beside the body."""
    towards: Literal["head", "feet"] | None = None
    """The end of the body that it is turned to."""


class Coverage(BaseModel, frozen=True, extra="forbid"):
    """Share of the active time that could be measured, 0-1, and the share lost to each reason."""

    measured: float
    active_s: float
    reasons: dict[str, float]
    signals: dict[str, float] = {}
    """Share of the active time in which each judged signal could be measured."""
    seen: dict[str, float] = {}
    """Share of the recording in which each was seen instead of the exercise's posture, with the reason
    "wrong_posture"; not in `result.json` where there is none."""

    @property
    def seen_most(self) -> str | None:
        """What was seen longest instead; standing and sitting, as between exercises, only without another.

        What was seen in less than half of the rest of that time says nothing of the recording.
        """
        between = {name: share for name, share in self.seen.items() if name in COMING}
        rest = self.reasons.get("wrong_posture", 0.0) - sum(between.values())
        long = {name: share for name, share in self.seen.items() if name not in between and share >= rest / 2}
        ranked = sorted(long or between, key=lambda name: (-self.seen[name], name))
        return ranked[0] if ranked else None

    @model_serializer(mode="wrap")
    def _without_empty(self, whole: SerializerFunctionWrapHandler) -> dict[str, object]:
        return without_nothing(whole(self), "seen")

    def said_as(self, reason: str, better: str) -> Coverage:
        """The same with one reason under another name, which says more than what is seen instead."""
        reasons = {better if name == reason else name: share for name, share in self.reasons.items()}
        return self.model_copy(update={"reasons": reasons, "seen": {}})


class SideDose(BaseModel, frozen=True, extra="forbid"):
    """Dose of one side or pair of limbs."""

    hold_s: float
    quality_hold_s: float
    reps: int
    attempts: int
    counted_hold_s: float = 0.0
    """Time of holds in green or amber: what the clock of a visit counts."""
    holds: int = 0
    """Number of holds. In an exercise that is made of movements a held one is a repetition, too."""


class Dose(SideDose, frozen=True):
    """What was done. `quality_hold_s` = time in green + half the time in amber, in holds."""

    sides: dict[str, SideDose] = {}


class Asymmetry(BaseModel, frozen=True, extra="forbid"):
    """The longest hold of each side beside the other, in seconds, with what the difference can say."""

    left_s: float
    right_s: float
    difference_s: float
    """Left minus right."""
    uncertainty_s: float
    """The same person's difference varies by this much either way from one day to the next (95 %): less than
    this is no real difference."""
    cut_off: bool
    """The recording began or ended within one of the two holds, which may have been longer."""
    longer: Literal["left", "right"] | None
    """The side that was really held longer; None where no real difference can be said."""


class Technique(BaseModel, frozen=True, extra="forbid"):
    """One fault over the whole recording. `worst` is the signed value furthest from green, in `unit`."""

    seconds: float
    count: int
    worst: float
    unit: str


class Result(BaseModel):
    """The whole of `result.json`."""

    schema_: int = SCHEMA
    formcheck_version: str
    source: Source
    pose: Pose
    exercise: str
    exercise_detected_by: Literal["user", "auto"]
    view: str
    view_found: ViewFound | None = None
    near_side: Literal["left", "right"] | None
    camera_roll_deg: float | None = None
    """Roll of the camera as the floor shows it, degrees, + turned clockwise; None where it cannot be told."""
    calibration: Calibration
    thresholds: Thresholds
    coverage: Coverage
    dose: Dose
    asymmetry: Asymmetry | None = None
    """Left against right, where an exercise is held on both sides and this recording shows both."""
    technique: dict[str, Technique]
    word: Word
    """The one-word summary: good / almost / do it differently / not measured."""
    as_far_as_seen: bool = False
    """`word` holds only as far as seen: a main fault could not be judged, or little could be measured."""
    main_unmeasured: dict[str, str] = {}
    """What the exercise exists for and at least one event could not be judged on, with the reason."""
    form_scored: bool = True
    """False for an exercise whose form a camera cannot see: `word` is then always `not_measured`, and
    verdicts speak of posture and breathing only."""
    unmeasured: dict[str, str] = {}
    """What this recording could not be judged on, with the reason: faults, and what the view never shows. Of
    `main_unmeasured` those that half of the events or more could not be judged on, and none showed."""
    events: list[Event]

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: "schema" if name == "schema_" else name,
        populate_by_name=True,
    )

    def to_json(self) -> str:
        """Canonical JSON: same result, same bytes."""
        return self.model_dump_json(by_alias=True, indent=1)
