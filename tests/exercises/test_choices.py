"""The dial, the therapist's overrides, the fixed side: what a plan changes and what it leaves."""

from typing import Any

import pytest

from formcheck.errors import UsageError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.scoring.judged_by import Threshold
from formcheck.scoring.plan import Plan
from tests.support.each import each
from tests.support.movements import away
from tests.support.plank_holds import hold
from tests.support.scenarios import ALL, FAULTY, GOOD, Scenario
from tests.support.scored import edges, score, worse

ON_FAULTY = pytest.mark.parametrize("scenario", FAULTY, ids=str)
BY_BANDS = [s for s in FAULTY if not s.faults & {"same_side", "too_fast"}]


@pytest.mark.parametrize(
    ("strictness", "found"), [(0.5, False), (0.9, False), (1.1, True), (2.0, True), (4.0, True)]
)
def test_the_dial_scales_the_bands(strictness: float, found: bool) -> None:
    """A sag exactly at the edge of green is a fault when the dial goes up and none when it goes down."""
    track = hold(offset=away(edges("plank", "sag")[0][1]))
    assert (score(track, "plank", strictness=strictness).faults == {"sag"}) is found


@pytest.mark.parametrize("scenario", BY_BANDS, ids=str)
def test_stricter_never_finds_less(scenario: Scenario) -> None:
    mild, plain, strict = (scenario.score(strictness=s) for s in (0.5, 1.0, 1.6))
    assert mild.faults <= plain.faults <= strict.faults
    assert sum(f.end_s - f.start_s for e in mild.events for f in e.faults) <= sum(
        f.end_s - f.start_s for e in strict.events for f in e.faults
    )


def widths(band: Threshold) -> list[float | None]:
    """How far amber reaches beyond green, at either end that is closed."""
    ends = zip(band.amber, band.green, strict=True)
    return [None if amber is None or green is None else amber - green for amber, green in ends]


def test_the_dial_is_in_the_result() -> None:
    plain, strict = (GOOD[0].score(strictness=s).result.thresholds for s in (1.0, 2.0))
    assert (plain.strictness, strict.strictness) == (1.0, 2.0)
    for a, b in zip(plain.bands, strict.bands, strict=True):
        width, half = widths(a), widths(b)
        assert [None if w is None else w / 2 for w in width] == [
            None if h is None else pytest.approx(h, abs=1e-5) for h in half
        ]


@pytest.mark.parametrize("value", [0.0, -1.0, 0.2, 4.1, float("nan"), float("inf")])
def test_a_senseless_dial_is_refused(value: float) -> None:
    with pytest.raises(UsageError, match="strictness"):
        GOOD[0].score(strictness=value)


def test_a_therapists_wider_band() -> None:
    track = hold(offset=away(worse("plank", "sag", 1, 0.8)))
    assert score(track, "plank").faults == {"sag"}
    wide = {
        "bands": [
            {
                "fault": "sag",
                "calibrated_green": [float("-inf"), 0.09],
                "calibrated_amber": [float("-inf"), 0.12],
            }
        ]
    }
    scored = score(track, "plank", override=wide)
    assert scored.faults == set()
    assert scored.result.thresholds.version == "plank-1+therapist"
    assert [b.green for b in scored.result.thresholds.bands if b.fault == "sag" and b.calibrated] == [
        [None, 0.09]
    ]


def test_a_therapists_timing() -> None:
    short = hold(offset=away(worse("plank", "sag", 1, 1.5), 6.0, 6.9))
    assert score(short, "plank").faults == {"sag"}
    assert (
        score(short, "plank", override={"timing": {"amber_dwell_s": 3.0, "red_dwell_s": 3.0}}).faults == set()
    )


def test_a_therapists_limit() -> None:
    good = next(s for s in GOOD if str(s) == "bridge-good reps")
    assert good.score(override={"limits": {"hold_from_s": 1.0}}).kinds == ["hold", "hold"]


