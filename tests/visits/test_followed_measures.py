"""How somebody stood is followed over visits: a value with its error, and neither way is better."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from formcheck.coach.programme import GivenReference
from formcheck.report.observed import observations
from formcheck.scoring.result import Result
from formcheck.therapist.charts import Period
from formcheck.therapist.trends_view import exercise_view
from formcheck.trends.change import Kind
from formcheck.trends.exercise_trend import ExerciseTrend, exercise_trends
from formcheck.visits.patient_file import patient_file
from formcheck.visits.programmes import in_force
from formcheck.visits.results import put_result
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import Words
from tests.support.scored import score
from tests.support.stick_figures import seconds
from tests.support.stick_upright import UPRIGHT, standing
from tests.support.store_places import Places

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@cache
def look(back_deg: float, calibrate: str = "none") -> Result:
    """Somebody who stands with this back, seen from the side; a reference cannot matter here."""
    time = seconds(5.0, 15.0)
    track = standing(time, back_deg=np.full(len(time), back_deg)).shown(UPRIGHT)
    return score(track, "standing", calibrate=calibrate).result


def trend_of(store: VisitStore, *backs_deg: float) -> ExerciseTrend:
    with store.writing() as session:
        person = Patient(name="Ada", created_at=NOW)
        session.add(person)
        session.flush()
        for day, back_deg in enumerate(backs_deg):
            at = NOW + timedelta(days=day)
            visit = Visit(patient_id=person.id, began_at=at, arrived_at=at, state="closed")
            session.add(visit)
            session.flush()
            exercise = Exercise(visit_id=visit.id, number=1, name="standing", began_at=at)
            session.add(exercise)
            put_result(session, exercise, look(back_deg))
        key = person.id
    with store.reading() as session:
        file = patient_file(session, key, NOW + timedelta(days=20), None)
        assert file is not None
        return exercise_trends(file.days)[0]


@pytest.mark.parametrize(("later_deg", "kind"), [(30.0, Kind.BETTER), (-30.0, Kind.WORSE), (6.0, Kind.NONE)])
def test_a_change_beyond_its_error_is_told_as_a_change(
    tmp_path: Path, places: Places, later_deg: float, kind: Kind
) -> None:
    with VisitStore(places(tmp_path), now=lambda: NOW) as store:
        trend = trend_of(store, *[0.0] * 3, *[later_deg] * 3)
    found = trend.measures["lumbar_line_deg"].change
    assert found.kind is kind
    assert found.smallest is not None
    assert found.smallest > 7.9, "the error of one look, or that of the person's own days"
    view = exercise_view(1, trend, Period(NOW, NOW + timedelta(days=6)), Words("en"), None)
    told = " ".join(view.sentences)
    assert view.shares == []
    assert ("changed" in view.change.word) == (kind is not Kind.NONE)
    assert "better" not in told.replace("neither better", "")
    assert "less well" not in told
    assert "line of the lower back" in view.charts[0]
    assert len(view.charts) == len(trend.measures) == 2


def test_one_look_alone_is_no_change(tmp_path: Path, places: Places) -> None:
    with VisitStore(places(tmp_path), now=lambda: NOW) as store:
        trend = trend_of(store, 0.0)
    assert trend.measures["lumbar_line_deg"].change.kind is Kind.TOO_FEW


def test_the_next_look_is_laid_beside_the_first_one(tmp_path: Path, places: Places) -> None:
    """Nobody has to approve a value: there is no right one, only an earlier one."""
    with VisitStore(places(tmp_path), now=lambda: NOW) as store:
        with store.writing() as session:
            person = store.own_patient(session)
            for day, back_deg in enumerate((0.0, 20.0)):
                at = NOW + timedelta(days=day)
                visit = Visit(patient_id=person.id, began_at=at, arrived_at=at, state="closed")
                session.add(visit)
                session.flush()
                exercise = Exercise(visit_id=visit.id, number=1, name="standing", began_at=at)
                session.add(exercise)
                put_result(session, exercise, look(back_deg, "first"))
        item = in_force(store).programme.item_of("standing")
    assert item is not None
    assert isinstance(item.reference, GivenReference)
    assert item.reference.taken_on == "2026-11-30"
    time = seconds(8.0, 15.0)
    track = standing(time, back_deg=np.full(len(time), 20.0)).shown(UPRIGHT)
    judged = score(track, "standing", reference=item.reference.values)
    assert judged.faults == {"lumbar_flat"}
    told = {one.what: one.answer for one in observations(judged.result, Words("en"))}
    assert told["Lower back"] == "lower back flatter than before"
    assert told["Head before the trunk"] == "no real change from your earlier time"
