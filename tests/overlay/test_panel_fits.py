"""The panel of the overlay fits any picture; its texts and colours can be read."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import (
    FAULT,
    FAULT_BIT,
    NOTHING_SEEN,
    PHASE_CODE,
    REASON_CODE,
    REASONS,
    SIGNALS,
)
from formcheck.overlay.hud import BookView, Hud
from formcheck.overlay.layout import PLATE_OPACITY, mark
from formcheck.overlay.lines import NO_SIGNALS
from formcheck.overlay.overlay import OverlaySpec
from formcheck.overlay.painter_cv2 import fit
from formcheck.overlay.panel import panel
from formcheck.overlay.primitives import (
    ON_PAPER,
    ON_VIDEO,
    Label,
    Ring,
    Role,
)
from formcheck.words.catalogue import LANGUAGES, Words

EN = Words("en")
PLANK = OverlaySpec()

HUDS = {
    "good": Hud("good", hold_s=9.0, target_s=60),
    "worst": Hud(
        "fault",
        True,
        ("incomplete_reach", "trunk_pitch"),
        hold_s=118.4,
        target_s=180,
        reps=20,
        attempts=13,
        book=BookView(driven_by=("pitch", "roll", "shift"), tilt_deg=40, x_cm=9),
    ),
    "almost": Hud("fault", False, ("elbow_position",), reps=7, target_reps=20, attempts=2),
    "blind": Hud("unmeasured", reason="low_contrast", reps=0, book=BookView()),
    "rest": Hud("unmeasured", phase="rest", reps=3),
    "bare": Hud("unmeasured", reason="no_person"),
    "unread": Hud("good", reps=7, target_reps=20, attempts=2, unread=("trunk_roll", "lumbar_round")),
    "other": Hud("unmeasured", reason="wrong_posture", seen="upside_down", hold_s=118.4, attempts=13),
}


def extent(label: Label, aspect: float, height: int = 720) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of the text as painted, as shares of the picture."""
    width = aspect * height
    size, span = fit(label.text, label.size * height, label.max_width * width, label.bold)
    x = label.at[0] - {"left": 0.0, "middle": span / 2, "right": span}[label.align] / width
    return x, label.at[1] - 0.5 * size / height, x + span / width, label.at[1] + 0.5 * size / height


