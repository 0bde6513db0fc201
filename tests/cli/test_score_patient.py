"""`score --patient` and `rescore --patient`: the patient's programme judges, and the videos become visits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.cli.of_patient import OfPatient, PutIn, patient_of
from formcheck.coach.programme import Programme
from formcheck.errors import InputError, UsageError
from formcheck.pipeline.judge_memory import judge_kept
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pipeline.result_files import FileRequest
from formcheck.pipeline.score import ScoredFile
from formcheck.pipeline.write_results import write_results
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.store.files import OutputFolder
from formcheck.visits.programmes import add_version
from formcheck.visits.results import stored_result
from formcheck.visits.schema import Exercise, Patient, ThresholdSet, Visit
from formcheck.visits.store import VisitStore
from tests.support.cli_program import Call, refused
from tests.support.practice import NOW
from tests.support.replays import recording

PROGRAMME = {"items": [{"exercise": "plank", "override": {"fault_from": {"sag": 0.012}}, "strictness": 1.5}]}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with a patient and a programme."""
    with VisitStore(tmp_path / "store", now=lambda: NOW) as store, store.writing() as session:
        patient = Patient(name="Anna", created_at=NOW)
        session.add(patient)
        session.flush()
        add_version(session, patient.id, Programme.model_validate(PROGRAMME), NOW)
    return tmp_path / "store"


def scored(of_patient: OfPatient, folder: Path, name: str = "film.mp4") -> ScoredFile:
    """A clip, as `score` scores it when nobody says what it shows."""
    poses = KeptPoses.of_track(recording("plank_sag"), name)
    out = OutputFolder(folder)
    with out.staging() as files:
        plan = of_patient.judged(Plan(exercise=AUTO))
        outcome = write_results(poses, out, files, FileRequest(plan, True, "en", False))
    return ScoredFile(outcome.result, folder, outcome.measured)


def test_a_video_becomes_a_visit_judged_by_the_programme(store: Path, tmp_path: Path) -> None:
    video = tmp_path / "film.mp4"
    video.write_bytes(b"not looked at")
    with patient_of(PutIn("anna", store)) as of_patient:
        assert of_patient.about == "Judged by version 1 of the programme of Anna"
        result = scored(of_patient, tmp_path / "out")
        said = [of_patient.put(video, result, "en") for _ in range(2)]
    assert "is kept as a visit of Anna" in said[0]
    assert "is a visit of Anna already" in said[1]
    with VisitStore(store) as opened, opened.reading() as session:
        visit = session.scalars(select(Visit)).one()
        exercise = session.scalars(select(Exercise)).one()
        assert (visit.source, visit.state, exercise.name, exercise.item) == ("video", "closed", "plank", 0)
        assert visit.programme_id is not None
        assert visit.plan == PROGRAMME
        assert exercise.recording_hash is not None
        assert opened.recordings.path(exercise.recording_hash).exists()
        thresholds = session.get_one(ThresholdSet, exercise.threshold_digest)
        kept = stored_result(exercise, thresholds)
    assert kept.to_json() == (tmp_path / "out" / "result.json").read_text("utf-8")
    plan = Programme.model_validate(PROGRAMME).items[0].plan()
    own = judge_kept(KeptPoses.of_track(recording("plank_sag"), "film.mp4"), plan, False).result
    assert kept.events == own.events
    assert kept.thresholds == own.thresholds


def test_the_day_is_the_one_that_was_said(store: Path, tmp_path: Path) -> None:
    with patient_of(PutIn("anna", store, on=NOW.date().replace(day=16))) as of_patient:
        said = of_patient.put(tmp_path / "gone.mp4", scored(of_patient, tmp_path / "out"), "en")
    assert "of 2026-11-16" in said
    with patient_of(PutIn("anna", store, on=NOW.date().replace(day=17))) as of_patient:
        said = of_patient.put(tmp_path / "gone.mp4", scored(of_patient, tmp_path / "again"), "en")
    assert "already, of 2026-11-16" in said, "a copy of the file, or another day, makes no second visit"
    with (
        pytest.raises(UsageError, match="lies ahead"),
        patient_of(PutIn("anna", store, on=NOW.date().replace(year=9000))),
    ):
        pass


def test_what_contradicts_the_programme_or_is_nobody_is_refused(store: Path) -> None:
    with (
        pytest.raises(UsageError, match="would both judge"),
        patient_of(PutIn("anna", store, None, ("--config",))),
    ):
        pass
    with pytest.raises(InputError, match="no patient"), patient_of(PutIn("Bram", store)):
        pass


def test_the_options_reach_it(store: Path, tmp_path: Path, call: Call) -> None:
    with patient_of(PutIn("anna", store)) as of_patient:
        plain = scored(of_patient, tmp_path / "out")
    arguments = ["rescore", plain.folder / "recording.parquet", "--patient", "anna", "--store", store]
    done = call(*arguments, "-o", tmp_path / "again")
    assert done.status == 0, done.err
    assert "Judged by version 1" in done.out
    again = json.loads((tmp_path / "again" / "result.json").read_text("utf-8"))
    assert again["thresholds"]["strictness"] == 1.5
    with patient_of(PutIn("anna", store)) as of_patient:
        of_patient.put(tmp_path / "gone.mp4", plain, "en")
    done = call("rescore", "--patient", "anna", "--store", store, "-o", tmp_path / "all")
    assert done.status == 0, done.err
    (folder,) = (tmp_path / "all").iterdir()
    assert folder.name.endswith("-01-plank")
    assert json.loads((folder / "result.json").read_text("utf-8"))["events"] == again["events"]
    refused(call("rescore"), "no RECORDING")
    refused(call("score", "film.mp4", "--on", "2026-11-30"), "--on belongs to --patient")
    refused(call("score", "film.mp4", "--patient", "Bram", "--store", store), "no patient 'Bram'")
