"""The bridge: lifted or not, drop, knees, hollow back; repetitions, holds and attempts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from formcheck.exercises.bridge.limits import BridgeLimits
from formcheck.exercises.bridge.rule import CONFIG
from formcheck.judge.loading import load_config
from formcheck.judge.vocabulary import PHASE_CODE
from formcheck.pose.track import Track
from formcheck.signals.measures import ALONG_PER_DEG
from tests.support.movements import bridging, lifts
from tests.support.scenarios import SIDE
from tests.support.scored import Scored, edges, score, worse
from tests.support.stick_figures import Course, Floats, Make, script, seconds
from tests.support.stick_postures import Bridge

K = load_config(BridgeLimits, CONFIG).limits


def filmed(make: Make, length_s: float = 13.0, **scene: Any) -> Track:
    return make(seconds(length_s)).shown(replace(SIDE, **scene))


def hold(
    offset: Callable[[Floats, float], Floats],
    belly_deg: Course | None = None,
    length_s: float = 16.0,
    knee_deg: float = 90.0,
    **plan: Any,
) -> Scored:
    """One lift with this course of the hip offset and of the belly line's turn."""
    body, time = Bridge(knee_deg), seconds(length_s)
    figure = body(
        time, offset=offset(time, body.lying), belly_deg=0.0 if belly_deg is None else belly_deg(time)
    )
    return score(figure.shown(SIDE), "bridge", **plan)


def raised(top: float, then: float | None = None, at_s: float = 7.0) -> Callable[[Floats, float], Floats]:
    """Up at 1.5 s, down from 14 s; from `at_s` on at another height."""

    def course(time: Floats, lying: float) -> Floats:
        after = top if then is None else then
        return script(
            time, (1.5, lying), (2.7, top), (at_s, top), (at_s + 1.0, after), (14.0, after), (15.2, lying)
        )

    return course


def test_lying_reads_as_in_real_recordings() -> None:
    """The figure lies as people do: hips this far below the shoulder-knee line."""
    assert -0.27 < Bridge().lying < -0.14


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_repetitions_are_counted(count: int) -> None:
    time = seconds(6.5 * count + 2)
    body = Bridge()
    scored = score(body(time, offset=body.lying * (1 - lifts(time, *[1.0] * count))).shown(SIDE), "bridge")
    assert scored.kinds == ["rep"] * count
    assert scored.result.dose.reps == count
    assert scored.result.word == "good"
    for i, event in enumerate(scored.events):
        assert (event.start_s, event.end_s) == (
            pytest.approx(1.5 + 6.2 * i, abs=0.25),
            pytest.approx(5.7 + 6.2 * i, abs=0.25),
        )


@pytest.mark.parametrize(
    ("share", "kinds"), [(0.15, []), (0.35, ["attempt"]), (0.6, ["rep"]), (1.0, ["rep"])]
)
def test_how_far_makes_a_repetition(share: float, kinds: list[str]) -> None:
    """Without a pause, so that nothing but the height counts."""
    time = seconds(6.0)
    body = Bridge()
    up = lifts(time, share, top_s=0.05)
    assert score(body(time, offset=body.lying * (1 - up)).shown(SIDE), "bridge").kinds == kinds


def test_half_a_lift_at_either_end_of_a_recording_is_none() -> None:
    """A lowering alone, and a rise that has not come up; what was at its top for a while counts."""
    time = seconds(6.0)
    body = Bridge()
    up = lifts(time, 1.0, top_s=2.0)
    track = body(time, offset=body.lying * (1 - up)).shown(SIDE)
    top = track.time[np.flatnonzero(up > 0.99)]

    def kinds(from_s: float, until_s: float) -> list[str]:
        return score(
            track[track.time.searchsorted(from_s) : track.time.searchsorted(until_s)], "bridge"
        ).kinds

    assert kinds(0.0, 9.0) == ["rep"]
    assert kinds(float(top[-1]) - 0.3, 9.0) == []
    assert kinds(float(top[0]), 9.0) == ["rep"]
    half = float(track.time[np.flatnonzero(up > 0.55)[0]])
    assert kinds(0.0, half) == []
    assert kinds(0.0, float(top[0]) + 0.5) == ["rep"]


