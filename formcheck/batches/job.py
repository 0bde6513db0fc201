"""One video or recording, from file to result folder and table rows: what a worker does."""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from formcheck.batches.result_rows import event_rows, video_row
from formcheck.batches.rows import EventRow, Given, VideoRow
from formcheck.batches.stamps import Stamp, content_digest, stamp_of
from formcheck.batches.teller import TELLER
from formcheck.errors import InputError, InstallationError
from formcheck.pipeline.folders import clear_results
from formcheck.pipeline.pose_source import Progress
from formcheck.pipeline.score import ScoredFile, ScoreOptions, rescore, score_video
from formcheck.pipeline.score_poses import score_poses
from formcheck.pose.estimator import PoseEstimator, RenewableEstimator
from formcheck.pose.factory import create_estimator
from formcheck.pose.models import CHECKSUMS, model_folder
from formcheck.runtime.printable import printable
from formcheck.runtime.version import __version__

BYTES_A_SECOND = 25_000
"""Taken for the length of a video that does not tell it: a very small film; longer is more generous."""


@dataclass(frozen=True, slots=True)
class RescoreOptions:
    """How recordings are scored again: fields as the arguments of `pipeline.score.rescore`."""

    override: Mapping[str, object]
    exercise: str | None
    lang: str
    csv: bool


@dataclass(frozen=True, slots=True)
class PosesOptions:
    """How poses of another program are scored: fields as the arguments of `pipeline.score_poses`."""

    options: ScoreOptions
    fps: float | None
    size: tuple[int, int] | None


Options = ScoreOptions | RescoreOptions | PosesOptions


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is told; it travels between processes and machines.

    Attributes:
        given: the file as tables name it.
        path: the file, absolute.
        out: folder for its results, absolute.
        folder: the same as tables name it.
        options: how it is scored.
        settings: a digest of them, of the version and of the networks, see `settings_of`.
        known: the `key` of the results that lie in `out` now; None for none.
    """

    given: Given
    path: Path
    out: Path
    folder: str
    options: Options
    settings: str
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker answers.

    Attributes:
        key: of what came out, see `key_of`.
        content_sha256: see `content_digest`.
        stamp: of the file, before and after it was read.
        row: for `summary`; None where the results in the folder had that key already.
        events: for `events`.
        measured: at least one event could be judged.
        seconds: how long it took.
    """

    key: str
    content_sha256: str
    stamp: Stamp
    row: VideoRow | None
    events: tuple[EventRow, ...]
    measured: bool
    seconds: float


def key_of(content_sha256: str, settings: str) -> str:
    """A digest of all that decides what comes out: the file's content, and what `settings_of` gives."""
    return hashlib.sha256(f"{content_sha256} {settings}".encode()).hexdigest()


def settings_of(options: Options) -> str:
    """A digest of the options, of the version and of the networks.

    The number of threads is not among them: it does not change a byte.
    """
    data = [__version__, networks_digest(), _choices(options)]
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def networks_digest() -> str:
    """SHA-256 over the checksums of all networks of this installation, in hexadecimal.

    Raises:
        ModelError: their list is missing.
    """
    return hashlib.sha256((model_folder() / CHECKSUMS).read_bytes()).hexdigest()


def _choices(options: Options) -> dict[str, object]:
    if isinstance(options, RescoreOptions):
        return {"rescore": [dict(options.override), options.exercise, options.lang, options.csv]}
    if isinstance(options, PosesOptions):
        return {"poses": [options.fps, options.size], **_choices(options.options)}
    correction = options.correction
    return {
        "plan": options.plan.model_dump(),
        "auto_view": options.auto_view,
        "network": [options.backend, options.model],
        "files": [options.lang, options.csv, options.annotate],
        "correction": [correction.rotate_deg, correction.mirror, correction.slow_motion],
    }


def do_job(job: Job) -> Done:
    """Score a file and give its rows. Results that would come out the same are not made again.

    Raises:
        InputError: it cannot be read, or changed meanwhile.
        InstallationError: this process has another version or other networks than whoever planned the job.
        OutputError, UsageError, ModelError: each with its remedy.
    """
    if settings_of(job.options) != job.settings:
        raise InstallationError(
            f"{platform.node() or 'A worker'} has another formcheck ({__version__}) or other networks",
            "Install the same version everywhere",
        )
    begun = time.monotonic()
    stamp = stamp_of(job.path)
    content = content_digest(job.path)
    key = key_of(content, job.settings)
    if key == job.known:
        return Done(key, content, stamp, None, (), measured=True, seconds=time.monotonic() - begun)
    scored = _score(job, stamp.size / BYTES_A_SECOND)
    if stamp_of(job.path) != stamp:
        clear_results(job.out)
        raise InputError(
            f"{printable(job.path)} has changed while it was read",
            "Wait until it is copied or recorded to its end, and give the same command again",
        )
    return Done(
        key=key,
        content_sha256=content,
        stamp=stamp,
        row=video_row(scored.result, job.given, job.folder, content),
        events=tuple(event_rows(scored.result, job.given, job.folder)),
        measured=scored.measured,
        seconds=time.monotonic() - begun,
    )


def _score(job: Job, guessed_s: float) -> ScoredFile:
    progress = _progress(guessed_s)
    options = job.options
    if isinstance(options, RescoreOptions):
        override, exercise = options.override, options.exercise
        return rescore(
            job.path, job.out, override, options.lang, options.csv, exercise=exercise, progress=progress
        )
    if isinstance(options, PosesOptions):
        if progress is not None:
            progress(0.0, None)  # how long it may take
        return score_poses(job.path, job.out, options.options, fps=options.fps, size=options.size)
    options.check()
    with _estimator(options) as pose:
        return score_video(job.path, job.out, options, progress, estimator=pose)


def _progress(guessed_s: float) -> Progress | None:
    """Tells the teller, if there is one; the first time also how long the film is."""
    teller = TELLER.get()
    if teller is None:
        return None
    expected = False

    def tell(done_s: float, all_s: float | None) -> None:
        nonlocal expected
        if not expected:
            teller.expect(guessed_s if all_s is None else all_s)
            expected = True
        teller.progress(done_s, all_s)

    return tell


class _Networks(threading.local):
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, int], RenewableEstimator] = {}


_networks = _Networks()


@contextlib.contextmanager
def _estimator(options: ScoreOptions) -> Iterator[PoseEstimator]:
    """The estimator for one video; its networks are loaded once a process (or thread) and choice."""
    choice = (options.backend, options.model, options.threads)
    kept = _networks.kept
    if choice not in kept:
        made = create_estimator(*choice)
        if not isinstance(made, RenewableEstimator):
            with made:
                yield made
            return
        kept[choice] = made
    with kept[choice].renewed() as pose:
        yield pose
