"""Small files in the shape that other programs write, made from a recording of the project."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from formcheck.mocap.point_lists import point_list
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


def open_pose(folder: Path, track: Track, bystander: float = 0.0) -> None:
    """OpenPose's folder of the 25 points of BODY_25; points of no landmark of ours lie somewhere."""
    points = point_list(25)
    assert points is not None
    folder.mkdir()
    for number, (xy, sight) in enumerate(zip(track.xy.tolist(), track.visibility.tolist(), strict=True)):
        flat = [1.0, 1.0, 0.5] * 25
        for place, landmark in zip(points.places, points.points, strict=True):
            found = xy[landmark][0] == xy[landmark][0]
            flat[3 * place : 3 * place + 3] = [*xy[landmark], sight[landmark]] if found else [0, 0, 0]
        people = [_person(flat)] if any(flat[3 * place + 2] for place in points.places) else []
        if bystander:  # first in the file, and of this size
            smaller = [value * bystander if at % 3 < 2 else value for at, value in enumerate(flat)]
            people.insert(0, _person(smaller))
        text = json.dumps({"version": 1.3, "people": people})
        (folder / f"plank_{number:012d}_keypoints.json").write_text(text, "utf-8")


def _person(flat: list[float]) -> dict[str, object]:
    hands = ("face_keypoints_2d", "hand_left_keypoints_2d", "hand_right_keypoints_2d")
    empty: dict[str, object] = {key: [] for key in (*hands, "pose_keypoints_3d", "face_keypoints_3d")}
    return {"person_id": [-1], "pose_keypoints_2d": flat, **empty}


def media_pipe(track: Track, layout: str) -> str:
    """MediaPipe's landmarks as its users write them: shares of the picture, in three layouts."""
    shares = track.xy / np.array(track.size)
    if layout == "long":
        rows = [
            f"{frame},{L(point).name},{x:.6f},{y:.6f},0.0,{sight:.4f}"
            for frame, (xy, row) in enumerate(zip(shares.tolist(), track.visibility.tolist(), strict=True))
            for point, ((x, y), sight) in enumerate(zip(xy, row, strict=True))
        ]
        return "\n".join(["frame,landmark,x,y,z,visibility", *rows, ""])
    names = {
        "named": [f"{landmark.name}_{{}}" for landmark in L],
        "numbered": [f"landmark_{landmark}_{{}}" for landmark in L],
        "from one": [f"{{}}{landmark + 1}" for landmark in L],
    }[layout]
    axes = ("x", "y", "z", "v") if layout == "from one" else ("x", "y", "z", "visibility")
    head = ["timestamp", *(name.format(axis) for name in names for axis in axes)]
    rows = []
    for time, xy, sight in zip(track.time.tolist(), shares.tolist(), track.visibility.tolist(), strict=True):
        cells = [f"{x:.6f},{y:.6f},-0.1,{seen:.4f}" for (x, y), seen in zip(xy, sight, strict=True)]
        rows.append(f"{time * 1000:.3f}," + ",".join(cells))
    return "\n".join([",".join(head), *rows, ""])


MPII = {
    "ankle1": L.RIGHT_ANKLE,
    "knee1": L.RIGHT_KNEE,
    "hip1": L.RIGHT_HIP,
    "hip2": L.LEFT_HIP,
    "knee2": L.LEFT_KNEE,
    "ankle2": L.LEFT_ANKLE,
    "wrist1": L.RIGHT_WRIST,
    "elbow1": L.RIGHT_ELBOW,
    "shoulder1": L.RIGHT_SHOULDER,
    "shoulder2": L.LEFT_SHOULDER,
    "elbow2": L.LEFT_ELBOW,
    "wrist2": L.LEFT_WRIST,
    "chin": L.MOUTH_LEFT,
    "forehead": L.NOSE,
}
"""Body parts of DeepLabCut's human model; chin and forehead are none that we know, and lie anywhere."""


def deep_lab_cut(path: Path, track: Track, *, fixed: bool = False, people: Sequence[str] = ()) -> None:
    """DeepLabCut's .h5 as pandas lays it out, in its table format or its fixed one."""
    scorer, values = "DLC_resnet101_humanJun1shuffle1_103000", []
    columns: list[tuple[str, ...]] = []
    for person in people or ("",):
        for part, landmark in MPII.items():
            columns += [
                (scorer, *([person] if person else []), part, axis) for axis in ("x", "y", "likelihood")
            ]
            values += [track.xy[:, landmark, 0], track.xy[:, landmark, 1], track.visibility[:, landmark]]
    numbers = np.nan_to_num(np.stack(values, axis=1).astype(float))
    with h5py.File(path, "w") as file:
        group = file.create_group("df_with_missing")
        group.attrs["pandas_type"] = np.bytes_(b"frame" if fixed else b"frame_table")
        if fixed:
            group.attrs["block0_items_nlevels"] = len(columns[0])
            group["axis1"], group["block0_values"] = np.arange(len(numbers)), numbers
            for level, words in enumerate(zip(*columns, strict=True)):
                names = sorted(set(words))
                group[f"block0_items_level{level}"] = np.array(names, "S")
                group[f"block0_items_label{level}"] = np.array([names.index(word) for word in words], np.int8)
            return
        kind = [("index", "<i8"), ("values_block_0", "<f8", (len(columns),))]
        table = np.zeros(len(numbers), kind)
        table["index"], table["values_block_0"] = np.arange(len(numbers)), numbers
        group["table"] = table
        group.attrs["non_index_axes"] = np.bytes_(pickle.dumps([(1, columns)], protocol=0))
