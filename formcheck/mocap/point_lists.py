"""Points that programs write by place and not by name: which place is which of our landmarks."""

from __future__ import annotations

from typing import NamedTuple

from formcheck.mocap.point_names import landmark_of
from formcheck.pose.landmarks import Landmark

_ARMS18 = "Neck RShoulder RElbow RWrist LShoulder LElbow LWrist"
_LEGS18 = "RHip RKnee RAnkle LHip LKnee LAnkle"
_COCO18 = f"Nose {_ARMS18} {_LEGS18} REye LEye REar LEar"
_BODY25 = (
    f"Nose {_ARMS18} MidHip {_LEGS18} REye LEye REar LEar LBigToe LSmallToe LHeel RBigToe RSmallToe RHeel"
)
_COCO17 = (
    "Nose LEye REye LEar REar LShoulder RShoulder LElbow RElbow LWrist RWrist "
    "LHip RHip LKnee RKnee LAnkle RAnkle"
)
_HALPE26 = f"{_COCO17} Head Neck Hip LBigToe RBigToe LSmallToe RSmallToe LHeel RHeel"
_COCO133 = f"{_COCO17} LBigToe LSmallToe LHeel RBigToe RSmallToe RHeel"
_ORDERS = {
    17: ("COCO-17", _COCO17),
    18: ("OpenPose COCO-18", _COCO18),
    25: ("OpenPose BODY_25", _BODY25),
    26: ("Halpe-26", _HALPE26),
    133: ("COCO-WholeBody", _COCO133),
}
"""Number of points -> name and order of the set; what follows the named ones (face, hands) is left out."""
BLAZEPOSE = len(Landmark)


class PointList(NamedTuple):
    """A set of points.

    Attributes:
        name: of the set.
        places: which of its points are landmarks of ours.
        points: those landmarks.
    """

    name: str
    places: list[int]
    points: tuple[Landmark, ...]


def point_list(count: int) -> PointList | None:
    """The set that has so many points; None for a number that no known set has."""
    if count == BLAZEPOSE:
        return PointList("BlazePose", list(range(BLAZEPOSE)), tuple(Landmark))
    if count not in _ORDERS:
        return None
    name, order = _ORDERS[count]
    known = {place: landmark_of(one) for place, one in enumerate(order.split())}
    found = {place: landmark for place, landmark in known.items() if landmark is not None}
    return PointList(name, list(found), tuple(found.values()))


def known_counts() -> str:
    """The numbers of points that are known, for messages."""
    return ", ".join(str(count) for count in sorted((*_ORDERS, BLAZEPOSE)))
