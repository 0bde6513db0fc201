"""Bands: dwell times, hysteresis, two grades, phases, with and without a reference, the dial."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.judge.bands import BLIND_S
from formcheck.judge.vocabulary import FAULT_BIT, PHASE_CODE
from tests.support.banks import INF, TIMING, band, edges, judge, table

SAG = FAULT_BIT["sag"]
TIME = np.arange(300) / 30


def spans(held: np.ndarray, time: np.ndarray = TIME) -> list[tuple[float, float]]:
    """(first, last) time of each run."""
    change = np.flatnonzero(np.diff(held.astype(int), prepend=0, append=0))
    return [(time[a], time[b - 1]) for a, b in zip(change[::2], change[1::2], strict=True)]


def steps(*levels: tuple[float, float]) -> np.ndarray:
    """A signal that jumps: (from second, value)."""
    return np.select([s <= TIME for s, _ in reversed(levels)], [v for _, v in reversed(levels)], 0.0)


def test_a_fault_after_its_dwell_and_until_its_release() -> None:
    judged = judge([band()], TIME, table(300, hip_offset=steps((2.0, 0.04), (5.0, 0.0))))
    assert spans(judged.faults == SAG) == [(pytest.approx(2.5, abs=0.04), pytest.approx(5.3, abs=0.04))]
    assert not judged.major.any()
    assert judged.since[0][np.flatnonzero(judged.violated[0])[0]] == pytest.approx(2.0, abs=0.04)


def test_major_after_its_longer_dwell() -> None:
    judged = judge([band()], TIME, table(300, hip_offset=steps((2.0, 0.07), (5.0, 0.0))))
    assert spans(judged.faults == SAG)[0][0] == pytest.approx(2.5, abs=0.04)
    assert spans(judged.major == SAG)[0][0] == pytest.approx(3.0, abs=0.04)


@pytest.mark.parametrize(("value", "fault"), [(0.0299, False), (0.03, False), (0.0301, True), (-0.5, False)])
def test_the_edge_itself_is_still_good(value: float, fault: bool) -> None:
    signals = table(300, hip_offset=np.full(300, value))
    for chunks in (None, [1] * 300):
        assert bool(judge([band()], TIME, signals, chunks=chunks).faults.any()) is fault


@pytest.mark.parametrize("chunks", [None, [1] * 300])
def test_the_edge_of_the_hysteresis_is_still_a_fault(chunks: list[int] | None) -> None:
    back = band(hysteresis=0.0078125, green=(-INF, 0.03125), amber=(-INF, 0.0625))  # exact in binary
    signals = table(300, hip_offset=steps((2.0, 0.04), (5.0, 0.0234375)))
    assert judge([back], TIME, signals, chunks=chunks).faults[-1] == SAG


@pytest.mark.parametrize(("back", "ends"), [(0.0201, False), (0.0199, True)])
def test_hysteresis(back: float, ends: bool) -> None:
    """Back inside green by a third of the band: only then is it over."""
    judged = judge([band()], TIME, table(300, hip_offset=steps((2.0, 0.04), (5.0, back))))
    assert bool(judged.faults[-1] == 0) is ends


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32), level=st.sampled_from([0.03, 0.06]))
def test_noise_within_the_hysteresis_never_chatters(seed: int, level: float) -> None:
    wave = np.random.default_rng(seed).uniform(level - 0.0099, level + 0.0099, 300)
    judged = judge([band()], TIME, table(300, hip_offset=wave))
    assert len(spans(judged.faults == SAG)) <= 1
    assert len(spans(judged.major == SAG)) <= 1


@pytest.mark.parametrize(("frames", "fault"), [(14, False), (17, True)])
def test_shorter_than_the_dwell_is_forgiven(frames: int, fault: bool) -> None:
    wave = np.zeros(300)
    wave[60 : 60 + frames] = 0.05
    assert bool(judge([band()], TIME, table(300, hip_offset=wave)).faults.any()) is fault


CUTS = pytest.mark.parametrize("chunks", [None, [1] * 300, [7] * 42 + [6]])


@CUTS
def test_missing_values_keep_what_was_for_a_moment(chunks: list[int] | None) -> None:
    """A short hole is bridged; in a long one the fault is over, and does not come to be."""
    wave = steps((2.0, 0.04), (5.0, np.nan), (5.0 + BLIND_S - 0.05, 0.04), (7.0, np.nan))
    judged = judge([band()], TIME, table(300, hip_offset=wave), chunks=chunks)
    end_s = 7.0 + BLIND_S + TIMING.release_s
    assert spans(judged.faults == SAG) == [(pytest.approx(2.5, abs=0.04), pytest.approx(end_s, abs=0.07))]
    assert not judge([band()], TIME, table(300), chunks=chunks).faults.any()


@CUTS
def test_time_without_a_value_confirms_no_fault(chunks: list[int] | None) -> None:
    wave = steps((2.0, 0.07), (2.1, np.nan), (4.0, 0.0))
    assert not judge([band()], TIME, table(300, hip_offset=wave), chunks=chunks).faults.any()


def test_a_low_end() -> None:
    low = band("pike", green=(-0.05, INF), amber=(-0.09, INF))
    judged = judge([low], TIME, table(300, hip_offset=steps((2.0, -0.1), (7.0, 0.9))))
    assert spans(judged.major == FAULT_BIT["pike"]) == [
        (pytest.approx(3.0, abs=0.04), pytest.approx(7.3, abs=0.04))
    ]
    signals = table(300, hip_offset=steps((2.0, -0.1), (7.0, 0.9)))
    edge, phase = edges(low)[0], np.full(300, PHASE_CODE["hold"], np.int8)
    assert edge.excess(signals, phase, np.ones(300, bool))[100] == pytest.approx(0.1)
    assert np.isnan(
        edge.excess(signals, np.full_like(phase, PHASE_CODE["outside"]), np.ones(300, bool))
    ).all()


def test_both_ends() -> None:
    two = band("elbow_position", "upper_arm_deg", green=(-30, 30), amber=(-40, 40), hysteresis=2)
    for value in (35.0, -35.0):
        assert (
            judge([two], TIME, table(300, upper_arm_deg=np.full(300, value))).faults[-1]
            == FAULT_BIT["elbow_position"]
        )
    assert len(edges(two)) == 2


def test_a_fault_does_not_outlive_its_phase() -> None:
    phase = np.where(TIME < 5, PHASE_CODE["hold"], PHASE_CODE["rest"])
    judged = judge([band()], TIME, table(300, hip_offset=np.full(300, 0.05)), phase=phase)
    assert spans(judged.faults == SAG) == [(pytest.approx(0.5, abs=0.04), pytest.approx(4.97, abs=0.02))]


def test_only_its_phases() -> None:
    held = band(phases=("hold",))
    assert not judge([held], TIME, table(300, hip_offset=np.full(300, 0.05)), phase="rep").faults.any()
    assert judge([held], TIME, table(300, hip_offset=np.full(300, 0.05)), phase="hold").faults.any()


def test_with_and_without_a_reference() -> None:
    both = band(
        calibrated_signal="hip_offset_change", calibrated_green=(-INF, 0.01), calibrated_amber=(-INF, 0.02)
    )
    signals = table(300, hip_offset=np.full(300, 0.02), hip_offset_change=np.full(300, 0.015))
    assert not judge([both], TIME, signals, calibrated=False).faults.any()
    assert judge([both], TIME, signals, calibrated=True).faults[-1] == SAG
    judged = judge([both], TIME, signals, calibrated=TIME >= 4.0)
    assert spans(judged.faults == SAG)[0][0] == pytest.approx(4.5, abs=0.04)


def test_bands_of_only_one_kind() -> None:
    """A band without a calibrated half holds always; one with nothing else only with a reference."""
    (always,) = edges(band())
    assert always.calibrated is None
    only = band(
        signal=None,
        calibrated_signal="hip_offset_change",
        calibrated_green=(-INF, 1),
        calibrated_amber=(-INF, 2),
    )
    assert [e.calibrated for e in edges(only)] == [True]


@pytest.mark.parametrize("value", [0.5, 1.0, 2.0, 4.0])
def test_the_dial_scales_edges_and_hysteresis(value: float) -> None:
    (edge,) = edges(band(), strictness=value)
    assert (edge.green, edge.amber, edge.hysteresis) == (
        pytest.approx(0.03 / value), pytest.approx(0.06 / value), pytest.approx(0.01 / value),
    )  # fmt: skip


def test_the_dial_scales_two_sided_bands_about_their_middle() -> None:
    knee = band("knee_angle", "knee_angle_deg", green=(60, 120), amber=(40, 140), hysteresis=3)
    low, high = edges(knee, strictness=2.0)
    assert (-low.green, high.green, -low.amber, high.amber) == (75, 105, 65, 115)


def test_the_dial_draws_a_half_open_band_to_its_neutral() -> None:
    knees = band(
        "knees_bent", "knee_angle_deg", green=(160, INF), amber=(150, INF), neutral=180, hysteresis=2
    )
    (edge,) = edges(knees, strictness=2.0)
    assert (-edge.green, -edge.amber) == (170, 165)


def test_faults_of_one_name_and_of_several() -> None:
    bands = [
        band(),
        band("pike", green=(-0.05, INF), amber=(-0.09, INF)),
        band("knees_bent", "knee_angle_deg", green=(160, INF), amber=(150, INF)),
    ]
    signals = table(300, hip_offset=np.full(300, 0.05), knee_angle_deg=np.full(300, 140.0))
    judged = judge(bands, TIME, signals)
    assert judged.faults[-1] == SAG | FAULT_BIT["knees_bent"]
    assert judged.major[-1] == FAULT_BIT["knees_bent"]
    assert judged.violated.shape == (3, 300)


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32), lengths=st.lists(st.sampled_from([1, 1, 2, 5, 31]), max_size=30))
def test_chunks_do_not_matter(seed: int, lengths: list[int]) -> None:
    random = np.random.default_rng(seed)
    bands = [
        band(
            calibrated_signal="hip_offset_change",
            calibrated_green=(-INF, 0.02),
            calibrated_amber=(-INF, 0.05),
        ),
        band("elbow_position", "upper_arm_deg", green=(-3, 3), amber=(-4, 4), hysteresis=1, phases=("hold",)),
    ]
    time = np.cumsum(random.choice([0.02, 0.1, 0.6], 120, p=[0.5, 0.45, 0.05]))
    offset, change = random.normal(0.03, 0.02, (2, 120))
    arm = np.repeat(random.normal(0, 4, 12), 10)
    signals = table(120, hip_offset=offset, hip_offset_change=change, upper_arm_deg=arm)
    signals[:, random.random(120) < 0.1] = np.nan
    phase = np.repeat(random.integers(2, 5, 12), 10)
    known = time > random.uniform(0, time[-1])
    lengths = [n for n, used in zip(lengths, np.cumsum(lengths), strict=True) if used < 120]
    chunks = [*lengths, 120 - sum(lengths)]
    whole, parts = (
        judge(bands, time, signals, phase=phase, calibrated=known, chunks=c) for c in (None, chunks)
    )
    for name in ("faults", "major", "violated", "since"):
        assert (
            getattr(whole, name).tobytes()
            == getattr(parts, name).astype(getattr(whole, name).dtype).tobytes()
        )


def test_timing_defaults_are_those_of_the_clinical_basis() -> None:
    assert (TIMING.amber_dwell_s, TIMING.red_dwell_s, TIMING.release_s) == (0.5, 1.0, 0.3)
