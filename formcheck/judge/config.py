"""An exercise's `config.toml`: bands, dose and timing, each with its unit and source; overrides on top."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from formcheck.errors import UsageError
from formcheck.judge.band_checks import DEFAULT_PHASES
from formcheck.judge.calibration import ANYTHING, Believable, Doubt
from formcheck.judge.vocabulary import FAULT_BIT, PHASES, SIGNAL_ROW


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Delay = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
"""Seconds that the judge waits. A fault that had to last longer would hardly ever be found."""


class Band(_Strict):
    """Green and amber bands of one signal. Outside green is a fault, outside amber a major one.

    `green` and `amber` are [low, high]; "-inf"/"inf" leaves an end open. They hold while there is no personal
    reference; `calibrated_signal`, `calibrated_green`, `calibrated_amber` hold once there is one. A band that
    has only one of the two is judged only then.
    """

    fault: str
    unit: str
    source: str
    weight: float = 0.1
    """Written to results and weighs nothing. It goes with the next schema."""
    neutral: float = 0.0
    """Where a band that is open at one end is drawn to by the strictness dial; a band with two ends is
    drawn to its middle."""
    noise: float = Field(default=0.0, ge=0)
    """How far this signal reads from its neutral on well done exercises, in its unit: the dial brings no edge
    nearer, because nothing would then be judged but the tracker, and without a reference the build."""
    calibrated_noise: float | None = Field(default=None, ge=0)
    """The same of the change from a personal reference; None for the same number."""
    hysteresis: float = Field(ge=0)
    """How far back inside green the signal must come before the fault ends, in the signal's unit."""
    dwell_s: Delay | None = None
    """How long the signal has to stay outside green, where that is longer than `timing.amber_dwell_s`."""
    signal: str | None = None
    green: tuple[float, float] | None = None
    amber: tuple[float, float] | None = None
    calibrated_signal: str | None = None
    calibrated_green: tuple[float, float] | None = None
    calibrated_amber: tuple[float, float] | None = None
    phases: tuple[str, ...] = DEFAULT_PHASES
    views: tuple[str, ...] = ()
    """From where this signal can be seen; empty: from every view of the exercise."""

    @model_validator(mode="after")
    def _check(self) -> Band:
        if self.fault not in FAULT_BIT:
            raise ValueError(f"unknown fault {self.fault!r}")
        for signal, green, amber in (
            (self.signal, self.green, self.amber),
            (self.calibrated_signal, self.calibrated_green, self.calibrated_amber),
        ):
            if (signal is None) != (green is None) or (green is None) != (amber is None):
                raise ValueError("signal, green and amber go together")
            if signal is None or green is None or amber is None:
                continue
            if signal not in SIGNAL_ROW:
                raise ValueError(f"unknown signal {signal!r}")
            if not (amber[0] <= green[0] <= green[1] <= amber[1]):
                raise ValueError("amber must lie around green")
        if self.signal is None and self.calibrated_signal is None:
            raise ValueError("a band needs a signal")
        if not set(self.phases) <= set(PHASES):
            raise ValueError("unknown phase")
        return self

    def noise_of(self, calibrated: bool) -> float:
        """`noise` of the form that holds with or without a personal reference."""
        return self.noise if not calibrated or self.calibrated_noise is None else self.calibrated_noise

    def judged(self, calibrated: bool) -> tuple[str, tuple[float, float], tuple[float, float]] | None:
        """(signal, green, amber) that hold with or without a personal reference, or None."""
        if calibrated and self.calibrated_signal and self.calibrated_green and self.calibrated_amber:
            return self.calibrated_signal, self.calibrated_green, self.calibrated_amber
        if self.signal and self.green and self.amber and not (calibrated and self.calibrated_signal):
            return self.signal, self.green, self.amber
        return None


