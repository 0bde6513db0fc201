"""Score one video or one recording, from file to files."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from formcheck.errors import InputError
from formcheck.media.video import VideoFile
from formcheck.pipeline.auto import Outcome, rescore_found, write_found
from formcheck.pipeline.folders import clear_parts, fresh_folder, part_folders, same_file
from formcheck.pipeline.parts import AutoScoreRequest, PlannedSpan
from formcheck.pipeline.result_files import Outputs, prepare_end
from formcheck.pipeline.video_poses import CHUNK, Progress, VideoPoses
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.factory import create_estimator
from formcheck.runtime.interrupt import GentleStop
from formcheck.runtime.startup import beside
from formcheck.scoring.choosing import check_auto, settled_view
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.result import Result, Source
from formcheck.scoring.scoring import Scoring
from formcheck.store.files import OutputFolder
from formcheck.store.recording import iter_recording, read_context
from formcheck.store.staging import StagedFiles


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
    threads: int = 2

    def check(self) -> None:
        """Look at the choices before any work is done.

        Raises:
            UsageError: an exercise, view, band or dial that makes no sense.
        """
        self.plan.dial()
        if self.plan.exercise == AUTO:
            check_auto(self.plan)
        else:
            self.plan.rule()


@dataclass(frozen=True, slots=True)
class Scored:
    """The outcome of one scoring.

    Attributes:
        measured: at least one event could be judged.
        interrupted: Ctrl-C ended it early; the files hold what was scored until then.
        annotated: annotated.mp4 was written.
    """

    result: Result
    folder: Path
    measured: bool
    interrupted: bool = False
    annotated: bool = False


def score_video(
    video: Path,
    out: Path,
    options: ScoreOptions,
    progress: Progress | None = None,
    *,
    estimator: PoseEstimator | None = None,
) -> Scored:
    """Score a video and write everything to `out`.

    Ctrl-C keeps what was scored so far, marked partial; a second one gives up. `estimator` replaces the
    backend (for tests); it is closed by its owner.

    Raises:
        InputError, OutputError, UsageError, ModelError: each with its remedy.
        KeyboardInterrupt: stopped before anything was scored, or pressed twice; nothing was written.
    """
    options.check()
    with GentleStop() as stop:
        folder, outcome = _score(video, out, options, progress, estimator=estimator, stop=stop)
        # The results have their names by now: whatever happens to the annotated video, they stay.
        annotated = (
            options.annotate
            and not stop.asked
            and _annotate(video, folder, outcome.spans, options.lang, progress=progress, stop=stop)
        )
    return Scored(outcome.result, folder.path, outcome.measured, stop.asked, annotated)


@contextlib.contextmanager
def _estimator(options: ScoreOptions, given: PoseEstimator | None) -> Iterator[PoseEstimator]:
    if given is not None:
        yield given
        return
    with create_estimator(options.backend, options.model, options.threads) as own:
        yield own


def _score(
    video: Path,
    out: Path,
    options: ScoreOptions,
    progress: Progress | None,
    *,
    estimator: PoseEstimator | None,
    stop: GentleStop,
) -> tuple[OutputFolder, Outcome]:
    """All but the annotated video; what it took (network, decoder) is given back on return."""
    before = part_folders(out)
    with (
        VideoFile(video) as file,
        fresh_folder(out, video) as folder,
        _estimator(options, estimator) as pose,
        folder.staging() as files,
    ):
        beside(partial(prepare_end, options.lang))
        poses = VideoPoses(file, pose, stop, progress)
        if options.plan.exercise == AUTO:
            outcome = write_found(
                poses,
                folder,
                files,
                AutoScoreRequest(options.plan, options.auto_view, options.lang, options.csv),
                pose.model,
            )
        else:
            outcome = _write(poses, files, options, pose)
    clear_parts(out, before - outcome.parts)
    return folder, outcome


def _write(poses: VideoPoses, files: StagedFiles, options: ScoreOptions, pose: PoseEstimator) -> Outcome:
    plan, first = settled_view(options.plan, options.auto_view, iter(poses))
    scoring = Scoring(plan)
    with Outputs(files, scoring, options.lang, csv=options.csv) as writer:
        for chunk in first:
            writer.feed(chunk)
        for chunk in poses:
            writer.feed(chunk)
        scoring.finish()
        source = poses.source()
        if poses.interrupted and not source.frames:
            raise KeyboardInterrupt
        result = writer.finish(source, pose.model)
    files.remove("annotated.mp4")  # it would show an earlier scoring
    return Outcome(result, scoring.measured_anything, [PlannedSpan.whole(plan)])


def _give_back_memory() -> None:
    """Let glibc return what the network has freed, 100 MB, before the encoder asks for its own."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _annotate(
    video: Path,
    folder: OutputFolder,
    spans: Sequence[PlannedSpan],
    lang: str,
    *,
    progress: Progress | None,
    stop: GentleStop,
) -> bool:
    """Write annotated.mp4; False when Ctrl-C came before its end, and then there is none."""
    from formcheck.pipeline.annotate import annotate_video

    _give_back_memory()
    try:
        with folder.staged("annotated.mp4") as path:
            recording = folder / "recording.parquet"
            annotate_video(video, path, recording, spans, lang, progress=progress, stop=stop)
    except KeyboardInterrupt:
        return False
    return True


