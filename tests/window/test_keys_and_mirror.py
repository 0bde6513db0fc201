"""The keys do what the line of keys says; the mirror moves shapes and keeps letters readable."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.coach.stages import Stage
from formcheck.overlay.painter_cv2 import Painter
from formcheck.overlay.primitives import Disc, Label, Line, Polygon, Polyline, Primitive, Ring
from formcheck.window.keys import ESCAPE, NO_KEY, Action, action_of, key_help
from formcheck.window.mirror import mirrored
from formcheck.words.catalogue import LANGUAGES, Words


@pytest.mark.parametrize(
    ("key", "does"),
    [
        (" ", Action("pause")),
        ("n", Action("next")),
        ("N", Action("next")),
        ("l", Action("legs")),
        ("0", Action("pain", 0)),
        ("9", Action("pain", 9)),
        ("t", Action("pain", 10)),
        ("f", Action(window="full")),
        ("q", Action("stop")),
        (chr(ESCAPE), Action("stop")),
        ("x", None),
    ],
)
def test_keys(key: str, does: Action | None) -> None:
    assert action_of(ord(key), "perform") == does
    assert action_of(ord(key) | 0x100000, "perform") == does  # some systems add bits for Num Lock


def test_no_key_and_the_way_out() -> None:
    assert action_of(NO_KEY, "perform") is None
    for key in (ord("q"), ESCAPE):
        assert action_of(key, "end") == Action(window="leave")


def test_answers_do_not_undo_a_stop() -> None:
    for key in "0123456789tl":
        assert action_of(ord(key), "end", answers=False) is None
        assert action_of(ord(key), "end") is not None
    assert action_of(ord("q"), "end", answers=False) == Action(window="leave")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("stage", list(Stage))
def test_the_line_names_only_keys_that_do_something(stage: Stage, answers: bool, language: str) -> None:
    line = key_help(stage.value, Words(language), answers=answers)
    for part in line.split("   "):
        named = part.split(":")[0]
        keys = {"spatie": " ", "space": " ", "0-9, t": "t"}.get(named, named)
        assert action_of(ord(keys), stage.value, answers=answers) is not None, part
    assert "q: " in line


POINT = st.tuples(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5))
SHAPES = st.one_of(
    st.builds(Line, POINT, POINT, st.just("near"), st.just(0.01)),
    st.builds(Polyline, st.lists(POINT, min_size=2, max_size=5).map(tuple), st.just("near"), st.just(0.01)),
    st.builds(Polygon, st.lists(POINT, min_size=3, max_size=5).map(tuple), st.just("plate")),
    st.builds(Disc, POINT, st.just(0.1), st.just("good")),
    st.builds(Ring, POINT, st.just(0.1), st.just(0.02), st.just("good")),
    st.builds(
        Label, st.just("tekst"), POINT, st.just(0.05), st.just(0.5), st.just("ink"),
        st.sampled_from(["left", "middle", "right"]),
    ),
)  # fmt: skip


@given(SHAPES)
def test_mirroring_twice_gives_the_same_shape(shape: Primitive) -> None:
    once, twice = mirrored(shape), mirrored(mirrored(shape))
    assert type(once) is type(shape)
    for one, other in zip(numbers(shape), numbers(twice), strict=True):
        assert other == pytest.approx(one)


def numbers(shape: Primitive) -> list[float]:
    """The coordinates in a shape."""
    match shape:
        case Line():
            return [*shape.a, *shape.b]
        case Polyline() | Polygon():
            return [number for point in shape.points for number in point]
        case Disc() | Ring():
            return list(shape.centre)
        case Label():
            return [*shape.at, {"left": -1, "middle": 0, "right": 1}[shape.align]]


def test_the_mirrored_drawing_is_the_drawing_in_a_mirror() -> None:
    shapes: list[Primitive] = [
        Line((0.1, 0.2), (0.4, 0.7), "near", 0.02),
        Disc((0.25, 0.8), 0.05, "good"),
        Polygon(((0.6, 0.1), (0.9, 0.1), (0.9, 0.3)), "book"),
    ]
    straight = Painter().paint(np.zeros((200, 320, 3), np.uint8), shapes)
    turned = Painter().paint(np.zeros((200, 320, 3), np.uint8), [mirrored(shape) for shape in shapes])
    difference = np.abs(straight[:, ::-1].astype(int) - turned.astype(int)).mean()
    assert difference < 2  # but for the edges of pixels
    assert np.abs(straight.astype(int) - turned.astype(int)).mean() > 10
