"""Times what is done to many visits at once: judging again, backup."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from formcheck.cli.bench.errors import BenchmarkError
from formcheck.cli.bench.practice import Sample
from formcheck.cli.bench.scoring_core import repeated
from formcheck.cli.bench.visit_samples import FPS, as_sample
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.store.recording import RecordingWriter, read_recording
from formcheck.visits.backup import backup
from formcheck.visits.results import put_result
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.what_if import WhatIf, past_exercises

VISIT_S = 300.0
"""Length of the exercise of each visit, seconds."""


@dataclass(frozen=True, slots=True)
class Job:
    """What was done.

    Attributes:
        seconds: how long it took; `cpu_s` of all processors, with the processes that were started for it.
        target_s: what it may take; None for no target.
    """

    name: str
    seconds: float
    cpu_s: float
    target_s: float | None = None


def time_judging(folder: Path, sample: Sample, visits: int, visit_s: float = VISIT_S) -> Job:
    """Judge the visits of one patient again, each from a recording of its own.

    Args:
        folder: for a store and its recordings.
        sample: what is done in each visit.
        visits: how many.
        visit_s: how long each is made, seconds.

    Raises:
        BenchmarkError: not all visits could be judged.
    """
    with VisitStore(folder / "judged") as store:
        patient = _fill(store, folder, sample, visits, visit_s)
        with store.reading() as session:
            past = past_exercises(session, store.recordings, patient, sample.result.exercise)
        again = WhatIf(patient, sample.result.exercise, {"dose": {"sets": 2}}, past)
        job = timed(f"judging {visits} visits of {visit_s / 60:.0f} min again", again.run, 10)
        judged = sum(not one.trouble for one in again.judged.values())
    if judged != visits:
        raise BenchmarkError(f"Of {visits} visits {judged} could be judged again")
    return job


def time_backup(store: VisitStore, file: Path) -> Job:
    """Back the whole store up."""
    return timed("backup of the practice", lambda: backup(store, file))


def timed(name: str, do: Callable[[], object], target_s: float | None = None) -> Job:
    """Do something, and see how long it takes."""
    began, worked = time.perf_counter(), sum(os.times()[:4])
    do()
    return Job(name, time.perf_counter() - began, sum(os.times()[:4]) - worked, target_s)


def _fill(store: VisitStore, folder: Path, sample: Sample, visits: int, visit_s: float) -> str:
    """Visits of one patient, one a day; gives the patient's key."""
    track = repeated(read_recording(sample.recording)[0], round(visit_s * FPS))
    long = as_sample(track, Plan(exercise=sample.result.exercise), "long", folder)
    now = store.now()
    with store.writing() as session:
        patient = Patient(name="Anna", created_at=now - timedelta(days=visits + 1))
        session.add(patient)
        session.flush()
        for number in range(visits):
            path = folder / "one.parquet"
            _write(path, track, long, f"visit {number}")
            began = now - timedelta(days=visits - number)
            visit = Visit(
                patient_id=patient.id, state="closed", began_at=began, arrived_at=now, finished=True
            )
            digest = store.recordings.put(session, path, now, None)
            session.add(visit)
            session.flush()
            exercise = Exercise(
                visit_id=visit.id,
                number=1,
                name=long.result.exercise,
                state="done",
                began_at=began,
                recording_hash=digest,
            )
            put_result(session, exercise, long.result, long.report)
            session.add(exercise)
        return patient.id


def _write(path: Path, track: Track, like: Sample, name: str) -> None:
    """A recording whose bytes are no other's, since its source has a name of its own."""
    source = like.result.source.model_copy(update={"name": name})
    plan = Plan(exercise=like.result.exercise)
    with RecordingWriter(path, track.size, track.model, {}) as writer:
        writer.append(track)
        writer.close(plan=plan.model_dump(), source=source.model_dump())
