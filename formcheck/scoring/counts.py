"""How counts are shown: one rounding for terminal, report, screen and speech."""

from __future__ import annotations

from formcheck.scoring.result import SideDose


def whole_seconds(seconds: float) -> int:
    """The whole seconds that are over, as a clock shows them. A sum over frames may lack a hair of one."""
    return int(round(seconds, 1))


def repetitions(dose: SideDose) -> int:
    """Repetitions done; where there are some, a lift that was held is one, too."""
    return dose.reps + dose.holds if dose.reps else 0
