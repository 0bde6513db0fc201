"""Slopes of shoulders and hips from in front, with the region as tracked and turned by 180 degrees.

The tracker keeps its region upright for somebody on all fours before the camera, whose head is then its
lower end.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmark_network import LandmarkNetwork
from formcheck.pose.region import Region
from tools.synth.body.figure import build
from tools.synth.body.wheel import fetch
from tools.synth.clip import Clip, play
from tools.synth.writer import renderer_of
from tools.train_trunk.clips import EVERY, read
from tools.train_trunk.compare import truth
from tools.train_trunk.follow import Followed
from tools.train_trunk.noise import LINES, slopes_deg

Floats = NDArray[np.float64]
WAYS = {"tracked": 0.0, "turned": math.pi}
FROM, STEP, LARGEST, EACH = 40, 14, 60, 5
"""Moments of a clip: every so many rows after it began, and every fifth of those with the largest rolls."""


def turned_table(folder: Path, drawn: Iterable[tuple[int, Clip]]) -> Iterator[str]:
    """The clips from in front, a row each: correlation with the true roll, by way and line.

    Mean errors are of the angle from its median in the clip; `stays` is the part of moments in which the
    network would keep the region as it was given.
    """
    names = [f"{way} {line}" for way in WAYS for line in LINES]
    yield "| clip | moments | " + " | ".join(f"{name}: r, error" for name in names) + " | turned stays |"
    yield "|---" * (len(names) + 3) + "|"
    network = LandmarkNetwork("full", 1)
    for number, clip in drawn:
        path = folder / f"{number:03d}_{clip.name}.clip"
        if "_front_" in clip.name and path.exists():
            said, true, stays = slopes(path, clip, network)
            cells = [f"{_r(said[name], true):.2f}, {_error(said[name], true):.1f}" for name in names]
            yield f"| {clip.name} | {len(true)} | " + " | ".join(cells) + f" | {stays:.0%} |"


def slopes(path: Path, clip: Clip, network: LandmarkNetwork) -> tuple[dict[str, Floats], Floats, float]:
    """Slopes (N,) in degrees by way and line, + the person's left up; the true rolls (N,); what stays."""
    file = read(path)
    followed, roll = file.followed, truth(file)["roll"]
    rows = np.unique(np.r_[np.argsort(-abs(roll))[:LARGEST:EACH], np.arange(FROM, len(roll), STEP)])
    figure = build(fetch(), clip.person.shape)
    renderer = renderer_of(clip, figure)
    instants = {instant.number: instant for instant in play(clip, figure, EVERY)}
    said: defaultdict[str, list[float]] = defaultdict(list)
    kept: list[bool] = []
    for row in rows:
        instant = instants[int(followed.row[row]) * EVERY]
        image, region = renderer.frame(instant.posed, instant.number), _region(followed, int(row))
        for way, extra in WAYS.items():
            given = region._replace(rotation=region.rotation + extra)
            found = network.find(image, given, mask=False)
            for line, slope in slopes_deg(found.xy).items():
                said[f"{way} {line}"].append(float(slope))
            if extra:
                kept.append(math.cos(found.next_region.rotation - given.rotation) > 0)
    return {name: np.array(values) for name, values in said.items()}, roll[rows], float(np.mean(kept))


def _region(followed: Followed, row: int) -> Region:
    return Region(*(float(value) for value in followed.region[row]))


def _r(said: Floats, true: Floats) -> float:
    return float(np.corrcoef(said, true)[0, 1])


def _error(said: Floats, true: Floats) -> float:
    return float(np.abs((said - np.median(said)) - (true - np.median(true))).mean())
