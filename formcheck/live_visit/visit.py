"""`LiveVisit`: turns the frames of a camera into what a page or a window shows and says."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import inf, isnan, nextafter
from pathlib import Path
from typing import NamedTuple

from formcheck.coach.programme import Programme
from formcheck.coach.progress import Progress
from formcheck.coach.screen import Screen
from formcheck.coach.speech import Utterance
from formcheck.coach.stages import Button, Press, Stage, VisitState
from formcheck.coach.tones import Tone, tone_of
from formcheck.coach.visit import Visit
from formcheck.errors import OutputError
from formcheck.exercises import get_exercise
from formcheck.live_visit.exercise_run import ExerciseRun
from formcheck.live_visit.kept_visit import KeptVisit, finished
from formcheck.media.frame import Frame
from formcheck.overlay.hud import Hud
from formcheck.overlay.overlay import body
from formcheck.overlay.overlay_spec import overlay_spec
from formcheck.overlay.primitives import Primitive
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.track import Track, as_recorded
from formcheck.visits.folder import VisitFolder, unkept
from formcheck.visits.log import AnswerKind, VisitLog
from formcheck.words.catalogue import Words

_IDLE_STAGES = frozenset(
    (Stage.CHOOSE, Stage.PAIN, Stage.EXPLAIN, Stage.CAMERA, Stage.PAUSE, Stage.REST, Stage.END)
)
"""Stages without exercise. Their frames belong to no recording, and neither the results nor the coach count
what the person does in them."""


class _RunKey(NamedTuple):
    """What one run is of: an exercise, seen by one camera, in one picture size."""

    item: int
    camera: int
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Update:
    """The visit's answer to one frame.

    Attributes:
        time_s: media time, seconds.
        track: the pose, one row.
        hud: judgement, clock, counters and object on the back.
        shapes: the drawing on the body, with the personal neutral line behind it and without the panel.
        screen: stage, dose and progress of the visit.
        said: utterances to speak now.
        trouble: why results are no longer kept, in the language of the visit, or "".
        parts_ms: wall time of each step, milliseconds: "pose", "score" (judging and coaching) and "draw".
        tone: to sound now, before what is said; None for none.
    """

    time_s: float
    track: Track
    hud: Hud
    shapes: list[Primitive]
    screen: Screen
    said: list[Utterance]
    trouble: str
    parts_ms: dict[str, float]
    tone: Tone | None = None


class LiveVisit:
    """One patient's visit in front of a camera.

    Args:
        programme: the exercises of the visit.
        lang: language of the visit, "nl" or "en".
        estimator: finds the poses; its owner closes it.
        folder: folder for the results of the visit, as files; None writes none.
        state: where a visit goes on that was left before it was done; None for a new one.

    Raises:
        UsageError: the programme names an unknown exercise, object or view, or a dose that cannot be done.
    """

    def __init__(
        self,
        programme: Programme,
        lang: str,
        estimator: PoseEstimator,
        folder: VisitFolder | None = None,
        *,
        state: VisitState | None = None,
    ) -> None:
        self._programme, self._lang, self._words = programme, lang, Words(lang)
        self._visit = Visit(programme, self._words)
        self._state = state or self._visit.start()
        self._keeper: KeptVisit | None = None
        self._in_store = False
        self._estimator, self._folder = estimator, folder
        self._run: ExerciseRun | None = None
        self._key: _RunKey | None = None
        self._idle_run: ExerciseRun | None = None
        self._idle_key: _RunKey | None = None
        self._last_s = -inf
        self._pressed_tone: Tone | None = None
        self._size: tuple[int, int] | None = None
        self._writer = ThreadPoolExecutor(1, "formcheck-writer")
        self._writing: list[Future[None]] = []
        self._write_error: OutputError | None = None

    def keep_in(self, log: VisitLog) -> None:
        """Keep the visit in the store from now on; call it before the first frame, or not at all."""
        self._keeper = KeptVisit(log, self._visit, len(self._state.total.outcomes))

    @property
    def kept(self) -> list[Path]:
        """Folders of the results that are complete; after `close` these are all of them. See `visit_id`."""
        return list(self._folder.parts) if self._folder else []

    @property
    def log_id(self) -> str | None:
        """Id of the visit in the store, while it goes on; None where it is not kept."""
        return None if self._keeper is None else self._keeper.log.id

    @property
    def visit_id(self) -> str | None:
        """Id of the visit in the store, once `close` has kept it there; None when nothing is kept there."""
        return self.log_id if self._in_store else None

    def frame(self, frame: Frame) -> Update | None:
        """Judge a frame and coach; None for a frame that is not later than the one before."""
        if not frame.time_s > self._last_s:
            return None
        self._last_s = frame.time_s
        began = time.perf_counter()
        track = as_recorded(self._estimator.estimate(frame))
        if self._size is not None and track.size != self._size:  # a turned tablet sees another picture
            self.press("camera")
        self._size = track.size
        seen = time.perf_counter()
        run = self._run_for(track)
        scores, frame_view = run.feed(track, ending=self._visit.nearly_done(self._state))
        before = self._state
        said, screen, self._state = self._visit.step([frame_view], before)
        assert screen is not None  # there was an event
        tone = self._tone(before, said)
        self._set_calibration(run)
        self._keep_step(before)
        judged = time.perf_counter()
        hud = _with_dose(run.status.hud(track, scores), screen)
        shapes = _drawing(track, hud, run)
        drawn = time.perf_counter()
        if run.write_error is not None:
            self._write_error = run.write_error
        error = self._trouble(run)
        trouble = unkept(error, self._words) if error else ""
        parts = {"pose": seen - began, "score": judged - seen, "draw": drawn - judged}
        in_ms = {name: round(1e3 * seconds, 2) for name, seconds in parts.items()}
        return Update(frame.time_s, track, hud, shapes, screen, said, trouble, in_ms, tone)

    def press(self, button: Button, value: int | None = None) -> Screen:
        """Press a button, or give an answer, at the time of the last frame.

        Raises:
            UsageError: the pain answer is not 0 to 10, or the exercise is not in the programme.
        """
        standing = self._run.scoring.standing if self._run is not None else None
        press = Press(max(self._last_s, 0.0), button, value, standing)
        before = self._state
        _, screen, self._state = self._visit.step([press], before)
        assert screen is not None  # there was an event
        self._pressed_tone = tone_of(before, self._state, ()) or self._pressed_tone
        self._keep_step(before)
        if self._keeper is not None:
            self._keeper.pressed(button, value, press.time_s, before, self._state)
        return screen

    def answer(self, kind: AnswerKind, value: int | None = None, text: str = "") -> bool:
        """Keep an answer that the visit does not act on; gives whether it is on the disk.

        Raises:
            UsageError: the number is not 0 to 10.
        """
        at_s = max(self._last_s, 0.0)
        return self._keeper is not None and self._keeper.log.answer(kind, value, at_s, text)

    def close(self, *, left: bool = False) -> None:
        """Finish the open run and write the results of the visit; call it once.

        Args:
            left: the patient did not end the visit: it may go on later with what is left.

        Raises:
            OutputError: results could not be written.
        """
        self._end_run()
        self._writer.shutdown()
        for writing in self._writing:
            writing.result()
        if self._keeper is not None:
            self._in_store = self._keeper.close(self._state, left=left)
        if self._folder is not None:
            self._folder.finish(self._visit_summary())
        error = self._trouble(None)
        if error is not None:
            raise error

    def _tone(self, before: VisitState, said: Iterable[Utterance]) -> Tone | None:
        """The tone of a frame, or that of a button pressed since the frame before."""
        pressed, self._pressed_tone = self._pressed_tone, None
        return tone_of(before, self._state, said) or pressed

    def _keep_step(self, before: VisitState) -> None:
        """Keep what a frame or a button ended."""
        if self._keeper is not None:
            self._keeper.stepped(before, self._state, self._run)

    def _trouble(self, run: ExerciseRun | None) -> OutputError | None:
        """Why something is not kept, or None."""
        log = None if self._keeper is None else self._keeper.trouble
        return self._write_error or log or (None if run is None else run.trouble)

    def _run_for(self, track: Track) -> ExerciseRun:
        """The run that this frame belongs to: one for each exercise, camera and picture size.

        A rest or a pause leaves a gap in the exercise's run: their frames go to a run that is not kept.
        """
        state = self._state
        key = _RunKey(state.item, state.camera, track.size)
        if state.stage in _IDLE_STAGES:
            if state.stage is Stage.END or (self._key is not None and key.item != self._key.item):
                self._end_run()
            if self._idle_run is None or key != self._idle_key:
                self._idle_key, self._idle_run = key, self._new_run(track)
            return self._idle_run
        if self._run is None or key != self._key:
            self._end_run()
            self._key, self._run = key, self._begin_run(track)
        return self._run

    def _set_calibration(self, run: ExerciseRun) -> None:
        """Allow a personal reference only after the request for the best position, again for each side."""
        from_s, scoring = self._state.reference_s, run.scoring
        if run is not self._run or scoring.plan.calibrate_during_s is None:
            return
        if isnan(from_s) and scoring.asked:
            scoring.calibrate_until(nextafter(self._last_s, inf))
        elif not isnan(from_s) and not scoring.asked:
            scoring.calibrate_from(max(from_s, nextafter(self._last_s, inf)))

    def _new_run(self, track: Track, folder: Path | None = None, *, kept: bool = False) -> ExerciseRun:
        item = self._state.item
        plan = self._programme.items[item].plan()
        # The reference of a movement is a level back or its first repetition, which needs no request.
        if not get_exercise(plan.exercise).spec.moves:
            plan = plan.model_copy(update={"calibrate_during_s": ()})
        run = ExerciseRun(plan, track.size, track.model, self._lang, folder=folder, name=self._name)
        if kept and self._keeper is not None:
            run.log = self._keeper.begin_run(item, plan, track)
        return run

    @property
    def _name(self) -> str:
        """Name of the visit in results."""
        if self._keeper is not None:
            return self._keeper.log.source
        return self._folder.name if self._folder else "visit"

    def _begin_run(self, track: Track) -> ExerciseRun:
        item = self._programme.items[self._state.item]
        if self._folder is not None:
            self._wait_for_writer()  # folders are numbered in the order of their completion
            try:
                return self._new_run(track, self._folder.next_folder(item.exercise), kept=True)
            except OutputError as error:
                self._write_error = error
        return self._new_run(track, kept=True)

    def _end_run(self) -> None:
        """End the run; another thread writes its results while the camera goes on."""
        if self._run is not None:
            self._writing.append(self._writer.submit(self._finish, self._run))
            self._run = None

    def _finish(self, run: ExerciseRun) -> None:
        try:
            folder = run.finish()
            self._write_error = run.trouble or self._write_error
        except OutputError as error:
            self._write_error = error
            return
        if folder is not None and self._folder is not None:
            self._folder.kept(folder)

    def _wait_for_writer(self) -> None:
        while self._writing:
            self._writing.pop(0).result()

    def _visit_summary(self) -> dict[str, object]:
        state = self._state
        return {
            "lang": self._lang,
            "pain_before": state.pain_before,
            "pain_after": state.pain_now,
            "pain_worst": state.worst_pain,
            "new_leg_symptoms": state.legs,
            "advice": self._visit.advice(state).value,
            "finished": finished(state),
            "exercises": [self._exercise_summary(at, progress) for at, progress in state.done],
        }

    def _exercise_summary(self, at: int, progress: Progress) -> dict[str, object]:
        """What was done of an exercise, by the names and in the numbers of its `result.json`."""
        dose = progress.dose.model_dump(exclude={"sides"})
        unseen = list(dict.fromkeys(fault for o in progress.outcomes for fault, _ in o.unmeasured))
        return {"exercise": self._programme.items[at].exercise, **dose, "main_unmeasured": unseen}


def _with_dose(hud: Hud, screen: Screen) -> Hud:
    """The judgement with the coach's clock and counters, which know the sets and the dose."""
    holds = bool(screen.hold_target_s)
    return replace(
        hud,
        hold_s=screen.hold_s if holds else None,
        target_s=screen.hold_target_s or None,
        reps=None if holds else screen.reps,
        attempts=screen.attempts,
        target_reps=screen.reps_target or None,
    )


def _drawing(track: Track, hud: Hud, run: ExerciseRun) -> list[Primitive]:
    if not track.detected[0]:
        return []
    spec = overlay_spec(run.scoring)
    return body(track, 0, hud, spec, outline=run.status.outline, neutral=run.neutral.distances)
