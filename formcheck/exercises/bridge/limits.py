"""The limits of the glute bridge."""

from __future__ import annotations

from formcheck.exercises.hip_lift.limits import HipLiftLimits


class BridgeLimits(HipLiftLimits):
    """Numbers of the glute bridge's rule. The comments in `config.toml` explain each."""