def test_a_pause_halfway_is_not_lying() -> None:
    time = seconds(9.0)
    body = Bridge()
    up = lifts(time, 0.40, top_s=2.5)
    (event,) = score(body(time, offset=body.lying * (1 - up)).shown(SIDE), "bridge").events
    assert event.kind == "attempt"
    assert event.end_s > 5.0


@pytest.mark.parametrize(
    ("top", "faults"), [(0.0, set()), (-0.03, set()), (-0.075, {"not_lifted"}), (-0.11, {"not_lifted"})]
)
def test_a_pause_on_the_way_up_is_no_top(top: float, faults: set[str]) -> None:
    """The highest of a repetition counts; two seconds half-way up are no fault of it."""

    def course(time: Floats, lying: float) -> Floats:
        half = 0.55 * lying
        steps = (1.5, lying), (2.3, half), (4.3, half), (5.1, top), (6.6, top), (7.8, lying)
        return script(time, *steps)

    scored = hold(course, length_s=10.0)
    assert scored.kinds == ["rep"]
    assert scored.faults == faults


@pytest.mark.parametrize(("top_s", "kind"), [(2.0, "rep"), (4.0, "rep"), (7.5, "hold"), (12.0, "hold")])
def test_six_seconds_make_a_hold(top_s: float, kind: str) -> None:
    assert score(filmed(bridging(0.0, top_s=top_s), 18.0), "bridge").kinds == [kind]


def test_hold_duration() -> None:
    scored = hold(raised(0.0))
    assert scored.kinds == ["hold"]
    assert scored.result.dose.hold_s == pytest.approx(12.0, abs=0.7)
    assert scored.result.dose.quality_hold_s == pytest.approx(scored.result.dose.hold_s, abs=0.1)


@pytest.mark.parametrize(("steps", "major"), [(0.5, False), (2.0, True)])
def test_hips_above_the_line(steps: float, major: bool) -> None:
    peak = worse("bridge", "hyperextension", 1, steps, "fraction of shoulder-knee length")
    scored = hold(raised(0.0, peak), knee_deg=60.0)
    assert scored.faults == {"hyperextension"}
    (span,) = scored.spans("hyperextension")
    assert (span.peak, span.major) == (pytest.approx(peak, abs=0.005), major)
    assert 7.0 < span.start_s < 8.2


@pytest.mark.parametrize("degrees", [-9.0, 5.0, 15.0])
def test_a_little_turn_of_the_belly_line_is_green(degrees: float) -> None:
    assert hold(raised(0.0), lambda t: script(t, (7.0, 0.0), (8.0, degrees))).faults == set()


@pytest.mark.parametrize(("steps", "major"), [(0.5, False), (2.0, True)])
def test_a_hollow_that_the_joints_do_not_show(steps: float, major: bool) -> None:
    """The hips stay on the line to a thousandth; only the belly line turns."""
    peak = worse("bridge", "hyperextension", 0, steps, "deg")
    scored = hold(raised(0.0), lambda t: script(t, (7.0, 0.0), (8.0, peak)))
    assert np.ptp(scored.frames.signal("hip_offset")[120:400]) < 0.012
    assert scored.faults == {"hyperextension"}
    (span,) = scored.spans("hyperextension")
    assert (span.unit, span.major) == ("deg", major)
    assert span.peak == pytest.approx(peak, abs=0.1)
    course = script(fine := seconds(10.0, 1000.0), (7.0, 0.0), (8.0, peak))
    crossed = fine[course < edges("bridge", "hyperextension", "deg")[0][0]][0]
    assert span.start_s == pytest.approx(crossed, abs=0.2)


NO_NEUTRAL: dict[str, Any] = {"calibrate": "none", "knee_deg": 60.0}
"""A bridge that is judged without a neutral of its own, and knees with which the hips can rise far."""


FAR_DEG = 4.0
"""The figure's far side lies a little aside and reads as a turned camera: so much is taken off a hollow."""


def beyond_straight_deg(scored: Scored) -> float:
    """How far the hip angle goes beyond straight at the top."""
    return float(np.nanmedian(scored.frames.signal("hip_angle_deg")[240:400])) - 180.0


