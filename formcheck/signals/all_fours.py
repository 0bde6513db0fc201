"""On hands and knees, seen from the side: how the limbs stand under a level trunk."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.signals.body import ARM, THIGH, Body
from formcheck.signals.samples import Flags, Samples, fmax, fmin, magnitude, negated
from formcheck.signals.vectors import wrap180


def thigh_tilt_deg(body: Body, side: int = 0) -> Samples:
    """Thigh from the vertical, 0 with the knee under the hip, + knee towards the head."""
    return wrap180(body.angle[side][THIGH] + 90.0)


def arm_tilt_deg(body: Body, side: int = 0) -> Samples:
    """Shoulder to wrist from the vertical, 0 with the hand under the shoulder, + hand towards the head."""
    return wrap180(body.angle[side][ARM] + 90.0)


@dataclass(frozen=True, slots=True)
class AllFours:
    """Limits of the posture, two of each: within the first it is on, beyond the second off.

    Degrees from where the limb or trunk belongs; `across` as of `gates.shoulder_across`.
    """

    thigh: tuple[float, float]
    arm: tuple[float, float]
    trunk: tuple[float, float]
    across: tuple[float, float]

    def __call__(
        self,
        thighs: tuple[Samples, Samples],
        arms: tuple[Samples, Samples],
        pitch: Samples,
        across: Samples,
        all_down: bool = False,
        held_up: Flags = False,
    ) -> tuple[Flags, Flags]:
        """Whether the body is in the posture; whether it is clearly out of it.

        Args:
            thighs, arms: tilt from the vertical, near and far, degrees.
            pitch: of the trunk, degrees.
            across: apparent distance of the shoulders.
            all_down: all limbs have to be on the floor; else one thigh and one arm are enough.
            held_up: the shoulders are up, so an arm stands under them, wherever it is drawn; it ends nothing.
        """
        pick = fmax if all_down else fmin
        thigh = pick(magnitude(thighs[0]), magnitude(thighs[1]))
        arm = pick(magnitude(arms[0]), magnitude(arms[1]))
        trunk = magnitude(pitch)
        on = (thigh < self.thigh[0]) & (arm < self.arm[0]) & (trunk < self.trunk[0])
        off = (thigh > self.thigh[1]) | ((arm > self.arm[1]) & negated(held_up)) | (trunk > self.trunk[1])
        return on & (across < self.across[0]), off | (across > self.across[1])
