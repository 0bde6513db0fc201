"""Configs: those that ship are whole, overrides merge, nonsense is a usage error that says where."""

import copy
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from formcheck.errors import UsageError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.bands import edges_of
from formcheck.judge.config import Band, Strictness
from formcheck.judge.loading import load_config
from formcheck.judge.vocabulary import FAULT_BIT, FAULTS, PHASES, REASONS, SIGNALS, fault_names
from formcheck.scoring.plan import Plan

EVERY = pytest.mark.parametrize("name", exercise_names())


@EVERY
def test_every_band_has_its_unit_and_source(name: str) -> None:
    config = get_exercise(name).config()
    assert config.version.startswith(name)
    for band in config.bands:
        assert band.unit
        assert len(band.source) > 10
        assert 0 < band.weight <= 1
        for judged in (band.judged(False), band.judged(True)):
            if judged is not None:
                _, green, amber = judged
                assert amber[0] <= green[0] <= green[1] <= amber[1]
                # Hysteresis narrower than green, else a fault would never end.
                assert band.hysteresis < green[1] - green[0]


@EVERY
def test_every_view_can_be_planned(name: str) -> None:
    config = get_exercise(name).config()
    for view in config.views:
        rule = Plan.model_validate({"exercise": name, "view": view}).rule()
        assert set(rule.spec.needed) <= set(SIGNALS)
        assert rule.spec.main_signal in SIGNALS


@EVERY
def test_half_open_bands_have_a_neutral_on_the_green_side(name: str) -> None:
    """Else the strictness dial would turn them the wrong way."""
    for band in get_exercise(name).config().bands:
        for judged in (band.judged(False), band.judged(True)):
            if judged is not None:
                assert judged[1][0] <= band.neutral <= judged[1][1] or all(abs(e) < 1e9 for e in judged[1])


def test_an_override_replaces_only_what_it_names() -> None:
    plain = get_exercise("plank").config()
    wide = get_exercise("plank").config(
        {
            "bands": [{"fault": "pike", "hysteresis": 0.001}],
            "timing": {"release_s": 0.4},
            "dose": {"sets": 5},
        },
    )
    assert wide.version == f"{plain.version}+therapist"
    for a, b in zip(plain.bands, wide.bands, strict=True):
        assert b == (a.model_copy(update={"hysteresis": 0.001}) if a.fault == "pike" else a)
    assert wide.timing == plain.timing.model_copy(update={"release_s": 0.4})
    assert wide.dose == plain.dose.model_copy(update={"sets": 5})
    assert wide.limits == plain.limits


def test_an_override_of_one_fault_with_two_bands() -> None:
    exercise = get_exercise("bird-dog")
    plain = [b.weight for b in exercise.config().bands if b.fault == "incomplete_reach"]
    wide = [
        b.weight
        for b in exercise.config({"bands": [{"fault": "incomplete_reach", "weight": 0.9}]}).bands
        if b.fault == "incomplete_reach"
    ]
    assert len(plain) == len(wide) == 2
    assert wide == [0.9, 0.9]


def test_who_names_one_kind_of_dose_does_not_want_the_other() -> None:
    dose = get_exercise("bridge").config({"dose": {"hold_s": 20, "sets": 2}}, {"dose": {"reps": 4}}).dose
    assert (dose.sets, dose.hold_s, dose.reps) == (2, 0, 4)


