"""What the commands `score` and `rescore` do, over several files."""

from __future__ import annotations

import json
import math
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formcheck.console import Reporter
from formcheck.errors import FormcheckError, InputError, UsageError
from formcheck.exercises import get_exercise
from formcheck.session.plan import Plan

OK, SOME_FAILED, WRONG_USE, NOTHING_MEASURED, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True, slots=True)
class ScoreRequest:
    """The command line of `score`, checked for words but not for sense."""

    videos: tuple[Path, ...]
    exercise: str
    side: str | None = None
    view: str | None = None
    out: Path | None = None
    backend: str = "onnx"
    model: str = "full"
    calibrate: str = "first"
    strictness: float = 1.0
    book: str = "book"
    config: Path | None = None
    lang: str = "nl"
    csv: bool = False
    annotate: bool = False

    def plan(self) -> Plan:
        """The plan that these words ask for.

        Raises:
            UsageError, InputError: a value or a file makes no sense.
        """
        names = get_exercise(self.exercise).spec.calibrated
        return Plan(
            exercise=self.exercise,
            view="front-high" if self.view == "front-high" else "side",
            side=self.side,  # type: ignore[arg-type]
            calibrate="none" if self.calibrate == "none" else "first",
            reference=None if self.calibrate in ("first", "none") else _reference(Path(self.calibrate), names),
            strictness=self.strictness,
            book=self.book,
            override=read_override(self.config),
        )


def read_override(path: Path | None) -> dict[str, Any]:
    """A therapist's bands from a TOML file.

    Raises:
        InputError: it cannot be read or is no TOML.
    """
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The config {path} cannot be read", "Check the path") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The config {path} is no TOML ({error})", "Mend the line it names") from error


def _reference(path: Path, names: tuple[str, ...]) -> dict[str, float | None]:
    try:
        calibration = json.loads(path.read_text(encoding="utf-8"))["calibration"]
        values = {str(k): float(v) for k, v in calibration["values"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"--calibrate {path}: not a result.json of formcheck", "Use first, none, or an earlier result.json"
        ) from error
    known: dict[str, float | None] = {n: values[n] for n in names if math.isfinite(values.get(n, math.nan))}
    if not known:
        raise UsageError(
            f"--calibrate {path}: holds no reference for this exercise", "Use a result of the same exercise"
        )
    return known


def score_many(request: ScoreRequest, reporter: Reporter) -> int:
    """Score each video; the exit status of the whole."""
    from formcheck.score import ScoreOptions, score_video

    options = ScoreOptions(
        plan=request.plan(), auto_view=request.view is None, backend=request.backend, model=request.model,
        lang=request.lang, csv=request.csv, annotate=request.annotate,
    )
    options.plan.rule()
    options.plan.dial()
    folders = output_folders(request.videos, request.out, "formcheck")

    def one(video: Path, folder: Path) -> tuple[bool, bool]:
        with reporter.progress(video.name) as progress:
            scored = score_video(video, folder, options, progress)
        reporter.show(scored.result, scored.folder)
        return scored.measured, scored.interrupted

    return _each(folders, one, reporter)


def rescore_many(
    recordings: tuple[Path, ...], config: Path | None, out: Path | None, lang: str, csv: bool, reporter: Reporter
) -> int:
    """Score each recording again; the exit status of the whole."""
    from formcheck.score import rescore

    override = read_override(config)

    def one(recording: Path, folder: Path) -> tuple[bool, bool]:
        scored = rescore(recording, folder, override, lang, csv)
        reporter.show(scored.result, scored.folder)
        return scored.measured, False

    return _each(output_folders(recordings, out, "rescored"), one, reporter)


def output_folders(inputs: tuple[Path, ...], out: Path | None, suffix: str) -> list[tuple[Path, Path]]:
    """(input, folder) pairs: `out` itself for one input, a folder in it for each of several.

    Inputs of the same stem keep their extension in the folder's name, of the same name get a number.
    """
    stems = Counter(p.stem for p in inputs)
    taken: Counter[Path] = Counter()
    pairs = []
    for path in inputs:
        name = path.stem if stems[path.stem] == 1 else path.name
        if suffix == "rescored" and path.parent.name:
            name = name if out is None else path.parent.name
        if out is None:
            folder = path.with_name(f"{name}-{suffix}")
        else:
            folder = out if len(inputs) == 1 else out / name
        taken[folder] += 1
        if taken[folder] > 1:
            folder = folder.with_name(f"{folder.name}-{taken[folder]}")
        pairs.append((path, folder))
    return pairs


def _each(
    pairs: list[tuple[Path, Path]], one: Callable[[Path, Path], tuple[bool, bool]], reporter: Reporter
) -> int:
    if len(pairs) == 1:
        measured, interrupted = one(*pairs[0])
        return INTERRUPTED if interrupted else OK if measured else NOTHING_MEASURED
    failed = measured_any = 0
    for path, folder in pairs:
        try:
            measured, interrupted = one(path, folder)
        except FormcheckError as error:
            failed += 1
            reporter.error(f"{path}: {error}")
            continue
        measured_any += measured
        if interrupted:
            return INTERRUPTED
    if failed == len(pairs):
        return WRONG_USE
    if failed:
        return SOME_FAILED
    return OK if measured_any else NOTHING_MEASURED
