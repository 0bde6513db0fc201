"""The picture of the window is readable and complete in both languages and every stage."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from typing import Any

import numpy as np
import pytest

from formcheck.coach.pain import Advice
from formcheck.coach.screen import Screen
from formcheck.coach.stages import Stage
from formcheck.exercises import exercise_names
from formcheck.live_visit.visit import Update
from formcheck.overlay.hud import BookView, Hud
from formcheck.overlay.painter_cv2 import Painter, fit
from formcheck.overlay.primitives import ON_VIDEO, Disc, Label, Polygon
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import ModelInfo, Track
from formcheck.scoring.wording import as_sentence
from formcheck.window.renderer import STRIP, VisitRenderer, mirrored_book
from formcheck.words.catalogue import LANGUAGES, Words

SIZES = [(1152, 680), (1920, 1080), (1024, 768), (480, 300), (800, 1200)]
CAPITALS = 0.7
"""Of a font size."""


def update(stage: Stage, exercise: str = "plank", caption: str = "", **more: Any) -> Update:
    screen = Screen(
        time_s=10.0, stage=stage, exercise=exercise, item=0, items=1, set=1, sets=3, hold_s=12.0,
        hold_target_s=60.0, reps=0, reps_target=0, attempts=0, left=48.0, rest_left_s=31.0, calibrated=True,
        verdict="good", faults=(), reason="", seen="", caption=caption,
        advice=Advice.GO_ON, pain_before=None, pain_now=None, summary=(),
    )  # fmt: skip
    screen = replace(screen, **{k: v for k, v in more.items() if k in Screen.__dataclass_fields__})
    hud = more.get("hud", Hud("good", hold_s=12.0, target_s=60.0))
    assert isinstance(hud, Hud)
    track = Track.unseen(10.0, (640, 360), ModelInfo("fake", "fake"), nan)
    return Update(10.0, track, hud, [], screen, [], str(more.get("trouble", "")), {})


def texts(shapes: list[object]) -> list[str]:
    return [shape.text for shape in shapes if isinstance(shape, Label)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("size", SIZES)
def test_nothing_leaves_the_window(size: tuple[int, int], stage: Stage, language: str) -> None:
    renderer = VisitRenderer(
        Words(language), Words(language).text("page.watching", model="full", fps=30), 60.0
    )
    long = Words(language).text("coach.hold_still")
    for exercise in exercise_names():
        hud = Hud("fault", major=True, faults=("sag", "knees_bent"), hold_s=3.0, target_s=60.0)
        for shown in (Hud("unmeasured", reason="out_of_frame"), hud):
            seen = update(stage, exercise, long, hud=shown, summary=(long, long, long))
            width, height = size
            upper = height - round(STRIP * height)
            for part, aspect in (
                (renderer.on_picture(seen, width / upper), width / upper),
                (renderer.below(seen, width / (height - upper)), width / (height - upper)),
            ):
                for shape in part:
                    _inside(shape, aspect, height)


def _inside(shape: object, aspect: float, height: int) -> None:
    if isinstance(shape, Label):
        _, span = fit(shape.text, shape.size * height, shape.max_width * aspect * height, shape.bold)
        wide = span / (aspect * height)
        left = shape.at[0] - {"left": 0.0, "middle": wide / 2, "right": wide}[shape.align]
        assert left >= -0.01, shape
        assert left + wide <= 1.01, shape
        assert shape.size / 2 - 0.01 <= shape.at[1] <= 1.01 - shape.size / 2, shape
    elif isinstance(shape, Polygon):
        points = np.array(shape.points)
        assert points.min() >= -0.001, shape
        assert points.max() <= 1.001, shape


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_patient_can_read_it(language: str) -> None:
    """Capitals of cues and captions stand at 4 % of the window's height or more."""
    renderer = VisitRenderer(Words(language), "", 60.0)
    words = Words(language)
    hud = Hud("fault", major=True, faults=("sag",), hold_s=3.0, target_s=60.0)
    seen = update(Stage.PERFORM, caption=words.text("coach.stay"), hud=hud)
    sizes = {s.text: s.size for s in renderer.on_picture(seen, 1.77) if isinstance(s, Label)}
    for text in (words.text("coach.stay"), words.text("verdict.different")):
        assert sizes[text] * CAPITALS * (1 - STRIP) >= 0.04, text


def test_what_each_stage_shows() -> None:
    renderer, words = VisitRenderer(Words("en"), "Model full", 60.0), Words("en")

    def shown(stage: Stage, **more: object) -> str:
        return " ".join(texts(list(renderer.on_picture(update(stage, **more), 1.77))))  # type: ignore[arg-type]

    assert words.text("page.pain") in shown(Stage.PAIN)
    assert words.exercise("plank", "start") in shown(Stage.EXPLAIN)
    cut = shown(Stage.CAMERA, hud=Hud("unmeasured", reason="out_of_frame"))
    assert as_sentence(words.text("reason.out_of_frame.text")) in cut
    on_back = Hud("unmeasured", reason="wrong_posture", seen="lying_on_back")
    assert as_sentence(words.text("seen.lying_on_back.text")) in shown(Stage.POSITION, hud=on_back)
    assert "31" in shown(Stage.REST)
    assert "Next: set 1 of 3" in shown(Stage.REST)
    assert words.text("verdict.good") in shown(Stage.CALIBRATE)
    assert "12" in shown(Stage.PERFORM)
    assert words.text("page.pain.after") in shown(Stage.END)
    assert words.text("page.pain.after") not in shown(Stage.END, pain_now=2)
    assert words.text("page.end.stop") in shown(Stage.END, advice="stop")
    assert words.text("coach.stopped") in shown(Stage.END, stopped=True)


