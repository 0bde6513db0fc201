"""What the trunk head says of a video or a picture, where there is no truth to hold it against."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile
from tools.train_trunk.compare import ask
from tools.train_trunk.follow import follow
from tools.train_trunk.network import TrunkHead

STILL_FRAMES, STILL_S = 6, 0.1
"""A picture is shown so often, so long apart: the region settles in a few frames."""
MOST_ROWS = 40
COLUMNS = ("roll", "lumbar", "hip_ankle", "hip_knee", "sure")


def look(path: Path, head: TrunkHead) -> list[str]:
    """Lines of a Markdown table: at most `MOST_ROWS` moments of a video; of a picture the last.

    Raises:
        ValueError: it is neither.
    """
    still = cv2.imread(str(path))
    if still is not None:
        followed = follow(_stills(still[..., ::-1]))
    else:
        with VideoFile(path) as video:
            followed = follow(video.frames(), every=2)
    said, time = ask(head, followed), followed.track.time[followed.row]
    lines = [f"| s | {' | '.join(COLUMNS)} |", "|" + "---|" * (len(COLUMNS) + 1)]
    rows = range(0, len(time), max(1, len(time) // MOST_ROWS)) if still is None else range(len(time))[-1:]
    lines += [f"| {time[row]:.2f} | {' | '.join(f'{said[n][row]:.2f}' for n in COLUMNS)} |" for row in rows]
    return lines if len(lines) > 2 else ["nobody was found"]


def _stills(image: np.ndarray) -> Iterator[Frame]:
    picture = np.ascontiguousarray(image)
    for number in range(STILL_FRAMES):
        yield Frame(time_s=number * STILL_S, image=picture)
