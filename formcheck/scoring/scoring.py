"""`Scoring`: one exercise from the first frame to the result, fed with chunks of any length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from math import inf, isfinite, nan

from formcheck.exercises import get_exercise
from formcheck.judge.bands import Edge
from formcheck.judge.calibration import Reference, Refusal
from formcheck.judge.frames import FrameScores
from formcheck.judge.main_faults import MainWatch
from formcheck.judge.segments import Outcome
from formcheck.judge.vocabulary import NOTHING_SEEN, SIGNALS
from formcheck.pose.track import ModelInfo, Track
from formcheck.runtime.version import __version__
from formcheck.scoring import summary, verdicts
from formcheck.scoring.breaks import BreakFinder
from formcheck.scoring.coverage import CoverageTally, OutlineTally
from formcheck.scoring.judged_by import Calibration, RefusedReference
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Coverage, Pose, Result, ViewFound
from formcheck.scoring.scorer import Scorer
from formcheck.scoring.source import Source
from formcheck.scoring.sparse import SparseTally
from formcheck.signals.turned import TurnTally
from formcheck.signals.view import View, ViewTally


class Scoring:
    """Feeds a track to the scoring core and collects what the result needs.

    Args:
        plan: how to score.

    Raises:
        UsageError: the plan makes no sense.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rule = plan.rule()
        self._scorer = Scorer(self.rule, plan.options(), plan.dial())
        self._state = self._scorer.start(plan.given_reference(self.rule.spec.calibrated))
        self._tally = CoverageTally()
        self._views = ViewTally()
        self._outline = OutlineTally(self.rule.spec.outline)
        self._turns = TurnTally()
        self._breaks, self._sparse = BreakFinder(), SparseTally()
        self.outcomes: list[Outcome] = []
        self._span_s = (inf, -inf)
        self._outlined = True

    def feed(self, chunk: Track) -> FrameScores:
        """Score the next frames. Chunks may be of any length; events do not depend on it."""
        breaks = {found.row: found for found in self._breaks.step(chunk)}
        if not breaks:
            return self._feed(chunk)
        edges = sorted({0, *breaks, len(chunk)})
        parts = []
        for first, last in pairwise(edges):
            if first in breaks:
                outcomes, self._state = self._scorer.interrupted(
                    self._state, breaks[first].until_s, gap=not breaks[first].away
                )
                self.outcomes += outcomes
                self._tally.pause()
            parts.append(self._feed(chunk[first:last]))
        return FrameScores.concatenate(parts)

    def _feed(self, chunk: Track) -> FrameScores:
        scores, outcomes, self._state = self._scorer.step(chunk, self._state)
        self.outcomes += outcomes
        self._tally.step(scores)
        self._views.step(chunk)
        self._outline.step(chunk)
        self._turns.step(chunk)
        self._outlined = chunk.model.reads_outline
        self._sparse.step(chunk.time)
        if len(chunk):
            self._span_s = (min(self._span_s[0], chunk.time[0].item()), chunk.time[-1].item())
        return scores

    def calibrate_from(self, time_s: float) -> None:
        """Allow a personal reference from a media time on, which lies after the last frame's.

        It becomes part of the plan: whoever scores the frames again finds the same. The plan has to have been
        made with `calibrate_during_s`.
        """
        self._calibrate_during((*self._asked(), (time_s, None)))

    @property
    def asked(self) -> bool:
        """Whether a reference may be taken now, by `calibrate_from`."""
        return any(until_s is None for _, until_s in self._asked())

    def calibrate_until(self, time_s: float) -> None:
        """Allow no reference from a media time on, after the last frame's, until `calibrate_from`."""
        closed = ((a, time_s if b is None else b) for a, b in self._asked())
        self._calibrate_during(tuple(closed))

    def _asked(self) -> tuple[tuple[float, float | None], ...]:
        return self.plan.calibrate_during_s or ()

    def _calibrate_during(self, during_s: tuple[tuple[float, float | None], ...]) -> None:
        self.plan = self.plan.model_copy(update={"calibrate_during_s": during_s})
        self.rule = self.plan.rule()
        self._scorer = Scorer(self.rule, self.plan.options(), self.plan.dial())

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges of the bands that judge."""
        return self._scorer.edges

    @property
    def near_left(self) -> bool | None:
        """Whether the person's left side faces the camera; None where neither does or nobody was seen."""
        if self.rule.spec.framing != "sagittal":
            return None
        if self.plan.side is not None:
            return self.plan.side == "left"
        return self._state.look.side[1]

    @property
    def reference(self) -> Reference | None:
        """The personal reference in force after what was fed."""
        return self.rule.reference(self._state.rule)

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """The latest refusal of each value of a personal reference; rows as in `rule.spec.calibrated`."""
        return self.rule.refused(self._state.rule)

    def doubted(self, refusal: Refusal) -> str | None:
        """The fault that a refused reference shows; None where it shows none."""
        name = self.rule.spec.calibrated[refusal.row].removeprefix("left_").removeprefix("right_")
        return self.rule.config.shown_by(name, refusal.doubt)

    @property
    def calibrated(self) -> bool:
        """Whether a personal reference is in force for what was fed last, that is for that side."""
        return self.reference is not None if self._state.left is None else self._state.calibrated

    @property
    def left(self) -> bool | None:
        """Whether an exercise of one side at a time was last done on the left; None for any other."""
        return self._state.left

    @property
    def judged_signals(self) -> list[str]:
        """Names of the signals that a band judges."""
        return list(dict.fromkeys(SIGNALS[edge.row] for edge in self._scorer.edges))

    @property
    def sight(self) -> summary.Sight:
        """What the poses that were fed allow, for the reasons of what could not be judged."""
        return self._sight(self._views.view(), self._outlined)

    def main_watch(self) -> MainWatch:
        """A watch on the main faults, for the frames that are fed."""
        return MainWatch(self._scorer.mains, self._scorer.edges)

    @property
    def measured_anything(self) -> bool:
        """Whether at least one event could be judged; complete after `finish`."""
        return any(summary.verdict_of(o) != "unmeasured" for o in self.outcomes)

    @property
    def turn_deg(self) -> int:
        """By how much, clockwise, the picture has to be turned to stand upright; 0 where it does, where
        nothing is sure, and where something was measured as it is.
        """
        signature = self.rule.spec.posture_signature
        if self.measured_anything or signature is None:
            return 0
        return self._turns.turn_deg((*signature.doing, *signature.resting))

    @property
    def camera_roll_deg(self) -> float | None:
        """Roll of the camera, + turned clockwise (the picture turns anticlockwise); None while unknown."""
        roll_deg = self._state.look.level.roll_deg
        return round(roll_deg, 1) + 0.0 if roll_deg == roll_deg else None

    @property
    def open_since_s(self) -> float:
        """When the present hold or movement began, dated back; NaN outside one."""
        segment = self._state.segment
        return max(segment.start_s, segment.ended_s) if segment.parts else nan

    @property
    def standing(self) -> tuple[Outcome, ...]:
        """What is open, as it would be called if nothing came after what was fed."""
        return tuple(self._counted(self._scorer.finish(self._state)))

    def finish(self) -> None:
        """Close what is still open; call it once, after the last chunk."""
        self.outcomes = self._counted([*self.outcomes, *self._scorer.finish(self._state)])

    def _counted(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        # The end of a repetition is predicted a little ahead; the recording may have stopped before it.
        last_s = self._span_s[1]
        ended = (replace(o, end_s=last_s) if o.end_s > last_s else o for o in outcomes)
        return [summary.settled(outcome) for outcome in ended]

    def _refused_values(self) -> list[RefusedReference]:
        """What was read and not taken as a reference, as it stands in the result."""
        return [
            RefusedReference(
                value=self.rule.spec.calibrated[refusal.row],
                doubt=refusal.doubt,
                fault=self.doubted(refusal),
                read=round(refusal.value, 6),
                start_s=round(refusal.start_s, 3) if isfinite(refusal.start_s) else None,
                end_s=round(refusal.end_s, 3) if isfinite(refusal.end_s) else None,
            )
            for refusal in self.refused
        ]

    def _sight(self, view: View | None, outlined: bool) -> summary.Sight:
        """What the poses that were fed allow, for the reasons of what could not be judged."""
        turned = summary.turned(self.rule.config, view) and self.plan.calibrate == "first"
        read = self._outline.read
        return summary.Sight(turned, outlined, read, read and not self._knows_neutral(self.reference))

    def _knows_neutral(self, reference: Reference | None) -> bool:
        """Whether the outline's own neutral, where one is asked for, is part of the reference."""
        names = self.rule.spec.calibrated
        if "lumbar_deg" not in names:
            return True
        return reference is not None and isfinite(reference.values[names.index("lumbar_deg")])

    def _not_shown(self) -> frozenset[str]:
        """Faults that the views of this recording do not show."""
        seen, only = self._views.seen(), self.rule.spec.shown_from
        hidden = {fault for fault, view in only.items() if view not in seen}
        return self.rule.config.unseen_from(self.plan.view) | hidden

    def result(self, source: Source, model: ModelInfo) -> Result:
        """The result of all that was fed."""
        edges, coverage = self._scorer.edges, self._coverage()
        near, view = self.near_left, self._views.view()
        technique = summary.technique_of(self.outcomes, edges)
        sight = self._sight(view, model.reads_outline)
        spec = self.rule.spec
        events = [summary.event_of(o, sight, moves=spec.moves) for o in self.outcomes]
        said = verdicts.said_of(events, coverage, spec.scores_form)
        calibration = _calibration(self.reference, spec.calibrated, self._refused_values())
        unmeasured = self._unmeasured(coverage, frozenset(technique), sight)
        unmeasured |= verdicts.mostly_unmeasured(events, technique)
        if coverage.measured > 0:  # otherwise the coverage gives the reason
            unmeasured = summary.without_reference(unmeasured, calibration)
        return Result(
            formcheck_version=__version__,
            source=source,
            pose=Pose(backend=model.backend, model=model.name, sha256=model.sha256),
            exercise=self.plan.exercise,
            exercise_detected_by=self.plan.detected_by,
            view=self.plan.view,
            near_side=None if near is None else "left" if near else "right",
            view_found=view_as_found(view),
            camera_roll_deg=self.camera_roll_deg,
            calibration=calibration,
            thresholds=summary.thresholds_of(
                self.rule.config, get_exercise(self.plan.exercise).config(), edges, self.plan.strictness
            ),
            coverage=coverage,
            dose=summary.dose_of(self.outcomes),
            asymmetry=summary.asymmetry_of(self.outcomes, self.rule.config, self._span_s),
            technique=technique,
            **said._asdict(),
            form_scored=spec.scores_form,
            unmeasured=unmeasured,
            events=events,
        )

    def _coverage(self) -> Coverage:
        """How much was measured, and why not the rest."""
        others = [outcome for outcome in self.outcomes if outcome.seen != NOTHING_SEEN]
        if self.measured_anything:
            return self._tally.coverage(self.judged_signals, others)
        nothing = self._tally.nothing(others)
        coverage = nothing.model_copy(update={"reasons": self._sparse.reasons(nothing.reasons)})
        return coverage.said_as("wrong_posture", "turned") if self.turn_deg else coverage

    def _unmeasured(self, coverage: Coverage, found: frozenset[str], sight: summary.Sight) -> dict[str, str]:
        """Faults that were not judged, with the reason; `found` are those that were seen."""
        spec = self.rule.spec
        return summary.unmeasured(
            self._scorer.edges,
            coverage,
            self.reference is not None,
            spec.out_of_view,
            self._not_shown(),
            found,
            sight.turned,
            sight.outlined,
            sight.no_neutral,
            self._tally.left_out(),
            max(len(set(spec.shown_from.values())), 1),
        )


def view_as_found(view: View | None) -> ViewFound | None:
    """A view as it stands in results."""
    if view is None:
        return None
    known = isfinite(view.yaw_deg)
    return ViewFound(
        view=view.name,
        confidence=view.confidence,
        yaw_deg=round(view.yaw_deg) if known else None,
        towards=view.towards if known else None,
    )


def _calibration(
    reference: Reference | None, names: tuple[str, ...], refused: list[RefusedReference]
) -> Calibration:
    if reference is None:
        return Calibration(kind="default", refused=refused)
    given = reference.start_s != reference.start_s  # NaN: it came with the plan
    return Calibration(
        kind="personal",
        start_s=None if given else round(reference.start_s, 3),
        end_s=None if given else round(reference.end_s, 3),
        values={n: round(float(v), 6) for n, v in zip(names, reference.values, strict=True) if isfinite(v)},
        refused=refused,
    )
