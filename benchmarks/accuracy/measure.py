"""One clip's outcome against its truth, and every clip judged as what it does not show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.accuracy import faults, signals
from benchmarks.accuracy.cases import SAME_POSTURE, Case, other_exercises
from benchmarks.accuracy.matching import Pair, pair_events
from benchmarks.accuracy.product import Outcome
from benchmarks.accuracy.true_clip import Truth
from benchmarks.accuracy.truth import bridging, load_truth
from benchmarks.accuracy.views import view_for


@dataclass(frozen=True, slots=True)
class ClipReport:
    """All that is measured on one clip."""

    case: Case
    truth: Truth
    outcome: Outcome
    pairs: list[Pair]
    labelled: list[faults.LabelledFault]
    unlabelled: list[faults.Unlabelled]
    compared: list[signals.Compared]
    false_fault_s: float

    @property
    def signals(self) -> list[signals.Agreement]:
        """Of this clip, one for each column."""
        return signals.by_column(self.compared)


@dataclass(frozen=True, slots=True)
class WrongExercise:
    """A clip's recording judged as an exercise that it does not show.

    `same_posture`: what it shows is done in that exercise's posture, so it may be measured.
    """

    clip: str
    exercise: str
    same_posture: bool
    measured: bool
    coverage: float
    counted: str
    """Holds, repetitions and attempts that were claimed, e.g. "2 rep, 1 hold", or empty."""
    faults: tuple[str, ...]
    reasons: str

    @property
    def claims(self) -> bool:
        """Whether anything came out of it that should not have."""
        return bool(self.faults or (self.counted and not self.same_posture))


def truth_of(case: Case) -> Truth:
    """The case's truth, from its JSON or by hand."""
    return bridging() if case.truth is None else load_truth(case.truth, case.exercise)


def measure(case: Case, outcome: Outcome) -> ClipReport:
    """Compare one outcome with the truth."""
    truth = truth_of(case)
    return ClipReport(
        case,
        truth,
        outcome,
        pair_events(truth.events, outcome.events()),
        faults.labelled(truth, outcome) if len(truth.time_s) else [],
        faults.unlabelled(truth, outcome),
        signals.compared(truth, outcome),
        faults.false_fault_s(truth, outcome),
    )


def wrong_exercises(cases: Iterable[Case], outcomes: dict[str, Outcome]) -> list[WrongExercise]:
    """Judge each clip's recording as every exercise that it does not show.

    The poses do not depend on the exercise, so the recording of the first run serves.
    """
    return [
        judged_as(case, exercise, outcomes[case.name]) for case in cases for exercise in other_exercises(case)
    ]


def judged_as(case: Case, exercise: str, outcome: Outcome) -> WrongExercise:
    """Judge a recording anew as `exercise`."""
    from formcheck.scoring.plan import Plan
    from formcheck.scoring.scoring import Scoring
    from formcheck.scoring.source import Source
    from formcheck.store.recording import read_recording

    track, context = read_recording(outcome.recording)
    scoring = Scoring(Plan(exercise=exercise, view=view_for(track, exercise)))
    scoring.feed(track)
    scoring.finish()
    result = scoring.result(Source.model_validate(context["source"]), track.model)
    seen = [e for e in result.events if e.verdict != "unmeasured" and e.kind != "rest"]
    kinds = sorted({e.kind for e in seen})
    return WrongExercise(
        case.name,
        exercise,
        (case.shows, exercise) in SAME_POSTURE,
        scoring.measured_anything,
        result.coverage.measured,
        ", ".join(f"{sum(e.kind == k for e in seen)} {k}" for k in kinds),
        tuple(sorted({f.kind for e in seen for f in e.faults})),
        ", ".join(f"{name} {share:.0%}" for name, share in result.coverage.reasons.items()),
    )