class BelievableReference(_Strict):
    """What a personal reference may read to be taken: what people's good form reads, tracker's error and all.

    A reference beyond it is refused and said; the bands that need none hold meanwhile.
    """

    value: str
    """Name of the quantity, one of the exercise's `calibrated` ones."""
    unit: str
    range: tuple[float, float]
    """[low, high]; "-inf"/"inf" leaves an end open."""
    drift: float = Field(default=math.inf, gt=0)
    """It may change by this much, at most, while it is taken."""
    low: str | None = None
    """The fault that a value below the range shows; None where it shows none, and is only odd."""
    high: str | None = None
    source: str

    @model_validator(mode="after")
    def _check(self) -> BelievableReference:
        if unknown := {name for name in (self.low, self.high) if name is not None} - set(FAULT_BIT):
            raise ValueError(f"unknown fault {', '.join(sorted(unknown))}")
        if not self.range[0] < self.range[1]:
            raise ValueError("write the lower number of the range first")
        return self


Seconds = Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Timing(_Strict):
    """Seconds that the judge waits; where the defaults come from: docs/clinical.md#timing-and-smoothing."""

    amber_dwell_s: Delay = 0.5
    red_dwell_s: Delay = 1.0
    release_s: Delay = 0.3
    posture_on_s: Delay = 0.5
    posture_off_s: Delay = 0.5
    calibrate_s: Seconds = 2.5
    min_hold_s: Seconds = 2.0
    min_attempt_s: Seconds = 1.0
    """A posture that is held for a shorter time is no attempt at a hold: the body passes through it."""


Sets = Annotated[int, Field(ge=1, le=20)]
Reps = Annotated[int, Field(ge=0, le=200)]
DOSE_KINDS = ("hold_s", "reps")
"""What a dose can be counted in: seconds held, or repetitions."""


class DoseTarget(_Strict):
    """The leaflet's dose, in seconds or in repetitions; the therapist edits it."""

    sets: Sets = 3
    hold_s: Seconds = 0
    reps: Reps = 0
    per_side: bool = False
    """Each side, or pair of limbs, does the repetitions."""
    rest_s: Seconds = 45
    """Rest between sets. The leaflets give none; half a minute to a minute is usual for endurance."""

    @property
    def one_sided(self) -> bool:
        """Held on one side at a time."""
        return self.per_side and self.hold_s > 0

    @model_validator(mode="after")
    def _check(self) -> DoseTarget:
        if bool(self.hold_s) == bool(self.reps):
            raise ValueError(f"a dose has one of {' and '.join(DOSE_KINDS)} above 0, and not both")
        return self


class AsymmetryConfig(_Strict):
    """How far the hold times of one person's sides differ by chance."""

    typical_error_s: Seconds
    """Standard deviation of one measurement from one day to the next."""
    source: str


class TrackedMeasure(_Strict):
    """A quantity of an exercise that is followed over visits, whatever the bands say of it."""

    measure: str
    """Name among the measures of an event."""
    faults: tuple[str, ...]
    """What bands may say of it in one recording."""
    unit: str
    typical_error: float = Field(gt=0, allow_inf_nan=False)
    """Standard deviation of one measurement from one day to the next, in its unit."""
    source: str


class DriveEdges(NamedTuple):
    """Shares of the way of a movement: it begins above `on`, ends below `off`, and has a top above `top`."""

    on: float = 0.5
    off: float = 0.5
    top: float = 0.5


class Speaking(NamedTuple):
    """How a coach speaks of faults.

    Attributes:
        after_s: a fault is named once it has lasted for so long beyond the judge's own wait; None for the
            coach's usual time.
        every_s: shortest time between two cues for the same fault; None for the usual one.
        calls: time, breath and encouragement are called during a hold.
    """

    after_s: float | None = None
    every_s: float | None = None
    calls: bool = True


