"""Looks for training: the clips stay as they were, draws repeat themselves, what hides is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Posed
from tools.synth.clip import play
from tools.synth.looks import PEOPLE, ROOMS
from tools.synth.picture import quick, room
from tools.synth.picture.camera import Camera, orbit
from tools.synth.picture.clothes import BARE, BRA, Person, cover, dressed
from tools.synth.picture.dressed import Dressed, dress
from tools.synth.picture.look import HAIRSTYLES, PRINTS, Look, Print
from tools.synth.picture.piece import Piece
from tools.synth.picture.renderer import Renderer
from tools.synth.pose.quadruped import Quadruped
from tools.synth.presets import preset
from tools.synth.rotations import about_y
from tools.synth.variety.cloths import draw_cloth
from tools.synth.variety.furniture import SEEN_M
from tools.synth.variety.hanging import hair_pieces
from tools.synth.variety.occluders import draw_front
from tools.synth.variety.people import draw_person
from tools.synth.variety.rooms import draw_room
from tools.synth.variety.scene import draw_picture
from tools.synth.variety.sensor import degrade
from tools.synth.variety.shapes import box
from tools.synth.variety.things import THINGS

BEFORE = Path(__file__).parent / "frames" / "plank_large_sag.png"
"""A frame of 160x90 drawn by the code of before there were looks for training."""
CAMERA = replace(orbit(0.0, 3.2, 0.8, (-0.1, 0.5, 0.0), 30.0), width=160, height=90)
RED = (0.8, 0.05, 0.05)


def draw(seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, 11])


@pytest.fixture(scope="module")
def worn(figure: Figure) -> Dressed:
    return dress(figure, replace(PEOPLE["m3"], look=Look(hair="ponytail", hair_at=0.2)), 128)


@pytest.fixture(scope="module")
def kneeling(figure: Figure) -> Posed:
    return figure.kinematics(Quadruped(figure).pose({}))


@pytest.fixture(scope="module")
def renderer(worn: Dressed) -> Renderer:
    return Renderer(worn.figure, worn.person, ROOMS["den"], CAMERA, about_y(0.0), 1, worn=worn, quick=True)


def test_clips_look_as_they_did(figure: Figure) -> None:
    """Bit for bit; but another processor may round the edge of a triangle otherwise."""
    clip = preset("plank_large_sag", 1)
    camera = replace(clip.camera, width=160, height=90)
    posed = next(iter(play(clip, figure, every=999))).posed
    turn = about_y(np.radians(clip.heading_deg))
    image = Renderer(figure, clip.person, clip.room, camera, turn, clip.seed).frame(posed, 0)
    before = cv2.cvtColor(cv2.imread(str(BEFORE)), cv2.COLOR_BGR2RGB)
    off = np.abs(image.astype(int) - before).max(axis=2)
    assert (off > 0).mean() < 0.001


def test_the_quick_backdrop_shows_the_same_places() -> None:
    slow, fast = (trace(ROOMS["practice"], CAMERA) for trace in (room.trace, quick.trace))
    off = np.linalg.norm(slow.place - fast.place, axis=2)
    assert np.median(off) < 1e-4
    assert (off < 0.01).mean() > 0.98
    assert 0.7 < fast.colour.mean() / slow.colour.mean() < 1.4


@pytest.mark.parametrize("make", [lambda r: draw_person(r, "p"), draw_room], ids=["person", "room"])
def test_chance_repeats_itself_and_differs(make: Callable[[np.random.Generator], object]) -> None:
    drawn = [make(draw(seed)) for seed in range(40)]
    assert make(draw(7)) == drawn[7]
    assert len(set(drawn)) == 40


def test_people_are_as_varied_as_people() -> None:
    people = [draw_person(draw(seed), "p") for seed in range(300)]
    skins = [person.skin[0] for person in people]
    tops = np.array([person.top_colour for person in people])
    assert min(skins) < 0.04 < 0.7 < max(skins)
    assert (tops.max(axis=1) < 0.05).mean() > 0.05
    assert (tops.min(axis=1) > 0.55).mean() > 0.05
    assert ((tops.max(axis=1) - tops.min(axis=1)) > 0.3).mean() > 0.1
    assert {person.look.hair for person in people} == set(HAIRSTYLES)
    assert {person.look.top_print.kind for person in people if person.look.top_print} == set(PRINTS)
    assert {BARE, BRA} <= {person.top for person in people}
    assert max(person.loose_m for person in people) > 0.045
    weights = [person.shape.weight for person in people]
    assert min(weights) < 0.1 < 0.9 < max(weights)


def test_nothing_stands_between_the_camera_and_the_mat() -> None:
    for seed in range(40):
        camera = orbit(float(draw(seed).uniform(-180, 180)), 3.0, 1.0)
        eye = np.array(camera.position)[[0, 2]]
        for piece in draw_room(draw(seed), camera).furniture:
            middle, half = (np.array(v)[[0, 2]] for v in (piece.centre, np.array(piece.size) / 2))
            for goal in ((0.0, 0.0), (SEEN_M[0], 0.0), (-SEEN_M[0], 0.0)):
                path = eye + np.linspace(0, 1, 60)[:, None] * (np.array(goal) - eye)
                assert not (np.abs(path - middle) < half).all(axis=1).any()


def _covers(figure: Figure, **changes: object) -> tuple[Person, Look]:
    look = replace(Look(), **changes)  # type: ignore[arg-type]
    return replace(PEOPLE["m3"], look=look), look


def test_a_top_rides_up_and_hangs_down(figure: Figure) -> None:
    plain = cover(figure, PEOPLE["m3"]).top > 0
    short = cover(figure, _covers(figure, rides_m=0.08)[0]).top > 0
    assert (short <= plain).all()
    assert short.sum() < plain.sum()
    for top in (BARE, BRA):
        bare = cover(figure, replace(PEOPLE["m3"], top=top)).top
        lower_back = figure.moved_by("spine05", "spine04")
        assert (bare[lower_back] < 0).all()
    falling = _covers(figure, falls_m=0.1)[0]
    hang = dressed(figure, falling, cover(figure, falling))[1]
    assert hang.max() > 0.08


def test_hair_is_on_the_head_only(figure: Figure) -> None:
    head = np.zeros(len(figure.vertices), bool)
    head[figure.moved_by("head", "neck", "jaw", "eye", "special", share=0.1)] = True
    sizes = {}
    for hair in HAIRSTYLES:
        inside = cover(figure, _covers(figure, hair=hair)[0]).hair > 0
        sizes[hair] = int(inside.sum())
        if hair != "scarf":
            assert not (inside & ~head).any()
    assert sizes["bald"] == 0 < sizes["short"] < sizes["scarf"]


def test_prints_have_both_colours(figure: Figure) -> None:
    person = replace(PEOPLE["m3"], top_colour=(0.02, 0.02, 0.5))
    for kind in PRINTS:
        look = Look(top_print=Print(kind, RED, 0.05))
        texture = dress(figure, replace(person, look=look), 128).texture
        red = (texture[..., 0] > 4 * texture[..., 1]) & (texture[..., 0] > 3 * texture[..., 2])
        blue = texture[..., 2] > 3 * texture[..., 0]
        assert red.sum() > 10 or kind == "checks", kind
        assert blue.any(), kind


def test_what_is_in_front_hides_and_is_counted(renderer: Renderer, kneeling: Posed) -> None:
    points = renderer.points(kneeling)
    plain = renderer.picture(points)
    assert plain.hidden == 0
    assert plain.trunk_px > 100

    def hidden(*pieces: Piece) -> float:
        return renderer.picture(points, 0, pieces).hidden

    assert hidden(box("wall", (0, 0.6, 1.0), (2.0, 1.2, 0.05), RED)) > 0.99
    assert hidden(box("wall", (0, 0.6, -1.0), (2.0, 1.2, 0.05), RED)) == 0
    assert 0.02 < hidden(box("post", (-0.1, 0.6, 1.0), (0.05, 1.2, 0.05), RED)) < 0.4
    wall = replace(box("wall", (0, 0.6, 1.0), (2.0, 1.2, 0.05), RED), hides=False)
    assert hidden(wall) == 0
    assert renderer.picture(points, 0, (wall,)).trunk_px == plain.trunk_px


def test_hair_hangs(worn: Dressed, renderer: Renderer, kneeling: Posed) -> None:
    points = renderer.points(kneeling)
    (tail,) = hair_pieces(worn, kneeling, points, renderer.turn)
    assert not tail.hides
    assert np.isfinite(tail.vertices).all()
    head = points[worn.figure.moved_by("head")].mean(axis=0)
    assert np.linalg.norm(tail.vertices - head, axis=1).max() < 0.65
    assert tail.vertices[:, 1].min() > 0
    assert tail.vertices[:, 1].mean() < head[1] + 0.2


def test_cloth_lies_on_a_back_and_not_on_who_stands(
    worn: Dressed, renderer: Renderer, kneeling: Posed
) -> None:
    points = renderer.points(kneeling)
    cloth = draw_cloth(draw(3), points, worn.is_trunk)
    assert cloth is not None
    assert cloth.vertices[:, 1].min() >= 0
    assert cloth.vertices[:, 1].max() > 0.9 * points[worn.is_trunk][:, 1].max()
    assert draw_cloth(draw(3), worn.rest, worn.is_trunk) is None


def test_everything_drawn_repeats_itself_and_can_be_seen(
    worn: Dressed, renderer: Renderer, kneeling: Posed
) -> None:
    def picture(seed: int) -> tuple[NDArray[np.uint8], float]:
        random = draw(seed)
        made = draw_picture(random, renderer, kneeling, worn, occluded=1.0, accompanied=0.5)
        return degrade(made.image, random), made.hidden

    pictures = [picture(seed) for seed in range(5)]
    again = picture(4)
    assert np.array_equal(again[0], pictures[4][0])
    assert any(hidden > 0 for _, hidden in pictures)
    assert all(image.shape == (90, 160, 3) and image.dtype == np.uint8 for image, _ in pictures)


@pytest.mark.parametrize("kind", THINGS)
def test_things_stand_on_the_floor_where_they_are_put(kind: str) -> None:
    for seed in range(3):
        pieces = THINGS[kind][0](draw(seed), np.array([1.0, 0.0, 2.0]))
        vertices = np.concatenate([piece.vertices for piece in pieces])
        assert -0.06 < vertices[:, 1].min() < 0.06
        assert np.abs(vertices[:, [0, 2]].mean(axis=0) - [1.0, 2.0]).max() < 0.6


def test_a_poor_camera_leaves_its_input_alone() -> None:
    image = draw(1).integers(0, 256, (90, 160, 3), dtype=np.uint8)
    kept = image.copy()
    made = [degrade(image, draw(seed)) for seed in range(30)]
    assert np.array_equal(image, kept)
    assert len({one.tobytes() for one in made}) == 30
    assert all(one.shape == image.shape and one.dtype == np.uint8 for one in made)
    front = draw_front(draw(2), 160, 90)
    assert not np.array_equal(front.before(image), image)


def test_a_camera_may_look_from_anywhere(worn: Dressed, kneeling: Posed) -> None:
    """Beyond a wall, inside furniture, with the person behind it: a picture all the same."""
    for position, target in (
        ((0, 1, -9), (0, 0.5, 0)),
        ((0.0, 0.5, 0.0), (0, 0.5, 3)),
        ((9, 0.3, 9), (9, 0, 12)),
    ):
        camera = Camera(position, target, 50.0, 0.0, 80, 45)
        drawn = Renderer(
            worn.figure, worn.person, draw_room(draw(1)), camera, np.eye(3), 1, worn=worn, quick=True
        )
        made = drawn.picture(drawn.points(kneeling), 0, (box("box", position, (0.3, 0.3, 0.3), RED),))
        assert made.image.shape == (45, 80, 3)
