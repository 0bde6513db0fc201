"""Recordings of the two exercises of `stick_lying`: what `scenarios` needs of them."""

from __future__ import annotations

from typing import Any

from tests.support.stick_figures import Figure, Floats, Make, script
from tests.support.stick_lying import dead_bug, prone_lift


def two_lifts(time: Floats, rise_s: float = 1.2, top_s: float = 1.2) -> tuple[Floats, Floats]:
    """Shares of the way of two repetitions with a second of rest between; either by itself."""

    def one(at: float) -> Floats:
        return script(time, (at, 0), (at + rise_s, 1), (at + rise_s + top_s, 1), (at + 2 * rise_s + top_s, 0))

    return one(1.6), one(2.6 + 2 * rise_s + top_s)


def prone_lifts(
    rise_s: float = 1.2,
    head_deg: float = 0.0,
    far_more_deg: float = 0.0,
    hips: float = 0.0,
    knee_deg: float = 180.0,
    high: float = 1.0,
    leg_deg: float = 8.0,
    chest_deg: float = 8.0,
    **more: Any,
) -> Make:
    """Two small prone lifts; the second is wrong in what is asked."""

    def make(time: Floats) -> Figure:
        first, second = two_lifts(time, rise_s)
        size = first + high * second
        leg = leg_deg * size
        return prone_lift(
            time, chest_deg=chest_deg * size, near_leg_deg=leg, far_leg_deg=leg + far_more_deg * second,
            head_deg=head_deg * second, hips=hips * second, knee_deg=180 - (180 - knee_deg) * second, **more,
        )  # fmt: skip

    return make


def bugs(
    *, same_side: bool = False, rise_s: float = 1.3, hollow_deg: float = 0.0, drift_deg: float = 0.0
) -> Make:
    """Two dead bugs, one of each pair; the second is wrong in what is asked."""

    def make(time: Floats) -> Figure:
        first, second = two_lifts(time, rise_s, 1.2)
        far_arm, near_arm = (first + second, 0.0) if same_side else (first, second)
        return dead_bug(
            time, near_leg=first, far_leg=second, near_arm=near_arm, far_arm=far_arm,
            hollow_deg=hollow_deg * second, drift_deg=drift_deg * second,
        )  # fmt: skip

    return make
