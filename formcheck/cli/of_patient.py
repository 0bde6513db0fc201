"""`score --patient` and `rescore --patient`: a patient's programme judges, and their visits are kept."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy import select

from formcheck.errors import UsageError
from formcheck.media.taken_at import taken_at
from formcheck.pipeline.folders import part_name
from formcheck.pipeline.score import ScoredFile
from formcheck.runtime.printable import printable, printable_text
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.visits.people import find_patient
from formcheck.visits.place import Place, default_place
from formcheck.visits.programmes import InForce, in_force
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.videos import put_video

_NOON = time(12, 0)


@dataclass(frozen=True, slots=True)
class PutIn:
    """Whose videos they are.

    Attributes:
        patient: name, key or beginning of a key; "own" for the patient of this machine.
        store: folder of the store; None for `default_place`.
        on: day on which they were taken; None for what the files say.
        own_choices: options that were given and would contradict a programme.
    """

    patient: str
    store: Place | None = None
    on: date | None = None
    own_choices: tuple[str, ...] = ()


class Kept(NamedTuple):
    """What came of a video: a visit that is new, or was there before; or none."""

    what: Literal["new", "known", "left"]
    line: str


class OfPatient:
    """A patient in an open store.

    Args:
        store: open.
        patient: of the store.
        followed: their programme.
        on: day of the videos, or None.
    """

    def __init__(self, store: VisitStore, patient: Patient, followed: InForce, on: date | None) -> None:
        self._store, self._patient, self._followed, self._on = store, patient, followed, on

    @property
    def _name(self) -> str:
        return printable_text(self._patient.name) or "this machine's patient"

    @property
    def about(self) -> str:
        """By what it is judged, as a line for the terminal."""
        version = self._followed.version
        if version is None:
            return f"{self._name} has no programme: judged as formcheck ships"
        return f"Judged by version {version.number} of the programme of {self._name}"

    def judged(self, plan: Plan) -> Plan:
        """The plan under the patient's programme."""
        return plan if self._followed.version is None else self._followed.programme.judged(plan)

    def recordings(self) -> list[tuple[Path, str]]:
        """Every recording of the patient that is kept, with a name for its results, the oldest first."""
        query = (
            select(
                Visit.began_at, Visit.utc_offset_min, Exercise.number, Exercise.name, Exercise.recording_hash
            )
            .join(Exercise, Exercise.visit_id == Visit.id)
            .where(Visit.patient_id == self._patient.id, Exercise.recording_hash.is_not(None))
            .order_by(Visit.began_at, Exercise.number)
        )
        with self._store.reading() as session:
            rows = session.execute(query).all()
        found = []
        for began, offset_min, number, name, digest in rows:
            path = self._store.recordings.path(digest or "")
            if path.exists():
                local = began + timedelta(minutes=offset_min)
                found.append((path, f"{local:%Y-%m-%d_%H-%M-%S}-{part_name(number, name)}"))
        return found

    def put(self, video: Path, scored: ScoredFile, lang: str) -> str:
        """As `keep`; gives the line that says what came of it."""
        return self.keep(video, scored, lang).line

    def keep(self, video: Path, scored: ScoredFile, lang: str) -> Kept:
        """Put a scored video into the store.

        Raises:
            OutputError: the store cannot be written to.
        """
        shown, result = printable(video), scored.result
        if scored.interrupted or result.source.partial:
            return Kept("left", f"{shown} is not kept as a visit: it was stopped before its end")
        began = self._began(video)
        put = put_video(self._store, self._patient.id, scored.folder, result, began, self._followed, lang)
        if put.visit_id is None:
            return Kept("left", f"{shown} is not kept as a visit: no exercise was found in it")
        day = (put.began_at or began).astimezone().date().isoformat()
        if put.known:
            said = f"{shown} is a visit of {self._name} already, of {day}: that one stays as it is"
            return Kept("known", said)
        left_out = self._left_out(result.exercise)
        return Kept("new", f"{shown} is kept as a visit of {self._name}, of {day}{left_out}")

    def _left_out(self, exercise: str) -> str:
        """What to say of an exercise that the programme does not have."""
        if self._followed.version is None or exercise == AUTO or self._followed.programme.item_of(exercise):
            return ""
        return f" ({exercise} is not in the programme: judged as formcheck ships)"

    def _began(self, video: Path) -> datetime:
        now = self._store.now()
        said = taken_at(video)
        if self._on is not None:
            clock = said.astimezone().time() if said and said.astimezone().date() == self._on else _NOON
            return datetime.combine(self._on, clock).astimezone()
        return now if said is None or said > now else said


@contextlib.contextmanager
def patient_of(put_in: PutIn) -> Iterator[OfPatient]:
    """The patient, while the store is open.

    Raises:
        InputError: there is no such patient, or their programme cannot be read.
        UsageError: there are several, the day lies ahead, or an option contradicts the programme.
    """
    with VisitStore(put_in.store or default_place()) as store:
        yield patient_in(store, put_in)


def patient_in(store: VisitStore, put_in: PutIn) -> OfPatient:
    """The patient in an open store; the place in `put_in` does not count. Errors as of `patient_of`."""
    with store.reading() as session:
        patient = find_patient(session, put_in.patient)
    followed = in_force(store, patient.id)
    if followed.version is not None and put_in.own_choices:
        raise UsageError(
            f"{put_in.own_choices[0]} and a patient's programme would both judge",
            f"Leave {put_in.own_choices[0]} out: the programme says how",
        )
    if put_in.on is not None and put_in.on > store.now().astimezone().date():
        raise UsageError(f"--on {put_in.on.isoformat()} lies ahead", "Write the day of the video")
    return OfPatient(store, patient, followed, put_in.on)
