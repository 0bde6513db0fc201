"""The commands `score` and `rescore`, for one file or several."""

from __future__ import annotations

import contextlib
import json
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from formcheck.cli.reporter import Reporter
from formcheck.errors import ExitStatus, InputError, UsageError
from formcheck.exercises import get_exercise
from formcheck.media.correction import FilmCorrection
from formcheck.media.video import AS_FILMED
from formcheck.mocap.formats import holds_poses
from formcheck.pipeline.score import ScoredFile, ScoreOptions, rescore, score_video
from formcheck.pipeline.score_poses import score_poses
from formcheck.pose.backends import DEFAULT_BACKEND, DEFAULT_MODEL
from formcheck.runtime.interrupt import caused_by_ctrl_c
from formcheck.runtime.printable import printable
from formcheck.runtime.toml_files import read_text, read_toml
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO

if TYPE_CHECKING:  # the store and its library take a quarter of a second that most scorings need not wait
    from formcheck.cli.of_patient import OfPatient, PutIn


def _patient_of(put_in: PutIn) -> contextlib.AbstractContextManager[OfPatient]:
    from formcheck.cli.of_patient import patient_of

    return patient_of(put_in)


@dataclass(frozen=True, slots=True)
class ScoreRequest:
    """The arguments of `score`: typer has checked each of them, but not whether they fit together."""

    videos: tuple[Path, ...]
    exercise: str
    side: str | None = None
    view: str | None = None
    out: Path | None = None
    backend: str = DEFAULT_BACKEND
    model: str = DEFAULT_MODEL
    calibrate: str = "first"
    strictness: float = 1.0
    book: str = "book"
    config: Path | None = None
    lang: str = "nl"
    csv: bool = False
    annotate: bool = False
    correction: FilmCorrection = AS_FILMED
    fps: float | None = None
    size: tuple[int, int] | None = None
    """Of files of poses that do not tell them."""
    put_in: PutIn | None = None
    """The patient whose visits the videos become, and whose programme judges them."""

    def check_poses(self) -> None:
        """Look whether the options fit the inputs that are poses of other programs, and those that are not.

        Raises:
            UsageError: they do not.
        """
        poses = [path for path in self.videos if holds_poses(path)]
        if not poses and (self.fps is not None or self.size is not None):
            raise UsageError("--fps and --size belong to poses of other programs", "Leave them out")
        if poses and (self.annotate or self.correction):
            raise UsageError(
                f"{printable(poses[0])} holds poses and no pictures: there is nothing to turn or to draw on",
                "Leave out --annotate, --rotate, --mirror and --slow-motion",
            )

    def plan(self) -> Plan:
        """The plan for each scoring, but for a patient's programme.

        Raises:
            UsageError: a value makes no sense.
            InputError: the file of --config cannot be read.
        """
        reference = None
        if self.calibrate not in ("first", "none"):
            if self.exercise == AUTO:
                raise UsageError(
                    "--calibrate with a file needs to know the exercise",
                    "Name it with --exercise, or leave out the file",
                )
            names = get_exercise(self.exercise).spec.calibrated
            reference = read_reference(Path(self.calibrate), self.exercise, names)
        return Plan(
            exercise=self.exercise,
            view="front-high" if self.view == "front-high" else "side",
            side=self.side,  # type: ignore[arg-type]
            calibrate="none" if self.calibrate == "none" else "first",
            reference=reference,
            strictness=self.strictness,
            book=self.book,
            override=read_override(self.config),
        )

    def options(self) -> ScoreOptions:
        """The options of each scoring.

        Raises:
            UsageError, InputError: as for `plan`.
        """
        return ScoreOptions(
            plan=self.plan(),
            auto_view=self.view is None,
            backend=self.backend,
            model=self.model,
            lang=self.lang,
            csv=self.csv,
            annotate=self.annotate,
            correction=self.correction,
        )


RESCORED = Path("rescored")
"""Folder for the results of a patient's recordings, where none was named."""


def read_override(path: Path | None) -> dict[str, object]:
    """A therapist's bands from a TOML file; {} without a file.

    Raises:
        InputError: it cannot be read, is not TOML, or its bands are not a list of tables with a fault.
    """
    if path is None:
        return {}
    shown = printable(path)
    override = read_toml(path, "config")
    bands = override.get("bands", [])
    if not isinstance(bands, list) or not all(isinstance(b, dict) and "fault" in b for b in bands):
        raise InputError(
            f"The config {shown} has bands without a fault",
            "Begin each with [[bands]] and fault = ..., or write fault_from.sag = 0.04",
        )
    return override


def read_reference(path: Path, exercise: str, names: tuple[str, ...]) -> dict[str, float | None]:
    """The personal reference in an earlier result.json.

    Args:
        path: the file.
        exercise: name of the exercise that it must be of.
        names: signals whose reference values the exercise uses.

    Raises:
        UsageError: it is not a result, of another exercise, or without a reference.
    """
    shown = printable(path)
    try:
        earlier = json.loads(read_text(path))
        values = {str(k): float(v) for k, v in earlier["calibration"]["values"].items()}
        of_exercise = str(earlier["exercise"])
    except FileNotFoundError as error:
        raise UsageError(
            f"--calibrate {shown}: there is no such file", "Use first, none, or an earlier result.json"
        ) from error
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise UsageError(
            f"--calibrate {shown}: not a result.json of formcheck",
            "Use first, none, or an earlier result.json",
        ) from error
    known: dict[str, float | None] = {n: values[n] for n in names if math.isfinite(values.get(n, math.nan))}
    if of_exercise != exercise or not known:
        raise UsageError(
            f"--calibrate {shown}: holds no reference for the {exercise}",
            "Use a calibrated result of the same exercise",
        )
    return known


