"""The limits of the cat-camel."""

from __future__ import annotations

from formcheck.exercises.all_fours_limits import AllFoursLimits
from formcheck.judge.config import DriveEdges, Finite


class CatCamelLimits(AllFoursLimits):
    """Numbers of the cat-camel's rule. The comments in `config.toml` explain each."""

    settled_deg: Finite
    steady_deg: Finite
    close_deg: Finite
    turn_deg: Finite
    least_deg: Finite
    noise_deg: Finite
    rhythm_hips_deg: Finite
    rhythm_close_deg: Finite
    rhythm_turn_deg: Finite
    rhythm_least_deg: Finite
    rhythm_hips_least: Finite
    blind_s: Finite
    seen_again_s: Finite
    shortest_s: Finite
    returned_from: Finite
    uneven_cycles: Finite
    told_s: Finite
    drive_top: Finite

    def drive_edges(self) -> DriveEdges:
        """When a movement counts."""
        return DriveEdges(top=self.drive_top)
