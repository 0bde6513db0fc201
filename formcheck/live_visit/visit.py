"""`LiveVisit`: from a camera's frames to what is shown and said. A page and a window are fed by the same."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import inf, isnan, nextafter
from pathlib import Path
from typing import NamedTuple

from formcheck.coach.programme import Programme
from formcheck.coach.progress import Progress
from formcheck.coach.screen import Screen
from formcheck.coach.stages import Button, Press, Stage
from formcheck.coach.visit import Visit
from formcheck.coach.voice import Utterance
from formcheck.errors import OutputError
from formcheck.exercises import get_exercise
from formcheck.live_visit.exercise_run import ExerciseRun
from formcheck.media.frame import Frame
from formcheck.overlay.hud import Hud
from formcheck.overlay.overlay import body
from formcheck.overlay.overlay_spec import overlay_spec
from formcheck.overlay.primitives import Primitive
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.track import Track, as_recorded
from formcheck.visits.folder import VisitFolder, unkept
from formcheck.words.catalogue import Words

_ASIDE = frozenset(
    (Stage.CHOOSE, Stage.PAIN, Stage.EXPLAIN, Stage.CAMERA, Stage.PAUSE, Stage.REST, Stage.END)
)
"""Stages in which nobody is to exercise: their frames belong to no recording. What is done in them is not in
the results, as it is not in what is told."""


class _Key(NamedTuple):
    """What one scene is of: an exercise, seen by one camera, in one size."""

    item: int
    camera: int
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Update:
    """What came of one frame.

    Attributes:
        time_s: media time.
        track: the pose, one row.
        hud: judgement, clock, counters, object on the back.
        shapes: the drawing on the body, the personal neutral behind it; no panel.
        screen: where the visit is.
        said: what is to be spoken now.
        trouble: why results are no longer kept, in the language of the visit, or "".
        parts_ms: wall time of the pose, of judging and coaching, and of drawing, milliseconds.
    """

    time_s: float
    track: Track
    hud: Hud
    shapes: list[Primitive]
    screen: Screen
    said: list[Utterance]
    trouble: str
    parts_ms: dict[str, float]


class LiveVisit:
    """One patient's visit.

    Args:
        programme: what may be done in it.
        lang: "nl" or "en".
        estimator: sees; closed by its owner.
        keeper: keeps the results; None for not at all.

    Raises:
        UsageError: the programme asks for what there is not.
    """

    def __init__(
        self, programme: Programme, lang: str, estimator: PoseEstimator, keeper: VisitFolder | None = None
    ) -> None:
        self._programme, self._lang, self._words = programme, lang, Words(lang)
        self._visit = Visit(programme, self._words)
        self._state = self._visit.start()
        self._estimator, self._keeper = estimator, keeper
        self._scene: ExerciseRun | None = None
        self._key: _Key | None = None
        self._aside: ExerciseRun | None = None
        self._aside_key: _Key | None = None
        self._last_s = -inf
        self._size: tuple[int, int] | None = None
        self._writer = ThreadPoolExecutor(1, "formcheck-writer")
        self._writing: list[Future[None]] = []
        self._trouble: OutputError | None = None

    @property
    def kept(self) -> list[Path]:
        """Folders of results that are complete; all of them after `close`."""
        return list(self._keeper.parts) if self._keeper else []

    def frame(self, frame: Frame) -> Update | None:
        """Judge a frame; None for one whose time does not lie after the last one's."""
        if not frame.time_s > self._last_s:
            return None
        self._last_s = frame.time_s
        began = time.perf_counter()
        track = as_recorded(self._estimator.estimate(frame))
        if self._size is not None and track.size != self._size:  # a tablet was turned: it sees anew
            self.press("camera")
        self._size = track.size
        seen = time.perf_counter()
        scene = self._scene_of(track)
        scores, moment = scene.feed(track)
        said, screen, self._state = self._visit.step([moment], self._state)
        assert screen is not None  # there was an event
        self._gate(scene)
        judged = time.perf_counter()
        hud = _with_dose(scene.narrator.hud(track, scores), screen)
        shapes = _drawing(track, hud, scene)
        drawn = time.perf_counter()
        if scene.trouble is not None:
            self._trouble = scene.trouble
        trouble = unkept(self._trouble, self._words) if self._trouble else ""
        parts = {"pose": seen - began, "score": judged - seen, "draw": drawn - judged}
        in_ms = {name: round(1e3 * seconds, 2) for name, seconds in parts.items()}
        return Update(frame.time_s, track, hud, shapes, screen, said, trouble, in_ms)

    def press(self, button: Button, value: int | None = None) -> Screen:
        """A button, a key or an answer, as of the last frame.

        Raises:
            UsageError: an answer that is none, an exercise that is not in the programme.
        """
        press = Press(max(self._last_s, 0.0), button, value)
        _, screen, self._state = self._visit.step([press], self._state)
        assert screen is not None  # there was an event
        return screen

    def close(self) -> None:
        """Finish what is open and write what is kept; call it once.

        Raises:
            OutputError: results could not be written.
        """
        self._end_scene()
        self._writer.shutdown()
        for writing in self._writing:
            writing.result()
        if self._keeper is not None:
            self._keeper.finish(self._about())
        if self._trouble is not None:
            raise self._trouble

    def _scene_of(self, track: Track) -> ExerciseRun:
        """The scene that this frame belongs to; another exercise, camera or picture size has one of its own.

        A rest or a pause leaves a gap in the exercise's scene: what is done in it is not asked for, nor kept.
        """
        state = self._state
        key = _Key(state.item, state.camera, track.size)
        if state.stage in _ASIDE:
            if state.stage is Stage.END or (self._key is not None and key.item != self._key.item):
                self._end_scene()
            if self._aside is None or key != self._aside_key:
                self._aside_key, self._aside = key, self._scene_for(track, None)
            return self._aside
        if self._scene is None or key != self._key:
            self._end_scene()
            self._key, self._scene = key, self._begin(track)
        return self._scene

    def _gate(self, scene: ExerciseRun) -> None:
        """Let a reference be taken once the patient was asked for their best position, of each side anew."""
        from_s, scoring = self._state.reference_s, scene.scoring
        if scene is not self._scene or scoring.plan.calibrate_during_s is None:
            return
        if isnan(from_s) and scoring.asked:
            scoring.calibrate_until(nextafter(self._last_s, inf))
        elif not isnan(from_s) and not scoring.asked:
            scoring.calibrate_from(max(from_s, nextafter(self._last_s, inf)))

    def _scene_for(self, track: Track, folder: Path | None) -> ExerciseRun:
        plan = self._programme.items[self._state.item].plan()
        # A movement's reference is a level back or its first go: that asks for nobody's best effort.
        if not get_exercise(plan.exercise).spec.moves:
            plan = plan.model_copy(update={"calibrate_during_s": ()})
        name = self._keeper.name if self._keeper else "visit"
        return ExerciseRun(plan, track.size, track.model, self._lang, folder=folder, name=name)

    def _begin(self, track: Track) -> ExerciseRun:
        item = self._programme.items[self._state.item]
        if self._keeper is not None:
            self._wait()  # folders are numbered in the order in which they are complete
            try:
                return self._scene_for(track, self._keeper.next_folder(item.exercise))
            except OutputError as error:
                self._trouble = error
        return self._scene_for(track, None)

    def _end_scene(self) -> None:
        """Let the results be written beside the camera, which goes on."""
        if self._scene is not None:
            self._writing.append(self._writer.submit(self._finish, self._scene))
            self._scene = None

    def _finish(self, scene: ExerciseRun) -> None:
        try:
            folder = scene.finish()
        except OutputError as error:
            self._trouble = error
            return
        if folder is not None and self._keeper is not None:
            self._keeper.kept(folder)

    def _wait(self) -> None:
        while self._writing:
            self._writing.pop(0).result()

    def _about(self) -> dict[str, object]:
        state = self._state
        return {
            "lang": self._lang,
            "pain_before": state.pain_before,
            "pain_after": state.pain_now,
            "pain_worst": state.worst_pain,
            "new_leg_symptoms": state.legs,
            "advice": self._visit.advice(state).value,
            "finished": state.finished and not state.stopped and all(p.begun for _, p in state.done),
            "exercises": [self._done(at, progress) for at, progress in state.done],
        }

    def _done(self, at: int, progress: Progress) -> dict[str, object]:
        """What the patient was told of an exercise: as the coach counted it."""
        return {
            "exercise": self._programme.items[at].exercise,
            "hold_s": round(progress.hold_s, 1),
            "reps": progress.reps,
            "attempts": progress.attempts,
        }


def _with_dose(hud: Hud, screen: Screen) -> Hud:
    """The judgement beside the coach's own clock and counters, which know sets and the dose."""
    holds = bool(screen.hold_target_s)
    return replace(
        hud,
        hold_s=screen.hold_s if holds else None,
        target_s=screen.hold_target_s or None,
        reps=None if holds else screen.reps,
        attempts=screen.attempts,
        target_reps=screen.reps_target or None,
    )


def _drawing(track: Track, hud: Hud, scene: ExerciseRun) -> list[Primitive]:
    if not track.detected[0]:
        return []
    spec = overlay_spec(scene.scoring)
    return body(track, 0, hud, spec, outline=scene.narrator.outline, neutral=scene.neutral.distances)
