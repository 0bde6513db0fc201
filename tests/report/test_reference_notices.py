"""A reference that was not taken is said, in both languages, until another one takes its place."""

from __future__ import annotations

import pytest

from formcheck.report.notices import reference_notices
from formcheck.scoring.judged_by import Calibration, RefusedReference
from formcheck.words.catalogue import Words

HIGH = RefusedReference(value="hip_offset", doubt="low", fault="pike", read=-0.08, start_s=3.0, end_s=5.5)
MOVED = HIGH.model_copy(update={"doubt": "drift", "fault": None})
ODD = HIGH.model_copy(update={"doubt": "high", "fault": None})
GIVEN = HIGH.model_copy(update={"start_s": None, "end_s": None})


def notices(lang: str, *refused: RefusedReference, **values: float) -> list[str]:
    calibration = Calibration(kind="personal" if values else "default", values=values, refused=list(refused))
    return list(reference_notices(calibration, Words(lang).of("plank")))


@pytest.mark.parametrize(
    ("one", "parts"),
    [
        (HIGH, ("Your own reference was not taken", "hips too high", "0:03", "0:05")),
        (MOVED, ("Your own reference was not taken", "the body still moved")),
        (ODD, ("Your own reference was not taken", "fits no good form")),
        (GIVEN, ("The reference that was given was not taken", "hips too high")),
    ],
)
def test_why_a_reference_was_not_taken(one: RefusedReference, parts: tuple[str, ...]) -> None:
    (text,) = notices("en", one)
    assert all(part in text for part in parts), text
    (dutch,) = notices("nl", one)
    assert dutch != text
    assert "{" not in dutch


def test_a_later_reference_takes_its_place() -> None:
    assert notices("en", HIGH, hip_offset=-0.02) == []
    (head,) = notices("en", HIGH.model_copy(update={"value": "head_angle_deg"}), hip_offset=-0.02)
    assert head


def test_nothing_refused_is_not_written() -> None:
    assert "refused" not in Calibration(kind="default").model_dump()
    assert Calibration(kind="default", refused=[HIGH]).model_dump()["refused"][0]["fault"] == "pike"
