"""Somebody else in the room: standing, kneeling, sitting or lying, still and coarse."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Pose
from tools.synth.picture.clothes import vertex_normals
from tools.synth.picture.dressed import Dressed
from tools.synth.picture.piece import Piece
from tools.synth.pose.limbs import Limbs
from tools.synth.pose.posture import SUPINE, UPRIGHT
from tools.synth.rotations import about_x, about_y, about_z
from tools.synth.variety.colours import Random, any_colour
from tools.synth.variety.shapes import box

Floats = NDArray[np.float64]

POSTURES = ("standing", "sitting", "kneeling", "lying")


def draw_company(random: Random, worn: Dressed, place: tuple[float, float]) -> tuple[Piece, ...]:
    """The dressed person at a place (x, z) in m on the floor, in a posture by lot, turned anyhow.

    Who sits has something to sit on.
    """
    posture = str(random.choice(POSTURES, p=[0.5, 0.25, 0.1, 0.15]))
    turn = about_y(float(random.uniform(-np.pi, np.pi)))
    posed = worn.figure.kinematics(_pose(random, worn.figure, posture))
    points = worn.figure.skin(posed, rest=worn.rest) @ turn.T
    points += [place[0] - points[:, 0].mean(), -points[:, 1].min(), place[1] - points[:, 2].mean()]
    colours = vertex_colours(worn).astype(np.float32)
    person = Piece("company", points, worn.triangles, colours, vertex_normals(points, worn.triangles))
    if posture != "sitting":
        return (person,)
    seat = points[worn.figure.moved_by("root", "pelvis")]
    high = max(float(np.percentile(seat[:, 1], 4)), 0.05)
    middle = [seat[:, 0].mean(), high / 2, seat[:, 2].mean()]
    size = (*random.uniform(0.3, 0.5, 1), high, *random.uniform(0.3, 0.5, 1))
    return person, box("seat", middle, size, any_colour(random), turn)


def vertex_colours(worn: Dressed) -> Floats:
    """The texture's colour at every vertex (n, 3)."""
    size = len(worn.texture)
    uv_of = np.zeros(len(worn.rest), np.int64)
    corners = worn.figure.triangles.reshape(-1, 2)
    uv_of[corners[:, 0]] = corners[:, 1]
    at = np.clip(np.rint(worn.uv[uv_of]), 0, size - 1).astype(np.int64)
    colours: Floats = worn.texture[at[:, 1], at[:, 0]].astype(np.float64)
    colours[worn.figure.eyes.ravel()] = 0.3
    return colours


def _pose(random: Random, figure: Figure, posture: str) -> Pose:
    """Turns from the standing rest pose, whose arms stand out to the sides."""

    def some(low: float, high: float) -> float:
        return float(np.radians(random.uniform(low, high)))

    limbs = Limbs(figure)
    turns = limbs.trunk(
        UPRIGHT if posture != "lying" else SUPINE,
        lumbar=float(random.uniform(-10, 30)),
        thoracic=float(random.uniform(-5, 20)),
        neck=float(random.uniform(-20, 30)),
    )
    for side, sign in (("L", 1), ("R", -1)):
        turns[f"upperarm01.{side}"] = about_x(-some(-20, 60)) @ about_z(-sign * some(15, 45))
        turns[f"lowerarm01.{side}"] = about_x(-some(5, 90))
        if posture == "sitting":
            turns[f"upperleg01.{side}"] = about_x(-some(75, 100)) @ about_z(sign * some(0, 20))
            turns[f"lowerleg01.{side}"] = about_x(some(60, 110))
        elif posture == "kneeling":
            turns[f"upperleg01.{side}"] = about_x(-some(0, 20))
            turns[f"lowerleg01.{side}"] = about_x(some(85, 100))
        else:
            turns[f"upperleg01.{side}"] = about_x(-some(-4, 12)) @ about_z(sign * some(0, 8))
            turns[f"lowerleg01.{side}"] = about_x(some(0, 14))
    return Pose(turns, np.zeros(3))
