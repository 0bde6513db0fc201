"""The limits of the bridge on one leg."""

from __future__ import annotations

from formcheck.exercises.hip_lift.limits import HipLiftLimits


class SingleLegBridgeLimits(HipLiftLimits):
    """Numbers of the single-leg bridge's rule. The comments in `config.toml` explain each."""
