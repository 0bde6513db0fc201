"""What a result was judged by: the personal reference, and the bands of the exercise."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, SerializerFunctionWrapHandler, model_serializer

from formcheck.judge.changes import Value
from formcheck.scoring.serialised import without_nothing


class RefusedReference(BaseModel, frozen=True, extra="forbid"):
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


class Calibration(BaseModel, frozen=True, extra="forbid"):
    """The reference that changes are measured from; `default` means none was found or asked for."""

    kind: Literal["personal", "default"]
    start_s: float | None = None
    end_s: float | None = None
    values: dict[str, float] = {}
    refused: list[RefusedReference] = []
    """What was not taken; nothing in `result.json` where everything was."""

    @model_serializer(mode="wrap")
    def _without_empty(self, whole: SerializerFunctionWrapHandler) -> dict[str, object]:
        return without_nothing(whole(self), "refused")

    @property
    def missed(self) -> list[RefusedReference]:
        """Of what was refused, what the reference lacks to the end."""
        return [one for one in self.refused if one.value not in self.values]


class Threshold(BaseModel, frozen=True, extra="forbid"):
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


class ChangedValue(BaseModel, frozen=True, extra="forbid"):
    """A number of the exercise's config that a therapist's override changed."""

    name: str
    """Its path through the tables of the config, e.g. `limits.settled` or `bands.sag.green`."""
    default: Value
    used: Value
    unit: str | None
    """None where it has none, or none is known."""


class Thresholds(BaseModel, frozen=True, extra="forbid"):
    """All bands used, with the version of the exercise's config, and what an override changed in it."""

    version: str
    """Ends in `+therapist` where an override changed bands, limits, timing, dose or any other number."""
    strictness: float
    """The dial over all bands, 1 as configured. `bands` and `digest` reflect it."""
    digest: str | None = None
    """Of all numbers in use, see `formcheck.judge.changes.digest`; None for several exercises together."""
    changed: list[ChangedValue] = []
    bands: list[Threshold]
