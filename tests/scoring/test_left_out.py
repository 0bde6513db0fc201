"""Signals of points that the picture does not show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from formcheck.exercises.plank import rule as plank
from tests.support.scenarios import ALL
from tests.support.scored import score


@pytest.mark.parametrize("lengths", ["whole", "single"])
def test_an_exercise_that_names_no_points_loses_nothing(
    lengths: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new exercise may leave `needs` empty."""
    monkeypatch.setattr(plank.Plank, "spec", replace_needs(plank.SPEC))
    scenario = next(one for one in ALL if one.exercise == "plank" and not one.faults)
    track = scenario.track()
    # The feet lie beyond the edge of the picture.
    track = replace(track, size=(int(track.xy[:, :, 0].max()) - 4, track.size[1]))
    chunks = None if lengths == "whole" else [track[row : row + 1] for row in range(len(track))]
    frames = score(track, "plank", chunks=chunks).frames
    assert not frames.outside.any()


def replace_needs(spec: Any) -> Any:
    return replace(spec, needs={})
