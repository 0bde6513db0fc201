"""The head's worst moments of the trial as one picture: the true line of the back and the told one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.region import CROP, Region
from tools.synth.body.figure import build
from tools.synth.body.wheel import fetch
from tools.synth.clip import Clip, play
from tools.synth.writer import renderer_of
from tools.train_trunk.clips import EVERY, KINDS, TrialClip, clips, read
from tools.train_trunk.compare import Asked, ask
from tools.train_trunk.labels import slices
from tools.train_trunk.network import TrunkHead

Bytes = NDArray[np.uint8]
COUNT, ACROSS, GAP = 10, 5, 46
SHARES = 3
"""At most so many of the ten show the same quantity in the same group of clips."""
SIGNALS = {"roll": 1.0, "lumbar": 1.0, "hip_ankle": 3.0}
"""What is looked at, and how many degrees one of its unit counts for."""
EXERCISES = {"roll": ("bird_dog", "side_plank"), "lumbar": ("bird_dog", "bridge", "cat_camel", "plank")}
TRUE, TOLD = (60, 200, 60), (20, 130, 255)
"""Colours, BGR; the told line is drawn with crosses as well, the true one with dots."""
QUALITY = 80


class Failure(NamedTuple):
    """A moment: how bad, the clip's file, row of the kept ones, signal, true and told value."""

    badness: float
    path: Path
    row: int
    signal: str
    true: float
    told: float


def worst(trial: Sequence[Asked]) -> list[Failure]:
    """One moment a clip and signal, the worst first, not all of one kind."""
    found: list[tuple[Failure, str]] = []
    for clip in trial:
        said, true = clip.said, clip.true
        for name, unit in SIGNALS.items():
            if not str(clip.file["exercise"]).startswith(EXERCISES.get(name, ("plank", "bridge"))):
                continue
            off = unit * np.abs(said[name] - true[name])
            row = int(off.argmax())
            one = Failure(
                float(off[row]), clip.path, row, name, float(true[name][row]), float(said[name][row])
            )
            found.append((one, clip.group))
    shown: list[Failure] = []
    counts: dict[tuple[str, str], int] = {}
    for one, group in sorted(found, key=lambda pair: -pair[0].badness):
        counts[one.signal, group] = counts.get((one.signal, group), 0) + 1
        if counts[one.signal, group] <= SHARES:
            shown.append(one)
    return shown[:COUNT]


def contact_sheet(trial: Sequence[Asked], head: TrunkHead, out: Path) -> Iterator[str]:
    """Write the picture; lines that say what it shows."""
    drawn = dict(enumerate(clips(len(KINDS) * (1 + max(_number(clip.path) for clip in trial) // len(KINDS)))))
    tiles = []
    for place, one in enumerate(worst(trial), 1):
        clip = read(one.path)
        tile = _tile(drawn[_number(one.path)], clip, one, head)
        unit = "%" if one.signal.startswith("hip") else "deg"
        cv2.putText(tile, f"{place}: {one.signal}", (4, CROP + 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 1)
        text = f"true {one.true:.0f}, told {one.told:.0f} {unit}"
        cv2.putText(tile, text, (4, CROP + 38), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 1)
        tiles.append(tile)
        yield f"{place}. {clip.truth['name']} ({clip.group}), {one.signal}: {text}"
    tiles += [np.full_like(tiles[0], 255)] * (-len(tiles) % ACROSS)
    rows = [np.hstack(tiles[first : first + ACROSS]) for first in range(0, len(tiles), ACROSS)]
    cv2.imwrite(str(out), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])


def _number(path: Path) -> int:
    return int(path.stem.split("_")[0])


def _tile(drawn: Clip, clip: TrialClip, one: Failure, head: TrunkHead) -> Bytes:
    """The crop upright, with both lines, on a white ground for the words."""
    figure = build(fetch(), drawn.person.shape)
    number = int(clip.followed.row[one.row]) * EVERY
    posed = next(i for i in play(drawn, figure, EVERY) if i.number == number).posed
    picture = renderer_of(drawn, figure).frame(posed, number)
    region = Region(*(float(v) for v in clip.followed.region[one.row]))
    crop = np.ascontiguousarray(region.crop(picture)[..., ::-1])
    line = clip.label[one.row, slices()["spine"]].reshape(-1, 2) * CROP
    told = ask(head, clip.followed, spine=True)["spine"].reshape(-1, len(line), 2)[one.row] * CROP
    upright = cv2.getRotationMatrix2D((CROP / 2, CROP / 2), -float(np.degrees(region.rotation)), 1.0)
    crop = cv2.warpAffine(crop, upright, (CROP, CROP), borderMode=cv2.BORDER_REPLICATE)
    for points, colour, marker in ((line, TRUE, cv2.MARKER_SQUARE), (told, TOLD, cv2.MARKER_TILTED_CROSS)):
        for x, y in np.rint(points @ upright[:, :2].T + upright[:, 2]).astype(int):
            cv2.drawMarker(crop, (int(x), int(y)), colour, marker, 5, 1, cv2.LINE_AA)
    return np.vstack([crop, np.full((GAP, CROP, 3), 255, np.uint8)])
