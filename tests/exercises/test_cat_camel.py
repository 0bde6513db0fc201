"""The cat-camel: cycles by the back line or by head and hips, tempo, evenness, rocking; range is told."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.judge.vocabulary import FAULT_BIT
from formcheck.pose.track import Track
from tests.support.movements import curling, curls
from tests.support.scenarios import ALL, SIDE
from tests.support.scored import Scored, score, worse
from tests.support.stick_figures import Make, blend, script, seconds
from tests.support.stick_postures import bird_dog, cat_camel, kneeling


def film(make: Make | None = None, length_s: float = 14.0, **scene: Any) -> Track:
    return (make or curling(30, 30))(seconds(length_s)).shown(replace(SIDE, **scene))


def scored(make: Make | None = None, length_s: float = 14.0, **choices: Any) -> Scored:
    return score(film(make, length_s), "cat-camel", **choices)


def unread(track: Track, where: NDArray[np.bool_] | None = None) -> Track:
    """The recording without its outline, everywhere or in some frames."""
    gone = np.ones(len(track), bool) if where is None else where
    hide: dict[str, Any] = {
        name: np.where(
            gone.reshape(-1, *[1] * (getattr(track, name).ndim - 1)), np.nan, getattr(track, name)
        ).astype(np.float32)
        for name in ("dorsal", "ventral", "contrast")
    }
    return replace(track, **hide)


def spans(result: Scored) -> list[tuple[float, float]]:
    return [(e.start_s, e.end_s) for e in result.events]


TRUE = [pytest.approx((2.2, 7.7), abs=0.3), pytest.approx((7.7, 13.2), abs=0.3)]


def test_a_cycle_is_round_and_hollow_and_back() -> None:
    for sizes in ((30, 30), (-30, -30), (10, 10), (-9, -9), (45, 30)):
        assert spans(scored(curling(*sizes))) == TRUE


def test_the_range_is_told_and_never_judged() -> None:
    for size in (9, 20, 60):
        result = scored(curling(size, size))
        assert result.result.word == "good"
        for event in result.events:
            told = event.measures
            assert told["range_deg"] == pytest.approx(1.75 * size, rel=0.1)
            assert told["round_deg"] - told["hollow_deg"] == pytest.approx(told["range_deg"], abs=0.2)
            assert told["round_deg"] == pytest.approx(size, rel=0.1)
            assert told["cycle_s"] == pytest.approx(5.5, abs=0.4)
    assert not [b for b in result.result.thresholds.bands if b.signal == "lumbar_deg"]


def test_neutral_is_the_rest_before_the_first_movement() -> None:
    calibration = scored().result.calibration
    assert calibration.end_s is not None
    assert calibration.kind == "personal"
    assert calibration.end_s < 2.3
    assert calibration.values == {"lumbar_deg": pytest.approx(0, abs=0.5), "neutral_is_midpoint": 0.0}


def test_without_a_rest_neutral_is_the_middle_of_the_first_cycle() -> None:
    """The recording begins in mid-movement; what came before the middle was known has no curve."""
    track = film()
    result = score(track[round(2.9 * 30) :], "cat-camel")
    values = result.result.calibration.values
    assert values["neutral_is_midpoint"] == 1.0
    assert values["lumbar_deg"] == pytest.approx(30 * 0.125, abs=1.5)
    assert result.kinds == ["rep", "rep"]
    lumbar = result.frames.signal("lumbar_deg")
    assert np.isnan(lumbar[: 3 * 30]).all()
    assert np.isfinite(lumbar[result.frames.time > 8.2]).all()


@pytest.mark.parametrize("sizes", [(30, 30), (-30, -30), (12, 12)])
def test_without_an_outline_head_and_hips_carry_the_rhythm(sizes: tuple[int, int]) -> None:
    result = score(unread(film(curling(*sizes))), "cat-camel")
    assert spans(result) == [pytest.approx(s.expected, abs=0.4) for s in TRUE]
    assert all(set(event.measures) == {"cycle_s"} for event in result.events)
    assert result.result.unmeasured == {"uneven": "low_contrast", "back_curve": "low_contrast"}
    assert result.result.coverage.measured > 0.97
    assert (result.result.word, result.result.calibration.kind) == ("good", "default")
    assert np.isnan(result.frames.signal("lumbar_deg")).all()


def test_a_nod_is_no_cycle() -> None:
    """The head goes up and down, the back and the hips stay."""
    time = seconds(14.0)
    quiet = replace(SIDE, noise_px=0.1)
    body = cat_camel(time, curl_deg=0.0)
    nodding = cat_camel(time, curl_deg=curls(time, 40, 40), heave=0.0)
    swapped = replace(
        body,
        near=body.near | {name: nodding.near[name] for name in ("ear", "nose")},
        far=body.far | {name: nodding.far[name] for name in ("ear", "nose")},
    )
    for track in (swapped.shown(quiet), unread(swapped.shown(quiet))):
        assert score(track, "cat-camel").events == []


@pytest.mark.parametrize(("from_s", "to_s"), [(5.0, 40.0), (9.0, 16.0), (12.0, 40.0), (0.0, 10.0)])
def test_an_outline_lost_on_the_way_loses_no_cycle(from_s: float, to_s: float) -> None:
    track = film(curling(30, 30, 30, 30, 30), 30.5)
    lost = (track.time > from_s) & (track.time < to_s)
    result = score(unread(track, lost), "cat-camel")
    assert spans(result) == [pytest.approx((2.2 + 5.5 * i, 7.7 + 5.5 * i), abs=0.65) for i in range(5)]


@pytest.mark.parametrize(
    ("cycle_s", "major"), [(2.0, True), (3.0, False), (5.0, None), (11.0, None), (14.0, None)]
)
def test_tempo(cycle_s: float, major: bool | None) -> None:
    """A slow cycle is what the leaflet asks, and whoever pauses is not hurried."""
    result = scored(curling(30, 30, cycle_s=cycle_s, last_s=cycle_s), 5.0 + 2 * cycle_s)
    assert result.kinds == ["rep", "rep"]
    assert [s.major for s in result.spans("too_fast")] == ([] if major is None else [major] * 2)
    for span in result.spans("too_fast"):
        assert (span.peak, span.unit) == (pytest.approx(cycle_s, abs=0.35), "s")


def test_too_fast_is_told_as_soon_as_the_cycle_has_ended() -> None:
    result = scored(curling(30, 30, 30, cycle_s=3.0, last_s=6.0), 15.5)
    told = result.frames.time[(result.frames.faults & FAULT_BIT["too_fast"]) != 0]
    ends = [event.end_s for event in result.events[:2]]
    assert told[0] - ends[0] < 0.3
    assert told[-1] == pytest.approx(ends[1] + 1.6, abs=0.3)
    assert result.events[2].verdict == "good"
    assert all(f.end_s <= e.end_s for e in result.events for f in e.faults)


def test_evenness_needs_five_cycles_and_the_back_line() -> None:
    uneven = curling(32, 12, 32, 12, 32)
    assert scored(uneven, 30.5).faults == {"uneven"}
    assert scored(curling(32, 12, 32, 12), 25.0).faults == set()
    assert scored(curling(30, 26, 31, 27, 30), 30.5).faults == set()
    assert scored(curling(10, 9, 11, 9, 10), 30.5).faults == set()
    blind = score(unread(film(uneven, 30.5)), "cat-camel")
    assert (blind.faults, len(blind.events)) == (set(), 5)


@pytest.mark.parametrize(
    ("parameter", "fault", "end"), [("rock", "rocking", 1), ("elbow_deg", "elbow_position", 0)]
)
@pytest.mark.parametrize(("steps", "major"), [(-0.4, None), (0.5, False), (1.6, True)])
def test_rocking_and_elbows(parameter: str, fault: str, end: int, steps: float, major: bool | None) -> None:
    value = worse("cat-camel", fault, end, steps)
    result = scored(curling(30, 30, **{parameter: value / 2 if parameter == "rock" else value}))
    assert [s.major for s in result.spans(fault)] == ([] if major is None else [major])
    assert result.faults <= {fault}
    for span in result.spans(fault):
        assert span.peak == pytest.approx(value, rel=0.08)


def test_whoever_gets_up_before_the_end_has_done_what_was_nearly_done() -> None:
    """The second cycle is on its way home when the trunk comes up; a third has hardly begun."""
    time = seconds(18.0)
    body = cat_camel(time, curl_deg=curls(time, 30, 30, 30))
    for up_s, count in ((12.8, 2), (14.2, 2), (11.0, 1)):
        track = blend(body, kneeling(time), script(time, (up_s, 0), (up_s + 1.2, 1))).shown(SIDE)
        result = score(track, "cat-camel")
        assert len(result.events) == count, up_s
        assert result.faults == set()


def test_a_lifted_limb_is_another_exercise() -> None:
    time = seconds(14.0)
    for limb in ("near_arm", "far_arm", "near_leg", "far_leg"):
        up = script(time, (3, 0), (4, 1), (6, 1), (7, 0), (9, 0), (10, 1), (12, 1), (13, 0))
        lifted: dict[str, Any] = {limb: up}
        track = bird_dog(time, **lifted, back_deg=-20 * up).shown(SIDE)
        result = score(track, "cat-camel")
        assert result.events == []
        assert result.faults == set()


def test_strictness_reaches_what_only_the_whole_cycle_shows() -> None:
    track = film(curling(30, 30, cycle_s=4.5, last_s=4.5), 12.5)
    assert score(track, "cat-camel").faults == set()
    assert score(track, "cat-camel", strictness=2.0).faults == {"too_fast"}
    slower = {"bands": [{"fault": "too_fast", "green": [6, float("inf")]}]}
    assert score(track, "cat-camel", override=slower).faults == {"too_fast"}


def test_a_cycle_that_was_under_way_when_it_came_into_sight_has_no_tempo() -> None:
    (scenario,) = (s for s in ALL if str(s) == "cat-camel-too_fast")
    track = scenario.track()
    (fast,) = scenario.score().spans("too_fast")
    for late_s in (0.3, 0.8):
        part = track[track.time.searchsorted(fast.start_s + late_s) :]
        assert scenario.score(part).faults == set()
