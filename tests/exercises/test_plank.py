"""The plank: every fault by its own figure, at the right time, with the right size; the clock."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.judge.vocabulary import UNMEASURED
from tests.support.movements import away
from tests.support.plank_holds import hold, with_course
from tests.support.scenarios import SIDE
from tests.support.scored import edges, score, worse
from tests.support.stick_figures import Course, script, seconds
from tests.support.stick_postures import bird_dog, into_and_out_of, plank


def crossing_s(course: Course, edge: float, end: int) -> tuple[float, float]:
    """When a course truly goes beyond an edge, and comes back."""
    fine = seconds(14.0, 1000.0)
    beyond = fine[course(fine) > edge if end else course(fine) < edge]
    return float(beyond[0]), float(beyond[-1])


EDGE, RED = edges("plank", "sag")[0][1], worse("plank", "sag", 1, 2)

# fault, parameter of the figure, where that parameter rests, which end of the band, tolerance of the peak
WAYS = [
    ("sag", "offset", 0.0, 1, 0.002),
    ("pike", "offset", 0.0, 0, 0.002),
    ("knees_bent", "knee_deg", 180.0, 0, 0.5),
    ("elbow_position", "upper_arm_deg", 0.0, 1, 0.5),
    ("elbow_position", "upper_arm_deg", 0.0, 0, 0.5),
    ("head_position", "head_deg", 0.0, 1, 1.0),
    ("head_position", "head_deg", 0.0, 0, 1.0),
    ("shoulder_sink", "sink", 0.0, 1, 0.01),
]


@pytest.mark.parametrize(("fault", "what", "rest", "end", "near"), WAYS)
@pytest.mark.parametrize(("steps", "major"), [(0.5, False), (1.5, True)])
def test_each_fault(
    fault: str, what: str, rest: float, end: int, near: float, steps: float, major: bool
) -> None:
    """In the middle of amber, and beyond it."""
    steps = 1.2 if fault in ("knees_bent", "elbow_position") and major else steps  # further off is no plank
    peak = worse("plank", fault, end, steps)
    course = away(peak, back=rest)
    scored = score(with_course(what, course), "plank")
    assert scored.faults == {fault}
    (span,) = scored.spans(fault)
    assert span.peak == pytest.approx(peak, abs=near)
    assert span.major is major
    begins, ends = crossing_s(course, edges("plank", fault)[0][end], end)
    assert span.start_s == pytest.approx(begins, abs=0.2)
    assert span.end_s == pytest.approx(ends, abs=0.35)
    assert scored.result.word == ("different" if major else "almost")
    assert scored.result.technique[fault].worst == span.peak


@pytest.mark.parametrize(("fault", "what", "rest", "end", "near"), WAYS)
def test_within_green_is_no_fault(fault: str, what: str, rest: float, end: int, near: float) -> None:
    green = edges("plank", fault)[0][end]
    assert score(with_course(what, away(rest + 0.85 * (green - rest), back=rest)), "plank").faults == set()


def test_a_short_sag_is_forgiven() -> None:
    """A third of a second beyond the band is not half a second."""
    course = lambda t: script(t, (6.0, 0), (6.1, RED), (6.3, RED), (6.4, 0))  # noqa: E731
    assert score(hold(offset=course), "plank").faults == set()


def test_major_takes_a_second() -> None:
    course = lambda t: script(t, (6.0, 0), (6.1, RED), (6.8, RED), (6.9, 0))  # noqa: E731
    (span,) = score(hold(offset=course), "plank").spans("sag")
    assert not span.major


def test_a_wavering_sag_is_one_span() -> None:
    """Around the edge, less than the hysteresis deep: the verdict does not flicker."""
    course = lambda t: script(t, (6.0, 0), (6.5, EDGE + 0.002)) + (t > 6.5) * 0.004 * np.sin(9 * t)  # noqa: E731
    assert len(score(hold(offset=course), "plank").spans("sag")) == 1


@pytest.mark.parametrize("course", [away(0.08), away(-0.09)])
def test_the_same_without_getting_in_and_out(course: Course) -> None:
    """A recording that starts and ends in the plank."""
    scored = score(hold(into=False, offset=course), "plank")
    assert scored.kinds == ["hold"]
    assert len(scored.faults) == 1
    assert scored.events[0].start_s == pytest.approx(0.4, abs=0.3)
    assert scored.events[0].end_s == pytest.approx(14.0, abs=0.1)


def test_hold_and_its_clock() -> None:
    """Green counts whole, amber half, red nothing."""
    scored = score(hold(20.0, offset=away(worse("plank", "sag", 1, 0.5), 6.0, 9.0)), "plank")
    (event,) = scored.events
    assert (event.start_s, event.end_s) == (pytest.approx(2.5, abs=0.35), pytest.approx(18.0, abs=0.35))
    dose = scored.result.dose
    assert dose.hold_s == pytest.approx(event.end_s - event.start_s, abs=0.02)
    (sag,) = scored.spans("sag")
    # A fault is certain half a second after it began.
    assert dose.quality_hold_s == pytest.approx(dose.hold_s - 0.5 * (sag.end_s - sag.start_s), abs=0.3)
    frames = scored.frames
    inside = (frames.time >= event.start_s) & (frames.time <= event.end_s) & (frames.verdict != UNMEASURED)
    green, amber = frames.faults == 0, (frames.faults != 0) & (frames.major == 0)
    # What came before the posture was certain counts as the first certain frame does.
    before_s = frames.time[inside][0] - event.start_s
    assert dose.quality_hold_s == pytest.approx(
        (green[inside] + 0.5 * amber[inside]).sum() / 30 + before_s, abs=0.05
    )


def test_a_faultless_hold_is_quality_from_end_to_end() -> None:
    dose = score(hold(20.0), "plank").result.dose
    assert dose.quality_hold_s == pytest.approx(dose.hold_s, abs=0.1)


def test_red_stops_the_clock() -> None:
    amber, red = (
        score(hold(20.0, offset=away(worse("plank", "sag", 1, v), 6.0, 12.0)), "plank").result.dose
        for v in (0.5, 2)
    )
    assert red.hold_s == pytest.approx(amber.hold_s, abs=0.05)
    assert amber.quality_hold_s - red.quality_hold_s == pytest.approx(3.0, abs=0.6)


@pytest.mark.parametrize(("lasts_s", "kinds"), [(0.8, []), (1.4, ["attempt"]), (2.8, ["hold"])])
def test_a_hold_takes_two_seconds(lasts_s: float, kinds: list[str]) -> None:
    time = seconds(8.0)
    share = script(time, (1.0, 0), (2.0, 1), (2.0 + lasts_s, 1), (3.0 + lasts_s, 0))
    scored = score(into_and_out_of(plank(time), bird_dog(time), share).shown(SIDE), "plank")
    assert scored.kinds == kinds


def test_two_holds() -> None:
    time = seconds(20.0)
    share = script(time, (1, 0), (2, 1), (8, 1), (9, 0), (11, 0), (12, 1), (18, 1), (19, 0))
    scored = score(into_and_out_of(plank(time), bird_dog(time), share).shown(SIDE), "plank")
    assert scored.kinds == ["hold", "hold"]
    assert scored.result.dose.hold_s == pytest.approx(12.4, abs=0.8)


@pytest.mark.parametrize("drift", [0.004, -0.006, 0.0])
def test_drift_of_a_hold(drift: float) -> None:
    scored = score(hold(22.0, offset=lambda t: drift * (t - 2.5) / 10), "plank")
    assert scored.events[0].measures["drift_fraction_per_10s"] == pytest.approx(drift, abs=0.0012)


@pytest.mark.parametrize("into_deg", [-2.0, 4.0, 8.0, 14.0])
def test_body_slope_does_not_matter(into_deg: float) -> None:
    time = seconds(12.0)
    scored = score(plank(time, line_deg=into_deg, offset=away(0.07)(time)).shown(SIDE), "plank")
    assert scored.faults == {"sag"}
    assert scored.spans("sag")[0].peak == pytest.approx(0.07, abs=0.005)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (1.3, 0.5),
        (0.5, 1.3),
    ],
)
def test_the_worst_of_a_fault_that_was_out_of_sight_for_a_while(first: float, then: float) -> None:
    """Bent knees, somebody walks past, knees still bent: one fault, with its worst value, not its largest."""
    bent, more = worse("plank", "knees_bent", 0, first), worse("plank", "knees_bent", 0, then)
    track = hold(knee_deg=lambda t: script(t, (4.0, 180), (4.5, bent), (7.0, bent), (7.5, more)))
    past = (track.time > 6.2) & (track.time < 8.2)
    scored = score(replace(track, people=np.where(past, np.float32(2), track.people)), "plank")
    assert scored.faults == {"knees_bent"}
    assert scored.result.technique["knees_bent"].worst == pytest.approx(min(bent, more), abs=0.5)
    assert min(s.peak for s in scored.spans("knees_bent")) == pytest.approx(min(bent, more), abs=0.5)
