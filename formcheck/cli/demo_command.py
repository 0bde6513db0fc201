"""`formcheck demo`: scores the sample videos and compares what was found with what they show."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from formcheck.cli.summary_lines import MARKS, STYLES
from formcheck.errors import InputError
from formcheck.pipeline.score import ScoredFile, ScoreOptions, score_video
from formcheck.scoring.counts import repetitions, whole_seconds
from formcheck.scoring.plan import Plan
from formcheck.scoring.wording import word_text
from formcheck.words.catalogue import Words

FOLDER = Path(__file__).parents[2] / "sample_videos"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample video, and what it shows: language -> text."""

    path: Path
    exercise: str
    duration_s: float
    shows: dict[str, str]


def read_samples() -> list[Sample]:
    """The sample videos, in the order of samples.toml.

    Raises:
        InputError: they are missing; a wheel does not contain them.
    """
    try:
        table = tomllib.loads((FOLDER / "samples.toml").read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError("The sample videos are not here", "Run it in a clone of the repository") from error
    return [
        Sample(
            FOLDER / s["file"], s["exercise"], float(s["duration_s"]), {"en": s["shows"], "nl": s["toont"]}
        )
        for s in table["sample"]
    ]


def run_demo(out: Path, lang: str) -> int:
    """Score all samples into folders of `out`, and print a table and the paths of the reports."""
    words = Words(lang)
    console = Console(highlight=False)
    samples = read_samples()
    total = sum(s.duration_s for s in samples)
    rows: list[tuple[Sample, ScoredFile]] = []
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        done = 0.0
        for sample in samples:
            bar.update(task, description=sample.path.name)
            options = ScoreOptions(plan=Plan(exercise=sample.exercise), lang=lang, annotate=True)

            def step(at_s: float, _: float | None, before: float = done) -> None:
                bar.update(task, completed=before + at_s)

            scored = score_video(sample.path, out / sample.path.stem, options, step)
            if scored.interrupted:
                raise KeyboardInterrupt
            rows.append((sample, scored))
            done += sample.duration_s
    console.print(_table(rows, words, lang))
    console.print(f"\n{words.text('demo.reports')}:")
    for _, scored in rows:
        console.print(Text(f"  {scored.folder / 'report.html'}"), soft_wrap=True)
    return 0


def _table(rows: list[tuple[Sample, ScoredFile]], words: Words, lang: str) -> Table:
    table = Table()
    for key in ("demo.video", "demo.shows", "demo.found", "demo.dose", "demo.points"):
        table.add_column(words.text(key), overflow="fold")
    for sample, scored in rows:
        result = scored.result
        own = words.of(result.exercise)
        dose = [f"{repetitions(result.dose)}x"] if result.dose.reps else []
        if result.dose.hold_s:
            dose.append(
                f"{whole_seconds(result.dose.counted_hold_s)} / {whole_seconds(result.dose.hold_s)} s"
            )
        table.add_row(
            sample.path.stem,
            sample.shows[lang],
            Text(f"{MARKS[result.word]} {word_text(result, own)}", style=STYLES[result.word]),
            ", ".join(dose),
            ", ".join(words.text(f"fault.{name}.name") for name in result.technique),
        )
    return table
