"""The arithmetic of the report: shortened series keep their extremes, values give the right texts."""

import math
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from formcheck.exercises import get_exercise
from formcheck.judge.bands import edges_of
from formcheck.judge.config import Strictness
from formcheck.overlay.hud import Hud
from formcheck.overlay.overlay import OverlaySpec, body
from formcheck.overlay.primitives import Label, Line
from formcheck.report import expert
from formcheck.report.bands import excess, uncertainty, zones
from formcheck.report.chart import strip_chart
from formcheck.report.data import worst_moments
from formcheck.report.downsampling import envelope, merged, runs
from formcheck.report.drawing import draw
from formcheck.report.expert import band_rows
from formcheck.report.phrases import amount, band_text, clock, duration, exact
from formcheck.scoring.summary import thresholds_of
from formcheck.words.catalogue import Words
from tests.support.drawn_bodies import SIZE, pose
from tests.support.report_examples import (
    BRIDGE_BANDS,
    BRIDGE_LENGTH,
    PLANK_BANDS,
    PLANK_LENGTH,
    bird_dog_with_book,
    bridge_reps,
    hour_long,
    plank_with_sag,
)

EN, NL = Words("en"), Words("nl")


# --- series -------------------------------------------------------------------------------------------


@given(
    hnp.arrays(float, st.integers(1, 400), elements=st.one_of(st.floats(-5, 5), st.just(math.nan))),
    st.integers(4, 60),
)
def test_an_envelope_is_short_and_keeps_the_extremes(values: NDArray[np.float64], most: int) -> None:
    time = np.arange(len(values)) / 30
    short_time, short = envelope(time, values, most)
    assert len(short) <= max(most, len(values) if len(values) <= most else most)
    assert (np.diff(short_time) > 0).all()
    known = values[np.isfinite(values)]
    if len(known):
        assert np.nanmax(short) == known.max()
        assert np.nanmin(short) == known.min()
    seen = dict(zip(time.tolist(), values.tolist(), strict=True))
    for t, value in zip(short_time.tolist(), short.tolist(), strict=True):
        assert math.isnan(value) or seen[t] == value  # nothing is invented


def test_a_gap_stays_a_gap() -> None:
    values = np.sin(np.arange(5000) / 50)
    values[2000:3000] = np.nan
    time, short = envelope(np.arange(5000.0), values, 200)
    inside = (time > 2050) & (time < 2950)
    assert inside.any()
    assert np.isnan(short[inside]).all()


@given(hnp.arrays(np.int64, st.integers(1, 300), elements=st.integers(0, 3)), st.integers(3, 50))
def test_runs_cover_the_time_without_overlap_and_hide_no_fault(codes: NDArray[np.int64], most: int) -> None:
    time = np.arange(len(codes)) / 10
    found = runs(time, codes, most)
    assert len(found) <= most
    assert found[0].start_s == 0
    assert found[-1].end_s >= time[-1]
    for one, after in pairwise(found):
        assert one.end_s == after.start_s
    for t, code in zip(time, codes, strict=True):
        shown = next(run.code for run in reversed(found) if run.start_s <= t + 1e-9)
        assert shown >= code if most <= len(np.flatnonzero(np.diff(codes))) else shown == code


def test_no_frames_no_runs() -> None:
    assert runs(np.empty(0), np.empty(0, int)) == []


def test_merged_spans_join_only_neighbours() -> None:
    assert merged([(5, 6), (0, 1), (1.2, 2)], 0.5) == [(0, 2), (5, 6)]
    assert merged([], 1) == []


# --- bands and words ----------------------------------------------------------------------------------


def test_two_bands_of_a_fault_on_one_signal_say_which_needs_a_reference() -> None:
    result = plank_with_sag().result
    sag = PLANK_BANDS[0]
    both = [sag.model_copy(update={"calibrated": False, "green": [None, 0.035]}), *PLANK_BANDS]
    used = result.thresholds.model_copy(update={"bands": both})
    without, with_one, pike, *_ = band_rows(result.model_copy(update={"thresholds": used}), EN)
    name = EN.text(f"signal.{sag.signal}")
    assert (without.signal, without.green) == (f"{name}, without a reference", "\u2264 0.035")
    assert (with_one.signal, with_one.green) == (f"{name}, with a reference", "\u2264 0.025")
    assert pike.signal == name


