"""A practice made by script: patients with programmes and visits, in a store."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from formcheck.scoring.result import Event, Result
from formcheck.visits.results import canonical_digest, put_result
from formcheck.visits.schema import Exercise, Patient, ProgrammeVersion, Visit
from formcheck.visits.store import VisitStore

NAMES = ("Anna", "Bram", "Cor", "Dirk", "Els", "Femke", "Gerrit", "Hanna", "Ilse", "Joost", "Karin", "Lotte")
_AT_ONCE = 500
"""Visits in one transaction."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A result that visits are made of, with its recording."""

    result: Result
    recording: Path


def fill_practice(
    store: VisitStore, samples: Sequence[Sample], *, patients: int, visits: int, seed: int = 0
) -> None:
    """Put patients and visits in. The same seed gives the same practice, but for its random keys.

    Args:
        store: where to.
        samples: what is done in a visit; each visit takes one to three of them, with other times and doses.
        patients, visits: how many, the visits of all patients together.
        seed: of what is drawn by lot.
    """
    lot = random.Random(seed)
    today = store.now()
    with store.writing() as session:
        hashes = [store.recordings.put(session, s.recording, today, None) for s in samples]
        stored = list(zip(samples, hashes, strict=True))
        people = [_patient(session, number, today, samples) for number in range(patients)]
    for first in range(0, visits, _AT_ONCE):
        with store.writing() as session:
            for number in range(first, min(first + _AT_ONCE, visits)):
                patient, programme = people[number % patients]
                days = 84 * lot.random()
                _visit(session, lot, patient, programme, today - timedelta(days=days), stored)


def _patient(session: Session, number: int, today: datetime, samples: Sequence[Sample]) -> tuple[str, str]:
    name = f"{NAMES[number % len(NAMES)]} {number:03d}"
    patient = Patient(name=name, lang="nl", created_at=today - timedelta(days=90))
    session.add(patient)
    session.flush()
    content: dict[str, object] = {"items": [{"exercise": s.result.exercise} for s in samples[:3]]}
    programme = ProgrammeVersion(
        patient_id=patient.id,
        number=1,
        created_at=patient.created_at,
        content=content,
        digest=canonical_digest(content),
    )
    session.add(programme)
    session.flush()
    return patient.id, programme.id


def _visit(
    session: Session,
    lot: random.Random,
    patient: str,
    programme: str,
    began: datetime,
    samples: Sequence[tuple[Sample, str]],
) -> None:
    before = lot.choice((1, 2, 2, 3, 3, 4, 5))
    after = max(0, min(10, before + lot.choice((-1, -1, 0, 0, 0, 1, 2))))
    visit = Visit(
        patient_id=patient,
        programme_id=programme,
        state="closed",
        began_at=began,
        ended_at=began + timedelta(minutes=20),
        arrived_at=began + timedelta(hours=2),
        pain_before=before,
        pain_after=after,
        pain_worst=max(before, after),
        exertion=lot.choice((3, 4, 5, 6)),
        advice="easier" if after >= 4 else "go_on",
        finished=True,
    )
    session.add(visit)
    session.flush()
    done = lot.sample(list(samples), lot.randint(1, min(3, len(samples))))
    for number, (sample, digest) in enumerate(done, 1):
        exercise = Exercise(
            visit_id=visit.id,
            number=number,
            item=number - 1,
            name=sample.result.exercise,
            state="done",
            began_at=began + timedelta(minutes=5 * number),
            recording_hash=digest,
        )
        session.add(exercise)
        put_result(session, exercise, _varied(sample.result, lot))


def _varied(result: Result, lot: random.Random) -> Result:
    """The result with another dose: some people hold longer than others, and no day is as the one before."""
    factor = lot.uniform(0.6, 1.4)
    events = [_stretched(event, factor) for event in result.events]
    dose = result.dose.model_copy(
        update={
            "hold_s": round(result.dose.hold_s * factor, 3),
            "quality_hold_s": round(result.dose.quality_hold_s * factor, 3),
        }
    )
    return result.model_copy(update={"events": events, "dose": dose})


def _stretched(event: Event, factor: float) -> Event:
    times = {"start_s": round(event.start_s * factor, 3), "end_s": round(event.end_s * factor, 3)}
    faults = [
        fault.model_copy(
            update={
                name: round(getattr(fault, name) * factor, 3) for name in ("start_s", "end_s", "peak_at_s")
            }
        )
        for fault in event.faults
    ]
    return event.model_copy(update={**times, "faults": faults})
