"""A personal reference of a moment that the therapist picks in the replay."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np

from formcheck.errors import UsageError
from formcheck.judge.calibration import Doubt
from formcheck.pipeline.plan_choices import with_override
from formcheck.scoring.scoring import Scoring
from formcheck.visits.again import kept_recording

AROUND_S = 1.0
"""A moment stands for this many seconds before and after it: so long people hold still when asked to."""
STEADY_SHARE = 0.75
"""Share of the span that has to be steady in one piece; where the exercise asks for less, that is enough."""
LONGEST_S = 10.0


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value of a reference.

    Attributes:
        name: as in `Calibration.values`.
        value: what was read.
        unit: None where it has none, or none is known.
        low, high: what may be believed; infinite where everything may.
        doubt: why it is not believed, or None.
        fault: the fault that such a value shows, or None.
    """

    name: str
    value: float
    unit: str | None
    low: float
    high: float
    doubt: Doubt | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class PickedReference:
    """What was read in the span.

    Attributes:
        start_s, end_s: the span that was asked for, media time.
        read: each value that was read there, in the exercise's order; none where the body did not hold still
            in the exercise's posture.
    """

    start_s: float
    end_s: float
    read: tuple[ReadValue, ...]

    @property
    def values(self) -> dict[str, float]:
        """What is believed, by name, as `Plan.reference` takes it; nothing where there is no reference."""
        return {one.name: round(one.value, 6) for one in self.read if one.doubt is None}


def picked_reference(path: Path, exercise: str, start_s: float, end_s: float) -> PickedReference:
    """The reference of a span of a recording, by the rules by which a visit takes one.

    The whole recording is judged up to the span, so that side, camera and limbs are known as they were then.

    Args:
        path: of the recording.
        exercise: its exercise.
        start_s, end_s: media time of the span.

    Raises:
        InputError: the recording is missing or damaged.
        UsageError: a span that makes no sense.
    """
    if not (isfinite(start_s) and isfinite(end_s) and 0 < end_s - start_s <= LONGEST_S):
        raise UsageError(
            f"From {start_s:g} to {end_s:g} s is no span for a reference",
            f"Choose up to {LONGEST_S:g} seconds, the beginning first",
        )
    poses, plan = kept_recording(path, exercise)
    asked = {"calibrate": "first", "reference": None, "calibrate_during_s": ((start_s, end_s),)}
    plan = plan.model_copy(update=asked)
    usual_s = plan.rule().config.timing.calibrate_s
    steady_s = min(usual_s, STEADY_SHARE * (end_s - start_s))
    scoring = Scoring(with_override(plan, {"timing": {"calibrate_s": steady_s}}))
    for chunk in poses.chunks:
        scoring.feed(chunk[: int(np.searchsorted(chunk.time, end_s, "right"))])
    return PickedReference(start_s, end_s, tuple(_read(scoring)))


def _read(scoring: Scoring) -> list[ReadValue]:
    names = scoring.rule.spec.calibrated
    believed = scoring.reference
    refused = {names[one.row]: one for one in scoring.refused}
    found = []
    for row, name in enumerate(names):
        value = float(believed.values[row]) if believed is not None else float("nan")
        doubted = refused.get(name) if not isfinite(value) else None
        if doubted is not None:
            value = doubted.value
        if not isfinite(value):
            continue
        doubt, fault = (doubted.doubt, scoring.doubted(doubted)) if doubted is not None else (None, None)
        found.append(ReadValue(name, value, *_range(scoring, name), doubt, fault))
    return found


def _range(scoring: Scoring, name: str) -> tuple[str | None, float, float]:
    """Unit, least and greatest value that may be believed."""
    sided = name.removeprefix("left_").removeprefix("right_")
    for one in scoring.rule.config.references:
        if one.value in (name, sided):
            return one.unit, *one.range
    return None, float("-inf"), float("inf")
