"""On hands and knees, seen from the side: how the limbs stand under a level trunk."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.signals.body import ARM, THIGH, Body
from formcheck.signals.lanes import Lane, fmax, fmin
from formcheck.signals.vectors import wrap180


def thigh_tilt_deg(body: Body, side: int = 0) -> Lane:
    """Thigh from the vertical, 0 with the knee under the hip, + knee towards the head."""
    return wrap180(body.angle[side][THIGH] + 90.0)


def arm_tilt_deg(body: Body, side: int = 0) -> Lane:
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

    @classmethod
    def of(cls, limits: dict[str, float]) -> AllFours:
        """The limits from an exercise's config."""
        names = ("thigh_{}_deg", "arm_{}_deg", "trunk_{}_deg", "across_{}")
        return cls(*((limits[name.format("on")], limits[name.format("off")]) for name in names))

    def __call__(
        self,
        thighs: tuple[Lane, Lane],
        arms: tuple[Lane, Lane],
        pitch: Lane,
        across: Lane,
        all_down: bool = False,
    ) -> tuple[Lane, Lane]:
        """Whether the body is in the posture; whether it is clearly out of it.

        Args:
            thighs, arms: tilt from the vertical, near and far, degrees.
            pitch: of the trunk, degrees.
            across: apparent distance of the shoulders.
            all_down: all limbs have to be on the floor; else one thigh and one arm are enough.
        """
        pick = fmax if all_down else fmin
        thigh = pick(abs(thighs[0]), abs(thighs[1]))
        arm = pick(abs(arms[0]), abs(arms[1]))
        trunk = abs(pitch)
        on = (thigh < self.thigh[0]) & (arm < self.arm[0]) & (trunk < self.trunk[0])
        off = (thigh > self.thigh[1]) | (arm > self.arm[1]) | (trunk > self.trunk[1])
        return on & (across < self.across[0]), off | (across > self.across[1])
