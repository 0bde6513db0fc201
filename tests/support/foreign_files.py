"""Small files in the shape that other programs write, made from a recording of the project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.store.recording import read_recording
from tests.support.scored import Scored, score

RECORDINGS = Path(__file__).parents[2] / "benchmarks" / "recordings"
TIME_S = 0.1
"""Edges of events may move by this: two frames of these recordings at most."""
Event = tuple[str, float, float, str, tuple[str, ...]]

HALPE26 = {
    "RHip": L.RIGHT_HIP,
    "RKnee": L.RIGHT_KNEE,
    "RAnkle": L.RIGHT_ANKLE,
    "RBigToe": L.RIGHT_FOOT_INDEX,
    "RHeel": L.RIGHT_HEEL,
    "LHip": L.LEFT_HIP,
    "LKnee": L.LEFT_KNEE,
    "LAnkle": L.LEFT_ANKLE,
    "LBigToe": L.LEFT_FOOT_INDEX,
    "LHeel": L.LEFT_HEEL,
    "Nose": L.NOSE,
    "RShoulder": L.RIGHT_SHOULDER,
    "RElbow": L.RIGHT_ELBOW,
    "RWrist": L.RIGHT_WRIST,
    "LShoulder": L.LEFT_SHOULDER,
    "LElbow": L.LEFT_ELBOW,
    "LWrist": L.LEFT_WRIST,
}
"""Points of Pose2Sim's default model that we know; it has a middle hip, a neck and a head beside them."""


@cache
def recorded(name: str) -> Track:
    """A recording of the project."""
    return read_recording(RECORDINGS / f"{name}.parquet")[0]


@cache
def as_points(name: str, points: tuple[L, ...] = tuple(L)) -> Track:
    """The same without outline and visibility, and with only these points: as another program has it."""
    track = recorded(name)
    return Track.from_points(points, track.xy[:, list(points)], track.time, track.size)


def events_of(track: Track, exercise: str) -> list[Event]:
    """What a scoring finds: kind, start, end, verdict and faults of each event."""
    return events(score(track, exercise))


def assert_same_events(found: Sequence[Event], wanted: Sequence[Event], within_s: float = TIME_S) -> None:
    """The same kinds, verdicts and faults in the same order, at nearly the same times."""
    assert [(one[0], one[3], one[4]) for one in found] == [(one[0], one[3], one[4]) for one in wanted]
    for one, other in zip(found, wanted, strict=True):
        assert max(abs(one[1] - other[1]), abs(one[2] - other[2])) <= within_s


def events(scored: Scored) -> list[Event]:
    """Kind, start, end, verdict and faults of each event."""
    return [
        (one.kind, one.start_s, one.end_s, one.verdict, tuple(fault.kind for fault in one.faults))
        for one in scored.events
    ]


def trc(
    names: Sequence[str],
    time: Iterable[float],
    xyz: NDArray[np.float64],
    *,
    units: str = "m",
    rate: float = 15.0,
    between: str = "",
) -> str:
    """A TRC file as Sports2D and Pose2Sim write it: an empty cell for a missing number, no empty line."""
    count = len(xyz)
    head = [
        "PathFileType\t4\t(X/Y/Z)\tC:\\Users\\é\\plank.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{count}\t{len(names)}\t{units}\t{rate}\t0\t{count}",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t\t",
        "\t\t" + "\t".join(f"X{i + 1}\tY{i + 1}\tZ{i + 1}" for i in range(len(names))),
    ]
    rows = [
        f"{row}\t{when}\t" + "\t".join("" if value != value else repr(value) for value in values.tolist())
        for row, (when, values) in enumerate(zip(time, xyz.reshape(count, -1), strict=True))
    ]
    return "\n".join([*head, *([between] if between else []), *rows, ""])


def sports2d(track: Track) -> str:
    """Sports2D's file in pixels: y down, no depth, and "m" in the header all the same."""
    xyz = np.zeros((len(track), len(HALPE26) + 1, 3))
    xyz[:, 0, :2] = (track.xy[:, L.LEFT_HIP] + track.xy[:, L.RIGHT_HIP]) / 2
    xyz[:, 1:, :2] = track.xy[:, list(HALPE26.values())]
    xyz[np.isnan(xyz).any(axis=2)] = np.nan
    return trc(["Hip", *HALPE26], track.time.tolist(), xyz)


def pose2sim(track: Track, turn_deg: float, metres: float = 0.004) -> str:
    """Pose2Sim's file: metres, Y up, the side turned about the vertical, with some depth in the body."""
    flat = track.xy[:, list(HALPE26.values())].astype(float) * metres
    depth = np.array([0.25 if name.startswith("R") else -0.25 for name in HALPE26])
    cosine, sine = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    x, y = flat[..., 0] - 1.0, 2.0 - flat[..., 1]
    xyz = np.stack((x * cosine - depth * sine, y, x * sine + depth * cosine), axis=-1)
    return trc(list(HALPE26), track.time.tolist(), xyz)
