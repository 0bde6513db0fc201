"""What rules with one calibrator have in common: a personal reference, and what was refused as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from formcheck.judge.calibration import CalibrationState, Calibrator, Reference, Refusal
from formcheck.judge.config import ExerciseConfig, Limits


class Calibrated(Protocol):
    """The state of such a rule."""

    @property
    def calibration(self) -> CalibrationState:
        """Of the calibrator."""
        ...


class OwnReference:
    """These two answers of a `Rule`."""

    def reference(self, state: Calibrated) -> Reference | None:
        """The personal reference, once there is one."""
        return state.calibration.reference

    def refused(self, state: Calibrated) -> tuple[Refusal, ...]:
        """What was read and is no reference, see `Calibrator`."""
        return state.calibration.refused


def calibrator_of(
    config: ExerciseConfig[Limits], names: Sequence[str], look_back_s: float = 0.0
) -> Calibrator:
    """What reads the reference of an exercise, for as long and as doubtfully as its config says.

    Args:
        config: of the exercise.
        names: of the quantities, as the config's `references` have them.
        look_back_s: see `Calibrator`.
    """
    return Calibrator(len(names), config.timing.calibrate_s, look_back_s, config.believable(names))