def rescore(
    recording: Path,
    out: Path,
    override: Mapping[str, Any] | None,
    lang: str,
    csv: bool = False,
    *,
    progress: Progress | None = None,
) -> Scored:
    """Score a recording anew, without its video; with no override the events are the same, byte for byte.

    Raises:
        InputError, OutputError, UsageError: each with its remedy.
    """
    context = read_context(recording)
    plan = Plan.from_context(context)
    if override:
        plan = plan.model_copy(update={"override": merged(plan.override, override)})
    try:
        source = Source.model_validate(context["source"])
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("The recording does not name its source", "Score the video again") from error
    before = part_folders(out)
    with fresh_folder(out) as folder, folder.staging() as files:
        own = same_file(recording, folder / "recording.parquet")
        if plan.exercise == AUTO:
            check_auto(plan)
            finding = AutoScoreRequest(plan, context.get("auto_view") is not False, lang, csv)
            outcome = rescore_found(recording, folder, files, finding, source, progress, copy=not own)
        else:
            outcome = _rescore(recording, files, plan, source, lang, csv=csv, own=own, progress=progress)
        if override or not own:
            files.remove("annotated.mp4")  # it would show another scoring
    clear_parts(out, before - outcome.parts)
    return Scored(outcome.result, folder.path, outcome.measured)


def _rescore(
    recording: Path,
    files: StagedFiles,
    plan: Plan,
    source: Source,
    lang: str,
    *,
    csv: bool,
    own: bool,
    progress: Progress | None,
) -> Outcome:
    scoring = Scoring(plan)
    model = None
    with Outputs(files, scoring, lang, csv=csv, record=not own) as writer:
        for chunk in iter_recording(recording, CHUNK):
            model = chunk.model
            writer.feed(chunk)
            if progress is not None:
                progress(float(chunk.time[-1]), source.duration_s)
        scoring.finish()
        if model is None:
            raise InputError("The recording holds no frames", "Score the video again")
        result = writer.finish(source, model, recording)
    return Outcome(result, scoring.measured_anything, [PlannedSpan.whole(plan)])


def merged(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """A therapist's bands over those of before: tables key by key, of the bands of a fault the later wins."""
    both = dict(earlier)
    for key, value in later.items():
        before = both.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            both[key] = {**before, **value}
        elif isinstance(before, list) and isinstance(value, list):
            both[key] = [*before, *value]
        else:
            both[key] = value
    return both
