"""Bodies for tests of what is drawn: people in side view, made of straight limbs, with a back line.

Lying along x with the head to the right and the right side to the camera, in pixels of an 854 x 480 frame.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark
from formcheck.pose.track import STATIONS, ModelInfo, Track

SIZE = (854, 480)
MODEL = ModelInfo("fake", "full", "0" * 64)

_PLANK = {
    "NOSE": (665, 285), "EAR": (650, 265), "SHOULDER": (600, 285), "ELBOW": (595, 350), "WRIST": (650, 352),
    "HIP": (450, 300), "KNEE": (345, 312), "ANKLE": (245, 322), "HEEL": (238, 315), "FOOT_INDEX": (250, 350),
}  # fmt: skip
_BRIDGE = {
    "NOSE": (640, 318), "EAR": (630, 340), "SHOULDER": (590, 345), "ELBOW": (520, 360), "WRIST": (460, 362),
    "HIP": (450, 285), "KNEE": (350, 240), "ANKLE": (340, 350), "HEEL": (350, 358), "FOOT_INDEX": (310, 358),
}  # fmt: skip
_BIRD_DOG = {
    "NOSE": (640, 270), "EAR": (620, 250), "SHOULDER": (580, 255), "ELBOW": (580, 310), "WRIST": (582, 365),
    "HIP": (430, 260), "KNEE": (425, 360), "ANKLE": (330, 362), "HEEL": (322, 355), "FOOT_INDEX": (312, 366),
}  # fmt: skip
_MOVED = {"LEFT_ELBOW": (640, 235), "LEFT_WRIST": (700, 220), "LEFT_KNEE": (330, 235),
          "LEFT_ANKLE": (235, 200), "LEFT_HEEL": (228, 196), "LEFT_FOOT_INDEX": (215, 212)}  # fmt: skip
POSTURES = {"plank": _PLANK, "bridge": _BRIDGE, "bird-dog": _BIRD_DOG}


def landmarks(posture: str, *, hip_down: float = 0.0, reaching: bool = False) -> NDArray[np.float32]:
    """(33, 2) pixels; `hip_down` moves the hips by so many pixels, `reaching` lifts left arm and leg."""
    places = POSTURES[posture]
    xy = np.full((LANDMARK_COUNT, 2), np.nan, np.float32)
    for mark in Landmark:
        part = mark.name.replace("LEFT_", "").replace("RIGHT_", "")
        if part in places:
            xy[mark] = np.array(places[part]) + ((-6, -5) if mark.name.startswith("LEFT_") else (0, 0))
        else:
            xy[mark] = places["NOSE"] if mark < Landmark.LEFT_SHOULDER else places["WRIST"]
    xy[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 1] += hip_down
    if reaching:
        for name, place in _MOVED.items():
            xy[Landmark[name]] = place
    return xy


def pose(posture: str, *, hip_down: float = 0.0, reaching: bool = False, time_s: float = 0.0) -> Track:
    """A track of one row, with the outlines of back and belly."""
    line = 0.16 + 0.03 * np.sin(np.pi * STATIONS) - 0.002 * hip_down * np.exp(-((STATIONS - 0.2) ** 2) / 0.05)
    return Track.build(
        [time_s],
        [landmarks(posture, hip_down=hip_down, reaching=reaching)],
        size=SIZE,
        model=MODEL,
        dorsal=[line],
        ventral=[0.9 * line],
        contrast=[0.3],
        people=[1],
    )
