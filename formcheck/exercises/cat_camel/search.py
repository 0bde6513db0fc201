"""Cycles from the back line, or, while that cannot be read, from the rhythm of head and hips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formcheck.signals.cycles import CycleFinder, Cycles, CycleState
from formcheck.signals.lanes import Lane, negated, stacked
from formcheck.signals.latches import Dwell, DwellState, latch


@dataclass(frozen=True, slots=True)
class SearchState:
    """Carry: both finders, how long the line has been unread, and whether the rhythm stands in for it."""

    curve: CycleState
    rhythm: CycleState
    sight: DwellState
    blind: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The cycles to go by, those of the back line alone, and where the rhythm stands in for it, as lanes."""

    cycles: Cycles
    curve: Cycles
    blind: Lane


class Search:
    """Two finders side by side; the back line is left when it is gone, and taken up between cycles."""

    def __init__(self, k: Mapping[str, float]) -> None:
        kept = int(k["uneven_cycles"])
        self._curve = CycleFinder(k["turn_deg"], k["least_deg"], k["close_deg"], k["noise_deg"], kept)
        self._rhythm = CycleFinder(
            k["rhythm_turn_deg"], k["rhythm_least_deg"], k["rhythm_close_deg"], 0.0, kept
        )
        self._sight = Dwell((k["blind_s"],), (k["seen_again_s"],))

    def start(self) -> SearchState:
        """Nothing seen yet."""
        return SearchState(self._curve.start(), self._rhythm.start(), self._sight.start(), False)

    def step(
        self, line: Lane, swing: Lane, unread: Lane, settled: Lane, time: Lane, state: SearchState
    ) -> tuple[Found, SearchState]:
        """Search a chunk of at least one frame.

        Args:
            line: curve of the back, degrees, NaN in frames without a reading.
            swing: rhythm of head and hips, degrees, + round.
            unread: there is no reading of the line that is still young enough.
            settled: the body is in posture.
            time: seconds.
            state: carry.
        """
        away = negated(settled)
        rhythm, rhythm_state = self._rhythm.step(swing, time, away, state.rhythm)
        hidden, _, sight = self._sight.step(
            stacked([unread & settled]), stacked([negated(unread)]), time, state.sight
        )
        blind = latch(hidden[0], negated(hidden[0]) & negated(rhythm.active), state.blind)
        curve, curve_state = self._curve.step(line, time, away | blind, state.curve)
        last = blind if type(blind) is bool else blind[-1].item()
        found = Found(curve.or_else(rhythm, blind), curve, blind)
        return found, SearchState(curve_state, rhythm_state, sight, last)