@pytest.mark.parametrize("top", [0.0, 0.06, 0.12, 0.18])
@pytest.mark.parametrize("turned_deg", [0.0, -20.0, -35.0, -45.0, -60.0])
def test_a_hollow_is_sure_where_hips_and_build_do_not_explain_it(top: float, turned_deg: float) -> None:
    """Over the span of good and over-arched bridges: named by a margin, else not measured, never good."""
    scored = hold(raised(0.0, top), lambda t: np.full_like(t, turned_deg), **NO_NEUTRAL)
    k = load_config(BridgeLimits, CONFIG).limits
    sure = (beyond_straight_deg(scored) - turned_deg - k.hips_deg - k.build_deg) / 1.5
    green = -edges("bridge", "hyperextension", "deg")[0][0]
    if sure > green + FAR_DEG:
        assert scored.faults == {"hyperextension"}
        assert scored.spans("hyperextension")[0].peak == pytest.approx(-sure, abs=FAR_DEG)
        assert "hyperextension" not in scored.result.unmeasured
    elif sure < green:
        assert scored.faults == set()
    if sure < k.sure_deg:
        assert scored.result.unmeasured == {"hyperextension": "no_reference"}


@pytest.mark.parametrize(("yaw_deg", "faults"), [(0.0, {"hyperextension"}), (12.0, set())])
def test_a_turned_camera_makes_a_hollow_less_sure(yaw_deg: float, faults: set[str]) -> None:
    """A belly line that just tells a hollow beside the mat tells none from a camera turned to the head."""
    body, time = Bridge(60.0), seconds(16.0)
    shown = body(time, offset=raised(0.0, 0.15)(time, body.lying), belly_deg=-46.0)
    far = {name: p + np.array([yaw_deg * ALONG_PER_DEG / 4, 0.0]) for name, p in shown.near.items()}
    assert score(replace(shown, far=far).shown(SIDE), "bridge", calibrate="none").faults == faults


@pytest.mark.parametrize("neutral", [-20.0, 12.0])
def test_the_belly_lines_neutral_is_the_persons_own(neutral: float) -> None:
    """A body shape that turns the line by a constant changes nothing."""
    assert hold(raised(0.0), lambda t: np.full_like(t, neutral)).faults == set()
    scored = hold(raised(0.0), lambda t: neutral + script(t, (7.0, 0.0), (8.0, -20.0)))
    assert scored.faults == {"hyperextension"}
    assert scored.spans("hyperextension")[0].peak == pytest.approx(-20.0, abs=0.5)


def turned(yaw_deg: float, hollow_deg: float, low: float = 0.0) -> Scored:
    """A bridge that gets hollow, its far joints seen as by a camera that is turned so far."""
    shown = bridging(0.0, low, hollow_deg=hollow_deg)(seconds(13.0))
    far = {name: p + np.array([yaw_deg * ALONG_PER_DEG / 4, 0.0]) for name, p in shown.near.items()}
    return score(replace(shown, far=far).shown(SIDE), "bridge")


@pytest.mark.parametrize("yaw_deg", [-12.0, -4.0, 0.0, 7.0, 14.0, 20.0])
def test_a_turned_camera_still_sees_a_deep_hollow(yaw_deg: float) -> None:
    """... and how far the hips are lifted; and invents nothing."""
    scored = turned(yaw_deg, -36.0)
    assert scored.faults == {"hyperextension"}
    beyond = max(yaw_deg - K.outline_yaw_head_deg, K.outline_yaw_feet_deg - yaw_deg, 0.0)
    explained = beyond * K.outline_false_per_deg
    assert scored.spans("hyperextension")[0].peak == pytest.approx(-36.0 + explained, abs=1.0)
    good = turned(yaw_deg, -3.0)
    assert (good.faults, good.result.unmeasured) == (set(), {})
    assert turned(yaw_deg, 0.0, edges("bridge", "not_lifted")[1][0] - 0.02).faults == {"not_lifted"}


@pytest.mark.parametrize(("yaw_deg", "hollow_deg"), [(20.0, -22.0), (-12.0, -12.0), (-20.0, -25.0)])
def test_what_the_turn_may_have_made_or_hidden_is_not_good(yaw_deg: float, hollow_deg: float) -> None:
    scored = turned(yaw_deg, hollow_deg)
    assert scored.faults == set()
    assert scored.result.unmeasured == {"hyperextension": "wrong_view"}
    assert turned(0.0, -22.0).faults == {"hyperextension"}


