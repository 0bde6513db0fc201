"""The limits of sitting upright."""

from __future__ import annotations

from formcheck.judge.config import Finite, Limits, Seconds, Speaking


class SittingLimits(Limits):
    """Numbers of the rule. The comments in `config.toml` explain each."""

    forward_on_deg: Finite
    forward_off_deg: Finite
    back_on_deg: Finite
    back_off_deg: Finite
    lap_on: Finite
    lap_off: Finite
    shank_on: Finite
    shank_off: Finite
    behind_on: Finite
    behind_off: Finite
    steady: Finite
    ends_s: Finite
    remind_after_s: Seconds
    remind_every_s: Seconds

    def speaking(self) -> Speaking:
        """Once in a while, and of nothing else: somebody sits there to do something."""
        return Speaking(after_s=self.remind_after_s, every_s=self.remind_every_s, calls=False)
