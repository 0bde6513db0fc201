"""Places and lines of the strip chart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.report.chart import Box, _Axes, _path
from formcheck.report.rects import rects


def test_many_places_are_those_of_one_after_the_other() -> None:
    axes = _Axes(start=0.3, end=7.9, low=-3.0, high=11.0, down=False)
    values = np.concatenate((np.linspace(-5.0, 13.0, 997), np.arange(-3.0, 11.0, 0.05)))
    for one in (axes, replace(axes, down=True)):
        assert one.xs(values) == [one.x(value) for value in values.tolist()]
        assert one.ys(values) == [one.y(value) for value in values.tolist()]


def test_the_line_is_interrupted_where_nothing_was_measured() -> None:
    axes = _Axes(start=0.0, end=5.0, low=0.0, high=1.0, down=True)
    signal = np.array([np.nan, 0.0, 0.5, np.nan, np.nan, 1.0])
    assert _path(np.arange(6.0), signal, axes) == "M149.6 8L265.2 78M612 148"
    assert _path(np.zeros(0), np.zeros(0), axes) == ""


def test_boxes_are_text_and_no_markup() -> None:
    drawn = rects([Box(1.5, 0, 2.0, 13.0, 'x"><script>')], 17)
    assert drawn == ('<rect x="1.5" y="17" width="2.0" height="13.0" class="k-x&#34;&gt;&lt;script&gt;"/>\n')