def test_hollow_on_the_first_lift_too() -> None:
    """The neutral is taken on the way up, before the hollow comes."""
    scored = hold(raised(0.0), lambda t: script(t, (2.5, 0.0), (3.2, -24.0), (14.0, -24.0), (15.0, 0.0)))
    assert scored.faults == {"hyperextension"}


@pytest.mark.parametrize(("steps", "major"), [(0.5, False), (2.0, True)])
def test_a_drop_during_the_hold(steps: float, major: bool) -> None:
    fall = worse("bridge", "hold_drop", 1, steps)
    scored = hold(raised(0.07, 0.07 - fall))
    assert "hold_drop" in scored.faults
    assert scored.faults <= {"hold_drop", "not_lifted"}
    (span,) = scored.spans("hold_drop")
    assert (span.peak, span.major) == (pytest.approx(fall, abs=0.02), major)
    assert 7.0 < span.start_s < 8.3


def test_coming_down_at_the_end_is_no_drop() -> None:
    assert hold(raised(0.02)).faults == set()


@pytest.mark.parametrize("steps", [0.5, 1.2])
def test_not_lifted(steps: float) -> None:
    low = worse("bridge", "not_lifted", 0, steps)
    scored = score(filmed(bridging(low, top_s=2.5), 8.0), "bridge")
    assert scored.faults == {"not_lifted"}
    assert scored.spans("not_lifted")[0].peak == pytest.approx(low, abs=0.015)


@pytest.mark.parametrize("end", [0, 1])
def test_knee_angle(end: int) -> None:
    knee = worse("bridge", "knee_angle", end, 0.6)
    scored = score(filmed(bridging(0.0, 0.0, knee_deg=knee)), "bridge")
    assert scored.faults == {"knee_angle"}
    assert scored.spans("knee_angle")[0].peak == pytest.approx(knee, abs=4.0)


@pytest.mark.parametrize("knee", [75.0, 105.0])
def test_knees_within_green(knee: float) -> None:
    assert score(filmed(bridging(0.0, 0.0, knee_deg=knee)), "bridge").faults == set()


def biased(course: Callable[[Floats, float], Floats], bias: float) -> Callable[[Floats, float], Floats]:
    """The same course, read too high or too low throughout."""
    return lambda time, lying: course(time, lying) + bias


@pytest.mark.parametrize("bias", [-0.02, 0.02])
def test_a_constant_bias_changes_no_verdict(bias: float) -> None:
    """Hip landmarks 2 % too high or too low: good stays good, a clear fault a fault."""
    for top, faults in ((0.0, set()), (0.25, {"hyperextension"})):
        course = raised(0.0, top)
        assert hold(biased(course, bias), knee_deg=60.0).faults == faults


def test_phases_and_signs() -> None:
    frames = hold(raised(0.05)).frames
    lying, top = 30, 200
    assert frames.phase[lying] == PHASE_CODE["rest"]
    assert frames.phase[top] == PHASE_CODE["hold"]
    assert set(frames.phase[50:75].tolist()) <= {PHASE_CODE["rest"], PHASE_CODE["rep"]}
    assert (
        frames.signal("hip_offset")[lying] < -0.14 < 0.04 < frames.signal("hip_offset")[top]
    )  # + away from the floor
    assert (
        frames.signal("trunk_pitch_deg")[top] < -15 < frames.signal("trunk_pitch_deg")[lying]
    )  # - head down
    assert frames.signal("hip_angle_deg")[lying] < 160 < 180 < frames.signal("hip_angle_deg")[top] < 200
    assert frames.signal("knee_angle_deg")[top] == pytest.approx(90, abs=10)


def test_peak_and_unit_belong_together() -> None:
    """Hips above the line and a hollow belly line at once: the worse of the two, with its own unit."""
    scored = hold(raised(0.0, 0.10), lambda t: script(t, (7.0, 0.0), (8.0, -30.0)))
    (span,) = scored.spans("hyperextension")
    assert (span.peak, span.unit) == (pytest.approx(-30, abs=1), "deg")
    scored = hold(raised(0.0, 0.26), lambda t: script(t, (7.0, 0.0), (8.0, -13.0)), knee_deg=60.0)
    (span,) = scored.spans("hyperextension")
    assert (span.peak, span.unit) == (pytest.approx(0.26, abs=0.01), "fraction of shoulder-knee length")
    assert scored.result.technique["hyperextension"].worst == span.peak
