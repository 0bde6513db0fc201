"""A visit is in the store as it goes: answers, sets, and in the end what was judged."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from formcheck.coach.programme import Item, Programme
from formcheck.coach.stages import VisitState
from formcheck.errors import OutputError, UsageError
from formcheck.live_visit.goes_on import goes_on, state_of
from formcheck.live_visit.recovery import tidy_up
from formcheck.live_visit.visit import LiveVisit
from formcheck.pose.fake_estimator import FakePoseEstimator
from formcheck.scoring.counts import whole_seconds
from formcheck.scoring.result import Result
from formcheck.store.journal import JournalWriter
from formcheck.visits.left import close_left, left_visit
from formcheck.visits.log import VisitLog
from formcheck.visits.open_visits import FOLDER
from formcheck.visits.recordings import file_hash
from formcheck.visits.results import stored_result
from formcheck.visits.run_log import RunLog
from formcheck.visits.schema import Exercise, Patient, ThresholdSet, Visit
from formcheck.visits.store import VisitStore
from tests.support.kills import sets_of
from tests.support.replays import begun, frames, played, recording, visit

SETS = Item(exercise="plank", hold_s=3, sets=3, rest_s=4)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VisitStore]:
    with VisitStore(tmp_path / "store") as store:
        yield store


def keep(live: LiveVisit, store: VisitStore, *items: Item) -> LiveVisit:
    """The visit, kept."""
    live.keep_in(VisitLog.begin(store, Programme(items=items), "en"))
    return live


def stored(store: VisitStore) -> Visit:
    """The only visit, with all that belongs to it."""
    with store.reading() as session:
        (row,) = session.scalars(
            select(Visit).options(
                selectinload(Visit.exercises).selectinload(Exercise.events), selectinload(Visit.answers)
            )
        )
        return row


def result_of(store: VisitStore, exercise: Exercise) -> Result:
    with store.reading() as session:
        thresholds = session.get_one(ThresholdSet, exercise.threshold_digest)
        return stored_result(exercise, thresholds)


def test_store_and_folder_hold_the_same(store: VisitStore, tmp_path: Path) -> None:
    track = recording("plank_good")
    live = keep(visit(track, SETS, root=tmp_path / "files"), store, SETS)
    begun(live)
    live.press("pain", 2)
    played(live, frames(track))
    live.press("stop")
    live.close()
    assert live.visit_id == stored(store).id
    (folder,) = live.kept
    row = stored(store)
    (exercise,) = row.exercises
    result = result_of(store, exercise)
    assert result.to_json() == (folder / "result.json").read_text("utf-8")
    assert exercise.recording_hash == file_hash(folder / "recording.parquet")
    assert store.recordings.path(exercise.recording_hash).exists()
    assert not list((store.folder / FOLDER).iterdir()), "nothing of a visit stays open"
    done = sets_of(exercise)
    assert [one["set"] for one in done] == [1, 2, 3]
    assert sum(one["counted_hold_s"] for one in done) == pytest.approx(result.dose.counted_hold_s)
    assert [(answer.kind, answer.value) for answer in row.answers] == [("pain", 2)]
    assert (row.state, row.pain_after, row.finished, row.stopped) == ("closed", 2, True, False)


def killed(visit: LiveVisit) -> None:
    """As a kill leaves a visit: nobody finishes anything, and the system lets go of the lock."""
    live: Any = visit
    log, run = live._keeper.log, live._run.log
    log._journals.shutdown()
    run._journal._file.close()
    log._held.let_go()


def test_a_killed_visit_goes_on_with_what_is_left(store: VisitStore) -> None:
    track = recording("plank_good")
    live = keep(visit(track, SETS), store, SETS)
    begun(live)
    live.press("pain", 2)
    updates = played(live, [frame for frame in frames(track) if frame.time_s < 12])
    assert updates[-1].screen.set == 2, "one set is over, another goes on"
    killed(live)
    assert left_visit(store) is None, "it may not go on before it is written"

    assert tidy_up(store, None) == 1
    assert tidy_up(store, None) == 0
    assert not list((store.folder / FOLDER).iterdir())
    row = stored(store)
    (exercise,) = row.exercises
    assert (row.state, row.pain_after, exercise.state) == ("broken_off", 2, "done")
    first = result_of(store, exercise)
    assert first.source.duration_s > updates[-1].time_s - updates[0].time_s - 5
    assert first.dose.holds == 2, "what was going on is judged as far as it went"

    left = left_visit(store)
    assert left is not None
    again = goes_on(store, left.visit, "en")
    assert (again.state.at, again.state.set, again.state.pain_now) == (0, 2, 2)
    later = LiveVisit(again.programme, "en", FakePoseEstimator(track), state=again.state)
    later.keep_in(again.log)
    with pytest.raises(UsageError):
        goes_on(store, left.visit, "en")
    later.press("start")
    for _ in range(2):
        later.press("next")
    played(later, frames(track))
    end = later.press("stop")
    later.close()
    row = stored(store)
    assert (row.state, row.finished, len(row.exercises)) == ("closed", True, 2)
    sets = [entry["set"] for one in row.exercises for entry in sets_of(one)]
    assert sets == [1, 2, 3]
    held = sum(result_of(store, one).dose.counted_hold_s for one in row.exercises)
    assert f"{whole_seconds(held)} seconds" in end.summary[0], "one count of the whole visit"


def test_a_visit_of_another_formcheck_does_not_go_on(store: VisitStore) -> None:
    track = recording("plank_good")
    live = keep(visit(track, SETS), store, SETS)
    begun(live)
    played(live, [frame for frame in frames(track) if frame.time_s < 9])
    live.close(left=True)
    assert live.visit_id is not None
    with store.writing() as session:
        session.get_one(Visit, live.visit_id).plan = {"items": [{"exercise": "plank", "colour": "red"}]}
    with pytest.raises(UsageError):
        goes_on(store, live.visit_id, "en")
    assert left_visit(store) is None, "it is not offered again"


def test_left_by_its_page_or_closed_by_the_patient(store: VisitStore) -> None:
    track = recording("plank_good")
    for left, state in ((True, "broken_off"), (False, "closed")):
        live = keep(visit(track, SETS), store, SETS)
        begun(live)
        played(live, [frame for frame in frames(track) if frame.time_s < 9])
        live.close(left=left)
        found = left_visit(store)
        assert (found is not None) == left
        with store.reading() as session:
            assert session.get_one(Visit, live.visit_id).state == state
        if found is not None:
            assert close_left(store, found.visit)
            assert not close_left(store, found.visit)


def test_a_visit_in_which_nothing_was_done_leaves_nothing(store: VisitStore) -> None:
    track = recording("plank_good")
    live = keep(visit(track, SETS), store, SETS)
    begun(live)
    played(live, [frame for frame in frames(track) if frame.time_s < 1])
    live.answer("safety", 0)
    live.close(left=True)
    assert live.visit_id is None
    with store.reading() as session:
        assert session.scalars(select(Visit)).all() == []


def test_an_answer_is_on_the_disk_when_the_screen_tells_so(store: VisitStore) -> None:
    """Another connection sees it at once."""
    live = keep(visit(recording("plank_good"), SETS), store, SETS)
    live.press("start")
    live.press("pain", 4)
    assert live.answer("exertion", 7)
    assert live.answer("comment", None, "<b>=1+1</b>")
    with pytest.raises(UsageError):
        live.answer("exertion", 11)
    with VisitStore(store.folder) as other:
        row = stored(other)
    assert (row.pain_before, row.exertion, row.comment, row.advice) == (4, 7, "<b>=1+1</b>", "easier")
    assert [answer.kind for answer in row.answers] == ["pain", "exertion", "comment"]
    live.press("legs")
    live.press("stop")
    live.close()
    row = stored(store)
    assert (row.legs, row.advice, row.stopped, row.state) == (True, "stop", True, "closed")


def test_who_is_deleted_in_the_middle_is_not_kept(store: VisitStore) -> None:
    track = recording("plank_good")
    live = keep(visit(track, SETS), store, SETS)
    begun(live)
    shown = list(frames(track))
    played(live, shown[: len(shown) // 2])
    with store.writing() as session:
        session.delete(session.scalars(select(Patient)).one())
    played(live, shown[len(shown) // 2 :])
    live.press("pain", 1)
    live.close()
    with store.reading() as session:
        assert session.scalars(select(Visit)).all() == []
    assert not list(store.recordings.folder.rglob("*.parquet"))
    assert not list((store.folder / FOLDER).iterdir())


def test_a_visit_whose_program_runs_is_left_alone(store: VisitStore) -> None:
    """A second program starts on the same store, and finds a third one's visit that was killed."""
    track = recording("plank_good")
    shown = [frame for frame in frames(track) if frame.time_s < 9]
    live, other = (begun(keep(visit(track, SETS), store, SETS)) for _ in range(2))
    played(live, shown)
    played(other, shown)
    killed(other)
    with VisitStore(store.folder) as second:
        assert tidy_up(second, None) == 1
    with store.reading() as session:
        states = {row.id: row.state for row in session.scalars(select(Visit))}
    assert states == {live.log_id: "open", other.log_id: "broken_off"}
    live.close()
    assert live.visit_id is not None
    with store.reading() as session:
        results = session.scalars(select(Exercise.recording_hash)).all()
    assert len(set(results)) == 1, "both saw the same, and were judged alike"


