"""Measure real people: all recordings of a folder, judged as the product stands."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.accuracy.real.figures import figures
from benchmarks.accuracy.real.judging import Subject, subject
from benchmarks.accuracy.real.labels import read_labels
from benchmarks.accuracy.real.pictures import draw_wrongs
from benchmarks.accuracy.real.report import RealReport
from benchmarks.accuracy.real.spreads import real_forms, rendered_forms, spread_rows
from benchmarks.accuracy.real.wanted import wanted
from benchmarks.accuracy.real.wrongs import wrongs
from formcheck.runtime.version import __version__

FOLDER = "data/real"


def real_folder(shared: Path) -> Path | None:
    """Where the recordings of real people lie; None where they do not, which is said."""
    folder = shared / FOLDER
    if (folder / "labels.csv").exists():
        return folder
    print(f"real people are left out: there is no {FOLDER}/labels.csv in {shared}", file=sys.stderr)
    return None


def read_subjects(folder: Path, work: Path | None = None, again: bool = False) -> list[Subject]:
    """Every recording, judged in every way.

    Args:
        folder: of `labels.csv`.
        work: the network looks at the pictures of clips anew, and leaves its poses here.
        again: poses that an earlier run left there serve.
    """
    if work is not None and not again:
        for old in work.glob("*.parquet"):
            old.unlink()
    return [subject(label, folder, work) for label in read_labels(folder / "labels.csv")]


def measure_real(
    subjects: Sequence[Subject],
    pictures: Path | None = None,
    rendered: tuple[int, int] | None = None,
    films: Mapping[str, int] | None = None,
) -> RealReport:
    """All figures.

    Args:
        subjects: the judged recordings.
        pictures: everything that is wrong is drawn into this folder.
        rendered: (reached, all) of the targets on rendered clips.
        films: number of points of the films by state.
    """
    found, wrong = figures(subjects), wrongs(subjects)
    if pictures is not None:
        drawn = draw_wrongs(wrong, {s.label.name: s for s in subjects}, pictures)
        print(f"{len(drawn)} pictures in {pictures}")
    networks = {f"model_{s.track.model.name}": s.track.model.sha256 for s in subjects}
    return RealReport(
        len(subjects),
        sum(s.seen == "pictures" for s in subjects),
        {"formcheck": __version__, **networks},
        wanted(subjects, found, rendered, films),
        found,
        spread_rows(list(real_forms(subjects)), list(rendered_forms())),
        wrong,
    )
