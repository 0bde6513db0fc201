"""`result.json`, schema 1: the models other programs rely on.

Changing a name or a meaning here needs a new `SCHEMA` number and a line in the changelog.
"""

from __future__ import annotations

from typing import Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
)

from formcheck.judge.changes import Value
from formcheck.judge.vocabulary import COMING
from formcheck.runtime.printable import printable_text, true_name

SCHEMA = 1

Verdict = Literal["good", "fault", "unmeasured"]
Word = Literal["good", "almost", "different", "not_measured"]
PointGrade = Literal["almost", "different"]
EventKind = Literal["hold", "rep", "attempt", "rest"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FaultSpan(_Frozen):
    """A fault inside an event. `peak` is the worst value of the judged signal, in `unit`, signed."""

    kind: str
    start_s: float
    end_s: float
    peak: float
    unit: str
    peak_at_s: float
    major: bool
    """True beyond the amber band ("do it differently"), False inside it ("almost")."""


class Book(_Frozen):
    """What happened to the virtual object on the back during an event."""

    kept: bool
    object: str
    driven_by: list[Literal["pitch", "roll", "shift"]]
    slid_cm: float
    fell_at_s: float | None


def without_nothing(data: dict[str, object], *names: str) -> dict[str, object]:
    """The values without those of `names` that hold nothing."""
    return {name: value for name, value in data.items() if name not in names or value}


class Event(_Frozen):
    """A hold, repetition, attempt (a repetition too far off to count) or rest."""

    kind: EventKind
    start_s: float
    end_s: float
    side: Literal["left", "right", "left_arm_right_leg", "right_arm_left_leg"] | None = None
    verdict: Verdict
    faults: list[FaultSpan] = []
    book: Book | None = None
    measures: dict[str, float] = {}
    """Further quantities of this event, e.g. `drift_per_10s` of a hold; the name carries the unit."""
    reason: str | None = None
    """Why this event is unmeasured, or None."""
    not_counted: Literal["too_short", "incomplete"] | None = None
    """Of an attempt: the hold was too short, or the movement not whole. `verdict` speaks of faults only."""
    main_unmeasured: dict[str, str] = {}
    """What this exercise exists for and this event could not be judged on, with the reason."""
    as_far_as_seen: bool = False
    """`verdict` is "good", or a fault that is not major, and holds only as far as seen: see
    `main_unmeasured`."""
    seen: str | None = None
    """What it was instead of this exercise's movement, e.g. "hands_stay"; None, and not in `result.json`,
    where it was that."""

    @model_serializer(mode="wrap")
    def _without_empty(self, whole: SerializerFunctionWrapHandler) -> dict[str, object]:
        return without_nothing(whole(self), "seen")


MOST_LOST = 0.02
"""Share of a file's pictures that may be unusable without a word: six single ones in ten seconds at 30 a
second hide no repetition and no hold; more may hide a fault."""


_OPTIONAL = ("exact_name", "lost", "corrected", "recorded_at")


class LostFrames(_Frozen):
    """Pictures of the file that could not be used: damaged, or without a time.

    `notes` of the source count each kind.
    """

    frames: int
    of: int
    """Pictures in the file, those that were used among them."""


class Corrected(_Frozen):
    """How the film was taken, as the user said or as was found; sizes, points and times are corrected by it.

    `notes` of the source tell what was found ("turned:90").
    """

    rotate_deg: Literal[0, 90, 180, 270] = 0
    """By how much each picture was turned, clockwise."""
    mirror: bool = False
    """Whether left and right were swapped, after turning."""
    slow_motion: float = 1.0
    """How many times slower than life the file plays."""


class Source(_Frozen):
    """The file that was scored. Durations in seconds of media time, sizes in pixels, upright."""

    name: str
    """The file's name; what breaks a line or an encoding is shown as "?"."""
    exact_name: str | None = None
    """The same in percent-encoding, only where `name` holds a "?": it may stand for anything."""
    frames: int
    fps_mean: float
    duration_s: float
    width: int
    height: int
    partial: bool = False
    """True when scoring was stopped before the end."""
    notes: list[str] = []
    """What was odd about the file: "truncated", "damaged_frames:3", ..."""
    lost: LostFrames | None = None
    """None, and not in `result.json`, where every picture could be used."""
    corrected: Corrected | None = None
    """None, and not in `result.json`, where the film was taken as it is."""
    recorded_at: str | None = None
    """When the film was taken, in ISO 8601, as its camera has written into the file: with the time zone of
    the place, in UTC ("Z") or, where it does not tell, without one. Programs that copy or edit may change it.
    None, and not in `result.json`, where the file does not say it."""

    @property
    def lost_many(self) -> bool:
        """Whether more than `MOST_LOST` of the file's pictures could not be used."""
        return self.lost is not None and self.lost.frames > MOST_LOST * self.lost.of

    @property
    def incomplete(self) -> bool:
        """Whether a verdict holds only as far as the file could be read."""
        return self.lost_many or "truncated" in self.notes

    @model_serializer(mode="wrap")
    def _without_empty(self, whole: SerializerFunctionWrapHandler) -> dict[str, object]:
        data: dict[str, object] = whole(self)
        return {name: value for name, value in data.items() if name not in _OPTIONAL or value is not None}

    @property
    def true_name(self) -> str:
        """The file's name, character by character: results of the same name replace each other."""
        return true_name(self.name, self.exact_name)

    @field_validator("name")
    @classmethod
    def _fit_for_a_line(cls, name: str) -> str:
        return printable_text(name)

    @field_validator("exact_name")
    @classmethod
    def _decodes(cls, exact: str | None) -> str | None:
        true_name("", exact)
        return exact


class Pose(_Frozen):
    """Which network saw the person."""

    backend: str
    model: str
    sha256: str


class ViewFound(_Frozen):
    """Where the camera was seen to stand, whatever the recording was judged as."""

    view: Literal["side", "front", "front-high", "oblique"]
    confidence: float
    """0-1: share of the frames that say so, each weighed by how clearly."""
    yaw_deg: int | None = None
    """Seen more or less from the side: how far the camera is turned away from straight beside the body."""
    towards: Literal["head", "feet"] | None = None
    """The end of the body that it is turned to."""


class RefusedReference(_Frozen):
    """A value that was read for the personal reference and not taken: the latest one of its kind."""

    value: str
    """Its name, as in `Calibration.values`."""
    doubt: Literal["low", "high", "drift"]
    """Below or above what people's good form reads, or it changed while it was taken."""
    fault: str | None
    """The fault that such a reference shows; None of one that changed, or that no good form reads."""
    read: float
    start_s: float | None
    """None for a reference that was given beforehand."""
    end_s: float | None


class Calibration(_Frozen):
    """The reference that changes are measured from; `default` means none was found or asked for."""

    kind: Literal["personal", "default"]
    start_s: float | None = None
    end_s: float | None = None
    values: dict[str, float] = {}
    refused: list[RefusedReference] = []
    """What was not taken; nothing in `result.json` where everything was."""

    @model_serializer(mode="wrap")
    def _without_empty(self, whole: SerializerFunctionWrapHandler) -> dict[str, object]:
        data: dict[str, object] = whole(self)
        return {name: value for name, value in data.items() if name != "refused" or value}

    @property
    def missed(self) -> list[RefusedReference]:
        """Of what was refused, what the reference lacks to the end."""
        return [one for one in self.refused if one.value not in self.values]


class Threshold(_Frozen):
    """A band edge that was used. Amber starts at the end of green, red at the end of amber."""

    fault: str
    signal: str
    green: list[float | None]
    """[low, high] of the green band; None is open."""
    amber: list[float | None]
    """[low, high] of the amber band, around green."""
    unit: str
    weight: float
    source: str
    calibrated: bool


class ChangedValue(_Frozen):
    """A number of the exercise's config that a therapist's override changed."""

    name: str
    """Its path through the tables of the config, e.g. `limits.settled` or `bands.sag.green`."""
    default: Value
    used: Value
    unit: str | None
    """None where it has none, or none is known."""


class Thresholds(_Frozen):
    """All bands used, with the version of the exercise's config, and what an override changed in it."""

    version: str
    """Ends in `+therapist` where an override changed bands, limits, timing, dose or any other number."""
    strictness: float
    """The dial over all bands, 1 as configured. `bands` and `digest` reflect it."""
    digest: str | None = None
    """Of all numbers in use, see `formcheck.judge.changes.digest`; None for several exercises together."""
    changed: list[ChangedValue] = []
    bands: list[Threshold]


class Coverage(_Frozen):
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


class SideDose(_Frozen):
    """Dose of one side or pair of limbs."""

    hold_s: float
    quality_hold_s: float
    reps: int
    attempts: int
    counted_hold_s: float = 0.0
    """Time of holds in green or amber: what the clock of a visit counts."""
    holds: int = 0
    """Number of holds. In an exercise that is made of movements a held one is a repetition, too."""


class Dose(SideDose):
    """What was done. `quality_hold_s` = time in green + half the time in amber, in holds."""

    sides: dict[str, SideDose] = {}


class Asymmetry(_Frozen):
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


class Technique(_Frozen):
    """One fault over the whole recording. `worst` is the signed value furthest from green, in `unit`."""

    seconds: float
    count: int
    worst: float
    unit: str


class Result(_Frozen):
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
