"""Clips with a name of what is done on both feet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tools.synth.clip import Clip
from tools.synth.looks import PEOPLE, ROOMS
from tools.synth.picture.camera import Camera, orbit
from tools.synth.picture.room import Box, Room
from tools.synth.plan.events import Fault, Plan
from tools.synth.plan.on_feet import Stand, sit_to_stand
from tools.synth.pose.on_feet import OnFeet

CHAIR_M = 0.42
"""Width and depth of the seat."""
SEAT_X = -0.42
"""Middle of the seat, behind the ankles."""
WOOD = (0.36, 0.24, 0.15)


def standing_view(azimuth_deg: float = 0.0, distance_m: float = 4.0, roll_deg: float = 0.0) -> Camera:
    """A camera beside somebody who stands, at the height of the hips."""
    return orbit(azimuth_deg, distance_m, 0.95, (-0.10, 0.90, 0.0), 122.0 / distance_m, roll_deg)


def with_chair(room: Room, facing: str) -> Room:
    """The room with a stool where the plan sits down."""
    x = SEAT_X if facing == "head_right" else -SEAT_X
    seat = Box((x, OnFeet.seat_m - 0.025, 0.0), (CHAIR_M, 0.05, CHAIR_M), WOOD)
    legs = tuple(
        Box((x + a, OnFeet.seat_m / 2 - 0.025, b), (0.04, OnFeet.seat_m - 0.05, 0.04), WOOD)
        for a in (-0.17, 0.17)
        for b in (-0.17, 0.17)
    )
    return replace(room, furniture=(*room.furniture, seat, *legs))


def _clip(
    person: str, room: str, make: Callable[[int], Plan], facing: str, note: str
) -> Callable[[int, str], Clip]:
    def build(seed: int, name: str) -> Clip:
        plan = make(seed)
        place = ROOMS[room] if plan.exercise != "sit_to_stand" else with_chair(ROOMS[room], facing)
        return Clip(name, PEOPLE[person], place, plan, standing_view(), seed, facing=facing, note=note)

    return build


ON_FEET: dict[str, Callable[[int, str], Clip]] = {
    "sit_to_stand_good": _clip(
        "f2", "practice", lambda seed: sit_to_stand(seed, (Stand(), Stand())), "head_right", "well done"
    ),
    "sit_to_stand_round": _clip(
        "m3",
        "den",
        lambda seed: sit_to_stand(seed, (Stand(), Stand((Fault("lumbar_round", 30.0),)))),
        "head_left",
        "the lower back goes round in the second one",
    ),
    "sit_to_stand_fast": _clip(
        "m4",
        "evening",
        lambda seed: sit_to_stand(seed, (Stand(), Stand((Fault("too_fast", 1.7),)))),
        "head_right",
        "the second one is hurried",
    ),
}
