"""From outcomes to the events and the one word, the dose, the technique and what could not be judged."""

from dataclasses import replace
from math import nan
from typing import Any, Literal

import pytest

from formcheck.exercises import get_exercise
from formcheck.judge.bands import Edge, edges_of
from formcheck.judge.config import ExerciseConfig, Strictness
from formcheck.judge.segments import BookOutcome, Outcome
from formcheck.judge.vocabulary import REASON_CODE, SIGNALS
from formcheck.scoring import summary
from formcheck.scoring.result import Coverage
from formcheck.scoring.verdicts import as_far_as_seen, grade_of, word_of
from formcheck.signals.view import View
from tests.support.outcomes import outcome, span, unmeasured

FULL = Coverage(measured=1.0, active_s=10.0, reasons={})


def config_and_edges(name: str = "plank", dial: float = 1.0) -> tuple[ExerciseConfig[Any], tuple[Edge, ...]]:
    config = get_exercise(name).config()
    return config, edges_of(config.bands, Strictness(dial))


@pytest.mark.parametrize(
    ("outcomes", "word"),
    [
        ([], "not_measured"),
        ([unmeasured()], "not_measured"),
        ([outcome()], "good"),
        ([outcome("rep"), outcome("rep")], "good"),
        ([outcome("attempt")], "different"),
        ([outcome("hold", 0, 10, span())], "almost"),
        ([outcome("hold", 0, 100, span(major=True, end_s=5.0))], "almost"),  # 4 % of the time
        ([outcome("hold", 0, 20, span(major=True, end_s=5.0))], "different"),  # 20 %
        (
            [
                outcome("rep", 0, 90),
                outcome("rep", 90, 180),
                outcome("rep", 180, 300, span(start_s=190, end_s=191, major=True)),
            ],
            "different",
        ),
        (
            [
                *(outcome("rep", 90 * i, 90 * i + 80) for i in range(3)),
                outcome("rep", 300, 390, span(start_s=310, end_s=311, major=True)),
            ],
            "almost",
        ),
        ([outcome("rep"), outcome("attempt")], "good"),
        ([outcome(), unmeasured()], "good"),
    ],
)
def test_the_one_word(outcomes: list[Outcome], word: str) -> None:
    assert word_of([summary.event_of(o) for o in outcomes], FULL) == word


@pytest.mark.parametrize(("measured", "word"), [(0.69, "not_measured"), (0.71, "good")])
def test_too_little_seen_gives_no_word(measured: float, word: str) -> None:
    coverage = Coverage(measured=measured, active_s=10.0, reasons={})
    assert word_of([summary.event_of(outcome())], coverage) == word


def test_what_was_found_counts_however_little_was_seen() -> None:
    """A red point under a grey headline: the word follows from what is listed."""
    little = Coverage(measured=0.39, active_s=50.0, reasons={"wrong_view": 0.61})
    red = [summary.event_of(outcome("attempt", 0, 5, span(major=True)))]
    assert word_of(red, little) == "different"
    assert as_far_as_seen("different", little, {})
    assert word_of([summary.event_of(outcome("rep", 0, 5, span()))], little) == "almost"


def test_a_hold_too_short_to_count_says_nothing_of_the_form() -> None:
    short = summary.event_of(outcome("attempt", 0, 0.6), moves=False)
    assert (short.not_counted, grade_of(short)) == ("too_short", "uncounted")
    assert word_of([short], FULL) == "not_measured"
    part = summary.event_of(outcome("attempt", 0, 3), moves=True)
    assert (part.not_counted, grade_of(part)) == ("incomplete", "uncounted")
    assert word_of([short, part], FULL) == "different"


