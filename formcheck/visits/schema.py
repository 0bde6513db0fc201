"""The tables of the store of visits: patients and their programmes, visits, exercises and their results.

Beside them: what therapists put beside a visit (`opinion_schema`), agreement (`judgement_schema`), voices
(`voice_schema`) and practices (`practice_schema`); what all have in common is in `table_base`.
Everything exists in SQLite and PostgreSQL alike. Keys are random (`new_id`), so that what two machines
made can lie in one store. A change of a table is a new migration (`formcheck.visits.migrations`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from formcheck.visits.table_base import ID_LENGTH, Base, Json, key, key_of

MAX_NAME = 200
"""Characters of a patient's name or pseudonym."""


class Patient(Base):
    """Somebody who exercises. A pseudonym is enough.

    Attributes:
        own: the patient whose machine this is; no patient of a therapist.
        looked_at: when the therapist last opened the patient's page; what arrived later is new.
    """

    __tablename__ = "patient"

    id: Mapped[str] = key()
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    lang: Mapped[str] = mapped_column(String(8), default="nl")
    own: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]

    visits: Mapped[list[Visit]] = relationship(
        back_populates="patient", cascade="all, delete-orphan", passive_deletes=True
    )
    programmes: Mapped[list[ProgrammeVersion]] = relationship(
        back_populates="patient", cascade="all, delete-orphan", passive_deletes=True
    )


class PatientAlias(Base):
    """The key by which another store knows a patient: that of the patient's own machine, or of a colleague.

    Attributes:
        id: the key there, which is of no patient here.
    """

    __tablename__ = "patient_alias"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    patient_id: Mapped[str] = key_of("patient")


class ProgrammeVersion(Base):
    """One version of a patient's programme; a version is never changed.

    Attributes:
        number: 1 for the patient's first one.
        content: the programme, as `formcheck.coach.programme.Programme` reads it.
        digest: SHA-256 of the content as canonical JSON.
        message: what the therapist wrote about the change.
    """

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("patient_id", "number"),)

    id: Mapped[str] = key()
    patient_id: Mapped[str] = key_of("patient", index=False)
    number: Mapped[int]
    created_at: Mapped[datetime]
    content: Mapped[Json]
    digest: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(default="")

    patient: Mapped[Patient] = relationship(back_populates="programmes")


VISIT_IN_SHORT = (
    "patient_id",
    "began_at",
    "state",
    "arrived_at",
    "pain_before",
    "pain_after",
    "legs",
    "advice",
)


class Visit(Base):
    """One visit, or one video that was put in.

    Attributes:
        state: "open" while it goes on, "closed" when it ended by itself or by a button, "broken_off" when the
            program ended before it did.
        source: "live", "video", or "folder" (taken over from the folder of results of formcheck 0.1).
        began_at: start of the visit; the local time of the patient is `utc_offset_min` later.
        arrived_at: when it came into this store.
        pain_*: answers from 0 to 10; None where there is none. `pain_next` is that of the next morning.
        exertion: how hard it was, 0 to 10.
        legs: new or worse pain, numbness or weakness in a leg was reported.
        advice: as `formcheck.coach.pain.Advice`.
        stopped: it ended before everything was done.
        comment: what the patient wrote.
        plan: what was to be done: the items of the visit, as `Programme` reads them.
    """

    __tablename__ = "visit"
    # What the list of patients reads of each visit stands in the index: it then reads no visit.
    __table_args__ = (Index("ix_visit_in_short", *VISIT_IN_SHORT),)

    id: Mapped[str] = key()
    patient_id: Mapped[str] = key_of("patient", index=False)
    programme_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("programme_version.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[str] = mapped_column(String(16), default="open")
    source: Mapped[str] = mapped_column(String(16), default="live")
    lang: Mapped[str] = mapped_column(String(8), default="nl")
    began_at: Mapped[datetime] = mapped_column(index=True)
    utc_offset_min: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime] = mapped_column(index=True)
    pain_before: Mapped[int | None]
    pain_after: Mapped[int | None]
    pain_worst: Mapped[int | None]
    pain_next: Mapped[int | None]
    exertion: Mapped[int | None]
    legs: Mapped[bool] = mapped_column(default=False)
    advice: Mapped[str] = mapped_column(String(16), default="go_on")
    finished: Mapped[bool] = mapped_column(default=False)
    stopped: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(default="")
    plan: Mapped[Json] = mapped_column(default=dict)
    formcheck_version: Mapped[str] = mapped_column(String(32), default="")

    patient: Mapped[Patient] = relationship(back_populates="visits")
    exercises: Mapped[list[Exercise]] = relationship(
        back_populates="visit",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Exercise.number",
    )
    answers: Mapped[list[Answer]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Answer.given_at, Answer.id"
    )


class Answer(Base):
    """One answer or button of a visit, as it was given: "pain", "legs", "exertion", "safety", "stop", ...

    Attributes:
        at_s: media time of the visit, seconds, or None outside of it.
    """

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    visit_id: Mapped[str] = key_of("visit")
    given_at: Mapped[datetime]
    at_s: Mapped[float | None]
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[int | None]


