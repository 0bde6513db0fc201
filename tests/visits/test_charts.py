"""The chart of an exercise as a small blob."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.report.chart import strip_chart
from formcheck.report.data import ReportData
from formcheck.scoring.result import Result
from formcheck.visits.again import judged_again
from formcheck.visits.charts import MOST_CHANGES, MOST_ROWS, chart_blob, chart_data
from formcheck.words.catalogue import Words
from tests.support.practice import sample

WORDS = Words("en")


def report(name: str) -> ReportData:
    one = sample(name)
    return judged_again(one.recording, one.result.exercise)[2].report


@pytest.mark.parametrize("name", ["plank-sag", "bird-dog-over_lift"])
def test_the_chart_comes_back(name: str) -> None:
    data = report(name)
    back = chart_data(chart_blob(data), data.result)
    assert back is not None
    drawn, again = strip_chart(data, WORDS), strip_chart(back, WORDS)
    assert again.bands == drawn.bands
    assert [(row.name, [box.kind for box in row.boxes]) for row in again.rows] == [
        (row.name, [box.kind for box in row.boxes]) for row in drawn.rows
    ]
    ends = [[(b.x, b.x + b.width) for row in chart.rows for b in row.boxes] for chart in (drawn, again)]
    assert np.allclose(ends[0], ends[1], atol=0.3)


def test_an_hour_is_as_small_as_a_minute() -> None:
    data = report("plank-sag")
    many = ReportData(
        result=data.result,
        time=np.arange(108_000) / 30,
        verdict=np.resize(data.verdict, 108_000),
        major=np.resize(data.major, 108_000),
        signal=np.resize(data.signal, 108_000),
        signal_name=data.signal_name,
        plus_is_down=data.plus_is_down,
        spec=data.spec,
    )
    blob = chart_blob(many)
    back = chart_data(blob, data.result)
    assert back is not None
    assert len(back.time) <= MOST_ROWS + MOST_CHANGES + 2
    assert len(blob) < 4000
    assert np.nanmax(back.signal) == pytest.approx(np.nanmax(many.signal), abs=1e-4)


def test_nothing_seen_gives_an_empty_chart() -> None:
    data = report("plank-sag")
    empty = np.zeros(0)
    none = ReportData(
        data.result, empty, empty.astype(np.int8), empty.astype(bool), empty, "hip_offset", True, data.spec
    )
    back = chart_data(chart_blob(none), data.result)
    assert back is not None
    assert len(back.time) == 0


@pytest.mark.parametrize("blob", [b"", b"nonsense", chart_blob(report("plank-sag"))[:-20]])
def test_a_blob_of_something_else_is_none(blob: bytes) -> None:
    result: Result = report("plank-sag").result
    assert chart_data(blob, result) is None
