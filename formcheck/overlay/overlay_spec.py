"""`overlay_spec`: what the overlay draws for a scoring."""

from __future__ import annotations

from formcheck.exercises.base import ExerciseSpec
from formcheck.overlay.body import Side
from formcheck.overlay.lines import lines_of
from formcheck.overlay.overlay import OverlaySpec
from formcheck.scoring.scoring import Scoring


def overlay_spec(scoring: Scoring) -> OverlaySpec:
    """What the overlay draws for the exercise, view and near side of a scoring."""
    near = scoring.near_left
    return overlay_spec_of(scoring.rule.spec, None if near is None else "left" if near else "right")


def overlay_spec_of(spec: ExerciseSpec, near_side: Side | None) -> OverlaySpec:
    """What the overlay draws for an exercise in its view.

    Args:
        spec: of the exercise's rule in this view.
        near_side: the side nearest to the camera; None when it is not known.
    """
    side_view = spec.framing != "facing"
    return OverlaySpec(
        judged_line=spec.judged_line if side_view else None,
        judged_point=spec.judged_point if side_view else None,
        outline=spec.outline if side_view else "spine",
        near_side=near_side,
        lines=lines_of(
            spec,
            line=side_view and spec.judged_line is not None,
            outline=not side_view or spec.outline is not None,
        ),
    )
