"""What sitting down and lifting have in common: down and up on both feet, seen from the side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from formcheck.judge.config import DriveEdges, Finite, Limits
from formcheck.judge.from_rest import from_rest_s
from formcheck.judge.segments import FrameColumns, Segment
from formcheck.judge.vocabulary import SIGNAL_ROW
from formcheck.pose.track import Track
from formcheck.signals import upright
from formcheck.signals.body import ANKLE, FOOT, KNEE, SHOULDER, THIGH, WRIST, Body
from formcheck.signals.samples import Flags, Rows, Samples, divide, fmin, is_nan, magnitude, where
from formcheck.signals.vectors import wrap180

AT_THE_LOW = 0.9
"""Share of the way down from which on somebody is down: the time there is a pause and no part of the pace."""
HALF_WAY = 0.5
"""A movement whose first frame is further down than this share of it began before it was seen."""


class DownUpLimits(Limits):
    """Numbers of both rules. The comments in the `config.toml` files explain each."""

    shank_on: Finite
    shank_off: Finite
    far_shank_on: Finite
    far_shank_off: Finite
    hip_on: Finite
    hip_off: Finite
    lean_low_on_deg: Finite
    lean_low_off_deg: Finite
    lean_high_on_deg: Finite
    lean_high_off_deg: Finite
    ankles_on: Finite
    ankles_off: Finite
    drive_on: Finite
    drive_off: Finite
    drive_top: Finite
    rest_lean_deg: Finite
    steady_deg: Finite
    low_from: Finite
    pause_s: Finite

    def drive_edges(self) -> DriveEdges:
        """When a movement counts."""
        return DriveEdges(self.drive_on, self.drive_off, self.drive_top)

    def posture_range(self) -> Mapping[str, tuple[float, float]]:
        """What ends the posture, of what bands judge."""
        return {"trunk_pitch_deg": (90.0 - self.lean_high_off_deg, 90.0 - self.lean_low_off_deg)}


class DownUpRows(NamedTuple):
    """What is measured of every frame.

    Attributes:
        lean: of the trunk from the vertical, degrees, + forwards.
        thigh: from the vertical, degrees, 0 standing, 90 level, + knee ahead of the hip.
        knee: 180 straight.
        behind: middle of the trunk behind the ankle, torso lengths.
        toes: knee ahead of the toes, torso lengths.
        shank, far_shank: knee over ankle, torso lengths.
        hip: over the ankle, torso lengths.
        ankles: between the heights of both ankles, torso lengths.
        hand: the lower wrist over the ankle, torso lengths.
        hand_ahead: the near wrist ahead of the near ankle, torso lengths.
        shoulder: over the ankle, torso lengths.
        lumbar: curve of the back line, degrees, held between its readings.
    """

    lean: Samples
    thigh: Samples
    knee: Samples
    behind: Samples
    toes: Samples
    shank: Samples
    far_shank: Samples
    hip: Samples
    ankles: Samples
    hand: Samples
    hand_ahead: Samples
    shoulder: Samples
    lumbar: Samples


def rows_of(track: Track, body: Body, lumbar: Samples) -> DownUpRows:
    """The rows of a chunk."""
    front = upright.front_of(track, body)
    x, y = body.x, body.y
    return DownUpRows(
        lean=upright.lean_deg(body, front),
        thigh=wrap180(body.angle[0][THIGH] + 90.0) * front,
        knee=180.0 - upright.knee_bend_deg(body),
        behind=upright.behind_feet(body, front),
        toes=divide((x[0][KNEE] - x[0][FOOT]) * front, body.trunk_px),
        shank=upright.knee_over_ankle(body),
        far_shank=upright.knee_over_ankle(body, 1),
        hip=upright.hip_over_ankle(body),
        ankles=divide(magnitude(y[0][ANKLE] - y[1][ANKLE]), body.trunk_px),
        hand=divide(fmin(y[0][WRIST], y[1][WRIST]) - y[0][ANKLE], body.trunk_px),
        hand_ahead=divide((x[0][WRIST] - x[0][ANKLE]) * front, body.trunk_px),
        shoulder=divide(y[0][SHOULDER] - y[0][ANKLE], body.trunk_px),
        lumbar=where(upright.elbow_ahead(body, front) < -upright.ARM_BEHIND, math.nan, lumbar),
    )


def on_both_feet(s: DownUpRows, k: DownUpLimits) -> tuple[Flags, Flags]:
    """Whether the body is on both feet, anywhere between upright and bent down; whether it clearly is not."""
    on = (
        (s.shank > k.shank_on)
        & (s.far_shank > k.far_shank_on)
        & (s.hip > k.hip_on)
        & (s.ankles < k.ankles_on)
    )
    on = on & (s.lean > k.lean_low_on_deg) & (s.lean < k.lean_high_on_deg)
    off = (
        (s.shank < k.shank_off)
        | (s.far_shank < k.far_shank_off)
        | (s.hip < k.hip_off)
        | (s.ankles > k.ankles_off)
    )
    off = off | (s.lean < k.lean_low_off_deg) | (s.lean > k.lean_high_off_deg)
    return on, off


def stands_still(s: DownUpRows, before: Rows, drive: Samples, k: DownUpLimits) -> Flags:
    """Whether a body on both feet is up, upright and still: its back line is then its own.

    Args:
        s: the rows.
        before: lean and thigh a moment ago.
        drive: 0 upright.
        k: limits.
    """
    lean, thigh = before
    still = (magnitude(s.lean - lean) < k.steady_deg) & (magnitude(s.thigh - thigh) < k.steady_deg)
    return still & (drive < k.drive_off) & (magnitude(s.lean) < k.rest_lean_deg)


class Pace(NamedTuple):
    """How a movement down and up went.

    Attributes:
        start_s, end_s: of the movement, seconds; from getting up where the way down was not seen.
        took_s: on the way, without the pause below; NaN where the way down was not seen.
        down: (T,) the frames that belong to it.
        half: the way down was not seen, or lies long ago.
    """

    start_s: float
    end_s: float
    took_s: float
    rows: slice
    half: bool


def pace_of(segment: Segment, pause_s: float) -> Pace | None:
    """The pace of a movement; None where it did not come up again.

    Args:
        segment: drive 0 upright, about 1 at the lowest.
        pause_s: after a longer stay below, getting up is a movement of its own.
    """
    frames = segment.frames
    peak = float(np.fmax.reduce(frames.drive, initial=-math.inf))
    known = np.flatnonzero(np.isfinite(frames.drive))
    if not segment.complete or not len(known) or float(frames.drive[known[-1]]) > HALF_WAY * peak:
        return None
    low = np.flatnonzero(frames.drive >= AT_THE_LOW * peak)
    first, last = int(low[0]), int(low[-1])
    down_s, up_s = float(frames.time[first]), float(frames.time[last])
    end_s = segment.end_s + from_rest_s(frames, end=True)
    if float(frames.drive[known[0]]) > HALF_WAY * peak or up_s - down_s > pause_s:
        return Pace(up_s, end_s, math.nan, slice(last, None), True)
    start_s = max(segment.start_s - from_rest_s(frames), 0.0)
    return Pace(start_s, end_s, down_s - start_s + end_s - up_s, slice(None), False)


def most_of(frames: FrameColumns, signal: str, rows: slice, sign: float) -> float:
    """The largest (sign 1) or smallest (-1) value of a signal, NaN where it was not measured."""
    values = sign * frames.signals[SIGNAL_ROW[signal]][rows]
    return sign * float(np.fmax.reduce(values, initial=np.nan))


def known(value: Samples, other: float) -> Samples:
    """The value, or another one where it was not measured."""
    return where(is_nan(value), other, value)
