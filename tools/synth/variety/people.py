"""A person by lot: any build, skin, hair and clothes."""

from __future__ import annotations

import numpy as np

from tools.synth.body.shape import Shape
from tools.synth.picture.clothes import BARE, BRA, Person
from tools.synth.picture.look import PRINTS, Colour, Look, Print
from tools.synth.variety.colours import GREYS, HAIRS, SKINS, Random, along, any_colour, mix, near, scale

HAIR_SHARES = {
    "female": {
        "short": 12,
        "cropped": 3,
        "thick": 12,
        "long": 24,
        "ponytail": 24,
        "bun": 15,
        "scarf": 8,
        "bald": 2,
    },
    "male": {"short": 45, "cropped": 20, "bald": 20, "thick": 8, "long": 3, "ponytail": 2, "bun": 2},
}
"""Of a hundred people each."""
TOPS = {
    "female": {"tank": 25, "tee": 35, "long": 20, BRA: 20},
    "male": {"tank": 15, "tee": 50, "long": 17, BARE: 18},
}
BOTTOMS = {"shorts": 20, "long_shorts": 10, "capri": 15, "leggings": 28, "trousers": 22, "briefs": 5}
LOOSE_MOST_M, LOOSE_LEGS_MOST_M = 0.05, 0.03


def draw_person(random: Random, name: str) -> Person:
    """Anybody; everything follows from the generator. Weight and muscle 0.02-0.98 are BMI of about 17-40."""
    sex = str(random.choice(["female", "male"]))
    shape = draw_shape(random, sex)
    skin = _skin(random, shape)
    top_colour, bottom_colour = any_colour(random), any_colour(random)
    if random.random() < 0.10:
        top_colour = near(random, skin)
    if random.random() < 0.15:
        bottom_colour = near(random, top_colour)
    loose = random.random() < 0.6
    top = _pick(random, TOPS[sex])
    bottom = _pick(random, BOTTOMS)
    tight = bottom == "leggings" or random.random() < 0.4
    return Person(
        name,
        shape,
        skin,
        _hair_colour(random, shape, skin),
        top,
        top_colour,
        bottom,
        bottom_colour,
        any_colour(random) if random.random() < 0.35 else None,
        _m(random.uniform(0, LOOSE_MOST_M) if loose and top not in {BRA, BARE} else 0.0),
        _m(0.0 if tight else random.uniform(0, LOOSE_LEGS_MOST_M)),
        draw_look(random, sex),
    )


def draw_shape(random: Random, sex: str) -> Shape:
    """Any body of a sex."""
    origin = random.dirichlet([0.5, 0.5, 0.5])
    muscle, weight = (float(np.clip(random.beta(1.4, 1.4), 0.02, 0.98)) for _ in range(2))
    return Shape(
        sex,
        _m(random.uniform(0, 1)),
        _m(muscle),
        _m(weight),
        _m(random.uniform(0.15, 0.85)),
        _m(random.uniform(0.2, 0.9)),
        (_m(origin[0]), _m(origin[1]), _m(origin[2])),
    )


def draw_look(random: Random, sex: str) -> Look:
    """Prints, hair and how the clothes sit."""
    return Look(
        hair=_pick(random, HAIR_SHARES[sex]),
        hair_length_m=_m(random.uniform(0.18, 0.65)),
        hair_at=_m(random.uniform(0.0, 1.0)),
        scarf=any_colour(random),
        top_print=_print(random) if random.random() < 0.35 else None,
        bottom_print=_print(random) if random.random() < 0.15 else None,
        band=any_colour(random) if random.random() < 0.3 else None,
        socks=any_colour(random) if random.random() < 0.35 else None,
        wrinkles=_m(random.uniform(1.1, 3.5)) if random.random() < 0.7 else 1.0,
        rides_m=_m(random.uniform(-0.08, 0.12)) if random.random() < 0.5 else 0.0,
        falls_m=_m(random.uniform(0.0, 0.12)) if random.random() < 0.3 else 0.0,
    )


def _print(random: Random) -> Print:
    kind = str(random.choice(PRINTS))
    return Print(kind, any_colour(random), _m(random.uniform(0.015, 0.09)))


def _skin(random: Random, shape: Shape) -> Colour:
    """By origin for the most part; any tone for anybody else."""
    african, asian, _ = np.array(shape.origin) / sum(shape.origin)
    usual = 0.15 * african + 0.65 * asian + 0.8 * (1 - african - asian) + random.normal(0, 0.16)
    at = float(np.clip(usual if random.random() < 0.7 else random.uniform(0, 1), 0, 1))
    return near(random, along(SKINS, at))


def _hair_colour(random: Random, shape: Shape, skin: Colour) -> Colour:
    if random.random() < 0.06:
        return any_colour(random)
    fair = float(np.clip(random.beta(1, 1.6) * (0.25 + skin[0] * 1.4), 0, 1))
    colour = scale(along(HAIRS, fair), float(random.uniform(0.7, 1.3)))
    grey = float(np.clip((shape.age - 0.5) * 1.7 + random.normal(0, 0.2), 0, 1))
    return mix(colour, along(GREYS, float(random.random())), grey)


def _pick(random: Random, shares: dict[str, int]) -> str:
    weights = np.array(list(shares.values()), np.float64)
    return str(random.choice(list(shares), p=weights / weights.sum()))


def _m(value: float) -> float:
    return round(float(value), 4)
