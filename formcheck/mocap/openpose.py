"""Reads the folders of JSON files that OpenPose writes (`--write_json`), and others in its way.

One file a frame, with everybody in it: `pose_keypoints_2d` is x, y and confidence of each point in turn, all
0 for one that was not found. https://github.com/CMU-Perceptual-Computing-Lab/openpose, doc/02_output.md.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.mocap.formats import pose_json
from formcheck.mocap.point_lists import PointList, known_counts, point_list
from formcheck.mocap.point_table import PointTable
from formcheck.mocap.text import read_bytes
from formcheck.runtime.printable import printable

Floats = NDArray[np.float64]
ALIKE = 0.5
"""Who has this share of the points and of the extent of the one who is followed counts as a person; less is a
picture on the wall, or a part of the same body found twice."""
_KEY = "pose_keypoints_2d"


def read_openpose(folder: Path) -> PointTable:
    """The points of the person who is largest at first, followed from frame to frame.

    Raises:
        InputError: the folder or a file cannot be read, two files are the same frame, or of another format.
    """
    shown = printable(folder)
    files = _numbered(folder)
    people = [_people(path) for _, path in files]
    counts = {one.shape[0] for frame in people for one in frame}
    if len(counts) > 1:
        raise InputError(
            f"{shown} holds people of {sorted(counts)} points", "Keep the files of one run apart"
        )
    points = point_list(counts.pop()) if counts else None
    if points is None:
        what = (
            "nobody is seen in it" if not any(people) else f"its number of points is none of {known_counts()}"
        )
        raise InputError(f"{shown} cannot be scored: {what}", "Look at the model that OpenPose ran with")
    table, seen = _followed(people, points)
    known = table[..., 2] > 0
    xy = np.where(known[..., None], table[..., :2], np.nan)
    furthest = float(np.nanmax(np.abs(xy), initial=0.0))
    if furthest <= 1.0 and np.nanmin(xy, initial=0.0) < -0.5:
        raise InputError(f"{shown} counts from -1 to 1", "Run OpenPose with --keypoint_scale 0, in pixels")
    return PointTable(
        points.points,
        xy,
        f"OpenPose JSON, {points.name}",
        sight=np.where(known, table[..., 2], 0.0),
        frames=np.array([number for number, _ in files], float),
        people=seen,
        shares=furthest <= 1.0,
    )


def _numbered(folder: Path) -> list[tuple[int, Path]]:
    """The files with the numbers of their frames, in order."""
    try:
        files = pose_json(folder)
    except OSError as error:
        raise InputError(
            f"{printable(folder)} cannot be read ({error.strerror})", "Look at its rights"
        ) from error
    for (number, one), (next_number, other) in pairwise(files):
        if number == next_number:
            raise InputError(
                f"{printable(one)} and {other.name} are both frame {number}",
                "Keep the files of one video in a folder",
            )
    return files


def _people(path: Path) -> list[Floats]:
    """(N, 3) of each person in a file: x, y, confidence."""
    try:
        content = json.loads(read_bytes(path))
        people = [_person(one[_KEY]) for one in content["people"]]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise InputError(
            f"{printable(path)} is no file of OpenPose, or only a part of one ({error})",
            "Have it written anew",
        ) from error
    return [one for one in people if one.size]


def _person(numbers: object) -> Floats:
    """(N, 3) x, y, confidence.

    Raises:
        ValueError: it is something else.
    """
    person = np.array(numbers, np.float64)
    if person.ndim != 1 or person.size % 3 or not np.isfinite(person).all():
        raise ValueError(f"{_KEY} is not x, y and confidence in turn")
    return person.reshape(-1, 3)


def _followed(people: list[list[Floats]], points: PointList) -> tuple[Floats, Floats]:
    """((T, N, 3) the person who is followed, (T,) how many there are); points not found are 0."""
    table = np.zeros((len(people), len(points.places), 3))
    counts = np.zeros(len(people))
    last: Floats | None = None
    for row, everybody in enumerate(people):
        mine = [one[points.places] for one in everybody]
        mine = [one for one in mine if (one[:, 2] > 0).any()]
        if not mine:
            continue
        chosen = max(mine, key=_weight) if last is None else min(mine, key=lambda one: _apart(one, last))
        counts[row] = sum(_weight(one) >= ALIKE * _weight(chosen) for one in mine)
        table[row] = last = chosen
    return table, counts


def _weight(person: Floats) -> float:
    """How much there is of somebody: the number of points times how far they stretch."""
    found = person[person[:, 2] > 0]
    return len(found) * float(np.ptp(found[:, :2], axis=0).max())


def _apart(person: Floats, last: Floats | None) -> float:
    """Mean distance of the points that both have; far, where they have none in common."""
    if last is None:
        return 0.0
    both = (person[:, 2] > 0) & (last[:, 2] > 0)
    if not both.any():
        return float("inf")
    return float(np.linalg.norm(person[both, :2] - last[both, :2], axis=1).mean())
