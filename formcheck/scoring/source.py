"""Where a result comes from: the file that was scored, what of it was lost and how it was corrected."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, SerializerFunctionWrapHandler, field_validator, model_serializer

from formcheck.runtime.printable import printable_text, true_name

MOST_LOST = 0.02
"""Share of a file's pictures that may be unusable without a word: six single ones in ten seconds at 30 a
second hide no repetition and no hold; more may hide a fault."""


_OPTIONAL = ("exact_name", "lost", "corrected", "recorded_at")


class LostFrames(BaseModel, frozen=True, extra="forbid"):
    """Pictures of the file that could not be used: damaged, or without a time.

    `notes` of the source count each kind.
    """

    frames: int
    of: int
    """Pictures in the file, those that were used among them."""


class Corrected(BaseModel, frozen=True, extra="forbid"):
    """How the film was taken, as the user said or as was found; sizes, points and times are corrected by it.

    `notes` of the source tell what was found ("turned:90").
    """

    rotate_deg: Literal[0, 90, 180, 270] = 0
    """By how much each picture was turned, clockwise."""
    mirror: bool = False
    """Whether left and right were swapped, after turning."""
    slow_motion: float = 1.0
    """How many times slower than life the file plays."""


class Source(BaseModel, frozen=True, extra="forbid"):
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
