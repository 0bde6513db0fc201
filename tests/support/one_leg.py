"""A stick figure that bridges on one leg."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.support.stick_figures import FAR, Figure, Floats, polar
from tests.support.stick_postures import SHANK, THIGH, Bridge


def single_leg(body: Bridge, time: Floats, up: Floats, low_deg: float = 0.0) -> Figure:
    """The near leg stands, the far one is long, in line with the near thigh.

    Args:
        body: the bridge.
        time: (T,).
        up: (T,) 0 lying, 1 on the line.
        low_deg: how far the free leg hangs below the thigh, at the top.
    """
    both = body(time, offset=body.lying * (1 - up))
    near = both.near
    thigh = near["knee"] - near["hip"]
    way = polar(np.degrees(np.arctan2(thigh[:, 1], thigh[:, 0])) + low_deg * up, 1.0)
    hip = near["hip"]
    far = {name: point + FAR for name, point in near.items()}
    far |= {
        "knee": hip + THIGH * way + FAR,
        "ankle": hip + (THIGH + SHANK) * way + FAR,
        "heel": hip + (THIGH + SHANK) * way + FAR,
        "foot": hip + (THIGH + SHANK) * way + FAR + np.array([0.05, 0.25]),
    }
    return replace(both, far=far)