@pytest.mark.parametrize("pain_now", [None, 8])
def test_after_the_advice_to_stop_no_question_is_shown(pain_now: int | None) -> None:
    renderer, words = VisitRenderer(Words("en"), "", 60.0), Words("en")
    for advice, asked in (("easier", True), ("stop", False)):
        seen = update(Stage.END, advice=advice, pain_now=pain_now)
        line = " ".join(texts(list(renderer.below(seen, 38.0))))
        for key in ("window.key.pain", "window.key.legs"):
            assert (words.text(key) in line) is asked, (advice, key)
        assert words.text("window.key.close") in line


def test_the_caption_stands_above_the_book() -> None:
    renderer = VisitRenderer(Words("nl"), "", 60.0)
    book = BookView(object="glass_of_water", driven_by=("pitch",))
    caption = Words("nl").text("coach.stay")
    seen = update(Stage.PERFORM, "bird-dog", caption, hud=Hud("good", reps=2, target_reps=20, book=book))
    labels = [s for s in renderer.on_picture(seen, 1.77) if isinstance(s, Label)]
    of_book = min(s.at[1] for s in labels if "water" in s.text)
    (said,) = [s.at[1] for s in labels if s.text == caption]
    assert said < of_book - 0.05


@pytest.mark.parametrize(
    ("driven_by", "head_x", "turned"),
    [
        (("pitch",), 100, False),
        (("pitch",), 500, True),
        (("roll", "shift"), 100, True),
        (("roll",), 500, True),
    ],
)
def test_the_gauge_lies_as_the_mirrored_body(driven_by: tuple[str, ...], head_x: float, turned: bool) -> None:
    xy = np.full((1, 33, 2), 300.0)
    xy[0, Landmark.NOSE, 0] = head_x
    track = Track.build([0.0], xy, size=(640, 360), model=ModelInfo("fake", "fake"))
    book = BookView(driven_by=driven_by, x_cm=2.0, y_cm=3.0, tilt_deg=4.0)
    shown = mirrored_book(book, track)
    sign = -1 if turned else 1
    assert (shown.x_cm, shown.y_cm, shown.tilt_deg) == (sign * 2.0, sign * 3.0, sign * 4.0)
    assert mirrored_book(book, update(Stage.PERFORM).track).driven_by == driven_by  # nobody seen


def test_the_lowest_line_has_keys_set_model_and_trouble() -> None:
    renderer = VisitRenderer(Words("nl"), "Model full, 30 beelden per seconde", 60.0)

    def below(stage: Stage, **more: object) -> list[str]:
        return texts(list(renderer.below(update(stage, **more), 1152 / 31)))  # type: ignore[arg-type]

    assert below(Stage.PAIN)[1] == "Model full, 30 beelden per seconde"
    assert below(Stage.PERFORM)[1] == "Serie 1 van 3"
    assert below(Stage.PERFORM, trouble="There is no space left") == ["There is no space left"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("frame", [(640, 360), (640, 480), (360, 640)])
def test_the_picture_fills_what_its_shape_allows(size: tuple[int, int], frame: tuple[int, int]) -> None:
    image = np.full((frame[1], frame[0], 3), 120, np.uint8)
    image[:, : frame[0] // 2] = 240
    before = image.copy()
    picture = VisitRenderer(Words("nl")).picture(Painter(), image, update(Stage.PAUSE), size)
    assert picture.shape == (size[1], size[0], 3)
    assert (image == before).all()
    upper = size[1] - round(STRIP * size[1])
    row = picture[upper - 2 if size[0] / upper > frame[0] / frame[1] else upper // 2]
    lit = np.flatnonzero(row.max(axis=1) > 100)
    left, right = row[lit[: len(lit) // 3]].mean(), row[lit[-len(lit) // 3 :]].mean()
    assert right > left + 50  # mirrored


def test_the_drawing_lies_on_the_mirrored_body() -> None:
    """A light patch in the frame and a disc found on it are drawn at the same mirrored place."""
    image = np.full((360, 640, 3), 30, np.uint8)
    image[160:200, 140:180] = 255
    seen = update(Stage.PAUSE)
    seen.shapes.append(Disc((160 / 640, 180 / 360), 0.02, "different"))
    picture = VisitRenderer(Words("nl")).picture(Painter(), image, seen, (1152, 680))
    lit = np.argwhere(picture[150:600].min(axis=2) > 250).mean(axis=0)
    disc = np.argwhere((picture[150:600] == ON_VIDEO["different"]).all(axis=2)).mean(axis=0)
    assert np.abs(lit - disc).max() < 3
    assert disc[1] > 1152 / 2
