"""Puts videos that were scored into the store, each as a visit of a patient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.runtime.version import __version__
from formcheck.scoring.recording_result import RecordingResult
from formcheck.scoring.result import Result
from formcheck.scoring.source import Source
from formcheck.visits.clock import arrival
from formcheck.visits.log import utc_offset_min
from formcheck.visits.programmes import InForce
from formcheck.visits.results import put_result
from formcheck.visits.retention import keep_days
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore

SOURCE = "video"


@dataclass(frozen=True, slots=True)
class PutVideo:
    """What came of a video.

    Attributes:
        visit_id: its visit; None where there was nothing to keep.
        known: that video was in the store before, and stays as it is there.
        began_at: when the visit in the store began.
    """

    visit_id: str | None
    known: bool = False
    began_at: datetime | None = None


def put_video(
    store: VisitStore,
    patient_id: str,
    folder: Path,
    result: Result,
    began_at: datetime,
    followed: InForce,
    lang: str = "nl",
) -> PutVideo:
    """Put what the scoring of a video found into the store.

    Args:
        store: where to.
        patient_id: whose visit it is.
        folder: where the results were written, with the recording.
        result: what was found; of several exercises each becomes one of the visit.
        began_at: when the video began.
        followed: the programme that it was judged by.
        lang: language of the visit.

    Raises:
        OutputError: the store cannot be written to.
    """
    parts = list(_parts(folder, result))
    if not parts:
        return PutVideo(None)
    now = store.now()
    with store.writing() as session:
        patient = session.get_one(Patient, patient_id)
        known = _known(session, patient_id, began_at, parts[0][0].source)
        if known is not None:
            return known
        visit = _visit(patient_id, result, began_at, followed, lang)
        visit.arrived_at = arrival(session, patient, now)
        session.add(visit)
        session.flush()
        for number, (part, recording) in enumerate(parts, 1):
            kept = store.recordings.put(session, recording, now, keep_days(session))
            exercise = _exercise(visit.id, number, part, began_at, followed)
            exercise.recording_hash = kept
            session.add(exercise)
            put_result(session, exercise, part)
        return PutVideo(visit.id, began_at=began_at)


def _visit(patient_id: str, result: Result, began_at: datetime, followed: InForce, lang: str) -> Visit:
    """The row of the visit that a video is; when it arrived is not in it."""
    version = followed.version
    return Visit(
        patient_id=patient_id,
        programme_id=None if version is None else version.id,
        state="closed",
        source=SOURCE,
        lang=lang,
        began_at=began_at,
        utc_offset_min=utc_offset_min(began_at),
        ended_at=began_at + timedelta(seconds=result.source.duration_s),
        finished=True,
        plan={} if version is None else followed.programme.content(),
        formcheck_version=__version__,
    )


def _exercise(visit_id: str, number: int, part: Result, began_at: datetime, followed: InForce) -> Exercise:
    """The row of an exercise of a video, without its recording and result."""
    first_s = min((event.start_s for event in part.events), default=0.0)
    return Exercise(
        visit_id=visit_id,
        number=number,
        item=_item(followed, part.exercise),
        name=part.exercise,
        state="done",
        began_at=began_at + timedelta(seconds=first_s),
    )


def _parts(folder: Path, result: Result) -> Iterator[tuple[Result, Path]]:
    """The result of each exercise with its recording."""
    if not isinstance(result, RecordingResult):
        yield result, folder / "recording.parquet"
        return
    for part in result.parts:
        text = (folder / part.folder / "result.json").read_text(encoding="utf-8")
        yield Result.model_validate_json(text), folder / part.folder / "recording.parquet"


def _known(session: Session, patient_id: str, began_at: datetime, film: Source) -> PutVideo | None:
    """The visit that this video is already.

    The day may differ: a copy of a file that does not say when it was taken has another one.
    """
    query = (
        select(Visit.id, Visit.began_at, Exercise.result["source"])
        .join(Exercise, Exercise.visit_id == Visit.id)
        .where(Visit.patient_id == patient_id, Visit.source == SOURCE)
    )
    for visit_id, began, source in session.execute(query):
        if not isinstance(source, dict):
            continue
        there = Source.model_validate(source)
        if there == film or (began == began_at and there.true_name == film.true_name):
            return PutVideo(visit_id, known=True, began_at=began)
    return None


def _item(followed: InForce, exercise: str) -> int | None:
    """Place of an exercise in the programme; None where it is in none, or there is none."""
    if followed.version is None:
        return None
    names = [item.exercise for item in followed.programme.items]
    return names.index(exercise) if exercise in names else None
