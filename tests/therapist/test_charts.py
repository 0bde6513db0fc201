"""The charts over days: what is drawn and said, and that nothing written by people becomes markup."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from formcheck.therapist.charts import (
    Break,
    Column,
    Level,
    Line,
    LineFigure,
    Period,
    Point,
    ShareFigure,
    Zone,
    line_chart,
    share_chart,
)
from formcheck.words.catalogue import Words

END = datetime(2026, 11, 30, 12, tzinfo=UTC)
PERIOD = Period(END - timedelta(days=84), END)
WORDS = Words("en")


def day(number: float) -> datetime:
    return PERIOD.start + timedelta(days=number)


def svg(html: str) -> ElementTree.Element:
    found = re.search(r"<svg.*?</svg>", html, re.S)
    assert found
    return ElementTree.fromstring(found[0])


def figure(**more: object) -> LineFigure:
    runs = ([Point(day(1), 20, 0, 41), Point(day(5), 25, 4, 46)], [Point(day(9), 50, 29, 71)])
    return LineFigure("k", "Longest hold", PERIOD, (Line("hold", runs),), "s", **more)  # type: ignore[arg-type]


def test_a_line_is_interrupted_where_something_changed() -> None:
    html = line_chart(figure(breaks=(Break(day(7), "another network"),)), WORDS)
    path = next(
        p for p in svg(html).iter("path") if p.get("stroke-width") == "1.6" and p.get("fill") == "none"
    )
    assert path.get("d", "").count("M") == 2
    assert "another network" in html
    assert "<b>a</b>" in html


def test_every_value_has_its_error_bar_and_stands_in_the_table() -> None:
    html = line_chart(figure(), WORDS)
    bars = next(p.get("d", "") for p in svg(html).iter("path") if p.get("stroke-opacity"))
    assert bars.count("V") == 3
    for text in ("20 s (0–41)", "25 s (4–46)", "50 s (29–71)"):
        assert html.count(text) == 2, "once in the table, once where it is pointed at"
    assert "(0–41)" not in line_chart(figure(), WORDS, table=False).split("</svg>")[1]


def test_what_is_drawn_has_a_name_and_lies_inside() -> None:
    html = line_chart(figure(target=Level(60, "target"), zone=Zone(day(1), day(9), 10, 40, "none")), WORDS)
    drawing = svg(html)
    labels = drawing.get("aria-labelledby", "").split()
    assert {one.get("id") for one in drawing if one.tag in ("title", "desc")} == set(labels)
    for circle in (p for p in drawing.iter("path") if p.find("title") is not None):
        x, y = map(float, re.match(r"M([\d.]+) ([\d.]+)", circle.get("d", "")).groups())  # type: ignore[union-attr]
        assert 38 <= x <= 364
        assert 10 <= y <= 152


def test_shares_fill_a_column_and_are_told_apart_without_colour() -> None:
    parts = {"good": 0.5, "almost": 0.25, "different": 0.15, "unmeasured": 0.1}
    html = share_chart(ShareFigure("s", "Shares", PERIOD, (Column(day(3), parts), Column(day(5), {}))), WORDS)
    fills = {p.get("fill") for p in svg(html).iter("path") if p.get("stroke-width") == ".7"}
    assert len(fills) == 4
    assert "3 Sep" not in html
    assert "50 %" in html
    assert html.count('<th scope="row">') == 1, "a day on which nothing was done has no column"


@pytest.mark.parametrize("draw", ["line", "share"])
def test_texts_of_people_stay_texts(draw: str) -> None:
    evil = '"><script>alert(1)</script>'
    points = Line(evil, ([Point(day(1), 3, href=evil)],))
    html = (
        line_chart(
            LineFigure("k", evil, PERIOD, (points, points), evil, (Break(day(1), evil),), note=evil), WORDS
        )
        if draw == "line"
        else share_chart(ShareFigure("k", evil, PERIOD, (Column(day(1), {"good": 1.0}, evil),)), WORDS)
    )
    assert "<script" not in html
    assert "style=" not in html, "the page's policy would refuse it"


@pytest.mark.parametrize("days", [0, 1, 6, 27, 84, 365, 4000])
def test_any_period_and_any_single_value_can_be_drawn(days: int) -> None:
    period = Period(END - timedelta(days=days), END)
    for value in (0.0, 7.0, 1e4):
        one = LineFigure("k", "t", period, (Line("n", ([Point(END, value)],)),), low=None)
        assert "nan" not in line_chart(one, WORDS)
    assert 1 <= len(re.findall(r"M[\d.]+ 152.0v4", line_chart(one, WORDS))) <= 8
    assert line_chart(LineFigure("k", "t", period, ()), WORDS)


def test_whole_numbers_have_whole_levels() -> None:
    one = LineFigure("k", "Good repetitions", PERIOD, (Line("n", ([Point(day(1), 2, 1, 2)],)),))
    assert re.findall(r'text-anchor="end"[^>]*>([^<]+)<', line_chart(one, WORDS)) == ["0", "1", "2"]
