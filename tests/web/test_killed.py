"""A program that is killed in the middle of a visit: the next start finds what the page was told."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support.kills import Told, killed_visit


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_kills_at_moments_drawn_by_lot(tmp_path: Path) -> None:
    """One after the other, each on what the one before left; `python -m tests.support.kills 100` for more."""
    counts: Counter[str] = Counter()
    told = Told()
    for seed, most in ((23, 400), (4, 250), (11, 1)):
        killed_visit(tmp_path, seed, told, counts, most)
    print(dict(counts))
    assert counts["went on"]
    assert counts["in an exercise"]
