"""Kills a real `formcheck serve` at moments drawn at random, and looks what the next start finds.

`python -m tests.support.kills 100` is the long run; a few kills are in `tests/web/test_killed.py`.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from formcheck.pipeline.span_judge import PlannedSpan, SpanJudge
from formcheck.scoring.plan import Plan
from formcheck.scoring.source import Source
from formcheck.store.recording import read_context, read_recording
from formcheck.visits.open_visits import FOLDER
from formcheck.visits.results import stored_result
from formcheck.visits.schema import Exercise, ThresholdSet, Visit
from formcheck.visits.store import VisitStore
from tests.support.page_client import Server, answer, blank, serving

ITEMS = [
    {"exercise": "plank", "sets": 3, "hold_s": 3, "rest_s": 3},
    {"exercise": "plank", "sets": 2, "hold_s": 3, "rest_s": 3},
]
IN_RECORDING = ("position", "calibrate", "perform")
FPS = 15
LATE_S = 1.5
"""A second of poses may be lost; the rest is what was under way, played faster than it was filmed."""


@dataclass
class Told:
    """What the page was told of a visit before the kill.

    Attributes:
        pains: pain answers that were answered.
        sets: sets that were over, of all exercises.
        last_s: media time of the last frame of an exercise that was answered, and is not over.
        held_s: media time from which on something was counted in the present exercise.
        known: exercises that the store held when the visit began, or went on.
        ended: the last screen was shown.
        closed: the visit was said to be kept.
        now_s: media time.
        stage: of the visit.
    """

    pains: int = 0
    sets: int = 0
    last_s: float | None = None
    held_s: float | None = None
    known: int = 0
    ended: bool = False
    closed: bool = False
    now_s: float = 0.0
    stage: str = ""
    at: tuple[str, int, int] = ("", 0, 0)

    def forget(self) -> None:
        """Another visit begins."""
        vars(self).update(vars(Told()))


class KilledError(Exception):
    """The program was killed."""


class Patient:
    """Plays visits on a server until it is killed."""

    def __init__(self, server: Server, link: ClientConnection, lot: random.Random, told: Told) -> None:
        self.server, self.link, self.lot, self.told = server, link, lot, told

    def kill(self) -> None:
        """In the middle of whatever goes on."""
        time.sleep(self.lot.choice((0.0, 0.0, 0.002, 0.01, 0.05)))
        os.kill(self.server.pid, signal.SIGKILL)
        raise KilledError

    def press(self, button: str, value: int | None = None, *, killed: bool = False) -> None:
        """A button; `killed`: the kill comes while it is answered."""
        self.link.send(json.dumps({"type": "press", "button": button, "value": value}))
        if killed:
            self.kill()
        while (told := answer(self.link))["type"] != "screen":
            pass
        self.told.pains += button == "pain"
        self.see(told["screen"])

    def frame(self, *, killed: bool = False) -> None:
        """The next frame."""
        told = self.told
        told.now_s += 1 / FPS
        self.link.send(blank(told.now_s))
        if killed:
            self.kill()
        shown = answer(self.link)
        before = told.stage
        self.see(shown["screen"])
        if before in IN_RECORDING:
            told.last_s = told.now_s
        if told.stage == "end":
            told.last_s = None

    def see(self, screen: dict[str, Any]) -> None:
        """Note where the visit is."""
        told = self.told
        told.stage = screen["stage"]
        at = (screen["exercise"], screen["item"], screen["set"])
        if told.at[0] and at[1:] > told.at[1:]:
            told.sets += 1
            told.last_s = None if at[1] > told.at[1] else told.last_s
            told.held_s = None if at[1] > told.at[1] else told.held_s
        if told.stage == "end" and not told.ended:
            told.ended = True
            told.sets += not screen["stopped"]
        if screen["hold_s"] > 0 and told.held_s is None:
            told.held_s = told.now_s
        told.at = at

    def visit(self, frames: int, resume: str | None) -> None:
        """A visit that is killed after so many frames, or at its end."""
        lot = self.lot
        self.link.send(json.dumps({"type": "hello", "lang": "en", "items": ITEMS, "resume": resume}))
        assert answer(self.link)["type"] == "ready"
        self.press("start")
        if self.told.stage == "pain":
            self.press("pain", lot.randint(0, 2), killed=lot.random() < 0.05)
        self.press("next")
        for number in range(frames):
            self.frame(killed=number == frames - 1)
            if lot.random() < 0.01:
                self.press("pain", lot.randint(0, 2), killed=lot.random() < 0.1)
            if self.told.stage == "end":
                break
        if lot.random() < 0.5:
            self.press("pain", lot.randint(0, 2), killed=lot.random() < 0.3)
        if lot.random() < 0.5:
            self.kill()
        self.link.send('{"type":"bye"}')
        if lot.random() < 0.5:
            self.kill()
        while answer(self.link)["type"] != "kept":
            pass
        self.told.closed = True
        self.kill()


def killed_visit(folder: Path, seed: int, told: Told, counts: Counter[str], most: int = 700) -> None:
    """Start the program on what the last kill left, check that, begin or go on with a visit, and kill it.

    Args:
        folder: of the store and of the results.
        seed: of what is drawn by lot.
        told: what was told before the last kill; afterwards, before this one.
        counts: of what happened.
        most: frames until the kill.
    """
    lot = random.Random(seed)
    with serving(folder / "visits", staged={"pause_s": 0.004}) as server:
        server.enter()
        left = json.loads(server.get("/left.json"))
        check(server.store, folder / "visits", told, counts, left)
        again = left is not None and lot.random() < 0.6
        if again:
            counts["went on"] += 1
            told.last_s, told.at, told.ended, told.now_s, told.held_s = None, ("", 0, 0), False, 0.0, None
        else:
            told.forget()
        with contextlib.suppress(KilledError, ConnectionClosed), server.live() as link:
            patient = Patient(server, link, lot, told)
            patient.visit(lot.choice((lot.randint(1, most), most)), left["visit"] if again else None)
        assert server.child.wait(30) == -signal.SIGKILL
    counts["kills"] += 1


def check(store: Path, visits: Path, told: Told, counts: Counter[str], left: Any) -> None:
    """What the page was told is there, and nothing half-written is."""
    assert not list((store / FOLDER).glob("*")), "nothing stays open"
    assert not [*store.rglob(".formcheck-*"), *visits.rglob(".formcheck-*")], "no temporary file"
    with VisitStore(store) as opened, opened.reading() as session:
        visit = session.scalar(
            select(Visit)
            .order_by(Visit.began_at.desc())
            .options(selectinload(Visit.answers), selectinload(Visit.exercises).selectinload(Exercise.events))
            .limit(1)
        )
        if visit is None:
            assert told.pains == told.sets == 0
            return
        assert visit.state in ("closed", "broken_off")
        assert sum(answer.kind == "pain" for answer in visit.answers) >= told.pains, "an answer is lost"
        sets = [entry for one in visit.exercises for entry in sets_of(one)]
        assert len(sets) >= told.sets, ("a set is lost", told, sets, visit.state)
        assert not (told.ended and visit.state == "broken_off"), "it was over"
        assert (left is not None) == (visit.state == "broken_off")
        counts[visit.state] += 1
        counts["answers"] += told.pains
        counts["sets"] += told.sets
        for exercise in visit.exercises:
            same_again(opened, exercise, session.get_one(ThresholdSet, exercise.threshold_digest))
        told.known, before = len(visit.exercises), told.known
        if told.last_s is not None and visit.state == "broken_off":
            counts["in an exercise"] += 1
            ends = [
                end_s(opened, one)
                for one in visit.exercises
                if one.number > before and one.item == told.at[1]
            ]
            if not ends:
                assert told.held_s is None or told.last_s - told.held_s < LATE_S, told
                return
            lost_s = told.last_s - ends[-1]
            counts["worst loss, ms"] = max(counts["worst loss, ms"], round(1000 * lost_s))
            assert lost_s < LATE_S, f"{lost_s:.2f} s of poses are lost"


def sets_of(exercise: Exercise) -> list[dict[str, Any]]:
    """What the coach counted of the sets that ended in it."""
    done: Any = exercise.sets.get("done", [])
    return list(done)


def same_again(store: VisitStore, exercise: Exercise, thresholds: ThresholdSet) -> None:
    """The stored result is what its recording gives, byte for byte."""
    assert exercise.recording_hash is not None
    path = store.recordings.path(exercise.recording_hash)
    track, context = read_recording(path)[0], read_context(path)
    judge = SpanJudge(PlannedSpan.whole(Plan.from_context(context)))
    judge.feed(track)
    judge.finish()
    again = judge.result(Source.model_validate(context["source"]), track.model)
    assert again.to_json() == stored_result(exercise, thresholds).to_json()


def end_s(store: VisitStore, exercise: Exercise) -> float:
    """Media time of the last frame in a recording."""
    assert exercise.recording_hash is not None
    return float(read_recording(store.recordings.path(exercise.recording_hash))[0].time[-1])


def main(kills: int, seed: int = 0) -> None:
    """Kill as often, and print counts."""
    counts: Counter[str] = Counter()
    told = Told()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(kills):
            killed_visit(Path(folder), seed + number, told, counts)
            print(dict(counts), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
