"""From where the product would judge a track as an exercise, when nobody told it."""

from __future__ import annotations

from typing import Any

from formcheck.exercises import get_exercise
from formcheck.pose.track import Track
from formcheck.signals.view import accepted, find_view


def view_for(track: Track, exercise: str) -> Any:
    """The view that `formcheck score` takes (see `formcheck.pipeline.score`): found where it can choose."""
    views = get_exercise(exercise).config().views
    return accepted(find_view(track), views)
