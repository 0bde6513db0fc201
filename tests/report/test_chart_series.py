"""The series of the chart, also over breaks in time."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import UNMEASURED
from formcheck.report.chart_series import ChartSeries
from tests.support.outcomes import frames


def joined(*chunks: FrameScores) -> tuple[np.ndarray, ...]:
    series = ChartSeries("hip_offset")
    for chunk in chunks:
        series.step(chunk)
    return series.joined({"hip_offset"})[:4]


def test_without_a_break_the_series_is_unchanged() -> None:
    time, verdict, _, signal = joined(frames(np.arange(30) / 15, hip_offset=0.1))
    assert len(time) == 30
    assert (verdict != UNMEASURED).all()
    assert signal == pytest.approx(0.1)


@pytest.mark.parametrize("cut", [0, 7, 15, 30])
def test_a_verdict_ends_at_a_break(cut: int) -> None:
    """For a break within a chunk and between two chunks."""
    times = np.concatenate([np.arange(15) / 15, 20 + np.arange(15) / 15])
    whole = [frames(part, hip_offset=0.1) for part in (times[:cut], times[cut:]) if len(part)]
    time, verdict, _, signal = joined(*whole)
    assert len(time) == 31
    assert (np.diff(time) > 0).all()
    assert time[14] < time[15] < time[14] + 0.1
    assert verdict[15] == UNMEASURED
    assert np.isnan(signal[15])
    assert (np.delete(verdict, 15) != UNMEASURED).all()


def test_the_chart_follows_the_signal_that_the_bands_are_on() -> None:
    """Line and bands belong together: the change where bands hold for it and it was measured."""
    times = np.arange(4.0)
    plain, seen = frames(times, hip_offset=0.1), frames(times, hip_offset=0.1, hip_offset_change=0.02)
    for scores, banded, name, value in (
        (plain, "hip_offset_change", "hip_offset", 0.1),
        (seen, "hip_offset_change", "hip_offset_change", 0.02),
        (seen, "hip_offset", "hip_offset", 0.1),
    ):
        series = ChartSeries("hip_offset")
        series.step(scores)
        *_, signal, drawn = series.joined({banded})
        assert drawn == name
        assert signal == pytest.approx(value)
