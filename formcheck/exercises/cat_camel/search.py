"""Cycles from the back line, or, while that cannot be read, from the rhythm of head and hips."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.exercises.cat_camel.limits import CatCamelLimits
from formcheck.signals.cycle_state import Cycles, CycleState
from formcheck.signals.cycles import CycleFinder
from formcheck.signals.latches import Debounce, DebounceState, latch
from formcheck.signals.samples import Flags, Samples, last, negated


@dataclass(frozen=True, slots=True)
class SearchState:
    """State: both finders, how long the line has been unread, and whether the rhythm stands in for it."""

    curve: CycleState
    rhythm: CycleState
    sight: DebounceState
    blind: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The cycles to go by, those of the back line alone, and where the rhythm stands in for it."""

    cycles: Cycles
    curve: Cycles
    blind: Flags


class Search:
    """Two finders side by side; the back line is left when it is gone, and taken up between cycles."""

    def __init__(self, k: CatCamelLimits) -> None:
        kept = int(k.uneven_cycles)
        self._curve = CycleFinder(k.turn_deg, k.least_deg, k.close_deg, k.noise_deg, kept)
        self._rhythm = CycleFinder(k.rhythm_turn_deg, k.rhythm_least_deg, k.rhythm_close_deg, 0.0, kept)
        self._sight = Debounce((k.blind_s,), (k.seen_again_s,))

    def start(self) -> SearchState:
        """Nothing seen yet."""
        return SearchState(self._curve.start(), self._rhythm.start(), self._sight.start(), False)

    def step(
        self,
        line: Samples,
        swing: Samples,
        unread: Flags,
        settled: Flags,
        time: Samples,
        state: SearchState,
    ) -> tuple[Found, SearchState]:
        """Search a chunk of at least one frame.

        Args:
            line: curve of the back, degrees, NaN in frames without a reading.
            swing: rhythm of head and hips, degrees, + round.
            unread: there is no reading of the line that is still young enough.
            settled: the body is in posture.
            time: seconds.
            state: after the chunk before.
        """
        away = negated(settled)
        rhythm, rhythm_state = self._rhythm.step(swing, time, away, state.rhythm)
        (hidden,), _, sight = self._sight.step((unread & settled,), (negated(unread),), time, state.sight)
        blind = latch(hidden, negated(hidden) & negated(rhythm.active), state.blind)
        curve, curve_state = self._curve.step(line, time, away | blind, state.curve)
        found = Found(curve.or_else(rhythm, blind), curve, blind)
        return found, SearchState(curve_state, rhythm_state, sight, last(blind))
