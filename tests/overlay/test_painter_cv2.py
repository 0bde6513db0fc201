"""The OpenCV painter draws at the right pixels, on any picture, with the accents of Dutch."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Literal

import av
import cv2
import numpy as np
import pytest

from formcheck.overlay import painter_cv2
from formcheck.overlay.hud import BookView, Hud
from formcheck.overlay.overlay import OverlaySpec, overlay
from formcheck.overlay.painter_cv2 import Painter, fit, plain
from formcheck.overlay.primitives import ON_VIDEO, Disc, Label, Line, Polygon, Primitive, Ring
from formcheck.pose.landmarks import Landmark
from formcheck.words.catalogue import Words
from tests.support.drawn_bodies import SIZE, pose

HUD = Hud(
    "fault", True, ("sag",), hold_s=12, target_s=60, reps=2, attempts=1, book=BookView(driven_by=("pitch",))
)


def picture(size: tuple[int, int] = SIZE, grey: int = 128) -> np.ndarray:
    return np.full((size[1], size[0], 3), grey, np.uint8)


def everything(language: str = "nl") -> list[Primitive]:
    return overlay(pose("plank", hip_down=12), 0, HUD, OverlaySpec(), Words(language))


def test_it_paints_in_place_the_same_each_time() -> None:
    image = picture()
    assert Painter().paint(image, everything()) is image
    assert (image != 128).any()
    np.testing.assert_array_equal(image, Painter().paint(picture(), everything()))


@pytest.mark.parametrize("size", [(1, 1), (10, 10), (3, 400), (400, 3), (120, 160), (1920, 1080)])
def test_pictures_of_any_size(size: tuple[int, int]) -> None:
    image = Painter().paint(picture(size), everything())
    assert image.shape == (size[1], size[0], 3)
    assert image.dtype == np.uint8


def test_shapes_far_outside_are_harmless() -> None:
    shapes: list[Primitive] = [
        Line((-900, 3), (900, -4), "near", 0.01, dashed=True),
        Disc((50, 50), 0.1, "good", opacity=0.5),
        Polygon(((-9, -9), (-8, -9), (-8, -8)), "plate", opacity=0.5),
        Label("x", (7, 7), 0.1, 1),
    ]
    Painter().paint(picture(), shapes)


@pytest.mark.parametrize("grey", [0, 255])
def test_a_disc_has_its_colour_and_place(grey: int) -> None:
    image = Painter().paint(picture((200, 100), grey), [Disc((0.25, 0.5), 0.2, "good")])
    assert tuple(image[50, 50]) == ON_VIDEO["good"]
    painted = np.argwhere((image != grey).any(axis=2))
    np.testing.assert_allclose(painted.mean(axis=0), (50, 50), atol=0.6)
    assert painted[:, 1].max() - painted[:, 1].min() == pytest.approx(40, abs=2)


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_stroke_reads_on_any_ground(grey: int) -> None:
    image = Painter().paint(picture((200, 200), grey), [Line((0.1, 0.5), (0.9, 0.5), "near", 0.02)])
    column = image[80:120, 100].astype(int).max(axis=1)
    assert column.max() > 240  # the stroke
    assert column.min() < 40  # its dark edge


def test_a_ring_is_as_full_as_it_says() -> None:
    def pixels(share: float) -> int:
        image = Painter().paint(picture((200, 200), 0), [Ring((0.5, 0.5), 0.3, 0.05, "near", share=share)])
        return int((image > 128).all(axis=2).sum())

    assert pixels(0) == 0
    assert pixels(0.5) / pixels(1) == pytest.approx(0.5, abs=0.05)


def test_half_opaque_shapes_show_the_picture() -> None:
    whole = ((0, 0), (1, 0), (1, 1), (0, 1))
    image = Painter().paint(picture((40, 40), 200), [Polygon(whole, "plate", opacity=0.5)])
    np.testing.assert_allclose(image[20, 20], [(c + 200) / 2 for c in ON_VIDEO["plate"]], atol=1)


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("align", ["left", "middle", "right"])
def test_text_keeps_to_its_room(align: Literal["left", "middle", "right"], bold: bool) -> None:
    image = picture((600, 200), 0)
    label = Label("knieën gebogen, niet gemeten", (0.5, 0.5), 0.4, 0.3, align=align, bold=bold)
    Painter().paint(image, [label])
    columns = np.flatnonzero(image.any(axis=(0, 2)))
    start = {"left": 300, "middle": 210, "right": 120}[align]
    assert columns[0] >= start - 2
    assert columns[-1] <= start + 180 + 2


def test_capitals_are_as_high_as_promised() -> None:
    image = Painter().paint(picture((400, 400), 0), [Label("HH", (0.1, 0.5), 0.3, 0.9, bold=True)])
    rows = np.flatnonzero(image.any(axis=(1, 2)))
    assert rows[-1] - rows[0] + 1 == pytest.approx(0.7 * 120, rel=0.1)
    assert (rows[0] + rows[-1]) / 2 == pytest.approx(200, abs=5)


def letters(text: str) -> np.ndarray:
    return Painter().paint(picture((300, 100), 0), [Label(text, (0.05, 0.5), 0.5, 0.9)])


@pytest.mark.skipif(
    not hasattr(cv2, "FontFace"), reason="OpenCV 4 has no letters with accents: written without"
)
@pytest.mark.parametrize(
    ("accented", "bare"), [("één", "een"), ("knieën", "knieen"), ("10°", "10?"), ("±3", "?3")]
)
def test_accents_are_painted(accented: str, bare: str) -> None:
    assert (letters(accented) != letters(bare)).any()
    assert (letters(accented) != letters("?" * len(accented))).any()


def test_without_a_font_text_has_no_accents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painter_cv2, "_face", lambda: None)
    painter_cv2._span.cache_clear()
    try:
        assert plain("knieën één") == "knieen een"
        np.testing.assert_array_equal(letters("één"), letters("een"))
        assert letters("een").any()
        assert fit("anders doen", 100, 50)[1] <= 50
        Painter().paint(picture(), everything())
    finally:
        painter_cv2._span.cache_clear()


def test_real_frames_are_painted_where_the_body_is(synthetic: Path) -> None:
    """On a synthetic clip the near hip's dot covers the true hip of the clip's own truth."""
    truth = json.loads((synthetic / "plank_good.json").read_text())
    names, row = truth["joint_names"], 150
    with av.open(str(synthetic / "plank_good.mp4")) as video:
        seen = next(f for i, f in enumerate(video.decode(video=0)) if i == row)
        frame = np.asarray(seen.to_ndarray(format="rgb24"), np.uint8)
    joints = dict(zip(names, truth["truth"]["joints2d"][row], strict=True))
    track = pose("plank")
    xy = track.xy.copy()
    for name, place in joints.items():
        xy[0, Landmark[name.upper()]] = place[:2]

    painted = Painter().paint(
        frame.copy(), overlay(replace(track, xy=xy), 0, Hud("good"), OverlaySpec(), Words("nl"))
    )
    x, y = (round(v) for v in joints["right_hip"][:2])
    assert tuple(painted[y, x]) == ON_VIDEO["good"]
    assert (painted[-40:] == frame[-40:]).all()  # the floor in front is left alone