class Recording(Base):
    """A recording (`formcheck.store.recording`), a file named after the SHA-256 of its bytes.

    Attributes:
        keep_until: the file may be removed after that; None keeps it. Results stay.
        removed_at: the file is gone since then.
    """

    __tablename__ = "recording"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[int]
    created_at: Mapped[datetime]
    keep_until: Mapped[datetime | None] = mapped_column(index=True)
    removed_at: Mapped[datetime | None]


class ThresholdSet(Base):
    """Thresholds that results were judged with: the table `thresholds` of `result.json`, each kept once."""

    __tablename__ = "threshold_set"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[Json]


class Exercise(Base):
    """One exercise of a visit: how it was done and judged.

    Times are seconds. The columns repeat what pages sort and draw by; `result` is `result.json` without its
    events and thresholds.

    Attributes:
        item: place of the exercise in the visit's plan, from 0; None of a video.
        state: "running" or "done".
        sets: what the coach counted in the sets of a live visit that ended during this row. `of`: how many
            were asked for (a side counts as one). `done`: of each set its number `set`, its `side`, `whole`
            (False: broken off by a button), `hold_target_s` and `reps_target` of that day, and the fields of
            `SideDose`. The sets of an exercise add up to the doses of its results.
        hold_s: held; `quality_hold_s` = in green + half in amber; `longest_s` the longest hold;
            a hold that could not be measured is in none of them.
        good_reps: repetitions without a fault.
        counts: by side ("" where there is none) the number of measured holds, "holds", and of repetitions by
            what they show: "good", "almost", "different", "unmeasured".
        good_s, almost_s, different_s, unmeasured_s: time within holds and repetitions by what was seen.
        model: backend, network and the first digits of its SHA-256, e.g. "onnx full 1a2b3c4d".
        chart: what the page draws, see `formcheck.visits.charts`.
    """

    __tablename__ = "exercise"
    __table_args__ = (UniqueConstraint("visit_id", "number"),)

    id: Mapped[str] = key()
    visit_id: Mapped[str] = key_of("visit", index=False)
    number: Mapped[int]
    item: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(40), index=True)
    state: Mapped[str] = mapped_column(String(16), default="running")
    began_at: Mapped[datetime]
    sets: Mapped[Json] = mapped_column(default=dict)
    word: Mapped[str] = mapped_column(String(16), default="")
    as_far_as_seen: Mapped[bool] = mapped_column(default=False)
    hold_s: Mapped[float] = mapped_column(Float, default=0.0)
    quality_hold_s: Mapped[float] = mapped_column(Float, default=0.0)
    longest_s: Mapped[float] = mapped_column(Float, default=0.0)
    reps: Mapped[int] = mapped_column(default=0)
    good_reps: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    counts: Mapped[Json] = mapped_column(default=dict)
    good_s: Mapped[float] = mapped_column(Float, default=0.0)
    almost_s: Mapped[float] = mapped_column(Float, default=0.0)
    different_s: Mapped[float] = mapped_column(Float, default=0.0)
    unmeasured_s: Mapped[float] = mapped_column(Float, default=0.0)
    left_s: Mapped[float | None]
    right_s: Mapped[float | None]
    model: Mapped[str] = mapped_column(String(80), default="")
    threshold_digest: Mapped[str | None] = mapped_column(
        String(64), ForeignKey("threshold_set.digest"), index=True
    )
    recording_hash: Mapped[str | None] = mapped_column(String(64), ForeignKey("recording.hash"), index=True)
    result: Mapped[Json | None]
    chart: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    visit: Mapped[Visit] = relationship(back_populates="exercises")
    events: Mapped[list[ExerciseEvent]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="ExerciseEvent.number"
    )
    faults: Mapped[list[ExerciseFault]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="ExerciseFault.rank"
    )


class ExerciseEvent(Base):
    """A hold, repetition, attempt or rest: an entry of `events` in `result.json`.

    Attributes:
        number: place in the result, from 0.
        detail: the entry's other fields: faults, book, measures, ...
    """

    __tablename__ = "event"

    exercise_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("exercise.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    start_s: Mapped[float]
    end_s: Mapped[float]
    side: Mapped[str | None] = mapped_column(String(24))
    verdict: Mapped[str] = mapped_column(String(16))
    detail: Mapped[Json]


class ExerciseFault(Base):
    """One fault over a whole exercise, as in `technique` of `result.json`; `rank` 0 is the gravest."""

    __tablename__ = "exercise_fault"

    exercise_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("exercise.id", ondelete="CASCADE"), primary_key=True
    )
    fault: Mapped[str] = mapped_column(String(40), primary_key=True)
    rank: Mapped[int]
    seconds: Mapped[float]
    count: Mapped[int]
    worst: Mapped[float]
    unit: Mapped[str] = mapped_column(String(60))


class Setting(Base):
    """One setting of this store: "recordings_days", "taken_over", ..."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str]
