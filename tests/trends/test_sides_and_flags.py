"""A side is named only by the rule, and a patient is flagged for what asks for a look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from formcheck.trends.days import ExerciseDay, FaultSeen, Grades, Judged, SideDone, VisitDay, together
from formcheck.trends.flags import Flag, Lately, overview, planned_visits
from formcheck.trends.sides import Sides, sides
from formcheck.trends.values import good_reps, good_shares, longest_holds, quality_holds

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
JUDGED = Judged("onnx full 1a2b3c4d", "d1", 1.0, "side", "personal")


def held(number: int, left_s: float, right_s: float, judged: Judged = JUDGED) -> ExerciseDay:
    both = {"left": SideDone(1, left_s), "right": SideDone(1, right_s)}
    return ExerciseDay(f"v{number}", NOW + timedelta(days=number), "side-plank", judged, sides=both)


def found(*days: ExerciseDay) -> Sides:
    one = sides(days)
    assert one is not None
    return one


@pytest.mark.parametrize(
    ("pairs", "less"),
    [
        ([(60, 38)] * 3, "right"),
        ([(38, 60)] * 3, "left"),
        ([(60, 38)] * 2, None),  # two sessions
        ([(60, 46)] * 3, None),  # 14 s
        ([(100, 83)] * 3, None),  # 17 s, but less than a fifth
        ([(100, 38), (38, 60), (100, 38)], None),  # to and fro
        ([(60, 46), (90, 50), (90, 50)], None),  # 14 s once
        ([(10, 90), (60, 38), (60, 38), (60, 38)], "right"),  # the last three decide
    ],
)
def test_a_side_is_named_by_the_rule(pairs: list[tuple[float, float]], less: str | None) -> None:
    assert found(*(held(n, *pair) for n, pair in enumerate(pairs))).less == less


def test_the_difference_has_its_uncertainty() -> None:
    one = found(held(0, 60, 40))
    assert one.difference == 20
    assert one.uncertainty == pytest.approx(30.35, abs=0.01)
    assert one.days[0].uncertainty == pytest.approx(30.35, abs=0.01)


def test_sides_that_were_judged_otherwise_are_not_added_up() -> None:
    other = Judged("onnx lite 1a2b3c4d", "d1", 1.0, "side", "personal")
    days = [held(0, 60, 38, other), held(1, 60, 38), held(2, 60, 38)]
    assert (found(*days).sessions, found(*days).less) == (2, None)


def test_pairs_of_limbs_are_compared_by_their_good_repetitions() -> None:
    def day(number: int, left: int, right: int) -> ExerciseDay:
        both = {
            "left_arm_right_leg": SideDone(reps=Grades(left, 20 - left)),
            "right_arm_left_leg": SideDone(reps=Grades(right, 20 - right)),
        }
        return ExerciseDay(f"v{number}", NOW + timedelta(days=number), "bird-dog", JUDGED, sides=both)

    assert found(*(day(n, 18, 8) for n in range(3))).less == "right"
    assert found(*(day(n, 14, 11) for n in range(3))).less is None


def test_one_side_alone_is_compared_with_nothing() -> None:
    alone = ExerciseDay("v", NOW, "side-plank", JUDGED, sides={"left": SideDone(1, 60)})
    assert sides([alone]) is None


def test_items_of_one_visit_are_joined() -> None:
    left = ExerciseDay(
        "v", NOW, "side-plank", JUDGED, holds=3, hold_s=90, quality_hold_s=80, longest_s=40,
        times=Grades(70, 20), sides={"left": SideDone(3, 80)}, faults=(FaultSeen("pelvis_drop", 20, 2),),
    )  # fmt: skip
    right = ExerciseDay(
        "v", NOW, "side-plank", JUDGED, holds=1, hold_s=30, quality_hold_s=20, longest_s=30,
        times=Grades(10, 20), sides={"right": SideDone(1, 20)},
        faults=(FaultSeen("pelvis_drop", 5, 1), FaultSeen("head_position", 40, 1)),
    )  # fmt: skip
    (both,) = together([right, left])
    assert (both.holds, both.hold_s, both.longest_s, both.times.good) == (4, 120, 40, 80)
    assert both.faults == (FaultSeen("head_position", 40, 1), FaultSeen("pelvis_drop", 25, 3))
    assert quality_holds([both])[0].value == 25
    assert set(both.sides) == {"left", "right"}


def test_what_was_hardly_measured_gives_no_value() -> None:
    seen = ExerciseDay(
        "v", NOW, "plank", JUDGED, holds=1, quality_hold_s=20, longest_s=30, times=Grades(20, 5)
    )
    blind = ExerciseDay("w", NOW, "plank", JUDGED, holds=1, longest_s=30, times=Grades(5, 0, 0, 25))
    for read in (quality_holds, longest_holds, good_shares):
        assert [value.visit for value in read([seen, blind])] == ["v"]
    reps = ExerciseDay("x", NOW, "bird-dog", JUDGED, reps=Grades(15, 3, 1, 1))
    (value,) = good_reps([reps])
    assert value.value == 15
    assert value.low is not None
    assert value.high is not None
    assert value.low < 15 < value.high <= 19


def test_what_was_hidden_is_neither_good_nor_less() -> None:
    half = replace(held(0, 60, 20), times=Grades(80), holds=2, quality_hold_s=80, coverage=0.6)
    assert quality_holds([half]) == good_shares([half]) == [], "counted, yet hardly seen"
    assert sides([replace(held(n, 60, 20), coverage=0.6) for n in range(3)]) is None
    (both,) = together([half, replace(half, coverage=1.0)])
    assert both.coverage == pytest.approx(0.8)


def visit(days_ago: float, before: int = 2, after: int = 2, **more: bool) -> VisitDay:
    return VisitDay(f"v{days_ago}", NOW - timedelta(days=days_ago), before, after, **more)


def flags(last: VisitDay | None = None, **more: object) -> tuple[Flag, ...]:
    lately = Lately(since=NOW - timedelta(days=90), last=last, **more)  # type: ignore[arg-type]
    return overview(lately, NOW).flags


def test_a_quiet_patient_is_flagged_and_a_busy_one_is_not() -> None:
    assert flags(visit(1)) == ()
    assert flags(visit(8)) == (Flag.QUIET,)
    assert flags() == (Flag.QUIET,)


def test_a_complaint_stays_flagged_until_it_was_looked_at_and_a_better_visit_came() -> None:
    assert flags(visit(1, legs=True)) == (Flag.LEGS,), "looked at, but it is how things stand"
    assert flags(visit(1), new=2, new_legs=True) == (Flag.LEGS,), "not looked at yet"
    assert flags(visit(1)) == ()


def test_pain_is_flagged_when_it_stopped_a_visit_rose_in_it_or_rises_over_weeks() -> None:
    assert flags(visit(1, 4, 7, stopped_for_pain=True)) == (Flag.PAIN_STOP,)
    assert flags(visit(1, 2, 4)) == (Flag.PAIN_ROSE,)
    assert flags(visit(1, 2, 3)) == ()
    assert flags(visit(1), pains=(1, 1, 1, 4, 4, 4)) == (Flag.PAIN_UP,)
    assert flags(visit(1), pains=(1, 1, 1, 2, 2, 2)) == ()


def test_a_visit_that_saw_little_is_flagged() -> None:
    assert flags(visit(1), unmeasured=0.6) == (Flag.UNMEASURED,)
    assert flags(visit(1), unmeasured=0.4) == ()


def test_visits_are_counted_against_the_plan_of_the_days_that_there_was_one() -> None:
    assert planned_visits(NOW, NOW - timedelta(days=90), None) == 12
    assert planned_visits(NOW, NOW - timedelta(days=90), 5) == 20
    assert planned_visits(NOW, NOW - timedelta(days=7), 4) == 4
    assert planned_visits(NOW, NOW + timedelta(days=1), 4) == 0