class Limits(_Strict):
    """The numbers of an exercise's rule that are no bands. The comments in its `config.toml` explain each."""

    def drive_edges(self) -> DriveEdges:
        """When a movement counts."""
        return DriveEdges()

    def speaking(self) -> Speaking:
        """How a coach speaks of faults: at once by default, as somebody who trains wants it."""
        return Speaking()

    def outline_yaw_deg(self) -> tuple[float, float]:
        """How far the camera may be turned towards the feet (-) and the head (+) for the outline to count."""
        return -math.inf, math.inf

    def posture_range(self) -> Mapping[str, tuple[float, float]]:
        """Signal -> (low, high) beyond which it is no longer this exercise: no band finds a fault there."""
        return {}


L_co = TypeVar("L_co", bound=Limits, covariant=True)


class ExerciseConfig(_Strict, Generic[L_co]):
    """A validated `config.toml`."""

    version: str
    views: tuple[str, ...]
    bands: tuple[Band, ...]
    dose: DoseTarget
    timing: Timing = Timing()
    references: tuple[BelievableReference, ...] = ()
    """What is believed of a personal reference; a quantity that is not named is taken as it is."""
    asymmetry: AsymmetryConfig | None = None
    """Present where left and right are held one after the other and may be compared."""
    tracked: tuple[TrackedMeasure, ...] = ()
    """What is followed over visits as it is: a change of it is told, and called neither better nor worse."""
    cue_order: tuple[str, ...] = ()
    """Faults in the order in which a live coach speaks of them; those not named come after."""
    limits: L_co
    """Other numbers of this exercise's rule, each explained in the file's comments."""

    def believable(self, names: Iterable[str]) -> tuple[Believable, ...]:
        """What may be believed of the quantities `names`, in this order."""
        known = {one.value: Believable(*one.range, one.drift) for one in self.references}
        return tuple(known.get(name, ANYTHING) for name in names)

    def green_of(self, signal: str) -> tuple[float, float]:
        """From where to where a signal is green in all its bands without a reference."""
        greens = [band.green for band in self.bands if band.signal == signal and band.green]
        low, high = [green[0] for green in greens], [green[1] for green in greens]
        return max(low, default=-math.inf), min(high, default=math.inf)

    def shown_by(self, name: str, doubt: Doubt) -> str | None:
        """The fault that a doubted quantity shows; None of one that changed while it was taken, or is odd."""
        one = next(known for known in self.references if known.value == name)
        return {"low": one.low, "high": one.high}.get(doubt)

    def unseen_from(self, view: str) -> frozenset[str]:
        """Faults that this view cannot show."""
        shown = {b.fault for b in self.bands if not b.views or view in b.views}
        return frozenset(b.fault for b in self.bands) - shown

    @model_validator(mode="after")
    def _check(self) -> ExerciseConfig[L_co]:
        if any(not set(b.views) <= set(self.views) for b in self.bands):
            raise ValueError("a band is seen from a view that the exercise is not")
        if unknown := set(self.cue_order) - set(FAULT_BIT):
            raise ValueError(f"cue_order: unknown fault {', '.join(sorted(unknown))}")
        return self


MILDEST, STRICTEST = 0.25, 4.0
"""Ends of the strictness dial."""


@dataclass(frozen=True, slots=True)
class Strictness:
    """One dial over all bands: 1 as configured, 2 twice as strict (bands half as wide)."""

    value: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and MILDEST <= self.value <= STRICTEST):
            raise UsageError(
                f"--strictness must lie between {MILDEST:g} and {STRICTEST:g}",
                "1 is as configured, 2 twice as strict",
            )

    def scale(self, green: float, amber: float, centre: float, noise: float) -> tuple[float, float]:
        """(green, amber) end of a band moved towards `centre` by the dial, green no nearer than `noise`."""
        reach, side = abs(green - centre), 1.0 if green >= centre else -1.0
        moved = centre + side * max(reach / self.value, min(reach, noise))
        return moved, moved + (amber - green) / self.value
