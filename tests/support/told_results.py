"""Results of all exercises with any mixture of faults, attempts and what could not be judged."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from formcheck.exercises import exercise_names, get_exercise
from formcheck.exercises.base import ExerciseSpec
from formcheck.judge.bands import Edge, edges_of
from formcheck.judge.config import Strictness
from formcheck.judge.main_faults import Cause, MainFault
from formcheck.judge.segments import Kind, Outcome, Span
from formcheck.judge.vocabulary import FAULT, GOOD, NO_REASON, REASON_CODE, SIGNALS, UNMEASURED
from formcheck.overlay.overlay import OverlaySpec
from formcheck.report.data import ReportData, worst_signal
from formcheck.scoring import summary, verdicts
from formcheck.scoring.judged_by import Calibration, Thresholds
from formcheck.scoring.result import Coverage, Pose, Result
from formcheck.scoring.source import Source

LASTS_S, GAP_S = 4.0, 1.0
CAUSES: tuple[Cause, ...] = ("reference", "neutral", "outline", "points")
MANY, EITHER, CAUSE = st.integers(0, 6), st.booleans(), st.sampled_from(CAUSES)
SEEN = st.sampled_from((LASTS_S, LASTS_S, LASTS_S, 0.0))
LENGTH, MEASURED = st.sampled_from((0.2, 0.2, 1.0, 3.0)), st.sampled_from((1.0, 0.8, 0.5, 0.2))
EXERCISE = st.sampled_from(exercise_names())


class Known(NamedTuple):
    """What is the same for all results of an exercise, and what is drawn for it."""

    spec: ExerciseSpec
    edges: tuple[Edge, ...]
    thresholds: Thresholds
    kinds: st.SearchStrategy[Kind]
    faults: st.SearchStrategy[list[Edge]]
    mains: st.SearchStrategy[list[MainFault]]


@cache
def known(exercise: str) -> Known:
    """Of an exercise, made once: a strategy that is made anew for each result costs more than the result."""
    scored = get_exercise(exercise)
    config, spec = scored.config(), scored.spec
    edges = edges_of(config.bands, Strictness())
    kinds: list[Kind] = ["rep", "attempt", "hold"] if spec.moves else ["hold", "attempt"]
    return Known(
        spec,
        edges,
        summary.thresholds_of(config, config, edges, 1.0),
        st.sampled_from(kinds),
        st.lists(st.sampled_from(edges), max_size=3, unique_by=lambda e: e.fault),
        st.lists(st.sampled_from(spec.main_faults), unique=True),
    )


@st.composite
def outcomes(draw: st.DrawFn, exercise: str) -> list[Outcome]:
    """Up to six events, one after the other."""
    of = known(exercise)
    found: list[Outcome] = []
    for number in range(draw(MANY)):
        start = number * (LASTS_S + GAP_S)
        seen = draw(SEEN)
        spans = []
        if seen and draw(EITHER):
            for edge in draw(of.faults):
                major, length = draw(EITHER), draw(LENGTH)
                peak = edge.sign * edge.green
                spans.append(Span(edge.fault, start, start + length, peak, start, edge.unit, major))
        mains = draw(of.mains) if seen else []
        named = {span.fault for span in spans}
        unmeasured = tuple((main.name, draw(CAUSE)) for main in mains if main.name not in named)
        reason = NO_REASON if seen else REASON_CODE["occluded"]
        kind = draw(of.kinds)
        found.append(
            Outcome(
                kind,
                start,
                start + LASTS_S,
                None,
                tuple(spans),
                None,
                (),
                seen,
                seen,
                0.0,
                reason,
                unmeasured,
            )
        )
    return found


@st.composite
def told(draw: st.DrawFn) -> ReportData:
    """A result as the program makes it, with the frames that go with it."""
    exercise = draw(EXERCISE)
    done = draw(outcomes(exercise))
    of = known(exercise)
    spec, edges = of.spec, of.edges
    coverage = Coverage(measured=0.0, active_s=0.0, reasons={"no_person": 1.0})
    if any(summary.verdict_of(outcome) != "unmeasured" for outcome in done):
        measured = draw(MEASURED)
        reasons = {"occluded": 1 - measured} if measured < 1 else {}
        signals = dict.fromkeys((SIGNALS[edge.row] for edge in edges), 1.0)
        coverage = Coverage(measured=measured, active_s=30.0, reasons=reasons, signals=signals)
    events = [summary.event_of(outcome, moves=spec.moves) for outcome in done]
    said = verdicts.said_of(events, coverage, spec.scores_form)
    personal = draw(EITHER)
    technique = summary.technique_of(done, edges)
    result = Result(
        formcheck_version="0",
        source=Source(name="told.mp4", frames=450, fps_mean=15, duration_s=30, width=854, height=480),
        pose=Pose(backend="onnx", model="full", sha256="0f" * 32),
        exercise=exercise,
        exercise_detected_by="user",
        view="side",
        near_side="left",
        calibration=Calibration(kind="personal" if personal else "default"),
        thresholds=of.thresholds,
        coverage=coverage,
        dose=summary.dose_of(done),
        technique=technique,
        **said._asdict(),
        form_scored=spec.scores_form,
        unmeasured=summary.unmeasured(edges, coverage, personal, spec.out_of_view, named=frozenset(technique))
        | verdicts.mostly_unmeasured(events, technique),
        events=events,
    )
    return _with_frames(result, spec.main_signal)


def _with_frames(result: Result, main_signal: str) -> ReportData:
    time = np.arange(450) / 15
    verdict, major = np.full(450, UNMEASURED, np.int8), np.zeros(450, np.bool_)
    for event in result.events:
        within = (time >= event.start_s) & (time <= event.end_s)
        verdict[within] = UNMEASURED if event.verdict == "unmeasured" else GOOD
        for fault in event.faults:
            shown = (time >= fault.start_s) & (time <= fault.end_s)
            verdict[shown], major[shown] = FAULT, major[shown] | fault.major
    signal = np.where(verdict == UNMEASURED, np.nan, 0.0)
    name = worst_signal(result) or main_signal
    return ReportData(result, time, verdict, major, signal, name, False, OverlaySpec(near_side="left"))
