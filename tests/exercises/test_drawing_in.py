"""Drawing-in: posture, stillness, breathing; never a word about form, and no pause where none can be seen."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.breathing import HOLD_S, breathe, film
from formcheck.cli.summary_lines import summary_line
from formcheck.judge.vocabulary import FAULT_BIT, PHASE_CODE
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.report.observed import observations
from formcheck.words.catalogue import Words
from tests.support.movements import breathing, bridging
from tests.support.scenarios import LYING, SIDE
from tests.support.scored import Scored, score
from tests.support.stick_figures import Floats, Make, by, script, seconds
from tests.support.stick_postures import Bridge

FPS = 15.0


def filmed(make: Make, length_s: float, **scene: Any) -> Track:
    """At 15 frames a second, so that a minute costs little."""
    changed = replace(LYING, **{"outline_every": 1, **scene})
    return make(seconds(length_s, FPS)).shown(changed)


def lying(length_s: float = 32.0, *held: tuple[float, float], **breath: float) -> Track:
    return filmed(breathing(*held, **breath), length_s)


def measures(scored: Scored) -> dict[str, float]:
    (event,) = scored.events
    return event.measures


def paused(scored: Scored) -> Floats:
    """Times of the frames in which a pause is named."""
    return np.asarray(scored.frames.time[(scored.frames.faults & FAULT_BIT["breath_hold"]) != 0])


@pytest.mark.parametrize("per_min", [6.5, 9.0, 13.0, 19.0, 28.0])
def test_rate_of_even_breathing(per_min: float) -> None:
    scored = score(lying(34.0, per_min=per_min), "drawing-in")
    found = measures(scored)
    assert found["breaths_per_min"] == pytest.approx(per_min, abs=0.5)
    assert found["breath_quality"] > 0.8
    assert found["calm_breathing"] == (6 <= per_min <= 20)
    assert scored.faults == set()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("per_min", [7.0, 12.0, 18.0])
def test_uneven_breathing_is_no_pause(per_min: float, seed: int) -> None:
    """Breaths that differ in length and depth, some readings missing."""
    random = np.random.default_rng(seed)
    made = breathe(random, per_min, 0.02, length_s=60.0)
    scored = score(film(random, made, missing=0.1), "drawing-in")
    assert scored.faults == set()
    assert measures(scored)["breaths_per_min"] == pytest.approx(per_min, rel=0.15)


@pytest.mark.parametrize("seed", range(3))
def test_a_pause_is_named_when_it_is_ten_seconds_old(seed: int) -> None:
    random = np.random.default_rng(seed)
    made = breathe(random, 13.0, 0.03, held=HOLD_S)
    assert made.held is not None
    scored = score(film(random, made), "drawing-in")
    when = paused(scored)
    assert when[0] == pytest.approx(made.held[0] + 10, abs=1.5)
    assert when[-1] < made.held[1] + 3
    (span,) = scored.spans("breath_hold")
    assert (span.unit, span.major) == ("s", True)
    assert span.peak == pytest.approx(20, abs=2.5)
    assert measures(scored)["calm_breathing"] == 0.0


@pytest.mark.parametrize("length_s", [4.0, 8.0])
def test_a_short_pause_is_none(length_s: float) -> None:
    assert score(lying(44.0, (28.0, 28.0 + length_s)), "drawing-in").faults == set()


def test_nine_seconds_longer_and_shorter_than_the_edge() -> None:
    """The band's edge is 10 s, and the dial does not move it."""
    for strictness in (1.0, 2.0):
        assert score(lying(44.0, (26.0, 34.5)), "drawing-in", strictness=strictness).faults == set()
    assert score(lying(44.0, (26.0, 38.5)), "drawing-in").faults == {"breath_hold"}


