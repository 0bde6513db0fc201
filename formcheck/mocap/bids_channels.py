"""The channels of a Motion-BIDS file: what each column of `*_motion.tsv` is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.mocap.angles import joint_columns
from formcheck.mocap.placed import placed
from formcheck.mocap.recorded import Recorded

PICTURE, BODY = "picture", "body"
"""Frames of reference: of positions, of angles."""
COLUMNS = ("name", "component", "type", "tracked_point", "units", "placement", "reference_frame")
"""Columns of `*_channels.tsv`, in the order that BIDS asks for."""


class Channel(NamedTuple):
    """A channel, in the words of BIDS; fields as `COLUMNS`."""

    name: str
    component: str
    type: str
    tracked_point: str
    units: str
    placement: str
    reference_frame: str


@dataclass(frozen=True, slots=True)
class Channels:
    """Channels and their values.

    Attributes:
        about: the N channels.
        values: (T, N); NaN where not measured.
        rate: frames a second, the mean.
        points: how many points are tracked.
    """

    about: tuple[Channel, ...]
    values: NDArray[np.float64]
    rate: float
    points: int

    def count(self, kind: str) -> int:
        """Channels of one type."""
        return sum(channel.type == kind for channel in self.about)


def channels_of(recorded: Recorded, stature_m: float | None) -> Channels:
    """The channels of a recording: its times, places of landmarks, and angles of joints where it tells them.

    Raises:
        UsageError: no stature.
        InputError: nobody is seen.
    """
    data = placed(recorded.track, stature_m)
    about = [Channel("latency", "n/a", "LATENCY", "n/a", "s", "n/a", "n/a")]
    values = [data.time - data.time[0]]
    for number, point in enumerate(data.names):
        for axis, component in enumerate("xy"):
            name = f"{point}_{component}"
            about.append(Channel(name, component, "POS", point, data.unit, point, PICTURE))
            values.append(data.xyz[:, number, axis])
    for name, degrees in joint_columns(recorded).items():
        if not np.isnan(degrees).all():
            about.append(Channel(name, "n/a", "JNTANG", name, "deg", "n/a", BODY))
            values.append(degrees)
    return Channels(tuple(about), np.column_stack(values), data.rate, len(data.points))
