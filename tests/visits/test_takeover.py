"""The folder of formcheck 0.1 comes into the store, once, whatever lies in it; the folder stays as it is."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.errors import InputError
from formcheck.store.files import OutputFolder
from formcheck.visits.deletion import delete_patient
from formcheck.visits.folder import VisitFolder
from formcheck.visits.recordings import file_hash
from formcheck.visits.results import stored_result
from formcheck.visits.schema import Exercise, Patient, ThresholdSet, Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.takeover import take_over
from tests.support.practice import NOW, sample
from tests.support.store_places import on_both, place_of

BEGAN = datetime(2026, 11, 2, 10, 0)
ABOUT: dict[str, object] = {
    "lang": "en",
    "pain_before": 2,
    "pain_after": 4,
    "pain_worst": 5,
    "new_leg_symptoms": True,
    "advice": "stop",
    "finished": True,
    "exercises": [{"exercise": "plank", "hold_s": 20.0}, {"exercise": "bridge", "hold_s": 0.0}],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "formcheck-visits"


@pytest.fixture
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[VisitStore]:
    with VisitStore(place_of(request, tmp_path / "store"), now=lambda: NOW) as store:
        yield store


def part(folder: VisitFolder, name: str = "plank-good") -> Path:
    """The files of one exercise, as formcheck 0.1 wrote them."""
    one = sample(name)
    path = folder.next_folder(one.result.exercise)
    path.mkdir(parents=True)
    (path / "result.json").write_text(one.result.to_json(), encoding="utf-8")
    shutil.copy(one.recording, path / "recording.parquet")
    (path / "frames.parquet").write_bytes(b"a table")
    (path / "report.html").write_text("<p>a report</p>")
    folder.kept(path)
    return path


def visit(root: Path, *names: str, began: datetime = BEGAN, closed: bool = True) -> Path:
    folder = VisitFolder(root, began)
    for name in names:
        part(folder, name)
    if closed:
        folder.finish(ABOUT)
    return folder.path


def content(root: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in root.rglob("*")
        if path.is_file()
    }


def visits(store: VisitStore) -> list[Visit]:
    with store.reading() as session:
        found = list(session.scalars(select(Visit).order_by(Visit.began_at)))
        for one in found:
            assert all(
                exercise.faults is not None and exercise.events is not None for exercise in one.exercises
            )
    return found


@on_both("store")
def test_everything_of_a_visit_comes_in(root: Path, store: VisitStore) -> None:
    (root / ".page-key").parent.mkdir(parents=True)
    (root / ".page-key").write_text("key")
    visit(root, "plank-good", "plank-sag")
    before = content(root)
    told: list[tuple[int, int]] = []
    found = take_over(store, root, lambda done, total: told.append((done, total)))
    assert (found.visits, found.exercises, found.recordings, found.problems) == (1, 2, 2, ())
    assert told == [(1, 1)]
    assert content(root) == before
    (one,) = visits(store)
    assert one.began_at == BEGAN.astimezone()
    assert one.utc_offset_min * 60 == BEGAN.astimezone().utcoffset().total_seconds()  # type: ignore[union-attr]
    assert (one.state, one.source, one.lang, one.arrived_at) == ("closed", "folder", "en", NOW)
    assert (one.pain_before, one.pain_after, one.pain_worst, one.legs) == (2, 4, 5, True)
    assert (one.advice, one.finished, one.stopped) == ("stop", True, False)
    assert one.plan == {"items": [{"exercise": "plank"}, {"exercise": "bridge"}]}
    assert [(e.number, e.item, e.name, e.state) for e in one.exercises] == [
        (1, 0, "plank", "done"),
        (2, 0, "plank", "done"),
    ]
    with store.reading() as session:
        assert session.get_one(Patient, one.patient_id).own
        for exercise, name in zip(one.exercises, ("plank-good", "plank-sag"), strict=True):
            thresholds = session.get_one(ThresholdSet, exercise.threshold_digest)
            assert stored_result(exercise, thresholds).to_json() == sample(name).result.to_json()
            assert exercise.recording_hash == file_hash(sample(name).recording)
            assert store.recordings.path(exercise.recording_hash).exists()


def test_it_comes_in_once(root: Path, store: VisitStore, tmp_path: Path) -> None:
    visit(root, "plank-good")
    take_over(store, root)
    assert take_over(store, root).known == 1
    moved = tmp_path / "elsewhere"
    shutil.copytree(root, moved)
    found = take_over(store, moved)
    assert (found.visits, found.known) == (0, 1)
    visit(root, "plank-sag", began=BEGAN.replace(day=3))
    assert (take_over(store, root).visits, len(visits(store))) == (1, 2)


def test_what_was_deleted_does_not_come_back(root: Path, store: VisitStore) -> None:
    visit(root, "plank-good")
    take_over(store, root)
    delete_patient(store, visits(store)[0].patient_id)
    for path in root.rglob("*"):
        os.utime(path)
    assert take_over(store, root).visits == 0
    assert visits(store) == []


def test_a_visit_that_the_store_knows_is_left_alone(root: Path, store: VisitStore) -> None:
    """With --out a live visit is written to a folder, too."""
    visit(root, "plank-good")
    with store.writing() as session:
        began = BEGAN.astimezone().replace(microsecond=400_000)
        session.add(Visit(patient_id=store.own_patient(session).id, began_at=began, arrived_at=began))
    assert take_over(store, root).known == 1
    assert [one.source for one in visits(store)] == ["live"]


def test_a_half_visit_comes_in_and_the_rest_when_it_is_there(root: Path, store: VisitStore) -> None:
    folder = VisitFolder(root, BEGAN)
    part(folder)
    assert take_over(store, root).exercises == 1
    (one,) = visits(store)
    assert (one.state, one.pain_before, one.plan) == ("broken_off", None, {"items": [{"exercise": "plank"}]})
    part(folder, "plank-sag")
    folder.finish(ABOUT)
    found = take_over(store, root)
    assert (found.visits, found.exercises, found.known) == (0, 1, 1)
    (one,) = visits(store)
    assert (one.state, one.pain_before, len(one.exercises)) == ("closed", 2, 2)


def test_one_that_is_being_written_waits(root: Path, store: VisitStore) -> None:
    folder = VisitFolder(root, BEGAN)
    path = part(folder)
    with OutputFolder(path).staged("recording.parquet") as staged:
        staged.write_bytes(b"1")
        found = take_over(store, root)
        assert "still being written" in found.problems[0]
        assert visits(store) == []
        shutil.copy(sample("plank-good").recording, staged)
    assert take_over(store, root).visits == 1


def test_odd_things_are_told_and_the_rest_comes_in(root: Path, store: VisitStore, tmp_path: Path) -> None:
    days = [BEGAN.replace(day=day) for day in range(1, 20)]
    whole = visit(root, "plank-good", began=days[0])
    (root / "notes.txt").write_text("mine")
    (root / "holiday").mkdir()
    (root / "link").symlink_to(whole)
    damaged = visit(root, "plank-good", began=days[1])
    (damaged / "01-plank" / "recording.parquet").write_bytes(b"PAR1 no more")
    no_result = visit(root, "plank-good", began=days[2])
    (no_result / "01-plank" / "result.json").write_text('{"schema": 1')
    nothing = visit(root, "plank-good", began=days[3])
    (nothing / "01-plank" / "result.json").write_text("[" * 100_000)
    (nothing / "01-plank" / "recording.parquet").unlink()
    (visit(root, "plank-good", began=days[4]) / "visit.json").write_text("[1, 2]")
    odd = visit(root, "plank-good", began=days[5])
    answers = {
        **ABOUT,
        "pain_before": 99,
        "pain_after": True,
        "lang": "<b>",
        "advice": 3,
        "began": "yesterday",
    }
    (odd / "visit.json").write_text(json.dumps({**answers, "exercises": [{"exercise": "yoga"}, 3]}))
    renamed = visit(root, "plank-good", began=days[6])
    renamed.rename(root / "my best visit")
    killed = VisitFolder(root, days[7]).next_folder("plank")
    killed.mkdir(parents=True)
    half = killed / ".formcheck-0badcafe-99999999-0-recording.parquet"
    half.write_bytes(b"")
    os.utime(half, (0, 0))
    found = take_over(store, root)
    assert found.visits == 7
    assert half.exists(), "the folder stays as it is"
    told = "\n".join(found.problems)
    assert [one.rpartition("/")[2] for one in found.strangers] == [
        f"{name} is no visit" for name in ("holiday", "link", "notes.txt")
    ]
    assert "recording.parquet is damaged" in told
    assert f"{nothing / '01-plank'} holds no result that can be read" in told
    assert "visit.json cannot be read" in told
    assert f"{killed} holds nothing" in told
    assert "that of the folder is taken" in told
    came = {one.began_at: one for one in visits(store)}
    assert [len(one.exercises) for one in came.values()] == [1, 1, 1, 0, 1, 1, 1]
    second, third = came[days[1].astimezone()], came[days[2].astimezone()]
    assert second.exercises[0].recording_hash is None
    assert second.exercises[0].word == "good"
    assert third.exercises[0].word == "good", "judged anew from its recording"
    sixth = came[days[5].astimezone()]
    assert (sixth.pain_before, sixth.pain_after, sixth.pain_worst, sixth.lang) == (None, None, 5, "nl")
    again = take_over(store, root)
    assert (again.visits, again.problems) == (0, ()), "told once"


def test_no_folder_and_no_right_to_it(root: Path, store: VisitStore) -> None:
    assert take_over(store, root).visits == 0
    root.write_text("a file")
    with pytest.raises(InputError, match="cannot be read"):
        take_over(store, root)


def test_exercises_without_a_folder_are_no_rows(root: Path, store: VisitStore) -> None:
    """A stop for pain before anything was done: the answers are kept, for the therapist."""
    visit(root)
    take_over(store, root)
    (one,) = visits(store)
    assert (one.exercises, one.advice) == ([], "stop")
    with store.reading() as session:
        assert session.scalars(select(Exercise)).all() == []