def score_many(request: ScoreRequest, reporter: Reporter) -> ExitStatus:
    """Score each video; returns the exit status of the whole."""
    with contextlib.ExitStack() as stack:
        of_patient = None if request.put_in is None else stack.enter_context(_patient_of(request.put_in))
        options = request.options()
        if of_patient is not None:
            options = replace(options, plan=of_patient.judged(options.plan))
            reporter.say(of_patient.about)
        options.check()
        request.check_poses()

        def score_one(video: Path, folder: Path) -> ScoredFile:
            if holds_poses(video):
                scored = score_poses(video, folder, options, fps=request.fps, size=request.size)
            else:
                with reporter.progress(video.name) as progress:
                    scored = score_video(video, folder, options, progress)
            if of_patient is not None:
                reporter.say(of_patient.put(video, scored, request.lang))
            return scored

        return _for_each(output_folders(request.videos, request.out, "formcheck"), score_one, reporter)


def rescore_many(
    recordings: tuple[Path, ...],
    reporter: Reporter,
    *,
    exercise: str | None = None,
    config: Path | None = None,
    out: Path | None = None,
    lang: str = "nl",
    csv: bool = False,
    by: PutIn | None = None,
) -> ExitStatus:
    """Score recordings again; returns the exit status of the whole.

    Args:
        recordings: the files; none of them for every recording of the patient.
        by: the patient whose programme judges; None keeps what they were judged with.
        exercise, config, out, lang, csv: as of the command.
    """
    override = read_override(config)
    under: Callable[[Plan], Plan] | None = None
    pairs = output_folders(recordings, out, "rescored")
    if by is not None:
        with _patient_of(by) as of_patient:
            under = of_patient.judged
            reporter.say(of_patient.about)
            if not recordings:
                pairs = [(path, (out or RESCORED) / name) for path, name in of_patient.recordings()]
    if not pairs:
        raise InputError("There is no RECORDING to score again", "Name one: formcheck rescore --help")

    def rescore_one(recording: Path, folder: Path) -> ScoredFile:
        with reporter.progress(recording.name) as progress:
            return rescore(
                recording, folder, override, lang, csv, exercise=exercise, under=under, progress=progress
            )

    return _for_each(pairs, rescore_one, reporter)


def output_folders(inputs: tuple[Path, ...], out: Path | None, suffix: str) -> list[tuple[Path, Path]]:
    """The folder for the results of each input.

    One input gets `out` itself, each of several a folder in it; without `out` the folder is beside the input.
    Its name is the input's stem; when two would share a folder, the whole name; then a number is added.
    Large and small letters count as equal, and so do the ways to write an accent, because some disks treat
    them so. Recordings usually have the same
    name, so below `out` they are named after the folder that they are in.

    Args:
        inputs: videos or recordings.
        out: the folder of --out; None without it.
        suffix: ends the name of a folder beside its input: "formcheck" or "rescored".

    Returns:
        (input, folder) pairs, in the order of the inputs; no two folders are the same.
    """

    def named(path: Path, whole: bool) -> Path:
        name = path.name if whole else path.stem
        if out is None:
            return path.with_name(f"{name}-{suffix}") if name else Path(suffix)
        if len(inputs) == 1:
            return out
        return out / (path.absolute().parent.name if path.name == "recording.parquet" else name or suffix)

    def key(folder: Path) -> str:
        return normalize("NFC", normalize("NFD", str(folder.absolute())).casefold())

    stems = Counter(key(named(path, whole=False)) for path in inputs)
    taken: set[str] = set()
    pairs = []
    for path in inputs:
        first = folder = named(path, whole=stems[key(named(path, whole=False))] > 1)
        number = 1
        while key(folder) in taken:
            number += 1
            folder = first.with_name(f"{first.name}-{number}")
        taken.add(key(folder))
        pairs.append((path, folder))
    return pairs


def _for_each(
    pairs: list[tuple[Path, Path]], score_one: Callable[[Path, Path], ScoredFile], reporter: Reporter
) -> ExitStatus:
    """Score one file after the other and report each; returns the exit status of the whole.

    An error in one file must not cost the others their results. When all files fail, the status is that of
    their errors, or `FAILED` where these differ.
    """
    failures: list[ExitStatus] = []
    measured = False
    for path, folder in pairs:
        try:
            scored = score_one(path, folder)
            reporter.show(scored)
        except (Exception, KeyboardInterrupt) as error:
            if caused_by_ctrl_c(error):
                reporter.stopped(path, None)
                return ExitStatus.INTERRUPTED
            if len(pairs) == 1:
                raise
            failures.append(reporter.failed(path, error))
            continue
        measured = measured or scored.measured
        if scored.interrupted:
            reporter.stopped(path, scored)
            return ExitStatus.INTERRUPTED
    if len(failures) == len(pairs):
        return failures[0] if len(set(failures)) == 1 else ExitStatus.FAILED
    if failures:
        return ExitStatus.SOME_FAILED
    return ExitStatus.OK if measured else ExitStatus.NOTHING_MEASURED
