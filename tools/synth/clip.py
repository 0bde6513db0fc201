"""A clip: who does what where, and its truth frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Posed
from tools.synth.picture.camera import Camera
from tools.synth.picture.clothes import Person
from tools.synth.picture.room import Room
from tools.synth.plan.events import Plan
from tools.synth.plan.motion import Motion
from tools.synth.pose.limbs import JOINTS, Limbs
from tools.synth.rotations import about_y
from tools.synth.truth import measure, neutral_standing

Floats = NDArray[np.float64]

FPS = 15
LICENCE = "CC0-1.0"


@dataclass(frozen=True)
class Clip:
    """All that a clip follows from; the same values and seed give the same truth and pictures."""

    name: str
    person: Person
    room: Room
    plan: Plan
    camera: Camera
    seed: int
    view: str = "side"
    facing: str = "head_right"
    note: str = ""

    @property
    def heading_deg(self) -> float:
        """How far the person is turned about the vertical to face as wanted."""
        return 0.0 if self.facing == self.plan.natural_facing else 180.0

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return round(self.plan.duration_s * FPS)

    def named(self, name: str) -> Clip:
        """The clip under another name."""
        return replace(self, name=name)


@dataclass(frozen=True, slots=True)
class Instant:
    """One frame: its number, its bones (before the heading), and its values of the truth."""

    number: int
    posed: Posed
    values: dict[str, Any]


def play(clip: Clip, figure: Figure, every: int = 1) -> Iterator[Instant]:
    """The clip's frames (each, or every so many) with their truth."""
    limbs = Limbs(figure)
    motion = Motion(figure, clip.plan.stages(figure))
    turn = about_y(np.radians(clip.heading_deg))
    for number in range(0, clip.frames, every):
        posed, _ = motion.at(number / FPS)
        joints = limbs.joints(posed)
        pixels, _ = clip.camera.project(np.array([joints[name] for name in JOINTS]) @ turn.T)
        values = {"time_s": round(number / FPS, 4), **measure(figure, limbs, posed, clip.plan.exercise)}
        values["joints2d"] = [[float(x), float(y)] for x, y in np.round(pixels, 1)]
        yield Instant(number, posed, values)


def truth_file(clip: Clip, figure: Figure, values: list[dict[str, Any]]) -> dict[str, Any]:
    """The content of NAME.json."""
    camera = clip.camera
    behind = clip.plan.exercise.startswith("side_plank") and clip.heading_deg != 0 and clip.view == "side"
    return {
        "name": clip.name,
        "licence": LICENCE,
        "body": clip.person.name,
        "stature_m": round(figure.stature_m, 3),
        "neutral_standing": neutral_standing(figure, Limbs(figure)),
        "room": clip.room.name,
        "fps": FPS,
        "size": [camera.width, camera.height],
        "frames": clip.frames,
        "camera": camera.as_json(),
        "exercise": clip.plan.exercise,
        "facing": clip.facing,
        "view": "side_from_behind" if behind else clip.view,
        "heading_deg": clip.heading_deg,
        "note": clip.note,
        "seed": clip.seed,
        "events": [event.as_json() for event in clip.plan.events],
        "joint_names": list(JOINTS),
        "truth": {key: [frame[key] for frame in values] for key in values[0]},
    }
