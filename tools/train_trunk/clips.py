"""The trial's clips: rendered people whom nobody has looked at, followed once by the product's tracker."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from formcheck.media.frame import Frame
from formcheck.pose.region import Region
from tools.synth.body.figure import build
from tools.synth.body.wheel import fetch
from tools.synth.clip import FPS, Clip, play, truth_file
from tools.synth.lottery import FROM_THE_FRONT, draw
from tools.synth.picture.camera import orbit
from tools.synth.pose.limbs import Limbs
from tools.synth.rotations import about_y
from tools.synth.spine import SpineLine, trunk_orientation
from tools.synth.wide import draw_wide
from tools.synth.writer import renderer_of
from tools.train_trunk.follow import Followed, follow
from tools.train_trunk.frames import truth_of

FIRST = 9000
"""Seed of the first clip; benchmark and lotteries elsewhere stay below a thousand."""
EVERY = 2
"""Of the clip's 15 frames a second every second one is drawn."""
KINDS = (
    FROM_THE_FRONT,
    "bird_dog",
    "bridge",
    "plank",
    FROM_THE_FRONT,
    "cat_camel",
    "side_plank",
    "bird_dog",
    "bridge",
    "plank",
)
TURN_DEG = (10.0, 30.0)


@dataclass(frozen=True, slots=True)
class TrialClip:
    """A clip that was followed: the truth as its JSON has it, and the label (K, SIZE) of each kept row."""

    truth: dict[str, Any]
    followed: Followed
    label: NDArray[np.float32]

    @property
    def group(self) -> str:
        """Exercise, with "front", "turned" or "wide"."""
        name, exercise = str(self.truth["name"]), str(self.truth["exercise"]).removesuffix("_left")
        marks = [mark for mark in ("turned", "wide") if mark in name]
        front = ["front"] if self.truth["view"] == "high_front" else []
        return " ".join([exercise.removesuffix("_right"), *front, *marks])


def clips(count: int) -> Iterator[Clip]:
    """In turn: as they are, the camera turned by 10 to 30 degrees, and people as wide as real ones."""
    for number in range(count):
        seed, kind, turn = FIRST + number, KINDS[number % len(KINDS)], number // len(KINDS) % 3
        if kind == FROM_THE_FRONT or turn == 0:
            yield draw(seed, kind)
        elif turn == 2:
            yield draw_wide(seed, kind)
        else:
            random = np.random.default_rng(seed)
            yield _turned(draw(seed, kind), float(random.uniform(*TURN_DEG) * random.choice([-1, 1])))


def _turned(clip: Clip, yaw_deg: float) -> Clip:
    camera = clip.camera
    x, _, z = (p - t for p, t in zip(camera.position, camera.target, strict=True))
    far, height = float(np.hypot(x, z)), camera.position[1]
    moved = orbit(yaw_deg, far, height, camera.target, camera.vfov_deg, camera.roll_deg)
    return dataclasses.replace(clip, name=f"{clip.name}_turned", camera=moved)


def make(clip: Clip, path: Path) -> None:
    """Draw a clip, follow it, and keep what any head can be asked with."""
    figure = build(fetch(), clip.person.shape)
    limbs, line = Limbs(figure), SpineLine(figure)
    turn = about_y(np.radians(clip.heading_deg))
    renderer = renderer_of(clip, figure)
    instants = list(play(clip, figure, EVERY))
    found = follow(Frame(renderer.frame(i.posed, i.number), i.number / FPS) for i in instants)
    labels = []
    for row, region in zip(found.row, found.region, strict=True):
        posed = instants[int(row)].posed
        pelvis, thorax = (turn @ part for part in trunk_orientation(figure, posed))
        truth = truth_of(figure, limbs, posed, line.points(posed) @ turn.T, pelvis, thorax)
        truth = dataclasses.replace(truth, hips=turn @ truth.hips, shoulders=turn @ truth.shoulders)
        labels.append(truth.label(clip.camera, Region(*(float(v) for v in region))).flat())
    file = truth_file(clip, figure, [i.values for i in instants])
    kept = TrialClip(file, found, np.array(labels, np.float32))
    draft = path.with_suffix(".part")
    draft.write_bytes(pickle.dumps(kept))
    draft.replace(path)


def read(path: Path) -> TrialClip:
    """A clip that `make` kept in this folder; only read what this tool wrote (pickle)."""
    return cast("TrialClip", pickle.loads(path.read_bytes()))
