"""Coverage: what of the active time could be measured; nothing is filled in, no chunking matters."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import PHASES, REASONS
from formcheck.scoring.coverage import CoverageTally
from tests.support.outcomes import frames, part

TIME = np.arange(301) / 30


def tally(*chunks: FrameScores) -> CoverageTally:
    books = CoverageTally()
    for chunk in chunks:
        books.step(chunk)
    return books


def words(*spans: tuple[float, float, str], other: str = "") -> np.ndarray:
    found = np.full(len(TIME), other, dtype="U20")
    for first, last, word in spans:
        found[(first <= TIME) & (last > TIME)] = word
    return found


def test_all_measured() -> None:
    coverage = tally(frames(TIME, hip_offset=0.0)).coverage(["hip_offset", "knee_angle_deg"])
    assert (coverage.measured, coverage.active_s, coverage.reasons) == (1.0, 10.0, {})
    assert coverage.signals == {"hip_offset": 1.0, "knee_angle_deg": 0.0}


def test_shares_of_lost_time() -> None:
    reason = words((2, 4, "out_of_frame"), (5, 6, "tracking_lost"))
    coverage = tally(frames(TIME, reason=reason)).coverage([])
    assert coverage.measured == pytest.approx(0.7, abs=0.005)
    assert coverage.reasons == {
        "out_of_frame": pytest.approx(0.2, abs=0.005),
        "tracking_lost": pytest.approx(0.1, abs=0.005),
    }


def test_getting_into_position_is_not_active() -> None:
    phase = words((0, 3, "transition"), (3, 8, "hold"), (8, 11, "transition"))
    reason = words((0, 3, "wrong_posture"), (8, 11, "wrong_posture"))
    coverage = tally(frames(TIME, phase, reason)).coverage([])
    assert coverage.measured == 1.0
    assert coverage.active_s == pytest.approx(5.0, abs=0.04)
    assert coverage.reasons == {}


def test_lost_between_two_holds_counts_lost_after_the_last_does_not() -> None:
    phase = words((0, 3, "hold"), (3, 5, "outside"), (5, 7, "hold"), (7, 11, "outside"))
    reason = words((3, 5, "no_person"), (7, 11, "no_person"))
    coverage = tally(frames(TIME, phase, reason)).coverage([])
    assert coverage.active_s == pytest.approx(7.0, abs=0.04)
    assert coverage.reasons == {"no_person": pytest.approx(2 / 7, abs=0.01)}


def test_a_pause_out_of_posture_does_not_count() -> None:
    phase = words((0, 3, "hold"), (3, 5, "transition"), (5, 11, "hold"))
    coverage = tally(frames(TIME, phase, words((3, 5, "wrong_posture")))).coverage([])
    assert coverage.measured == 1.0


def test_nothing_to_judge_says_why() -> None:
    reason = words((0, 8, "out_of_frame"), (8, 11, "no_person"))
    coverage = tally(frames(TIME, "outside", reason)).nothing()
    assert (coverage.measured, coverage.active_s) == (0.0, 0.0)
    assert coverage.reasons == {
        "out_of_frame": pytest.approx(0.8, abs=0.01),
        "no_person": pytest.approx(0.2, abs=0.01),
    }


def test_a_long_gap_counts_for_a_second_at_most() -> None:
    time = np.array([0.0, 1.0, 100.0, 100.5])
    assert tally(frames(time)).coverage([]).active_s == pytest.approx(2.5)


def test_an_empty_recording() -> None:
    for books in (tally(), tally(frames(np.empty(0)))):
        assert books.coverage([]).measured == 0.0
        assert books.nothing().measured == 0.0


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), lengths=st.lists(st.integers(0, 60), max_size=20))
def test_chunks_do_not_matter_and_shares_sum_to_one(seed: int, lengths: list[int]) -> None:
    random = np.random.default_rng(seed)
    time = np.cumsum(random.choice([0.03, 0.05, 1.7], 240, p=[0.6, 0.38, 0.02]))
    phase = np.repeat(random.choice(PHASES, 24), 10)
    reason = np.repeat(random.choice(["", "", "", *REASONS], 24), 10)
    scores = frames(time, phase, reason, hip_offset=np.where(random.random(240) < 0.2, np.nan, 1.0))
    edges = np.minimum(np.cumsum([0, *lengths, 240]), 240).tolist()
    chunks = [part(scores, slice(a, b)) for a, b in pairwise(edges)]
    single = [part(scores, slice(i, i + 1)) for i in range(240)]
    whole = tally(scores)
    for other in (tally(*chunks), tally(*single)):
        for mine, theirs in (
            (whole.coverage(["hip_offset"]), other.coverage(["hip_offset"])),
            (whole.nothing(), other.nothing()),
        ):
            assert theirs.measured == pytest.approx(mine.measured, abs=1.1e-4)
            assert theirs.active_s == pytest.approx(mine.active_s, abs=1.1e-3)
            assert theirs.reasons == pytest.approx(mine.reasons, abs=1.1e-4)
            assert theirs.signals == pytest.approx(mine.signals, abs=1.1e-4)
    coverage = whole.coverage([])
    if coverage.active_s:
        # Reasons of less than half a thousandth are left out, shares are rounded to four places.
        assert coverage.measured + sum(coverage.reasons.values()) == pytest.approx(1.0, abs=0.007)