@pytest.mark.parametrize("error", [1.0, 2.0])
@pytest.mark.parametrize("seed", range(3))
def test_noise_without_breathing_is_unmeasured(error: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    made = replace(breathe(random, 13.0, 0.02, length_s=60.0), lift=np.zeros(900))
    scored = score(film(random, made, error=error), "drawing-in")
    assert scored.faults == set()
    assert "calm_breathing" not in measures(scored)
    assert scored.result.unmeasured == {"breath_hold": "low_contrast"}


@pytest.mark.parametrize("contrast", [0.3, 0.01])
def test_a_lost_outline_is_no_pause(contrast: float) -> None:
    """Breathing was clear; then nothing is read any more, or without contrast."""
    track = lying(60.0)
    late = track.time > 26.0
    changed = replace(track, contrast=np.where(late, np.float32(contrast), track.contrast))
    if contrast > 0.1:
        changed = replace(track, ventral=np.where(late[:, None], np.float32(np.nan), track.ventral))
    scored = score(changed, "drawing-in")
    assert scored.faults == set()
    assert np.isnan(scored.frames.signal("breath_pause_s")[track.time > 26.5]).all()
    assert np.isfinite(scored.frames.signal("breath_pause_s")[(track.time > 17) & (track.time < 25)]).all()


def test_a_hold_from_the_first_moment_is_unmeasured() -> None:
    """Without breathing before there is nothing to compare with."""
    assert score(lying(40.0, (0.0, 60.0)), "drawing-in").faults == set()


def test_a_hand_on_the_belly_is_neither_breath_nor_pause() -> None:
    track = lying(50.0)
    line = track.ventral.copy()
    line[(track.time > 24.0) & (track.time < 24.8)] += 0.15  # passes over
    line[track.time > 34.0] += 0.1  # stays
    scored = score(replace(track, ventral=line), "drawing-in")
    assert scored.faults == set()
    before = (scored.frames.time > 25.5) & (scored.frames.time < 33.0)
    assert scored.frames.signal("breath_rate_per_min")[before] == pytest.approx(15, abs=1)
    assert np.isnan(scored.frames.signal("breath_rate_per_min")[scored.frames.time > 36]).all()


def test_the_landmarks_wander_and_the_belly_does_not() -> None:
    """The outline is stored against the axis hip-shoulder; its own place in the picture is what counts."""
    track = lying(40.0, (0.0, 60.0))
    wander = (0.015 * np.sin(2 * np.pi * 0.2 * track.time)).astype(np.float32)
    xy = track.xy.copy()
    trunk = [m for m in Landmark if m.name.endswith(("_HIP", "_SHOULDER"))]
    xy[:, trunk, 1] -= (wander * LYING.unit_px)[:, None]
    scored = score(replace(track, xy=xy, ventral=track.ventral - wander[:, None]), "drawing-in")
    assert np.isnan(scored.frames.signal("breath_rate_per_min")).all()


@pytest.mark.parametrize(("sway", "still"), [(0.0, 1.0), (0.006, 1.0), (0.02, 0.0)])
def test_stillness_is_a_measure_and_no_fault(sway: float, still: float) -> None:
    """Hips and shoulders go to and fro by this share of the shoulder-knee length, either way."""
    track = lying(20.0)
    body = float(np.hypot(*(track.xy[0, Landmark.RIGHT_SHOULDER] - track.xy[0, Landmark.RIGHT_KNEE])))
    xy = track.xy.copy()
    xy[:, :, 0] += (body * sway * np.sin(2 * np.pi * track.time / 4))[:, None].astype(np.float32)
    scored = score(replace(track, xy=xy), "drawing-in")
    assert measures(scored)["still_share"] == pytest.approx(still, abs=0.1)
    assert scored.faults == set()
    assert scored.events[0].verdict == "good"


def test_a_bridge_gives_at_most_its_resting_parts() -> None:
    scored = score(filmed(bridging(0.0, 0.0, 0.0, first_s=8.0), 27.0), "drawing-in")
    assert scored.kinds == ["hold"]
    assert scored.events[0].end_s < 9.2
    lifted = (scored.frames.time > 9.8) & (scored.frames.time < 10.8)
    assert (scored.frames.phase[lifted] == PHASE_CODE["transition"]).all()


@pytest.mark.parametrize("change", ["straight legs", "legs in the air", "sitting up"])
def test_other_ways_to_lie_are_not_the_posture(change: str) -> None:
    time, body = seconds(10.0, FPS), Bridge()
    figure = body.flat(time) if change == "straight legs" else body(time, offset=body.lying)
    if change == "legs in the air":
        lifted = {n: p + by(-0.4, 0.75) for n, p in figure.near.items() if n in ("ankle", "heel", "foot")}
        figure = replace(figure, near={**figure.near, **lifted})
    if change == "sitting up":
        up = {n: p + by(-0.35, 0.65) for n, p in figure.near.items() if n in ("shoulder", "ear", "nose")}
        figure = replace(figure, near={**figure.near, **up}, far={**figure.far, **up})
    assert score(figure.shown(replace(SIDE, outline_every=1)), "drawing-in").events == []


def test_getting_up_ends_the_time_in_position() -> None:
    time, body = seconds(30.0, FPS), Bridge()
    offset = script(time, (20.0, body.lying), (21.2, 0.0))
    (event,) = score(body(time, offset=offset).shown(LYING), "drawing-in").events
    assert event.end_s == pytest.approx(20.5, abs=0.5)


@pytest.mark.parametrize("held", [(), ((24.0, 40.0),)])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_there_is_no_form_score(held: tuple[tuple[float, float], ...], language: str) -> None:
    result = score(lying(44.0, *held), "drawing-in").result
    assert (result.form_scored, result.word) == (False, "not_measured")
    words = Words(language).of("drawing-in")
    assert words.text("word.not_measured") != Words(language).text("word.not_measured")
    assert words.text("verdict.good") != Words(language).text("verdict.good")
    assert words.exercise("drawing-in", "no_form_score")
    told = summary_line(result, Words(language)).plain
    assert words.text("word.not_measured") in told
    assert "/" not in told
    stillness, breath = observations(result, words)
    assert stillness.grade == "good"
    assert breath.answer == words.text("report.observed.calm.no" if held else "report.observed.calm.yes")


def test_other_exercises_have_a_form_score_and_no_observations() -> None:
    result = score(bridging(0.0)(seconds(8.0)).shown(SIDE), "bridge").result
    assert result.form_scored
    assert observations(result, Words("nl")) == []
