"""What a module of an exercise says: how its truth is named and what of it is held against the product.

The first six exercises stand in the modules that use these: `cases`, `truth`, `signals`, `postures`, ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.columns import Column, SignalTarget
from benchmarks.accuracy.true_signals import TrueSignals

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """An exercise of the benchmark.

    Attributes:
        exercise: name on the command line.
        shown_as: the truth's name (a module of `tools.synth.exercises` gives it) -> side or None.
        columns: signals that are held against the truth.
        true: signal -> what the truth says of it, (T,), in the product's unit and sign; None where it cannot.
            It goes before what `TrueSignals` makes of a signal of that name.
        named_as: label of the truth -> names of the contract that say the same; one left out is its own name.
        seen_from: view -> labels that it can show; a view left out shows none.
        at_the_top: labels that only the top of a repetition can show.
        whole: faults that only a whole repetition can show.
        kin: exercises in whose posture somebody is during this one, and the other way round.
        held_in, top_in, rest_in: posture (`signals/posture.py`) of its holds, of a repetition's top, and
            between repetitions; None: has no name.
        targets: of the signals' errors.
        errors: label -> by how much the product misreads what shows it, on average over clips drawn by lot,
            in the unit of its band; a fault no further than that from the green edge is not asked for.
        why: clip drawn by lot -> why something of it stays wrong.
        figures: signals shown in the table of people drawn by lot.
        seen: seeds of clips that were looked at while the rule was made, by the name of `tools.synth random`.
        held_out: ... and of those that nobody looked at before they were scored.
    """

    exercise: str
    shown_as: Mapping[str, str | None]
    columns: tuple[Column, ...] = ()
    true: Mapping[str, Callable[[TrueSignals], Floats | None]] = field(default_factory=dict)
    named_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seen_from: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_the_top: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    held_in: str | None = None
    top_in: str | None = None
    rest_in: str | None = None
    targets: tuple[SignalTarget, ...] = ()
    errors: Mapping[str, float] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[str, ...] = ()
    seen: Mapping[str, Sequence[int]] = field(default_factory=dict)
    held_out: Mapping[str, Sequence[int]] = field(default_factory=dict)
