"""The report of a stored visit, and of each of its exercises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from formcheck.coach.programme import Item, Programme
from formcheck.errors import FormcheckError
from formcheck.judge.config import DoseTarget
from formcheck.pipeline.judge_memory import JudgedExercise, judge_kept
from formcheck.pipeline.pose_source import CHUNK, KeptPoses
from formcheck.pipeline.recorded_choices import read_choices
from formcheck.pose.track import ModelInfo
from formcheck.report.data import ReportData
from formcheck.report.visit_data import DoneExercise, VisitReport
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.store.recording import iter_recording
from formcheck.visits.recordings import Recordings
from formcheck.visits.results import stored_result
from formcheck.visits.schema import Exercise, ProgrammeVersion, ThresholdSet, Visit


def find_visit(session: Session, visit_id: str) -> Visit | None:
    """A visit with its exercises, their events and its patient, in a fixed number of queries."""
    return session.scalar(
        select(Visit)
        .where(Visit.id == visit_id)
        .options(
            selectinload(Visit.patient),
            selectinload(Visit.exercises).selectinload(Exercise.events),
        )
    )


def visit_report(session: Session, visit: Visit) -> VisitReport:
    """What the patient reads of a visit that `find_visit` gave."""
    thresholds = _thresholds(session, visit)
    planned = _planned(visit)
    done = tuple(
        DoneExercise(one.number, one.name, _result(one, thresholds), _dose(one, planned))
        for one in visit.exercises
    )
    begun = {one.item for one in visit.exercises if one.item is not None}
    programme = session.get(ProgrammeVersion, visit.programme_id) if visit.programme_id else None
    offset = visit.utc_offset_min
    return VisitReport(
        lang=visit.lang,
        began=patient_time(visit.began_at, offset),
        name=visit.patient.name,
        minutes=_minutes(visit),
        pain_before=visit.pain_before,
        pain_after=visit.pain_after,
        pain_next=visit.pain_next,
        exertion=visit.exertion,
        legs=visit.legs,
        advice=visit.advice,
        stopped=visit.stopped,
        comment=visit.comment,
        programme=patient_time(programme.created_at, offset) if programme else None,
        exercises=done,
        undone=tuple(item.exercise for at, item in enumerate(planned) if at not in begun),
    )


def patient_time(moment: datetime, utc_offset_min: int) -> datetime:
    """A moment by the patient's clock."""
    return moment.astimezone(timezone(timedelta(minutes=utc_offset_min)))


def exercise_report(session: Session, exercise: Exercise, recordings: Recordings) -> ReportData | None:
    """What the report of one exercise is drawn from; None where no result was written.

    The result is the stored one. Chart and drawings come from the recording: where that is gone or cannot be
    read, or judges otherwise today, the report has none.
    """
    thresholds = session.get(ThresholdSet, exercise.threshold_digest) if exercise.threshold_digest else None
    result = _result(exercise, {thresholds.digest: thresholds}) if thresholds else None
    if result is None:
        return None
    path = recordings.path(exercise.recording_hash) if exercise.recording_hash else None
    if path is not None and path.is_file():
        try:
            choices = read_choices(path)
            chunks = list(iter_recording(path, CHUNK))
            poses = KeptPoses(chunks, chunks[0].model if chunks else _model(result), choices.source)
            judged = judge_kept(poses, choices.plan, auto_view=False)
        except FormcheckError:  # damaged: the result is still there
            return _without_recording(result)
        if isinstance(judged, JudgedExercise) and judged.result.events == result.events:
            return replace(judged.report, result=result)
    return _without_recording(result)


def _without_recording(result: Result) -> ReportData:
    plan = Plan.model_validate({"exercise": result.exercise, "view": result.view})
    judged = judge_kept(KeptPoses((), _model(result), result.source), plan, auto_view=False)
    assert isinstance(judged, JudgedExercise)  # the plan names one exercise
    return replace(judged.report, result=result, gone=True)


def _model(result: Result) -> ModelInfo:
    return ModelInfo(result.pose.backend, result.pose.model, result.pose.sha256)


def _thresholds(session: Session, visit: Visit) -> dict[str, ThresholdSet]:
    digests = {one.threshold_digest for one in visit.exercises if one.threshold_digest}
    found = session.scalars(select(ThresholdSet).where(ThresholdSet.digest.in_(digests)))
    return {one.digest: one for one in found}


def _result(exercise: Exercise, thresholds: Mapping[str, ThresholdSet]) -> Result | None:
    found = thresholds.get(exercise.threshold_digest or "")
    return stored_result(exercise, found) if found and exercise.result is not None else None


def _planned(visit: Visit) -> tuple[Item, ...]:
    try:
        return Programme.model_validate(visit.plan).items
    except ValidationError:  # a visit without a plan: a video, or one of an earlier formcheck
        return ()


def _dose(exercise: Exercise, planned: tuple[Item, ...]) -> DoseTarget | None:
    at = exercise.item
    if at is None or not 0 <= at < len(planned) or planned[at].exercise != exercise.name:
        return None
    try:
        return planned[at].dose()
    except FormcheckError:  # an exercise or a dose that this formcheck does not know
        return None


def _minutes(visit: Visit) -> int | None:
    if visit.ended_at is None:
        return None
    return max(1, round((visit.ended_at - visit.began_at).total_seconds() / 60))