@pytest.mark.parametrize(
    ("cause", "sight", "reason"),
    [
        ("reference", summary.Sight(), "no_reference"),
        ("neutral", summary.Sight(), "no_reference"),
        ("neutral", summary.Sight(read=False), "low_contrast"),
        ("neutral", summary.Sight(turned=True), "wrong_view"),
        ("outline", summary.Sight(), "low_contrast"),
        ("outline", summary.Sight(no_neutral=True), "no_reference"),
        ("outline", summary.Sight(turned=True), "wrong_view"),
        ("outline", summary.Sight(turned=True, outlined=False), "no_outline"),
        ("points", summary.Sight(turned=True), "uncertain"),
        ("wrong_view", summary.Sight(), "wrong_view"),
    ],
)
def test_why_a_main_fault_could_not_be_judged(cause: str, sight: summary.Sight, reason: str) -> None:
    good = summary.event_of(outcome("rep", unmeasured=(("hyperextension", cause),)), sight)
    assert (good.main_unmeasured, good.as_far_as_seen) == ({"hyperextension": reason}, True)
    red = summary.event_of(outcome("rep", 0, 5, span(major=True), unmeasured=(("hyperextension", cause),)))
    assert red.main_unmeasured
    assert not red.as_far_as_seen, "nothing unseen adds to it"


@pytest.mark.parametrize(("measured_s", "verdict"), [(4.9, "unmeasured"), (5.1, "good")])
def test_an_event_seen_for_less_than_half_is_unmeasured(measured_s: float, verdict: str) -> None:
    event = summary.event_of(outcome(measured_s=measured_s, reason=REASON_CODE["occluded"]))
    assert event.verdict == verdict
    assert event.reason == ("occluded" if verdict == "unmeasured" else None)


def test_a_good_event_and_one_with_a_fault() -> None:
    assert summary.event_of(outcome()).verdict == "good"
    event = summary.event_of(outcome("hold", 0.0, 10.00049, span(peak=0.0412345, start_s=1.23456)))
    assert (event.verdict, event.end_s) == ("fault", 10.0)
    assert (event.faults[0].kind, event.faults[0].peak, event.faults[0].start_s) == ("sag", 0.0412, 1.235)


def test_the_book_of_an_event() -> None:
    event = summary.event_of(outcome("rep", book=BookOutcome(False, "book", ("pitch",), 3.2, 4.56789)))
    assert event.book is not None
    assert event.book.model_dump() == {
        "kept": False,
        "object": "book",
        "driven_by": ["pitch"],
        "slid_cm": 3.2,
        "fell_at_s": 4.568,
    }


def test_dose_in_all_and_per_side() -> None:
    outcomes = [
        outcome("hold", 0, 20, green_s=12.0, amber_s=4.0),
        outcome("rep", 20, 25, side="left_arm_right_leg"),
        outcome("rep", 25, 30, side="right_arm_left_leg"),
        outcome("rep", 30, 35, side="right_arm_left_leg"),
        outcome("attempt", 35, 40),
        unmeasured("rep", 40, 45),
        unmeasured("hold", 45, 90),
    ]
    dose = summary.dose_of(outcomes)
    assert (dose.hold_s, dose.quality_hold_s, dose.reps, dose.attempts) == (20.0, 14.0, 3, 1)
    assert {side: part.reps for side, part in dose.sides.items()} == {
        "left_arm_right_leg": 1,
        "right_arm_left_leg": 2,
    }


def test_technique_of_each_fault() -> None:
    _, edges = config_and_edges()
    unit = next(e.unit for e in edges if e.fault == "sag")
    outcomes = [
        outcome(
            "hold", 0, 10, span("sag", 1, 3, 0.04, unit=unit), span("sag", 5, 6, 0.07, unit=unit, major=True)
        ),
        outcome(
            "hold", 20, 30, span("pike", 21, 22.5, -0.05, unit=unit), span("sag", 25, 26, 0.05, unit=unit)
        ),
    ]
    table = summary.technique_of(outcomes, edges)
    assert list(table) == ["pike", "sag"]
    assert (table["sag"].seconds, table["sag"].count, table["sag"].worst) == (4.0, 3, 0.07)
    assert (table["pike"].seconds, table["pike"].count, table["pike"].worst) == (1.5, 1, -0.05)


def test_worst_is_furthest_from_green_not_largest() -> None:
    _, edges = config_and_edges()
    knees = [span("knees_bent", 1, 2, 157.0, unit="deg"), span("knees_bent", 3, 4, 141.0, unit="deg")]
    assert summary.technique_of([outcome("hold", 0, 10, *knees)], edges)["knees_bent"].worst == 141.0