def test_what_another_program_kept_from_the_store_is_kept_later(
    store: VisitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it writes for long the page says so; then what waited is written, in its order."""
    live = keep(visit(recording("plank_good"), SETS), store, SETS)
    live.press("start")
    with monkeypatch.context() as patch:
        patch.setattr(VisitStore, "writing", _refusing)
        live.press("pain", 3)
        assert not live.answer("comment", None, "later")
        (update,) = played(live, list(frames(recording("plank_good")))[:1])
        assert update.trouble
    assert live.answer("exertion", 5)
    row = stored(store)
    assert [answer.kind for answer in row.answers] == ["pain", "comment", "exertion"]
    assert (row.pain_before, row.comment) == (3, "later")
    live.close()


def _refusing(_: VisitStore, wait_ms: int) -> NoReturn:
    raise OutputError("Another program has been writing for long")


def test_no_program_closes_a_visit_while_it_is_taken_up(
    store: VisitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    track = recording("plank_good")
    live = keep(visit(track, SETS), store, SETS)
    begun(live)
    played(live, [frame for frame in frames(track) if frame.time_s < 9])
    live.close(left=True)
    assert live.visit_id is not None

    def meanwhile(*given: Any) -> VisitState:
        with VisitStore(store.folder) as second:
            assert tidy_up(second, None) == 0
        return state_of(*given)

    monkeypatch.setattr("formcheck.live_visit.goes_on.state_of", meanwhile)
    again = goes_on(store, live.visit_id, "en")
    assert stored(store).state == "open"
    with pytest.raises(UsageError):
        goes_on(store, "../elsewhere", "en")
    again.log.close("broken_off", {})
    assert left_visit(store) is not None


def test_a_journal_whose_row_could_not_be_written_is_found(store: VisitStore) -> None:
    track = recording("plank_good")
    live = keep(visit(track, SETS), store, SETS)
    begun(live)
    live.press("pain", 2)
    played(live, [frame for frame in frames(track) if frame.time_s < 9])
    with store.writing() as session:  # as if another program had been writing since it began
        session.delete(session.scalars(select(Exercise)).one())
    killed(live)
    assert tidy_up(store, None) == 1
    (exercise,) = stored(store).exercises
    assert (exercise.name, exercise.item, exercise.number) == ("plank", 0, 1)
    assert result_of(store, exercise).dose.holds == 1


def test_what_a_finished_set_left_is_on_the_disk_itself(
    store: VisitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for name in ("append", "sync"):
        _spy(monkeypatch, JournalWriter, name, done)
    _spy(monkeypatch, RunLog, "counted", done)
    track = recording("plank_good")
    live = keep(visit(track, SETS), store, SETS)
    begun(live)
    played(live, frames(track))
    live.press("stop")
    live.close()
    ends = [at for at, name in enumerate(done) if name == "counted"]
    assert len(ends) == 3
    assert all(done[at - 1] == "sync" for at in ends), "nothing was added since"


def _spy(monkeypatch: pytest.MonkeyPatch, owner: type, name: str, done: list[str]) -> None:
    real = getattr(owner, name)

    def spied(self: object, *given: object) -> None:
        real(self, *given)
        done.append(name)

    monkeypatch.setattr(owner, name, spied)


def test_a_result_without_a_journal_waits_for_the_disk(
    store: VisitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full for the journal, is full for the result, and has room when the visit ends."""
    track = recording("plank_good")
    live = keep(visit(track, SETS), store, SETS)
    begun(live)
    played(live, [frame for frame in frames(track) if frame.time_s < 9])
    whole: Any = live
    log = whole._run.log
    log._last.result()
    log._in_thread(_full)
    real = VisitLog._write
    refused: list[int] = []

    def write(self: VisitLog, *changes: Any) -> bool:
        if changes[-1].__qualname__.startswith("put_exercise") and not refused:
            refused.append(1)
            return False
        return real(self, *changes)

    monkeypatch.setattr(VisitLog, "_write", write)
    live.press("stop")
    with contextlib.suppress(OutputError):
        live.close()
    (exercise,) = stored(store).exercises
    assert refused
    assert (exercise.state, exercise.recording_hash) == ("done", None)
    assert result_of(store, exercise).dose.holds == 1


def _full() -> NoReturn:
    raise OSError(errno.ENOSPC, "full")
