"""A therapist's numbers: what cannot be meant is refused with what to write; `fault_from` moves all forms."""

from __future__ import annotations

import math
import re
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from formcheck.errors import UsageError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.band_checks import FORMS
from formcheck.judge.bands import BandBank, edges_of
from formcheck.judge.config import Band, Strictness, Timing
from formcheck.judge.plausible import PLAUSIBLE
from formcheck.judge.vocabulary import FAULT_BIT, PHASE_CODE, SIGNALS

inf = math.inf
BANDS = [(name, band) for name in exercise_names() for band in get_exercise(name).config().bands]
FRACTIONS = [(name, band.fault) for name, band in BANDS if PLAUSIBLE[band.unit].percent]
ONE_UNIT = [
    (name, band.fault)
    for name, band in BANDS
    if len({b.unit for b in get_exercise(name).config().bands if b.fault == band.fault}) == 1
]


def sag(**fields: Any) -> dict[str, Any]:
    return {"bands": [{"fault": "sag", **fields}]}


def forms(band: Band) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """(green, amber) of each form of a band."""
    found = ((getattr(band, f"{form}green"), getattr(band, f"{form}amber")) for form in FORMS)
    return [(green, amber) for green, amber in found if green is not None]


@pytest.mark.parametrize(
    ("exercise", "override", "said"),
    [
        # per cent for a fraction
        ("plank", sag(calibrated_green=[-inf, 2.5]), "did you mean 0.025?"),
        ("plank", sag(calibrated_amber=[-inf, 4]), "did you mean 0.04?"),
        ("plank", sag(amber=[-inf, 4]), "did you mean 0.04?"),
        ("plank", {"fault_from": {"sag": 4}}, "did you mean 0.04?"),
        ("plank", sag(green=[-inf, 0.7]), "Write -0.5 to 0.5"),
        # amber inside green
        ("plank", sag(calibrated_amber=[-inf, 0.02]), "does not lie around green"),
        ("plank", sag(calibrated_green=[-inf, 0.06]), "does not lie around green"),
        ("plank", sag(green=[-inf, 0.04], amber=[-inf, 0.03]), "does not lie around green"),
        # no range
        ("plank", sag(green=[-inf, math.nan]), "is no range"),
        ("plank", sag(green=[-inf, 0, 4]), "with a point"),
        ("plank", sag(green=0.04), "is no range"),
        ("plank", sag(green=[-inf, True]), "is no range"),
        ("plank", sag(green=[inf, inf]), "holds nothing"),
        ("plank", sag(green=[0.04, 0.04]), "holds nothing"),
        ("plank", {"fault_from": {"sag": "4 %"}}, "without quotes"),
        ("plank", {"fault_from": {"sag": math.nan}}, "Write a number"),
        ("plank", {"fault_from": {"sag": True}}, "Write a number"),
        ("plank", {"fault_from": 0.04}, "fault_from.sag = 0.04"),
        # never a fault, or the wrong one
        ("plank", sag(green=[-inf, inf], amber=[-inf, inf]), "can never find"),
        ("plank", sag(calibrated_green=[0.04, inf]), "can never find"),
        ("plank", sag(green=[0, 0.04]), "Did you mean [-inf, 0.04]?"),
        ("plank", {"fault_from": {"sag": -0.04}}, "Did you mean 0.04?"),
        ("plank", {"fault_from": {"pike": 0.06}}, "Did you mean -0.06?"),
        ("plank", {"fault_from": {"knees_bent": 20}}, "did you mean 160?"),
        ("plank", {"fault_from": {"elbow_position": -20}}, "Did you mean 20?"),
        ("plank", {"fault_from": {"elbow_position": [10, 30]}}, "Did you mean -10?"),
        ("bridge", {"fault_from": {"knee_angle": 120}}, "fault_from.knee_angle = [50, 122]"),
        ("plank", {"fault_from": {"knees_bent": 140}}, "Write more than 145"),
        ("plank", {"fault_from": {"elbow_position": 75}}, "Write less than 70"),
        ("side-plank", {"fault_from": {"pelvis_drop": 0.1}}, "Write less than 0.09"),
        ("side-plank", {"fault_from": {"pelvis_hike": -0.3}}, "Write more than -0.25"),
        ("bridge", {"fault_from": {"knee_angle": [50, 155]}}, "Write less than 150"),
        ("plank", {"limits": {"knee_on_deg": 172, "knee_off_deg": 165}}, "Write more than 165"),
        ("plank", sag(phases=[]), "Write one or more of hold, rep"),
        ("plank", sag(phases=["rest", "outside"]), "Write one or more of hold, rep"),
        ("cat-camel", {"bands": [{"fault": "uneven", "phases": ["rep"]}]}, "Leave phases out"),
        ("plank", {"timing": {"amber_dwell_s": 500}}, "not in milliseconds"),
        ("plank", sag(dwell_s=inf), "dwell_s"),
        # never an end of the fault
        ("plank", sag(hysteresis=0.04), "would never end"),
        ("plank", {"bands": [{"fault": "knees_bent", "hysteresis": 30}]}, "would never end"),
        ("plank", {"bands": [{"fault": "head_position", "hysteresis": 30}]}, "would never end"),
        ("plank", sag(noise=inf), "noise"),
        ("plank", sag(neutral=math.nan), "neutral"),
        ("plank", sag(neutral=-inf), "neutral"),
        # a band that is not there
        ("plank", {"sag": 0.04}, "Write fault_from.sag"),
        ("plank", {"fault_from": {"sagg": 0.04}}, "sag"),
        ("plank", {"bands": [{"fault": "head_position", "green": [-20, 20]}]}, "Write calibrated_green"),
        ("plank", {"bands": [{"fault": "knees_bent", "calibrated_green": [155, inf]}]}, "Write green"),
        ("bridge", {"fault_from": {"hyperextension": -20}}, 'unit = "deg"'),
        ("bridge", {"bands": [{"fault": "hyperextension", "unit": "%", "noise": 1}]}, "known here: 'deg'"),
        ("plank", sag(phases=[[1]]), "phases"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_write(
    exercise: str, override: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        get_exercise(exercise).config(override)
    assert said in str(caught.value)
    assert str(caught.value).startswith("config: ")
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


def test_the_one_number_moves_with_and_without_a_reference() -> None:
    (band,) = (
        b for b in get_exercise("plank").config({"fault_from": {"sag": 0.04}}).bands if b.fault == "sag"
    )
    assert forms(band) == [((-inf, 0.04), (-inf, 0.065)), ((-inf, 0.04), (-inf, 0.065))]


def test_a_band_of_its_own_refines_the_one_number() -> None:
    override = {"fault_from": {"sag": 0.04}, **sag(green=[-inf, 0.05])}
    (band,) = (b for b in get_exercise("plank").config(override).bands if b.fault == "sag")
    assert (band.green, band.calibrated_green) == ((-inf, 0.05), (-inf, 0.04))


def test_a_unit_says_which_band_of_a_fault_is_meant() -> None:
    exercise = get_exercise("bridge")
    change = {"fault": "hyperextension", "unit": "deg", "fault_from": -20}
    plain, curve = (b for b in exercise.config({"bands": [change]}).bands if b.fault == "hyperextension")
    assert plain == exercise.config().bands[0]
    assert (curve.calibrated_green, curve.calibrated_amber) == ((-20, inf), (-26, inf))


@given(at=st.sampled_from(ONE_UNIT), share=st.floats(0.5, 1.5))
def test_the_one_number_moves_every_form_of_every_fault(at: tuple[str, str], share: float) -> None:
    name, fault = at
    shipped = [b for b in get_exercise(name).config().bands if b.fault == fault]
    ends = [end for green, _ in forms(shipped[0])[-1:] for end in green]
    value: object = [end * share if math.isfinite(end) else end for end in ends]
    if ends[0] == -ends[1] or not all(map(math.isfinite, ends)):
        value = next(end for end in reversed(ends) if math.isfinite(end)) * share
    try:
        used = get_exercise(name).config({"fault_from": {fault: value}}).bands
    except UsageError as error:  # a joint has 180 degrees, a posture ends, hysteresis needs room
        assert re.search("likely edge|never end|never found", error.message)  # noqa: PT017
        return
    for before, after in zip(shipped, (b for b in used if b.fault == fault), strict=True):
        for (old, old_amber), (green, amber) in zip(forms(before), forms(after), strict=True):
            assert [math.isfinite(end) for end in green] == [math.isfinite(end) for end in old]
            assert {end for end in green if math.isfinite(end)} <= (
                set(value) if isinstance(value, list) else {value, -float(str(value))}
            )
            for at_end in (0, 1):
                if math.isfinite(green[at_end]):
                    width = abs(old_amber[at_end] - old[at_end])
                    assert abs(amber[at_end] - green[at_end]) == pytest.approx(width, abs=1e-6)
    others = [b for b in get_exercise(name).config().bands if b.fault != fault]
    assert [b for b in used if b.fault != fault] == others


@given(at=st.sampled_from(FRACTIONS), percent=st.floats(1.5, 20))
def test_per_cent_for_a_fraction_is_always_refused(at: tuple[str, str], percent: float) -> None:
    name, fault = at
    assume(at in ONE_UNIT)
    (band, *_) = (b for b in get_exercise(name).config().bands if b.fault == fault)
    green = forms(band)[0][0]
    sign = 1 if math.isfinite(green[1]) else -1
    with pytest.raises(UsageError) as caught:
        get_exercise(name).config({"fault_from": {fault: sign * percent}})
    assert f"did you mean {sign * percent / 100:g}?" in str(caught.value)


RANGE = st.tuples(*[st.sampled_from([-inf, inf, 0.0, 0.03, -0.03, 2.5, -4.0, 45.0, 170.0]) | st.floats()] * 2)


@given(
    at=st.sampled_from(BANDS),
    green=RANGE,
    amber=RANGE,
    hysteresis=st.sampled_from([None, 0.01, 5.0]) | st.floats(),
    calibrated=st.booleans(),
)
def test_whatever_is_accepted_finds_its_fault_and_lets_it_end(
    at: tuple[str, Band], green: object, amber: object, hysteresis: float | None, calibrated: bool
) -> None:
    name, shipped = at
    form = FORMS[calibrated]
    change: dict[str, object] = {"fault": shipped.fault, "unit": shipped.unit, f"{form}green": green}
    if getattr(shipped, f"{form}signal"):
        change |= {f"{form}signal": getattr(shipped, f"{form}signal"), f"{form}amber": amber}
    if hysteresis is not None:
        change["hysteresis"] = hysteresis
    number = get_exercise(name).config().bands.index(shipped)
    try:
        band = get_exercise(name).config({"bands": [change]}).bands[number]
    except UsageError as error:
        assert error.remedy  # noqa: PT017
        return
    edges = [edge for edge in edges_of((band,), Strictness()) if edge.calibrated in (None, calibrated)]
    assert edges
    for edge in edges:
        most = max(abs(end) for end in PLAUSIBLE[band.unit].ends("amber"))
        assert abs(edge.green) <= most
        if band.phases:
            found = _faults(edge.row, edge.sign * (edge.green + 0.01 * most), band, calibrated)
            assert found == (FAULT_BIT[band.fault], 0)


def _faults(row: int, value: float, band: Band, calibrated: bool) -> tuple[int, int]:
    """Faults after 10 s at a value, and after 10 s at what is perfectly done."""
    bank = BandBank(edges_of((band,), Strictness()), Timing())
    green = band.judged(calibrated)
    assert green is not None
    good = sum(green[1]) / 2 if all(map(math.isfinite, green[1])) else band.neutral
    time = np.arange(0, 20, 0.1)
    signals = np.full((len(SIGNALS), len(time)), np.nan)
    signals[row] = np.where(time < 10, value, good)
    phase = np.full(len(time), PHASE_CODE[band.phases[0]], np.int8)
    judged, _ = bank.step(signals, time, phase, np.full(len(time), calibrated), bank.start())
    faults = np.asarray(judged.faults)
    return int(faults[time < 10][-1]), int(faults[-1])


@pytest.mark.parametrize(("strictness", "edge"), [(1.0, 8.0), (2.0, 8.0), (0.5, 8.0)])
def test_a_neutral_that_an_edge_has_passed_leaves_the_dial_without_effect(
    strictness: float, edge: float
) -> None:
    """Before, twice as strict made a breath hold of 8 s one of 9."""
    config = get_exercise("drawing-in").config({"fault_from": {"breath_hold": edge}})
    assert [e.green for e in edges_of(config.bands, Strictness(strictness))] == [edge]


def test_every_shipped_band_has_a_unit_with_a_range() -> None:
    assert {band.unit for _, band in BANDS} <= PLAUSIBLE.keys()


def test_the_readmes_examples_of_a_therapists_file(root: Path) -> None:
    text = (root / "README.md").read_text("utf-8")
    text = text[text.index("A therapist's file for `--config`") : text.index("`formcheck rescore recording.")]
    own, single = re.findall(r"(?:^    .+\n|^\n(?=    ))+", text, re.MULTILINE)
    exercise = get_exercise("plank")
    (band,) = (b for b in exercise.config(tomllib.loads(textwrap.dedent(own))).bands if b.fault == "sag")
    assert [green for green, _ in forms(band)] == [(-inf, 0.02)] * 2
    (band,) = (b for b in exercise.config(tomllib.loads(textwrap.dedent(single))).bands if b.fault == "sag")
    assert forms(band) == [((-inf, 0.035), (-inf, 0.06)), ((-inf, 0.04), (-inf, 0.07))]
    for name, line in re.findall(r"`fault_from\.(elbow_position|knee_angle) = (.+?)`", text):
        of = get_exercise("bridge" if name == "knee_angle" else "plank")
        assert of.config(tomllib.loads(f"fault_from.{name} = {line}")).version.endswith("+therapist")