@pytest.mark.parametrize(
    ("fault", "value", "unit", "widths"),
    [
        ("sag", 0.02, PLANK_LENGTH, 0),
        ("sag", 0.0375, PLANK_LENGTH, 0.5),
        ("sag", 0.05, PLANK_LENGTH, 1),
        ("sag", 0.075, PLANK_LENGTH, 2),
        ("pike", -0.06, PLANK_LENGTH, 1),
        ("pike", 0.3, PLANK_LENGTH, 0),
        ("head_position", -37.5, "deg", 1.5),
        ("nobody_knows", 3, "deg", 1),
        ("sag", math.nan, PLANK_LENGTH, 1),
        ("sag", -32, "deg", 1),
        ("hyperextension", -24, "deg", 2),
        ("hyperextension", 0.05, BRIDGE_LENGTH, 1),
    ],
)
def test_excess_counts_in_amber_widths_of_the_band_in_that_unit(
    fault: str, value: float, unit: str, widths: float
) -> None:
    assert excess(fault, value, unit, [*PLANK_BANDS, *BRIDGE_BANDS]) == pytest.approx(widths)


def test_of_two_bands_in_one_unit_the_calibrated_one_counts() -> None:
    wide = PLANK_BANDS[0].model_copy(
        update={"calibrated": False, "green": [None, 0.035], "amber": [None, 0.06]}
    )
    for bands in ([wide, PLANK_BANDS[0]], [PLANK_BANDS[0], wide]):
        assert excess("sag", 0.05, PLANK_LENGTH, bands) == pytest.approx(1)


def test_the_bands_of_sag_and_pike_are_joined() -> None:
    together = zones("hip_offset_change", PLANK_BANDS)
    assert together is not None
    assert together.edges == [-0.06, -0.035, 0.025, 0.05]
    assert zones("lateral_shift", PLANK_BANDS) is None


@pytest.mark.parametrize(
    ("fault", "value", "unit", "english", "dutch"),
    [
        ("over_lift", 16.4, "deg", "about 15 degrees", "ongeveer 15 graden"),
        ("head_position", -22.4, "deg", "about 20 degrees", "ongeveer 20 graden"),
        ("over_lift", 1.9, "deg", "less than 5 degrees", "minder dan 5 graden"),
        ("sag", 0.046, PLANK_LENGTH, "a little", "een beetje"),
        ("sag", 0.06, PLANK_LENGTH, "clearly", "duidelijk"),
        ("sag", 0.081, PLANK_LENGTH, "strongly", "sterk"),
        ("too_fast", 1.25, "s", "1.2 s", "1,2 s"),
        ("sag", math.nan, PLANK_LENGTH, "", ""),
    ],
)
def test_amounts_are_plain_words(fault: str, value: float, unit: str, english: str, dutch: str) -> None:
    assert amount(fault, value, unit, PLANK_BANDS, EN) == english
    assert amount(fault, value, unit, PLANK_BANDS, NL) == dutch


@given(st.floats(-400, 400), st.sampled_from(["deg", "deg/s", "cm", "s", PLANK_LENGTH, "torso lengths"]))
def test_patients_get_neither_decimals_of_degrees_nor_shares(value: float, unit: str) -> None:
    said = amount("sag", value, unit, PLANK_BANDS, EN)
    assert said
    assert "%" not in said
    if unit != "s":
        assert "." not in said
    if unit == "deg" and any(c.isdigit() for c in said):
        assert int("".join(c for c in said if c.isdigit())) % 5 == 0


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00"), (65.9, "1:05"), (3599, "59:59"), (3725, "1:02:05"), (-1, "0:00")]
)
def test_clock(seconds: float, said: str) -> None:
    assert clock(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (8.24, "8,2 s"),
        (5.0, "5 s"),
        (42.4, "42 s"),
        (9.98, "10 s"),
        (120, "2:00 min"),
        (3600, "1:00:00"),
    ],
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds, NL) == said


def test_bands_as_text() -> None:
    assert band_text([None, 0.025], PLANK_LENGTH, NL) == "≤ 0,025"
    assert band_text([-0.05, None], PLANK_LENGTH, EN) == "≥ −0.05"
    assert band_text([80, 100], "deg", EN) == "80 … 100"
    assert band_text([None, None], "deg", EN) == "-"
    assert band_text([None, 0], "deg", EN) == "≤ 0"
    assert exact(-0.0507, PLANK_LENGTH, EN) == "−0.051"
    assert exact(math.inf, "deg", EN) == "-"


def test_a_reference_makes_values_surer() -> None:
    for unit in ("deg", PLANK_LENGTH, BRIDGE_LENGTH):
        surer, plain = uncertainty(unit, True), uncertainty(unit, False)
        assert surer is not None
        assert plain is not None
        assert surer < plain
    assert uncertainty("fraction of upper arm", True) is None


# --- data ---------------------------------------------------------------------------------------------


def test_one_worst_moment_for_each_kind_gravest_first() -> None:
    found = [fault for _, fault in worst_moments(plank_with_sag().result)]
    assert [fault.kind for fault in found] == ["sag", "pike", "head_position"]
    assert found[0].peak == 0.081
    assert len(list(worst_moments(hour_long().result, most=1))) == 1


