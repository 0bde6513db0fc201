"""The stress: what happens to videos between the room and the program, and what ought to come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np

from benchmarks.accuracy import covers
from benchmarks.accuracy import video_edits as edits
from benchmarks.accuracy.passer_by import with_passer_by
from formcheck.pose.track import Track

Edit = Callable[[Path, Path], Path]
SeenEdit = Callable[[Path, Path, Track], Path]
LOST_SHARE = 0.2
BURST_EVERY, BURST = 60, 9
"""Of so many frames so many in a row are lost: 0.6 s every 4 s, as when a disk or a radio link stalls."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One edit of a video.

    Attributes:
        name: in tables and on the command line.
        what: in words.
        edit: makes it; None where `seen_edit` does.
        mirror: left and right change places.
        blind: the body leaves the picture, so that `out_of_frame` has to be said.
        needs_truth: the edit reads the truth beside the clip.
        seen_edit: makes it from the poses that the clip as it is gave.
    """

    name: str
    what: str
    edit: Edit | None
    mirror: bool = False
    blind: bool = False
    needs_truth: bool = False
    seen_edit: SeenEdit | None = None


def _some_lost(video: Path, path: Path) -> Path:
    rng = np.random.default_rng(3)
    return edits.dropped(video, path, (bool(rng.random() > LOST_SHARE) for _ in count()))


def _bursts_lost(video: Path, path: Path) -> Path:
    return edits.dropped(video, path, (i % BURST_EVERY < BURST_EVERY - BURST for i in count()))


def _half(video: Path, path: Path) -> Path:
    return edits.dropped(video, path, (i % 2 == 0 for i in count()))


VARIANTS = (
    Variant("mirrored", "left and right change places", edits.mirrored, mirror=True),
    Variant("360p", "scaled to 640 x 360", partial(edits.scaled, width=640, height=360)),
    Variant("compressed", "H.264 with constant rate factor 38", partial(edits.compressed, crf=38)),
    Variant("dark", "a quarter of the light", partial(edits.darkened, light=0.25)),
    Variant("blurred", "out of focus, sigma 3 px", partial(edits.blurred, sigma_px=3.0)),
    Variant("7.5fps", "every second frame", _half),
    Variant("lost-20%", "a fifth of the frames lost at random", _some_lost),
    Variant("lost-bursts", "0.6 s lost every 4 s", _bursts_lost),
    Variant("portrait", "the middle of the picture, 9:16", edits.portrait, blind=True),
    Variant("passer-by", "somebody passes behind", with_passer_by, needs_truth=True),
    Variant("face-blurred", "the head out of focus", None, seen_edit=covers.with_face_blurred),
    Variant("face-covered", "a black square over the head", None, seen_edit=covers.with_face_covered),
    Variant("moving-shadow", "a shadow passes to and fro", covers.with_shadow),
    Variant("1080p", "scaled to 1920 x 1080", partial(edits.scaled, width=1920, height=1080)),
    Variant("60fps", "four times the frames, faded", partial(edits.interpolated, times=4)),
)
