"""Whether the head is where it is drawn: a network that sees no face guesses, and its guess shakes.

Of a head that is blurred, covered or turned away nothing tells but the landmarks themselves: they are sure of
their face (visibility 0.97 and more), but jump to and fro between the shoulders, and take shoulders and arms
with them, since the face tells the network which side of the trunk it sees. No head does that in a hold.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.signals.body import EAR, HIP, SHOULDER, Body
from formcheck.signals.gates import LONGEST_GAP_S
from formcheck.signals.samples import Flags, Samples

SHAKE_ON, SHAKE_OFF = 0.08, 0.04
"""Way that the ears make to and fro against the shoulders, beyond where they get to, in torso lengths a
second: above the first nothing is known of the head, below the second it is again. The first is 4 cm/s.
In a hold real people read up to 0.06 (95th percentile of each recording), rendered ones 0.04 whatever the
light, the compression and the frame rate; a head that is cut off or moved reads more. With the face blurred
or covered rendered ones read 0.05 to 0.46 in the median."""
MEMORY_S = 0.5
"""Over about this time: as long as a fault lasts before it is named."""
STEP_S = 0.06
"""The way is looked at in steps of at least this: the more frames a second, the more ways noise makes."""
LEAST_NECK = 0.2
"""Ears nearer to the shoulders than this, in torso lengths, have no direction: points lie 3 to 5 cm off (a
tenth of the torso), which turns so short a line by 25 degrees. People read 0.25 to 0.6, turned heads too."""


class HeadState(NamedTuple):
    """State: where the ears were (torso lengths from the shoulders), when, their speeds, whether unsure."""

    x: float = math.nan
    y: float = math.nan
    time_s: float = -math.inf
    speed: float = 0.0
    speed_x: float = 0.0
    speed_y: float = 0.0
    unsure: bool = False


def head_unsure(body: Body, time: Samples, state: HeadState) -> tuple[Flags, HeadState]:
    """Frames of a chunk of at least one frame in which the head is a guess.

    Args:
        body: canonical geometry of the chunk.
        time: seconds.
        state: of the frame before the first.

    Returns:
        (T,) whether so; the new state. Frames without ears change nothing.
    """
    x, y, torso = _ears(body)
    if isinstance(time, float):
        state = _after(x, y, torso, time, state)  # type: ignore[arg-type]
        return state.unsure, state
    flags = np.empty(len(time), np.bool_)
    rows = zip(x.tolist(), y.tolist(), torso.tolist(), time.tolist(), strict=True)  # type: ignore[union-attr]
    for row, (ear_x, ear_y, size, now) in enumerate(rows):
        state = _after(ear_x, ear_y, size, now, state)
        flags[row] = state.unsure
    return flags, state


def _ears(body: Body) -> tuple[Samples, Samples, Samples]:
    """Middle of the ears from the middle of the shoulders (x, y), and the square of the torso, pixels."""
    x, y = body.x, body.y
    (ex, sx, hx), (ey, sy, hy) = (
        [0.5 * (along[0][point] + along[1][point]) for point in (EAR, SHOULDER, HIP)] for along in (x, y)
    )
    return ex - sx, ey - sy, (sx - hx) * (sx - hx) + (sy - hy) * (sy - hy)


def _after(dx: float, dy: float, square: float, now: float, state: HeadState) -> HeadState:
    if not square > 0.0 or dx != dx or dy != dy:
        return state
    since_s = now - state.time_s
    if since_s < STEP_S:
        return state
    torso = math.sqrt(square)
    x, y = dx / torso, dy / torso
    if not since_s <= LONGEST_GAP_S:  # the first frame, or the first after a gap
        return HeadState(x, y, now, unsure=state.unsure)
    share = 1.0 - math.exp(-since_s / MEMORY_S)
    vx, vy = (x - state.x) / since_s, (y - state.y) / since_s
    speed = state.speed + share * (math.sqrt(vx * vx + vy * vy) - state.speed)
    speed_x = state.speed_x + share * (vx - state.speed_x)
    speed_y = state.speed_y + share * (vy - state.speed_y)
    shake = speed - math.sqrt(speed_x * speed_x + speed_y * speed_y)
    return HeadState(x, y, now, speed, speed_x, speed_y, shake > (SHAKE_OFF if state.unsure else SHAKE_ON))


def short_neck(dx: Samples, dy: Samples, torso: Samples) -> Flags:
    """Whether ears this far from the shoulder (pixels) are too near for a direction."""
    least: Samples = LEAST_NECK * torso
    return dx * dx + dy * dy < least * least
