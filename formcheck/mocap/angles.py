"""Angles of the joints in the plane of the picture, with the names and signs of OpenSim's coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.exercises import get_exercise
from formcheck.judge.vocabulary import SIGNALS
from formcheck.mocap.recorded import Recorded
from formcheck.pose.landmarks import Landmark as L
from formcheck.runtime.printable import printable
from formcheck.scoring.posture_signatures import AUTO
from formcheck.signals.side import NearSide
from formcheck.signals.vectors import directions_deg
from formcheck.store.tables import read_frames

Floats = NDArray[np.float64]


class Angle(NamedTuple):
    """A joint's angle.

    Attributes:
        name: as OpenSim's models call the coordinate, without the side.
        upper, lower: (from, to) of the vectors between which it is, as endings of landmarks' names.
        forward: +1 where flexion turns the lower vector forwards, -1 backwards.
        zero_deg: how far the lower one is turned forwards where the angle is 0.
        positive: what is above 0.
        zero: what 0 is.
    """

    name: str
    upper: tuple[str, str]
    lower: tuple[str, str]
    forward: int
    zero_deg: float
    positive: str
    zero: str


_TRUNK, _THIGH, _SHANK = ("SHOULDER", "HIP"), ("HIP", "KNEE"), ("KNEE", "ANKLE")
_UPPER_ARM, _FOREARM, _FOOT = ("SHOULDER", "ELBOW"), ("ELBOW", "WRIST"), ("HEEL", "FOOT_INDEX")
ANGLES = (
    Angle("hip_flexion", _TRUNK, _THIGH, 1, 0.0, "flexion", "thigh in line with the trunk"),
    Angle("knee_angle", _THIGH, _SHANK, -1, 0.0, "flexion", "straight"),
    Angle("ankle_angle", _SHANK, _FOOT, 1, 90.0, "toes up", "foot square to the shank"),
    Angle("arm_flex", _TRUNK, _UPPER_ARM, 1, 0.0, "arm forwards", "arm along the trunk"),
    Angle("elbow_flex", _UPPER_ARM, _FOREARM, 1, 0.0, "flexion", "straight"),
)
"""Names and signs as in the model of Rajagopal 2016. All lie from -90 to 270: a raised arm does not jump."""
SIDES = {"r": "RIGHT", "l": "LEFT"}
IN_DEGREES = tuple(name for name in SIGNALS if name.endswith("_deg"))
"""Signals of frames.parquet that are angles."""
FRAMES = "frames.parquet"


@dataclass(frozen=True, slots=True)
class AngleTable:
    """Angles over time.

    Attributes:
        time: (T,) seconds.
        columns: name -> (T,) degrees, NaN where not measured; those measured in no frame are left out.
    """

    time: Floats
    columns: dict[str, Floats]

    @property
    def gaps(self) -> int:
        """Numbers that are missing."""
        return int(sum(np.isnan(values).sum() for values in self.columns.values()))


def joint_angles(recorded: Recorded) -> AngleTable:
    """The joints' angles of a recording, in those of its frames in which one of them is measured.

    Raises:
        InputError: the camera does not stand beside the body, or no joint is seen.
    """
    table = _measured(recorded.track.time, joint_columns(recorded))
    if not table.columns:
        raise InputError(
            f"{printable(recorded.path)} is seen from the front, or shows nobody: no angle can be told",
            "Export its landmarks with --to trc",
        )
    seen = ~np.isnan(list(table.columns.values())).all(axis=0)
    return AngleTable(table.time[seen], {name: values[seen] for name, values in table.columns.items()})


def signal_angles(recorded: Recorded) -> AngleTable:
    """The angles of frames.parquet where that lies beside the recording, in all of its frames.

    Raises:
        InputError: frames.parquet is that of another recording, or damaged.
    """
    path = recorded.path.with_name(FRAMES)
    if not path.is_file():
        return AngleTable(recorded.track.time, {})
    frames = read_frames(path)
    if not np.array_equal(frames["time_s"], recorded.track.time):
        raise InputError(f"{printable(path)} is not of the recording beside it", "Score the recording again")
    found = {name: np.asarray(frames[name], np.float64) for name in IN_DEGREES if name in frames}
    return _measured(recorded.track.time, found)


def _measured(time: Floats, columns: dict[str, Floats]) -> AngleTable:
    kept = {name: values for name, values in columns.items() if not np.isnan(values).all()}
    return AngleTable(time, kept)


def joint_columns(recorded: Recorded) -> dict[str, Floats]:
    """`ANGLES` of both sides; {} where the camera does not stand beside the body."""
    plan, track = recorded.plan, recorded.track
    belly_down = None
    if plan.exercise != AUTO:
        spec = get_exercise(plan.exercise).spec
        if spec.framing != "sagittal":
            return {}
        belly_down = spec.belly_down
    if plan.view != "side" or (belly_down is None and np.isnan(track.visibility).all()):
        return {}  # from the front, or nothing tells which side is near, and with it the signs
    near = NearSide(plan.side, belly_down)
    left_near, _ = near.step(track, track.time, near.start())
    forward = np.where(left_near, -1.0, 1.0)  # counter-clockwise: whoever shows the right side looks right
    xy = track.xy.astype(np.float64)
    found = {}
    for angle in ANGLES:
        for short, side in SIDES.items():
            upper, lower = (
                xy[:, L[f"{side}_{b}"]] - xy[:, L[f"{side}_{a}"]] for a, b in (angle.upper, angle.lower)
            )
            turn = directions_deg(lower[:, 0], -lower[:, 1]) - directions_deg(upper[:, 0], -upper[:, 1])
            flexed = turn * forward * angle.forward - angle.zero_deg
            found[f"{angle.name}_{short}"] = (flexed + 90.0) % 360.0 - 90.0
    return found
