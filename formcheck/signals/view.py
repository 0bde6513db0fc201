"""From where does the camera look? Side, or from high in front."""

from __future__ import annotations

import numpy as np

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track

FRONT_RATIO = 0.95
"""Apparent shoulder spacing over trunk length. From the side under 0.3; facing the camera on all fours the
trunk is foreshortened and it passes 1.5; upright and facing it reads 0.8."""


def estimate_view(track: Track) -> str:
    """Side or front-high, by the median over the frames with a person; side when there are none."""
    xy = track.xy[track.detected].astype(np.float64)
    if not len(xy):
        return "side"
    shoulders = xy[:, L.LEFT_SHOULDER] - xy[:, L.RIGHT_SHOULDER]
    trunk = (xy[:, L.LEFT_SHOULDER] + xy[:, L.RIGHT_SHOULDER] - xy[:, L.LEFT_HIP] - xy[:, L.RIGHT_HIP]) / 2
    ratio = np.hypot(*shoulders.T) / np.maximum(np.hypot(*trunk.T), 1.0)
    return "front-high" if float(np.median(ratio)) > FRONT_RATIO else "side"
