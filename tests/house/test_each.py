"""`each` tries every value in one test, and names those that fail."""

import pytest

from tests.support.each import each


@pytest.mark.parametrize("base", [10, 20])
@each("step", [1, 2])
def test_it_goes_with_parametrize(base: int, step: int) -> None:
    assert base < base + step <= 22


def test_every_value_is_tried_and_all_that_fail_are_named() -> None:
    tried = []

    @each("low, high", [(1, 2), (4, 3), (5, 6), (8, 7)])
    def law(low: int, high: int) -> None:
        tried.append(low)
        assert low < high

    with pytest.raises(ExceptionGroup, match="2 of 4: low=4, high=3; low=8, high=7") as failure:
        law()
    assert tried == [1, 4, 5, 8]
    assert [one.__notes__ for one in failure.value.exceptions] == [
        ["with low=4, high=3"],
        ["with low=8, high=7"],
    ]
