"""How long it takes to hand over visits with recordings of their own, and to take them in elsewhere."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from formcheck.cli.bench.practice import Sample
from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.exchange.import_visits import import_file
from formcheck.store.recording import RecordingWriter, read_recording
from formcheck.visits.results import put_result
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore

VISITS = 100
EXERCISES = 3
"""Of a visit: three times 100 seconds are five minutes."""
TARGET_S = 20.0


@dataclass(frozen=True, slots=True)
class HandingOver:
    """Seconds to write a file, to take it in, and to take it in once more; and the megabytes of the file."""

    export_s: float
    import_s: float
    again_s: float
    megabytes: float


def time_exchange(folder: Path, samples: Sequence[Sample], visits: int = VISITS) -> HandingOver:
    """Time one file of so many visits.

    Args:
        folder: for two stores and the file.
        samples: what visits are made of; every exercise gets a recording of its own.
        visits: how many.
    """
    path = folder / "visits.formcheck"
    with VisitStore(folder / "patient") as home, VisitStore(folder / "therapist") as desk:
        patient = _fill(home, folder, samples, visits)
        began = time.perf_counter()
        export_visits(home, Selection(patient), path)
        exported = time.perf_counter()
        done = import_file(desk, path)
        imported = time.perf_counter()
        again = import_file(desk, path)
        end = time.perf_counter()
        assert (len(done.new), again.same) == (visits, visits)
    return HandingOver(exported - began, imported - exported, end - imported, path.stat().st_size / 1e6)


def _fill(store: VisitStore, folder: Path, samples: Sequence[Sample], visits: int) -> str:
    read = [(sample, *read_recording(sample.recording)) for sample in samples]
    staged, now = folder / "recording.parquet", store.now()
    with store.writing() as session:
        patient = Patient(name="Anna", created_at=now)
        session.add(patient)
        session.flush()
        for number in range(visits):
            began = now - timedelta(days=number)
            visit = Visit(patient_id=patient.id, state="closed", began_at=began, arrived_at=now)
            session.add(visit)
            session.flush()
            for place in range(EXERCISES):
                sample, track, context = read[(number + place) % len(read)]
                with RecordingWriter(staged, track.size, track.model, context) as writer:
                    writer.append(track)
                    writer.close(source={"visit": number, "place": place})  # no two are the same
                exercise = Exercise(
                    visit_id=visit.id,
                    number=place + 1,
                    name=sample.result.exercise,
                    state="done",
                    began_at=began,
                    recording_hash=store.recordings.put(session, staged, now, None),
                )
                session.add(exercise)
                put_result(session, exercise, sample.result)
    return patient.id
