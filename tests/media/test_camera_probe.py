"""A camera is tried for some seconds: what that says of it."""

from __future__ import annotations

import pytest

from formcheck.errors import InputError
from formcheck.media.camera_probe import probe
from formcheck.media.fake_camera import FakeCamera
from formcheck.media.frame import Frame
from tests.support.camera_films import lit


def test_a_probe_takes_five_seconds_or_as_long_as_it_needs() -> None:
    assert probe(FakeCamera(lit(120))).frames == 151
    assert probe(FakeCamera(lit(120)), hasty=True).frames == 3
    dark_first = [*lit(2, seconds=1), *(Frame(f.image, f.time_s + 1) for f in lit(80, seconds=1))]
    assert probe(FakeCamera(dark_first), hasty=True).problem is None
    assert "black" in str(probe(FakeCamera(lit(2)), hasty=True).problem)


def test_a_camera_that_gives_nothing() -> None:
    assert "no pictures" in str(probe(FakeCamera([])).problem)
    silent = FakeCamera(lit(120), silent_at=range(1000))
    assert probe(silent).frames == pytest.approx(10, abs=1)  # half of the five seconds went by in waiting
    gone = FakeCamera(lit(120, seconds=1), error=InputError("Camera 0 was unplugged", "Plug it in"))
    assert "unplugged" in str(probe(gone).problem)