def test_the_worst_value_stands_beside_its_band() -> None:
    result = bridge_reps().result
    worst = result.technique["hyperextension"].model_copy(update={"worst": -31.6, "unit": "deg"})
    result = result.model_copy(update={"technique": {"hyperextension": worst}})
    rows = [row for row in band_rows(result, EN) if row.fault == EN.text("fault.hyperextension.name")]
    assert [(row.worst, row.unit) for row in rows] == [("-", "of shoulder-knee"), ("−32", "degrees")]


def test_the_chart_is_scaled_to_what_was_done() -> None:
    data = plank_with_sag()
    wild = data.signal.copy()
    after = data.time > 36
    wild[after], verdict = 9.0, data.verdict.copy()
    verdict[after] = 0
    chart, calm = strip_chart(replace(data, signal=wild, verdict=verdict), EN), strip_chart(data, EN)
    assert chart.bands == calm.bands


# --- drawings -----------------------------------------------------------------------------------------


def test_a_drawing_is_cropped_to_the_body_in_the_right_proportions() -> None:
    shapes = body(pose("plank"), 0, Hud("good"), OverlaySpec())
    drawing = draw(shapes, SIZE, aspect=1.75)
    x, y, width, height = (float(v) for v in drawing.view_box.split())
    assert width / height == pytest.approx(1.75, rel=0.01)
    xy = pose("plank").xy[0]
    assert x < xy[:, 0].min()
    assert x + width > xy[:, 0].max()
    assert y < xy[:, 1].min()
    assert y + height > xy[:, 1].max()
    assert width < SIZE[0]


def test_a_drawing_is_well_formed_and_harmless() -> None:
    shapes = [*body(pose("bird-dog", reaching=True), 0, Hud("fault", True, ("over_lift",)), OverlaySpec()),
              Label("<script>&\"'", (0.5, 0.5), 0.1, 1)]  # fmt: skip
    tree = ET.fromstring(f"<svg>{draw(shapes, SIZE).shapes}</svg>")
    assert len(tree) == len(shapes)
    assert tree[-1].text == "<script>&\"'"
    assert {element.tag for element in tree} <= {"path", "circle", "text"}


def test_an_empty_drawing_shows_the_frame() -> None:
    assert draw([], SIZE).view_box == "0 0 854 480"
    single = draw([Line((0.5, 0.5), (0.5, 0.5), "near", 0.01)], SIZE).view_box
    assert all(float(v) > 0 for v in single.split())


def test_the_moved_leg_is_in_the_drawing() -> None:
    data = bird_dog_with_book()
    assert {still.limbs for still in data.stills} == {"right_arm_left_leg"}


def test_quantities_without_a_band_are_in_the_professionals_section() -> None:
    """The range of a back has its uncertainty, steps of five degrees, and no verdict."""
    result = bird_dog_with_book().result
    measured = [
        event.model_copy(update={"measures": {"range_deg": 50.0 + 7 * i, "cycle_s": 5.0 + i, "secret": 1.0}})
        for i, event in enumerate(result.events)
    ]
    told = dict(expert.facts(result.model_copy(update={"events": measured}), Words("en")))
    (text,) = [text for text in told.values() if "not judged" in text]
    assert "50° to" in text
    assert "± 5°" in text
    assert "5.0 s to" in text
    assert "secret" not in text
    assert not [text for text in dict(expert.facts(result, Words("en"))).values() if "not judged" in text]


def test_what_a_therapist_changed_is_shown_with_what_ships() -> None:
    shipped = get_exercise("plank").config()
    override = {
        "limits": {"settled": 0.03, "knee_on_deg": 150.5},
        "dose": {"sets": 2},
        "bands": [{"fault": "knees_bent", "green": [155, float("inf")]}],
    }
    used = get_exercise("plank").config(override)
    edges = edges_of(used.bands, Strictness())
    result = plank_with_sag().result.model_copy(
        update={"thresholds": thresholds_of(used, shipped, edges, 1.0)}
    )
    told = dict(expert.facts(result, Words("en")))
    assert told["Thresholds"] == f"plank-1+therapist, digest {result.thresholds.digest}"
    assert told["Changed by the therapist"] == (
        "dose.sets 2 (default 3); limits.settled 0.03 (default 0.02); "
        "limits.knee_on_deg 150.5 degrees (default 152 degrees); "
        "bands.knees_bent.green ≥ 155 degrees (default ≥ 160 degrees)"
    )
    dutch = dict(expert.facts(result, Words("nl")))["Aangepast door de therapeut"]
    assert "limits.settled 0,03 (standaard 0,02)" in dutch


def test_without_an_override_no_change_is_shown() -> None:
    shipped = get_exercise("plank").config()
    edges = edges_of(shipped.bands, Strictness())
    result = plank_with_sag().result.model_copy(
        update={"thresholds": thresholds_of(shipped, shipped, edges, 1.0)}
    )
    told = dict(expert.facts(result, Words("en")))
    assert told["Thresholds"].startswith("plank-1, digest ")
    assert "Changed by the therapist" not in told
