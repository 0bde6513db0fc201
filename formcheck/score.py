"""Score one video or one recording, from file to files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from formcheck.errors import InputError, UsageError
from formcheck.exercises import get_exercise
from formcheck.judge.config import load_config
from formcheck.media.video import VideoFile
from formcheck.outputs import Outputs
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.factory import create_estimator
from formcheck.pose.track import Track
from formcheck.session.plan import Plan
from formcheck.session.result import Result, Source
from formcheck.session.session import Session
from formcheck.signals.view import estimate_view
from formcheck.store.files import OutputFolder
from formcheck.store.recording import as_recorded, iter_recording, read_context

CHUNK = 256
"""Frames scored together: large enough that scoring costs nothing beside the pose, small enough to stay flat."""
VIEW_S = 10.0
"""With ``--view auto`` the first this many seconds decide where the camera stands."""

Progress = Callable[[float, float | None], None]
"""Called with media seconds done and in all (None when the file does not tell)."""


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """What the command line leaves to choose; `plan` decides the judgement, the rest the files."""

    plan: Plan
    auto_view: bool = True
    backend: str = "onnx"
    model: str = "full"
    lang: str = "nl"
    csv: bool = False
    annotate: bool = False
    threads: int = field(default_factory=lambda: min(2, os.cpu_count() or 1))


@dataclass(frozen=True, slots=True)
class Scored:
    """The outcome of one scoring."""

    result: Result
    folder: Path
    measured: bool
    interrupted: bool = False


def score_video(
    video: Path, out: Path, options: ScoreOptions, progress: Progress | None = None,
    estimator: PoseEstimator | None = None,
) -> Scored:
    """Score a video and write everything to `out`.

    Ctrl-C keeps what was scored so far, marked partial. `estimator` replaces the backend (for tests); it is
    closed by its owner.

    Raises:
        InputError, OutputError, UsageError, ModelError: each with its remedy.
    """
    options.plan.rule()  # a wrong plan is told before any work is done
    with VideoFile(video) as file:
        folder = OutputFolder(out)
        own = create_estimator(options.backend, options.model, options.threads) if estimator is None else None
        pose = estimator or own
        assert pose is not None
        try:
            with folder.staging() as files:
                tracks = _Poses(file, pose, progress)
                plan, first = _settle_view(options, tracks)
                session = Session(plan)
                writer = Outputs(files, session, options.lang, csv=options.csv)
                with writer:
                    for chunk in first:
                        writer.feed(chunk)
                    for chunk in tracks:
                        writer.feed(chunk)
                    session.finish()
                    source = tracks.source()
                    result = writer.finish(source, pose.model)
                if options.annotate:
                    from formcheck.annotate import annotate_video

                    annotate_video(video, files.path("annotated.mp4"), writer.recording, plan, options.lang, progress)
        finally:
            if own is not None:
                own.close()
    return Scored(result, folder.path, session.measured_anything, tracks.interrupted)


def rescore(recording: Path, out: Path, override: dict[str, Any] | None, lang: str, csv: bool = False) -> Scored:
    """Score a recording anew, without its video; with no override the events are the same, byte for byte.

    Raises:
        InputError, OutputError, UsageError: each with its remedy.
    """
    context = read_context(recording)
    plan = Plan.from_context(context)
    if override:
        plan = plan.model_copy(update={"override": {**plan.override, **override}})
    try:
        source = Source.model_validate(context["source"])
    except (KeyError, ValueError) as error:
        raise InputError("The recording does not name its source", "Score the video again") from error
    session = Session(plan)
    model = None
    folder = OutputFolder(out)
    with folder.staging() as files:
        writer = Outputs(files, session, lang, csv=csv, record=out.resolve() != recording.parent.resolve())
        with writer:
            for chunk in iter_recording(recording, CHUNK):
                model = chunk.model
                writer.feed(chunk)
            session.finish()
            if model is None:
                raise InputError("The recording holds no frames", "Score the video again")
            result = writer.finish(source, model, None if writer.records else recording)
    return Scored(result, folder.path, session.measured_anything)


def _settle_view(options: ScoreOptions, tracks: _Poses) -> tuple[Plan, list[Track]]:
    """The plan with its view, and the chunks that were read to find it."""
    exercise = get_exercise(options.plan.exercise)
    views = load_config(exercise.config_path).views
    if not options.auto_view:
        if options.plan.view not in views:
            raise UsageError(
                f"The {options.plan.exercise} cannot be judged from the view {options.plan.view!r}",
                f"Film from: {', '.join(views)}",
            )
        return options.plan, []
    if len(views) == 1:
        return options.plan.model_copy(update={"view": views[0]}), []
    first: list[Track] = []
    for chunk in tracks:
        first.append(chunk)
        if chunk.time[-1] >= VIEW_S:
            break
    view = estimate_view(Track.concatenate(first)) if first else "side"
    return options.plan.model_copy(update={"view": view}), first


class _Poses:
    """Chunks of poses from a video, with what has to be told about the source."""

    def __init__(self, file: VideoFile, pose: PoseEstimator, progress: Progress | None) -> None:
        self._file, self._pose, self._progress = file, pose, progress
        self._rows = self._chunks()
        self._frames = 0
        self._last_s = self._first_s = 0.0
        self.interrupted = False

    def __iter__(self) -> Iterator[Track]:
        return self._rows

    def _chunks(self) -> Iterator[Track]:
        rows: list[Track] = []
        try:
            for frame in self._file.frames():
                rows.append(self._pose.estimate(frame))
                if len(rows) == CHUNK:
                    yield self._joined(rows)
                    rows = []
        except KeyboardInterrupt:
            self.interrupted = True
        if rows:
            yield self._joined(rows)

    def _joined(self, rows: list[Track]) -> Track:
        # What is scored now must be what the recording gives back later.
        track = as_recorded(Track.concatenate(rows))
        if not self._frames:
            self._first_s = float(track.time[0])
        self._frames += len(track)
        self._last_s = float(track.time[-1])
        if self._progress is not None:
            self._progress(self._last_s, self._file.info.duration_s)
        return track

    def source(self) -> Source:
        """The file as it was read."""
        info = self._file.info
        span = self._last_s - self._first_s
        step = span / (self._frames - 1) if self._frames > 1 else 0.0
        return Source(
            name=info.name,
            frames=self._frames,
            fps_mean=round(1 / step, 3) if step > 0 else 0.0,
            duration_s=round(span + step, 3),
            width=info.width,
            height=info.height,
            partial=self.interrupted,
            notes=list(self._file.notes),
        )