def test_the_override_itself_is_left_alone() -> None:
    override = {
        "bands": [{"fault": "sag", "green": [None, 0.04], "amber": [None, 0.07]}],
        "limits": {"steady": 0.02},
    }
    before = copy.deepcopy(override)
    get_exercise("plank").config(override)
    assert override == before


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ({"bands": [{"fault": "sag", "hysteresis": "much"}]}, "hysteresis"),
        ({"bands": [{"fault": "sag", "green": [0.2, 0.1]}]}, "bands"),
        ({"bands": [{"fault": "sag", "green": [float("nan"), 0.1]}]}, "bands"),
        ({"timing": {"release_s": None}}, "release_s"),
        ({"views": 3}, "views"),
        ({"bands": [{"fault": "hyperextension"}]}, "hyperextension"),
        ({"bands": [{"green": [0, 1]}]}, "fault"),
        ({"bands": "none"}, "bands"),
        ({"bands": ["sag"]}, "bands"),
        ({"limits": {"steady": "very"}}, "steady"),
        ({"limits": 3}, "limits"),
        ({"dose": {"sets": 0}}, "dose.sets"),
        ({"dose": {"hold_s": 601}}, "dose.hold_s"),
        ({"dose": {"hold_s": 0}}, "dose: a dose has one of"),
        ({"dose": {"hold_s": 5, "reps": 3}}, "not both"),
    ],
)
def test_nonsense_says_where(override: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        get_exercise("plank").config(override)


@EVERY
def test_each_limit_has_its_own_field(name: str) -> None:
    exercise = get_exercise(name)
    written = tomllib.loads(exercise.config_path.read_text(encoding="utf-8"))["limits"]
    limits = exercise.config().limits
    assert type(limits) is exercise.limits
    assert limits.model_dump() == written
    with pytest.raises(ValidationError, match="frozen"):
        setattr(limits, next(iter(written)), 1.0)


@EVERY
def test_a_misspelt_limit_of_an_override_is_named_with_the_known_ones(name: str) -> None:
    exercise = get_exercise(name)
    known = exercise.limits.model_fields
    first = next(iter(known))
    with pytest.raises(UsageError, match=f"unknown '{first}x'") as caught:
        exercise.config({"limits": {f"{first}x": 1.0}})
    assert all(limit in caught.value.remedy for limit in known)


@EVERY
def test_a_missing_or_misspelt_limit_of_the_file_is_named(name: str, tmp_path: Path) -> None:
    exercise = get_exercise(name)
    text = exercise.config_path.read_text(encoding="utf-8")
    for limit in exercise.limits.model_fields:
        line = re.compile(rf"^{limit} = ", re.MULTILINE)
        for instead, says in (("# ", f"missing '{limit}'"), (f"{limit}x = ", f"unknown '{limit}x'")):
            changed = tmp_path / "config.toml"
            changed.write_text(line.sub(instead, text), encoding="utf-8")
            with pytest.raises(UsageError, match=says):
                load_config(exercise.limits, changed)


@pytest.mark.parametrize("field", ["signal", "green", "amber"])
def test_signal_green_and_amber_go_together(field: str) -> None:
    whole: dict[str, Any] = {
        "fault": "sag",
        "unit": "u",
        "source": "s",
        "hysteresis": 0,
        "signal": "hip_offset",
        "green": (0, 1),
        "amber": (-1, 2),
    }
    assert Band(**whole).judged(False) == ("hip_offset", (0, 1), (-1, 2))
    with pytest.raises(ValueError, match="go together"):
        Band(**{key: value for key, value in whole.items() if key != field})


def test_words_are_unique_and_bits_are_their_places() -> None:
    for words in (FAULTS, REASONS, PHASES, SIGNALS):
        assert len(set(words)) == len(words)
    assert fault_names(0) == []
    assert fault_names(sum(FAULT_BIT.values())) == list(FAULTS)
    assert fault_names(FAULT_BIT["sag"] | FAULT_BIT["same_side"]) == ["sag", "same_side"]


@EVERY
def test_configs_are_plain_toml(name: str) -> None:
    assert set(tomllib.loads(get_exercise(name).config_path.read_text(encoding="utf-8"))) <= {
        "version", "views", "cue_order", "timing", "dose", "asymmetry", "limits", "references", "bands",
        "tracked",
    }  # fmt: skip


@pytest.mark.parametrize("exercise", ["plank", "side-plank"])
def test_the_dial_brings_no_edge_into_the_spread_between_people(exercise: str) -> None:
    """Without a reference the build counts as well, so the dial stops sooner there."""
    bands = tuple(b for b in get_exercise(exercise).config().bands if b.signal == "hip_offset")
    for band in bands:
        assert band.calibrated_noise is not None
        strict = {e.calibrated: e.green for e in edges_of((band,), Strictness(4))}
        assert strict[False] == pytest.approx(band.noise)
        assert strict[True] < strict[False]


@pytest.mark.parametrize("name", exercise_names())
def test_what_is_entered_and_left_keeps_its_order(name: str) -> None:
    """A limit beyond its partner would keep everybody out."""
    limits = get_exercise(name).config().limits.model_dump()
    pairs = [(on, off) for on in limits if (off := on.replace("_on", "_off")) != on and off in limits]
    assert pairs or name == "drawing-in"
    for on, off in pairs:
        for value in (limits[off], 2 * limits[off] - limits[on]):
            with pytest.raises(UsageError, match=rf"limits\.{on}"):
                get_exercise(name).config({"limits": {on: value}})
        assert get_exercise(name).config({"limits": {on: (limits[on] + limits[off]) / 2}})
