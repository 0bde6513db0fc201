"""`overlay_spec`: what the overlay draws for a scoring."""

from __future__ import annotations

from formcheck.overlay.overlay import OverlaySpec
from formcheck.scoring.scoring import Scoring


def overlay_spec(scoring: Scoring) -> OverlaySpec:
    """What the overlay draws for the exercise, view and near side of a scoring."""
    spec, near = scoring.rule.spec, scoring.near_left
    side_view = spec.framing != "facing"
    return OverlaySpec(
        judged_line=spec.judged_line if side_view else None,
        judged_point=spec.judged_point if side_view else None,
        outline=spec.outline if side_view else None,
        near_side=None if near is None else "left" if near else "right",
    )