@pytest.mark.parametrize("aspect", [9 / 16, 3 / 4, 1, 4 / 3, 16 / 9, 21 / 9])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", HUDS)
def test_texts_stay_in_the_picture_and_off_each_other(name: str, language: str, aspect: float) -> None:
    labels = [s for s in panel(HUDS[name], Words(language), aspect=aspect) if isinstance(s, Label)]
    boxes = [extent(label, aspect) for label in labels]
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= 1
        assert bottom <= 1
    for (a, one), (b, other) in combinations(zip(labels, boxes, strict=True), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        near = abs(a.at[1] - b.at[1]) > 0.45 * (a.size + b.size)  # lines of one paragraph
        assert apart or near, (a.text, b.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_fits(reason: str, language: str) -> None:
    for aspect in (9 / 16, 4 / 3, 16 / 9):
        for label in panel(Hud("unmeasured", reason=reason, hold_s=1), Words(language), aspect=aspect):
            if isinstance(label, Label):
                left, top, right, bottom = extent(label, aspect)
                assert min(left, top) >= 0, label
                assert max(right, bottom) <= 1, label


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("aspect", [9 / 16, 4 / 3, 16 / 9])
@pytest.mark.parametrize("hud", [HUDS["good"], HUDS["worst"], HUDS["almost"], HUDS["bare"]])
def test_verdict_and_cue_are_at_least_4_percent_of_the_height(hud: Hud, language: str, aspect: float) -> None:
    words = Words(language)
    told = words.text(f"verdict.{hud.word}").split()
    told += words.text(f"fault.{hud.faults[0]}.cue").split() if hud.faults else []
    labels = [s for s in panel(hud, words, aspect=aspect) if isinstance(s, Label) and s.bold]
    seen = [s for s in labels if set(s.text.split()) <= set(told)]
    assert sorted(" ".join(s.text for s in seen).split()) == sorted(told)
    for label in seen:
        size, _ = fit(label.text, label.size * 1000, label.max_width * aspect * 1000, True)
        assert 0.7 * size / 1000 >= 0.04, label.text  # capitals are 0.7 of the font size


def test_each_verdict_has_its_own_shape() -> None:
    shapes = {word: mark(word, 0.1, 0.1, 0.02, 1.5) for word in ("good", "almost", "different", "unmeasured")}
    kinds = {word: (type(s[0]), len(getattr(s[0], "points", ()))) for word, s in shapes.items()}
    assert len(set(kinds.values())) == 4


def test_the_ring_fills_with_the_hold() -> None:
    def share(hold_s: float, target_s: float | None) -> float:
        rings = [
            s
            for s in panel(Hud("good", hold_s=hold_s, target_s=target_s), EN, aspect=1.5)
            if isinstance(s, Ring)
        ]
        return next(ring.share for ring in rings if ring.role == "good")

    assert share(15, 60) == pytest.approx(0.25)
    assert share(90, 60) == 1
    assert share(0, 60) == 0
    assert share(10, None) == 1


def test_the_words_of_a_row_of_scores() -> None:
    scores = FrameScores(
        np.zeros(1),
        np.ones(1, bool),
        np.array([FAULT], np.int8),
        np.array([FAULT_BIT["pike"] | FAULT_BIT["sag"]]),
        np.array([FAULT_BIT["pike"]]),
        np.array([-1], np.int8),
        np.array([PHASE_CODE["hold"]], np.int8),
        np.full((len(SIGNALS), 1), np.nan),
        np.zeros(1, np.int64),
        np.full(1, NOTHING_SEEN, np.int8),
    )
    hud = Hud.of(scores, 0, NO_SIGNALS, hold_s=3.0)
    assert (hud.word, hud.faults, hud.reason, hud.phase) == ("different", ("pike", "sag"), None, "hold")
    blind = replace(
        scores,
        verdict=np.array([2], np.int8),
        faults=np.zeros(1, int),
        major=np.zeros(1, int),
        reason=np.array([REASON_CODE["too_far"]], np.int8),
    )
    hud = Hud.of(blind, 0, NO_SIGNALS)
    assert (hud.word, hud.reason, hud.read) == ("unmeasured", "too_far", frozenset())


# --- colours -----------------------------------------------------------------------------------------


def luminance(colour: tuple[int, int, int]) -> float:
    channels = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return float(np.dot(channels, (0.2126, 0.7152, 0.0722)))


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """WCAG 2.2 contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("role", ["good", "almost", "different", "unmeasured", "ink"])
def test_colours_that_mean_something_can_be_read(role: Role) -> None:
    assert contrast(ON_PAPER[role], ON_PAPER["plate"]) >= 4.5
    assert contrast(ON_VIDEO[role], ON_VIDEO["plate"]) >= 4.5
    for ground in (0, 255):  # some of the picture shows through the plate
        red, green, blue = (
            round(PLATE_OPACITY * c + (1 - PLATE_OPACITY) * ground) for c in ON_VIDEO["plate"]
        )
        assert contrast(ON_VIDEO[role], (red, green, blue)) >= 3  # large text (WCAG 1.4.3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_posture_is_said_first_and_largest(language: str) -> None:
    """Read from the mat: what the body does instead, as large as a cue, before the general reason."""
    words = Words(language)
    shown = replace(HUDS["other"], seen="lying_on_back")
    labels = [s for s in panel(shown, words, aspect=16 / 9) if isinstance(s, Label)]
    (seen,) = [s for s in labels if s.text.rstrip(".").lower() == words.text("seen.lying_on_back.text")]
    (reason,) = [s for s in labels if s.text == words.text("reason.wrong_posture.text")]
    assert seen.size > reason.size
    assert seen.at[1] < reason.at[1]
    assert seen.text[0].isupper()
    coming = panel(replace(shown, seen="sitting"), words, aspect=16 / 9)
    small = next(s for s in coming if isinstance(s, Label) and words.text("seen.sitting.text")[3:] in s.text)
    assert small.size < reason.size, "on the way to the mat, and nothing to be told of"
