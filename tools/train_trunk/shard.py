"""One shard of training data: a body in some clothes, rooms and postures, seen by the landmark network."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Pose, build
from tools.synth.body.wheel import fetch
from tools.synth.lottery import FROM_THE_FRONT, draw
from tools.synth.picture.camera import Camera, orbit
from tools.synth.picture.clothes import Person
from tools.synth.picture.dressed import Dressed, dress
from tools.synth.picture.renderer import Renderer
from tools.synth.plan.motion import Motion
from tools.synth.pose.limbs import Limbs
from tools.synth.pose.lottery import Drawn, PostureLottery
from tools.synth.spine import SpineLine, trunk_orientation
from tools.synth.variety.people import draw_person
from tools.synth.variety.rooms import draw_room
from tools.synth.variety.scene import draw_picture
from tools.synth.variety.sensor import degrade
from tools.train_trunk.frames import (
    MIN_SCORE,
    SIZES,
    crop_of,
    draw_camera,
    first_region,
    fitted,
    jpeg,
    next_region,
    part_file,
    shaken,
    truth_of,
)
from tools.train_trunk.rolled import draw_rolled
from tools.train_trunk.where import azimuth_deg, from_the_front
from tools.train_trunk.witness import INPUTS, Witness, packed

Floats = NDArray[np.float64]
KEPT = (*INPUTS[1:], "score")
FILMED = 0.6
"""Share of the rooms in which an exercise is filmed as formcheck asks for it."""
TURNED = 0.05
"""Share of the crops from in front whose region stands upright in the picture, as for who stood or knelt a
moment before; the others have the head's end up in the crop, as the tracker keeps it (`pose.head_up`)."""
ROLLED = 0.4
"""Share of the rooms filmed from in front in which the trunk rolls without regard to the limbs."""
FILMED_KINDS = {
    FROM_THE_FRONT: "quadruped",
    "bird_dog": "quadruped",
    "cat_camel": "quadruped",
    "plank": "forearm_plank",
    "side_plank": "side_plank",
    "bridge": "bridge",
}
"""Exercises of `tools.synth.lottery` and the kind of posture by lot that belongs to each."""
META = ("age", "weight", "male", "skin", "loose_m", "height_m", "azimuth_deg", "hidden", "body")


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of everything a shard holds; `front` is the share of rooms with somebody on all fours who is
    filmed high from in front.
    """

    looks: int = 2
    rooms: int = 4
    postures: int = 6
    front: float = 0.0


AMOUNT = Amount()


class Rows:
    """What a shard collects, column by column."""

    def __init__(self) -> None:
        self.columns: dict[str, list[NDArray[np.generic]]] = {}

    def add(self, **values: NDArray[np.generic]) -> None:
        """One crop."""
        for name, value in values.items():
            self.columns.setdefault(name, []).append(value)

    def write(self, path: Path) -> int:
        """To a temporary name first, so that a shard is whole or not there; how many crops."""
        pictures = self.columns.pop("jpeg")
        arrays = {name: np.array(values) for name, values in self.columns.items()}
        draft = path.with_suffix(".part")
        with draft.open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                jpeg=np.concatenate(pictures),
                jpeg_at=np.cumsum([0, *map(len, pictures)]),
                **arrays,
            )
        draft.replace(path)
        return len(pictures)


class Studio:
    """One body, ready to be put into postures, and the network that looks at it."""

    def __init__(self, number: int, witness: Witness) -> None:
        self.random = np.random.default_rng([number, 12])
        self.number, self.witness = number, witness
        self.person = draw_person(self.random, f"t{number}")
        self.figure: Figure = build(fetch(), self.person.shape)
        self.lottery, self.line = PostureLottery(self.figure), SpineLine(self.figure)
        self.limbs = Limbs(self.figure)
        self.worn: Dressed | None = None
        self.other: Dressed | None = None

    def dressed(self) -> Dressed:
        """The body in other clothes."""
        other = draw_person(self.random, self.person.name)
        self.other, self.worn = (
            self.worn,
            dress(self.figure, replace(other, shape=self.person.shape, skin=self.person.skin)),
        )
        return self.worn

    def room(self, worn: Dressed, postures: int, rows: Rows, front: float = 0.0) -> None:
        """Some postures before one camera: many rooms show an exercise as it is filmed for formcheck."""
        random = self.random
        size = SIZES[int(random.integers(len(SIZES)))]
        if front and random.random() < front:
            drawn, camera = self._exercise(postures, size, FROM_THE_FRONT)
        elif random.random() < FILMED:
            drawn, camera = self._exercise(postures, size, str(random.choice(list(FILMED_KINDS))))
        else:
            drawn, camera = self._anything(postures, size)
        room = draw_room(random, camera)
        seats = [d.seat_m for d in drawn if d.seat_m]
        if seats:
            drawn = [d for d in drawn if d.seat_m in (None, seats[0])]
        renderer = Renderer(self.figure, worn.person, room, camera, np.eye(3), 0, worn=worn, quick=True)
        for one in drawn:
            self.posture(renderer, one, rows)

    def _anything(self, postures: int, size: tuple[int, int]) -> tuple[list[Drawn], Camera]:
        random = self.random
        drawn = [self.lottery.draw(random) for _ in range(postures)]
        shown = drawn if random.random() < 0.7 else drawn[:1]
        return drawn, draw_camera(random, np.concatenate([d.posed.head for d in shown]), size)

    def _exercise(self, postures: int, size: tuple[int, int], kind: str) -> tuple[list[Drawn], Camera]:
        """Moments of a clip by lot, good and bad, or postures of its kind; its camera, turned some more."""
        random = self.random
        clip = draw(int(random.integers(1 << 30)), kind)
        if kind == FROM_THE_FRONT and random.random() < ROLLED:
            drawn = draw_rolled(self.figure, random, postures)
        elif random.random() < 0.5:
            motion = Motion(self.figure, clip.plan.stages(self.figure))
            times = random.uniform(0, clip.plan.duration_s, postures)
            drawn = [
                Drawn(posed, Pose({}, posed.head[0]), f"filmed {kind}") for posed, _ in map(motion.at, times)
            ]
        else:
            drawn = [self.lottery.draw(random, FILMED_KINDS[kind]) for _ in range(postures)]
        camera = clip.camera
        x, _, z = (p - t for p, t in zip(camera.position, camera.target, strict=True))
        far = float(np.hypot(x, z)) * float(random.uniform(0.75, 1.15))
        azimuth = float(np.degrees(np.arctan2(x, z)) + random.normal(0, 10))
        if kind != FROM_THE_FRONT and random.random() < 0.5:
            azimuth += 180
        height = float(np.clip(camera.position[1] * random.uniform(0.7, 1.3), 0.15, 2.4))
        heads = np.concatenate([d.posed.head for d in drawn])
        x0, y0, z0 = (heads.min(axis=0) + heads.max(axis=0)) / 2
        middle = (float(x0), float(y0), float(z0))
        roll = camera.roll_deg + float(random.normal(0, 1.5))
        filmed = orbit(azimuth, far, height, middle, camera.vfov_deg, roll)
        return drawn, fitted(random, replace(filmed, width=size[0], height=size[1]), heads)

    def posture(self, renderer: Renderer, drawn: Drawn, rows: Rows) -> None:
        """One posture: as the tracker finds the person, then mirrored as it follows it."""
        random, camera, posed = self.random, renderer.camera, drawn.posed
        picture = draw_picture(random, renderer, posed, self.other or self.worn)
        image = degrade(picture.image, random)
        turns = trunk_orientation(self.figure, posed)
        truth = truth_of(self.figure, self.limbs, posed, self.line.points(posed), *turns)
        region = first_region(random, camera, self.limbs, posed)
        if from_the_front(drawn.kind, camera) and random.random() < TURNED:
            region = region._replace(rotation=region.rotation + math.pi)
        meta = self._meta(renderer.worn.person, camera, picture.hidden)
        for mirror in (False, True):
            crop = crop_of(image, truth, camera, region, mirror=mirror)
            seen = self.witness.see(crop.picture)
            if seen["score"].item() < MIN_SCORE:
                break
            rows.add(
                jpeg=np.frombuffer(jpeg(crop.picture), np.uint8),
                label=crop.label.flat(),
                kind=np.array(drawn.kind),
                meta=meta,
                t279=packed(seen["t279"][0]),
                **{name: seen[name][0].astype(np.float16) for name in KEPT},
            )
            if not mirror:
                region = shaken(random, next_region(region, seen["landmarks"]))

    def _meta(self, person: Person, camera: Camera, hidden: float) -> NDArray[np.float32]:
        shape, height = person.shape, camera.position[1]
        return np.array(
            [
                shape.age,
                shape.weight,
                shape.sex == "male",
                float(np.mean(person.skin)),
                person.loose_m,
                height,
                azimuth_deg(camera),
                hidden,
                self.number,
            ],
            np.float32,
        )


def make_shard(folder: Path, number: int, witness: Witness, amount: Amount = AMOUNT) -> int:
    """Draw shard `number`; how many crops it holds."""
    studio, rows = Studio(number, witness), Rows()
    for _ in range(amount.looks):
        worn = studio.dressed()
        for _ in range(amount.rooms):
            studio.room(worn, amount.postures, rows, amount.front)
    return rows.write(part_file(folder, number))
