"""Score one video or one recording, from file to files."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from formcheck.media.correction import FilmCorrection
from formcheck.media.video import AS_FILMED, VideoFile
from formcheck.pipeline.folders import clear_parts, fresh_folder, part_folders, same_file
from formcheck.pipeline.plan_choices import as_exercise, with_override
from formcheck.pipeline.pose_source import Progress, RecordedPoses
from formcheck.pipeline.recorded_choices import read_choices
from formcheck.pipeline.result_files import FileRequest, prepare_end
from formcheck.pipeline.span_judge import PlannedSpan
from formcheck.pipeline.video_poses import VideoPoses
from formcheck.pipeline.write_results import Outcome, write_results
from formcheck.pose.backends import DEFAULT_BACKEND, DEFAULT_MODEL
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.factory import create_estimator
from formcheck.runtime.interrupt import GentleStop
from formcheck.runtime.startup import run_in_background
from formcheck.scoring.part_plans import check_auto
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.result import Result
from formcheck.store.files import OutputFolder


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """What the command line leaves to choose; `plan` decides the judgement, the rest the files."""

    plan: Plan
    auto_view: bool = True
    backend: str = DEFAULT_BACKEND
    model: str = DEFAULT_MODEL
    lang: str = "nl"
    csv: bool = False
    annotate: bool = False
    threads: int = 2
    correction: FilmCorrection = AS_FILMED

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
class ScoredFile:
    """What the scoring of one video or recording has written.

    Attributes:
        measured: at least one event could be judged.
        interrupted: Ctrl-C ended it early; the files hold what was scored until then.
    """

    result: Result
    folder: Path
    measured: bool
    interrupted: bool = False


def score_video(
    video: Path,
    out: Path,
    options: ScoreOptions,
    progress: Progress | None = None,
    *,
    estimator: PoseEstimator | None = None,
) -> ScoredFile:
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
        if options.annotate and not stop.asked:
            upright = replace(options, correction=options.correction.turned(outcome.turn_deg))
            _annotate(video, folder, outcome.spans, upright, progress=progress, stop=stop)
    return ScoredFile(outcome.result, folder.path, outcome.measured, stop.asked)


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
        VideoFile(video, options.correction) as file,
        fresh_folder(out, video.name, video) as folder,
        _estimator(options, estimator) as pose,
        folder.staging() as files,
    ):
        run_in_background(partial(prepare_end, options.lang))
        request = FileRequest(options.plan, options.auto_view, options.lang, options.csv)
        outcome = write_results(VideoPoses(file, pose, stop, progress), folder, files, request)
        files.remove("annotated.mp4")  # it would show an earlier scoring
    clear_parts(out, before - outcome.parts)
    return folder, outcome


def _give_back_memory() -> None:
    """Let glibc return what the network has freed, 100 MB, before the encoder asks for its own."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _annotate(
    video: Path,
    folder: OutputFolder,
    spans: Sequence[PlannedSpan],
    options: ScoreOptions,
    *,
    progress: Progress | None,
    stop: GentleStop,
) -> None:
    """Write annotated.mp4; when Ctrl-C comes before its end there is none."""
    from formcheck.pipeline.annotate import annotate_video

    _give_back_memory()
    with contextlib.suppress(KeyboardInterrupt), folder.staged("annotated.mp4") as path:
        recording = folder / "recording.parquet"
        annotate_video(
            video,
            path,
            recording,
            spans,
            options.lang,
            correction=options.correction,
            progress=progress,
            stop=stop,
        )


def rescore(
    recording: Path,
    out: Path,
    override: Mapping[str, Any] | None,
    lang: str,
    csv: bool = False,
    *,
    exercise: str | None = None,
    under: Callable[[Plan], Plan] | None = None,
    progress: Progress | None = None,
) -> ScoredFile:
    """Score a recording anew, without its video; with nothing changed the events are the same, byte for byte.

    Args:
        recording: path of a `recording.parquet`.
        out: folder for the results.
        override: a therapist's changes, over those that the recording was scored with.
        lang: language of the report.
        csv: write frames.csv too.
        exercise: judge the poses as this exercise ("auto" finds out); None for the one of before. Its view is
            found anew, and neither reference nor bands of another exercise are taken over.
        under: gives the plan under another programme (`Programme.judged`); `override` comes over that.
        progress: told the media time after each chunk, or None.

    Raises:
        InputError, OutputError, UsageError: each with its remedy.
    """
    recorded = read_choices(recording)
    plan, auto_view = recorded.plan, not recorded.view_given
    if exercise is not None:
        plan, auto_view = as_exercise(plan, exercise, auto_view)
    # The view of a named exercise stands in its plan; that of another one, or of the parts, is found again.
    auto_view = auto_view and (plan.exercise == AUTO or plan.exercise != recorded.plan.exercise)
    if under is not None:
        plan = under(plan)
    moved = plan != recorded.plan
    if override:
        plan = with_override(plan, override)
    if plan.exercise == AUTO:
        check_auto(plan)
    else:
        plan.rule()
    before = part_folders(out)
    with fresh_folder(out) as folder, folder.staging() as files:
        own = same_file(recording, folder / "recording.parquet")
        # A recording beside results of another exercise would not give them back.
        request = FileRequest(plan, auto_view, lang, csv, record=moved or not own)
        outcome = write_results(RecordedPoses(recording, recorded.source, progress), folder, files, request)
        if override or moved or not own:
            files.remove("annotated.mp4")  # it would show another scoring
    clear_parts(out, before - outcome.parts)
    return ScoredFile(outcome.result, folder.path, outcome.measured)
