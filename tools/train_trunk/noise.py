"""How much a reading of roll from high in front moves when only the sensor's noise does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.media.frame import Frame
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from tools.synth.body.figure import build
from tools.synth.body.wheel import fetch
from tools.synth.clip import FPS, Clip, play
from tools.synth.writer import renderer_of
from tools.train_trunk.clips import clips
from tools.train_trunk.compare import ask
from tools.train_trunk.follow import follow
from tools.train_trunk.network import TrunkHead

GREY_LEVELS, SEEDS, STILL_FRAMES = 1.0, 10, 9
"""Standard deviation of the noise, how often it is drawn, and frames until the region has settled."""
STEP_S = 0.1
STEP = 10
"""Every so many frames of the repetitions are looked through for the largest roll."""
LINES = {
    "shoulders": (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
    "hips": (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One picture under noise: its clip, the true roll (deg), and what head and landmarks read, (SEEDS,)."""

    clip: str
    true: float
    head: NDArray[np.float64]
    landmarks: NDArray[np.float64]


def readings(head: TrunkHead, count: int) -> Iterator[Reading]:
    """Of so many of the trial's clips from in front."""
    front = [clip for clip in clips(10 * count) if clip.view == "high_front"][:count]
    return (_reading(head, clip) for clip in front)


def _reading(head: TrunkHead, clip: Clip) -> Reading:
    figure = build(fetch(), clip.person.shape)
    reps = [event for event in clip.plan.events if event.kind == "rep"]
    first, last = reps[0].start_s, reps[-1].end_s
    seen = [i for i in play(clip, figure, STEP) if first <= i.number / FPS <= last]
    instant = max(seen, key=lambda i: abs(i.values["trunk_roll_deg"]))
    true = float(instant.values["trunk_roll_deg"])
    picture = renderer_of(clip, figure).frame(instant.posed, instant.number)
    said, marks = [], []
    for seed in range(SEEDS):
        followed = follow(_stills(picture, np.random.default_rng([clip.seed, seed])))
        rows = len(followed.row)
        said.append(ask(head, followed)["roll"][-1] if rows else np.nan)
        marks.append(landmark_roll(followed.track)[-1])
    return Reading(clip.name, true, np.array(said), np.array(marks))


def _stills(picture: NDArray[np.uint8], random: np.random.Generator) -> Iterator[Frame]:
    for number in range(STILL_FRAMES):
        noisy = np.rint(picture + random.normal(0, GREY_LEVELS, picture.shape))
        yield Frame(time_s=number * STEP_S, image=np.clip(noisy, 0, 255).astype(np.uint8))


def slopes_deg(xy: NDArray[np.floating]) -> dict[str, NDArray[np.float64]]:
    """By line the tilt in the picture, of landmarks (..., 33, 2) in pixels; + the left side up."""
    found = {}
    for line, (left, right) in LINES.items():
        across = (xy[..., left, :] - xy[..., right, :]).astype(np.float64)
        found[line] = np.degrees(np.arctan2(-across[..., 1], np.abs(across[..., 0])))
    return found


def landmark_roll(track: Track) -> NDArray[np.float64]:
    """(T,) today's reading before smoothing and rest: mean tilt of hips and shoulders."""
    return np.asarray(np.mean(list(slopes_deg(track.xy).values()), axis=0), np.float64)


def noise_table(head: TrunkHead, count: int) -> list[str]:
    """Lines of a Markdown table."""
    lines = [
        "| clip | true roll, deg | head: mean, range of ten | landmarks: mean, range of ten |",
        "|---|---|---|---|",
    ]
    for r in readings(head, count):
        cells = [f"{v.mean():.1f}, {np.ptp(v):.1f}" for v in (r.head, r.landmarks)]
        lines.append(f"| {r.clip} | {r.true:.1f} | {cells[0]} | {cells[1]} |")
    return lines
