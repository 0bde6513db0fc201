"""What auto calls each exercise: seconds of good form, counted by what is found there."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.confusion import NONE, Shown, called_another, confusion, section, without
from benchmarks.accuracy.postures import Chosen

ONE = Shown(
    Chosen("one", "plank", (("plank", 1.0, 5.0), ("kneeling-plank", 5.5, 8.0))), ((2.05, 4.05), (6.05, 7.05))
)
OTHER = Shown(Chosen("two", "bridge", (("bridge", 0.0, 9.0),)), ((1.05, 3.05), (9.55, 10.05)))


def test_good_form_is_counted_by_what_is_found_there() -> None:
    rows = confusion([ONE, OTHER])
    assert rows["plank"] == {"plank": 20, "kneeling-plank": 10}
    assert rows["bridge"] == {"bridge": 20, NONE: 5}
    assert called_another(rows) == 10


def test_the_part_names_what_is_called_another() -> None:
    said = section([ONE, OTHER])
    assert "1.0 of 6 s of good form are called another exercise; 1 of 2 clips" in said.replace(
        "another \n", "another "
    )
    assert "| plank | 0 of 1 | 2.0 | 0.0 | **kneeling-plank 1.0** |" in said
    assert "| bridge | 1 of 1 | 2.0 | 0.5 | - |" in said
    assert "`one` | plank | plank 1.0-5.0 s, kneeling-plank 5.5-8.0 s" in said


@pytest.mark.parametrize(
    ("holes", "left"),
    [
        ([], [(1.0, 9.0)]),
        ([(3.0, 4.0)], [(1.0, 3.0), (4.0, 9.0)]),
        ([(0.0, 2.0), (1.5, 3.0), (8.0, 12.0)], [(3.0, 8.0)]),
        ([(0.0, 10.0)], []),
    ],
)
def test_the_time_of_faults_is_no_good_form(
    holes: list[tuple[float, float]], left: list[tuple[float, float]]
) -> None:
    assert list(without((1.0, 9.0), holes)) == left