def test_worst_in_the_unit_seen_most() -> None:
    _, edges = config_and_edges("bridge")
    fraction, deg = "fraction of shoulder-knee length", "deg"
    spans = [span("hyperextension", 0, 1, 0.14, unit=fraction), span("hyperextension", 2, 9, -16.0, unit=deg)]
    technique = summary.technique_of([outcome("hold", 0, 10, *spans)], edges)["hyperextension"]
    assert (technique.worst, technique.unit, technique.seconds) == (-16.0, deg, 8.0)


def test_thresholds_as_used() -> None:
    config, edges = config_and_edges()
    table = summary.thresholds_of(config, config, edges, 1.0)
    assert (table.version, table.strictness) == (config.version, 1.0)
    by_kind = {(b.fault, b.calibrated): b for b in table.bands}
    for band in config.bands:
        for calibrated in (False, True):
            judged = band.judged(calibrated)
            if judged is None or (calibrated and judged == band.judged(False)):
                continue
            shown = by_kind[band.fault, calibrated]
            assert shown.signal == judged[0]
            for mine, theirs in ((judged[1], shown.green), (judged[2], shown.amber)):
                assert theirs == [None if abs(edge) == float("inf") else pytest.approx(edge) for edge in mine]
            assert (shown.unit, shown.source, shown.weight) == (band.unit, band.source, band.weight)


@pytest.mark.parametrize(
    ("yaw_deg", "towards", "turned"),
    [
        (7.0, "head", False),
        (9.0, "head", True),
        (4.0, "feet", False),
        (7.0, "feet", True),
        (nan, "head", False),
    ],
)
def test_a_camera_turned_too_far_for_the_belly_line(
    yaw_deg: float, towards: Literal["head", "feet"], turned: bool
) -> None:
    config, _ = config_and_edges("bridge")
    assert summary.turned(config, View("side", 1.0, yaw_deg, towards)) is turned
    assert not summary.turned(config, None)
    assert not summary.turned(config_and_edges("plank")[0], View("side", 1.0, yaw_deg, towards))


def seen(share: float, **changes: float) -> Coverage:
    return Coverage(
        measured=1.0, active_s=10, reasons={}, signals={**dict.fromkeys(SIGNALS, share), **changes}
    )


def test_an_event_that_was_not_measured_has_no_faults() -> None:
    blind = summary.settled(replace(unmeasured(), faults=(span(),)))
    event = summary.event_of(blind)
    assert (event.verdict, event.faults) == ("unmeasured", [])
    assert summary.technique_of([blind], ()) == {}
    seen = outcome("hold", 0, 20, span())
    assert summary.settled(seen) == seen


def test_what_could_not_be_judged_and_why() -> None:
    _, plank = config_and_edges()
    assert summary.unmeasured(plank, seen(1.0), True) == {}
    assert summary.unmeasured(plank, seen(1.0), False) == {
        "head_position": "no_reference",
        "shoulder_sink": "no_reference",
    }
    assert summary.unmeasured(plank, seen(1.0, upper_arm_deg=0.1), True) == {"elbow_position": "occluded"}
    _, dog = config_and_edges("bird-dog")
    assert summary.unmeasured(dog, seen(1.0, lumbar_deg=0.1), True) == {"lumbar_hollow": "low_contrast"}
    _, bridge = config_and_edges("bridge")
    assert summary.unmeasured(bridge, seen(1.0), True) == {}
    belly_unread = seen(1.0, lumbar_deg=0.1)
    assert summary.unmeasured(bridge, belly_unread, True) == {"hyperextension": "low_contrast"}
    assert summary.unmeasured(bridge, belly_unread, True, turned=True) == {"hyperextension": "wrong_view"}
    assert summary.unmeasured(bridge, belly_unread, True, named=frozenset({"hyperextension"})) == {}
    nothing = Coverage(measured=0.0, active_s=0, reasons={"no_person": 0.2, "out_of_frame": 0.8})
    assert set(summary.unmeasured(plank, nothing, False).values()) == {"out_of_frame"}