@pytest.mark.parametrize(
    ("override", "name", "used"),
    [
        ({"limits": {"hold_from_s": 1.0}}, "limits.hold_from_s", 1.0),
        ({"timing": {"release_s": 0.4}}, "timing.release_s", 0.4),
        ({"dose": {"sets": 4}}, "dose.sets", 4),
    ],
)
def test_a_therapists_number_leaves_a_trace(override: dict[str, Any], name: str, used: float) -> None:
    good = next(s for s in GOOD if str(s) == "bridge-good reps")
    plain, changed = (good.score(override=o).result.thresholds for o in ({}, override))
    assert (plain.version, plain.changed) == ("bridge-1", [])
    assert changed.version == "bridge-1+therapist"
    assert [(one.name, one.used) for one in changed.changed] == [(name, used)]
    assert changed.digest != plain.digest


def test_the_dial_shows_in_the_digest() -> None:
    good = next(s for s in GOOD if str(s) == "bridge-good reps")
    plain, strict = (good.score(strictness=value).result.thresholds for value in (1.0, 2.0))
    assert strict.version == plain.version
    assert strict.digest != plain.digest


@pytest.mark.parametrize(
    "override",
    [
        {"bands": [{"fault": "no_such_fault", "green": [0, 1]}]},
        {"bands": [{"fault": "over_lift", "green": [0, 1]}]},  # not a fault of the plank
        {"bands": [{"fault": "sag", "amber": [0.1, 0.2], "green": [0.0, 0.3]}]},  # amber inside green
        {"bands": [{"fault": "sag", "signal": "no_such_signal"}]},
        {"bands": [{"fault": "sag", "hysteresis": -1}]},
        {"bands": [{"fault": "sag", "colour": "red"}]},
        {"bands": [{"fault": "sag", "green": "wide"}]},
        {"bands": [{"fault": "sag", "phases": ["dancing"]}]},
        {"bands": [{"fault": "sag", "signal": None}]},
        {"timing": {"amber_dwell_s": "long"}},
        {"timing": {"no_such_time": 1}},
        {"no_such_table": {}},
    ],
)
def test_a_senseless_override_is_a_usage_error(override: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="config"):
        Plan(exercise="plank", override=override).rule()


@pytest.mark.parametrize("scenario", [s for s in ALL if s.view == "side"], ids=str)
@each("side", ["left", "right"])
def test_a_fixed_side(scenario: Scenario, side: str) -> None:
    """The user says which side is near; the figure's sides are the same but for the offset of the far one."""
    scored = scenario.score(scenario.track(sight=(0.7, 0.7)), side=side)
    assert scored.result.near_side == (side if scenario.sagittal else None)
    if side == "right":
        assert scored.faults == scenario.faults


def test_every_exercise_has_its_scenarios() -> None:
    """A new exercise must come with a good recording and one for each fault it can show; what two exercises
    share in one rule, one of them shows.
    """
    rule_of = {name: type(Plan(exercise=name).rule()) for name in exercise_names()}
    for name in exercise_names():
        exercise = get_exercise(name)
        faults = {b.fault for b in Plan(exercise=name).rule().config.bands}
        shared = {
            kind for kind in rule_of[name].__mro__ if kind.__module__.startswith("formcheck.exercises.")
        }
        kin = {other for other, rule in rule_of.items() if shared & set(rule.__mro__)}
        shown = {f for s in FAULTY if s.exercise in kin for f in s.faults}
        if exercise.spec.scores_form:
            assert any(s.exercise == name for s in FAULTY)
        assert faults <= shown, f"{name} has no scenario for {faults - shown}"
        assert any(s.exercise == name for s in GOOD)
        assert exercise.spec.name == name


def test_an_unknown_exercise() -> None:
    with pytest.raises(UsageError, match="no exercise"):
        get_exercise("handstand")
