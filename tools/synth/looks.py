"""The people and rooms that presets use by name."""

from __future__ import annotations

from tools.synth.body.shape import Shape
from tools.synth.picture.clothes import Person
from tools.synth.picture.light import Light
from tools.synth.picture.room import Box, Room

PEOPLE = {
    person.name: person
    for person in (
        Person(
            "f2",
            Shape("female", age=0.45, muscle=0.42, weight=0.66, height=0.52, origin=(0.05, 0.15, 0.8)),
            skin=(0.60, 0.40, 0.31),
            hair=(0.16, 0.10, 0.06),
            top="tee",
            top_colour=(0.10, 0.34, 0.25),
            bottom="capri",
            bottom_colour=(0.09, 0.10, 0.16),
            loose_m=0.012,
        ),
        Person(
            "m3",
            Shape("male", age=0.6, muscle=0.45, weight=0.60, height=0.60, origin=(0.15, 0.25, 0.6)),
            skin=(0.50, 0.32, 0.24),
            hair=(0.30, 0.29, 0.28),
            top="long",
            top_colour=(0.46, 0.45, 0.42),
            bottom="trousers",
            bottom_colour=(0.12, 0.16, 0.24),
            loose_m=0.008,
        ),
        Person(
            "f3",
            Shape("female", age=0.1, muscle=0.6, weight=0.36, height=0.66, origin=(0.8, 0.1, 0.1)),
            skin=(0.22, 0.125, 0.08),
            hair=(0.02, 0.016, 0.012),
            top="tank",
            top_colour=(0.55, 0.36, 0.08),
            bottom="leggings",
            bottom_colour=(0.20, 0.08, 0.20),
        ),
        Person(
            "m4",
            Shape("male", age=0.2, muscle=0.55, weight=0.40, height=0.42, origin=(0.05, 0.85, 0.1)),
            skin=(0.60, 0.42, 0.31),
            hair=(0.025, 0.02, 0.02),
            top="tee",
            top_colour=(0.60, 0.58, 0.55),
            bottom="shorts",
            bottom_colour=(0.30, 0.10, 0.09),
        ),
    )
}

ROOMS = {
    room.name: room
    for room in (
        Room(
            "den",
            wall=(0.52, 0.47, 0.38),
            floor="carpet",
            floor_colour=(0.30, 0.30, 0.33),
            mat=(0.42, 0.14, 0.16),
            light=Light(towards=(0.45, 0.8, 0.5), sun=(1.1, 0.98, 0.82), exposure=1.25),
            furniture=(
                Box((1.0, 0.22, -1.6), (1.6, 0.44, 0.8), (0.35, 0.22, 0.14)),
                Box((1.0, 0.55, -1.85), (1.6, 0.5, 0.25), (0.31, 0.19, 0.12)),
                Box((-1.5, 0.30, -1.75), (0.45, 0.60, 0.40), (0.62, 0.58, 0.5)),
                Box((-0.4, 1.35, -2.08), (0.6, 0.8, 0.03), (0.18, 0.30, 0.26)),
            ),
            wall_z=-2.1,
        ),
        Room(
            "practice",
            wall=(0.66, 0.68, 0.68),
            floor="tiles",
            floor_colour=(0.40, 0.39, 0.36),
            mat=(0.09, 0.14, 0.34),
            light=Light(
                towards=(-0.2, 0.95, 0.35), sun=(0.85, 0.88, 0.92), sky=(0.56, 0.58, 0.60), exposure=1.2
            ),
            furniture=(
                Box((1.2, 0.35, -1.6), (1.7, 0.10, 0.65), (0.12, 0.22, 0.30)),
                Box((0.6, 0.15, -1.6), (0.08, 0.30, 0.5), (0.5, 0.5, 0.5)),
                Box((1.8, 0.15, -1.6), (0.08, 0.30, 0.5), (0.5, 0.5, 0.5)),
                Box((-1.6, 0.90, -1.75), (0.5, 1.8, 0.3), (0.74, 0.72, 0.68)),
                Box((-0.5, 1.45, -1.88), (0.7, 0.5, 0.03), (0.62, 0.55, 0.25)),
            ),
        ),
        Room(
            "evening",
            wall=(0.40, 0.34, 0.30),
            floor="boards",
            floor_colour=(0.30, 0.20, 0.13),
            mat=(0.36, 0.38, 0.12),
            light=Light(
                towards=(-0.6, 0.7, 0.45),
                sun=(0.85, 0.64, 0.42),
                sky=(0.30, 0.26, 0.24),
                ground=(0.14, 0.10, 0.08),
                exposure=1.3,
            ),
            furniture=(
                Box((-1.4, 0.45, -1.7), (0.9, 0.9, 0.35), (0.28, 0.17, 0.10)),
                Box((1.5, 0.75, -1.8), (0.7, 1.5, 0.2), (0.20, 0.22, 0.28)),
                Box((0.2, 1.30, -1.88), (0.9, 0.6, 0.03), (0.45, 0.30, 0.22)),
            ),
        ),
    )
}
