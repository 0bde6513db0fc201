"""Rendered clips that nobody has looked at: today's way and the trunk head, frame by frame, against the truth."""

from __future__ import annotations

import argparse
import dataclasses
import json
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.media.frame import Frame
from tools.synth.body.figure import build
from tools.synth.body.wheel import fetch
from tools.synth.clip import FPS, Clip, play, truth_file
from tools.synth.lottery import draw
from tools.synth.picture.camera import orbit
from tools.synth.picture.renderer import Renderer
from tools.synth.rotations import about_y
from tools.synth.spine import SpineLine, trunk_orientation
from tools.synth.wide import draw_wide
from tools.synth.pose.limbs import Limbs
from tools.train_trunk.follow import follow
from tools.train_trunk.frames import truth_of
from tools.train_trunk.labels import Label
from formcheck.pose.region import Region

EVERY = 2
FIRST = 9000


def clips(count: int) -> Iterator[Clip]:
    """The trial's clips: exercises in turn, a third of them from high in front, some turned, some wide."""
    kinds = ("bird_dog_front", "bird_dog", "bridge", "plank", "bird_dog_front", "cat_camel", "side_plank", "bird_dog", "bridge", "plank")
    for i in range(count):
        seed, kind = FIRST + i, kinds[i % len(kinds)]
        wide = (i // len(kinds)) % 3 == 2 and kind != "bird_dog_front"
        clip = draw_wide(seed, kind) if wide else draw(seed, kind)
        if (i // len(kinds)) % 3 == 1 and kind != "bird_dog_front":
            clip = turned(clip, float(np.random.default_rng(seed).uniform(10, 30) * np.random.default_rng(seed + 1).choice([-1, 1])))
        yield clip


def turned(clip: Clip, yaw_deg: float) -> Clip:
    """The camera turned from straight beside."""
    camera = clip.camera
    x, _, z = (p - t for p, t in zip(camera.position, camera.target, strict=True))
    moved = orbit(yaw_deg, float(np.hypot(x, z)), camera.position[1], camera.target, camera.vfov_deg, camera.roll_deg)
    return dataclasses.replace(clip, name=f"{clip.name}_turned", camera=moved)


def make(clip: Clip, out: Path) -> None:
    """Draw and follow one clip."""
    figure = build(fetch(), clip.person.shape)
    limbs, line = Limbs(figure), SpineLine(figure)
    turn = about_y(np.radians(clip.heading_deg))
    renderer = Renderer(figure, clip.person, clip.room, clip.camera, turn, clip.seed)
    instants = list(play(clip, figure, EVERY))
    frames = (Frame(renderer.frame(i.posed, i.number), i.number / FPS) for i in instants)
    found = follow(frames)
    labels = []
    for row, region in zip(found.row, found.region, strict=True):
        posed = instants[int(row)].posed
        pelvis, thorax = (turn @ part for part in trunk_orientation(figure, posed))
        truth = truth_of(figure, limbs, posed, line.points(posed) @ turn.T, pelvis, thorax)
        truth = dataclasses.replace(truth, hips=turn @ truth.hips, shoulders=turn @ truth.shoulders)
        labels.append(truth.label(clip.camera, Region(*region)).flat())
    values = [i.values for i in instants]
    data = {
        "truth": truth_file(clip, figure, values),
        "track": found.track,
        "row": found.row,
        "region": found.region,
        "layers": found.layers,
        "label": np.array(labels, np.float32),
        "weight": clip.person.shape.weight,
    }
    draft = out.with_suffix(".part")
    with draft.open("wb") as file:
        pickle.dump(data, file)
    draft.replace(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--part", default="0/1")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    part, parts = map(int, options.part.split("/"))
    for i, clip in enumerate(clips(options.count)):
        out = options.folder / f"{i:03d}_{clip.name}.pkl"
        if i % parts == part and not out.exists():
            make(clip, out)
            print(out.name, flush=True)


if __name__ == "__main__":
    main()
