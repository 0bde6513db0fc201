"""Run the accuracy benchmark: the product on every clip, and what came of it against the truth.

All of it:               ``python -m benchmarks.accuracy``
Further networks:        ``python -m benchmarks.accuracy --models full,lite,heavy``
Only real people:        ``python -m benchmarks.accuracy --real``  (minutes; ``--recorded`` seconds)
Other last digits:       ``python -m benchmarks.accuracy --shaken --work DIR``  (``--recorded`` no picture)
Only films:              ``python -m benchmarks.accuracy --films``  (files as people have them; minutes)
Edited clips as well:    ``python -m benchmarks.accuracy --stress --work DIR``  (long; ``--again`` goes on)
Bodies drawn by lot too: ``python -m benchmarks.accuracy --bodies DIR``  (makes the clips, a minute each)
Only those of some:      ``python -m benchmarks.accuracy --bodies DIR --bodies-of NAMES``  (``--renew``: kept)
What auto calls them:    ``python -m benchmarks.accuracy --confusion --bodies DIR``  (``--renew``: kept)
Only judge anew:         ``python -m benchmarks.accuracy --work DIR --again``, after a run with ``--work DIR``
One clip, printed only:  ``python -m benchmarks.accuracy --only plank_sag`` (also: photos, landmarks)
What CI holds on to:     ``python -m benchmarks.accuracy --short``; with ``--work DIR`` its recordings too
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read once, when onnxruntime is imported

from benchmarks.accuracy import confusion, more_bodies, parts, plots, run, short, tables
from benchmarks.accuracy.cases import cases
from benchmarks.accuracy.document import Findings, documents
from benchmarks.accuracy.films.measure import film_section, film_table, measure_films
from benchmarks.accuracy.metrics import film_metrics, real_metrics, rendered_metrics
from benchmarks.accuracy.product import ROOT
from benchmarks.accuracy.real import short_form
from benchmarks.accuracy.real.measure import measure_real, read_subjects, real_folder
from benchmarks.accuracy.real.report import real_section, wanted_table
from benchmarks.accuracy.real.wanted import film_line
from benchmarks.accuracy.shaken.films import more_videos, sample_videos
from benchmarks.accuracy.shaken.measure import measure_shaken
from benchmarks.accuracy.shaken.report import shaken_metrics, shaken_section, shaken_targets
from benchmarks.accuracy.variants import VARIANTS
from formcheck.exercises import exercise_names

MODELS = ("lite", "full", "heavy")
EXTRAS = ("photos", "landmarks")


def _listed(words: str) -> list[str]:
    return [word for word in words.split(",") if word]


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add(
        "--models",
        type=_listed,
        default=["full"],
        help="networks, the first with all tables: lite,full,heavy",
    )
    add("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the shared data")
    add("--out", type=Path, default=ROOT / "benchmarks", help="where ACCURACY.md, metrics.json and plots go")
    add("--work", type=Path, help="keep the product's own results here, by network and clip")
    add(
        "--again", action="store_true", help="judge recordings in --work anew, without video; make what lacks"
    )
    add("--jobs", type=int, default=1, help="clips at a time")
    add("--only", metavar="NAME", action="append", help="only this clip, printed; also: photos, landmarks")
    add("--stress", action="store_true", help="score edited clips as well")
    add("--stress-clips", type=_listed, metavar="NAMES", help="edit only these clips (default: all)")
    add(
        "--stress-edits",
        type=_listed,
        metavar="NAMES",
        help=f"only these edits: {','.join(v.name for v in VARIANTS)}".replace("%", "%%"),
    )
    add(
        "--short",
        action="store_true",
        help="renew what CI holds on to: figures; with --work the recordings of the clips in it",
    )
    add("--real", action="store_true", help="only the part on real people")
    add("--recorded", action="store_true", help="judge the recordings, look at no picture")
    add(
        "--shaken",
        action="store_true",
        help="only what changes with landmarks moved and noise on the picture",
    )
    add("--shaken-clips", action="store_true", help="with --shaken: noise on all other clips too; hours")
    add("--films", action="store_true", help="only the part on films: files joined, cut, turned, ...")
    add("--pictures", type=Path, metavar="DIR", help="draw what is wrong with real people into this folder")
    add("--bodies", type=Path, metavar="DIR", help="clips drawn by lot as well, made in this folder")
    add(
        "--bodies-of",
        type=_listed,
        metavar="NAMES",
        help="of those drawn by lot only these exercises, printed; nothing else is measured",
    )
    add(
        "--confusion",
        action="store_true",
        help="only what auto calls each exercise: sample videos, and clips drawn by lot that lie in --bodies",
    )
    add(
        "--renew",
        action="store_true",
        help="with --bodies-of or --confusion: into its part as well, in the place of what stood there",
    )
    add("--stress-kept", action="store_true", help="of the edited clips only those that lie scored in --work")
    return parser.parse_args(argv)


def mistake(asked: argparse.Namespace) -> str | None:
    """What is wrong with the command line, if anything."""
    if not (asked.shared / "data").is_dir() and not asked.short:
        return f"There is no data in {asked.shared}: give the folder with --shared DIR"
    clips = {c.name for c in cases(asked.shared)}
    known = {
        "model": (asked.models, set(MODELS)),
        "clip": ([*(asked.only or ()), *(asked.stress_clips or ())], clips | set(EXTRAS)),
        "edit": (asked.stress_edits or (), {v.name for v in VARIANTS}),
        "exercise": (asked.bodies_of or (), {*exercise_names(), more_bodies.FROM_FRONT}),
    }
    for what, (given, there) in known.items():
        unknown = sorted(set(given) - there)
        if unknown:
            return f"There is no {what} {', '.join(unknown)}: choose among {', '.join(sorted(there))}"
    if asked.bodies_of and asked.bodies is None:
        return "Give the folder of the clips drawn by lot with --bodies DIR"
    return None if asked.models else "Name at least one of the models"


def main() -> int:
    """Run; 0 when it ran, whatever the figures."""
    asked = arguments()
    wrong = mistake(asked)
    if wrong is not None:
        print(wrong, file=sys.stderr)
        return 2
    if asked.short:
        _renew_short(asked)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        work = asked.work or Path(scratch)
        if not _one_part(asked, work):
            _measure(asked, work)
    return 0


def _one_part(asked: argparse.Namespace, work: Path) -> bool:
    """Measure the only part that was asked for; False where none was by itself."""
    bodies = work / asked.models[0] / "bodies"
    if asked.shaken:
        _write_shaken(asked, work)
    elif asked.films:
        _write_films(asked, work / "films")
    elif asked.confusion:
        _show(asked, parts.CONFUSION, confusion.section(confusion.measured(asked, work)))
    elif asked.bodies_of:
        front = asked.bodies_of == [more_bodies.FROM_FRONT]
        part = parts.FROM_FRONT if front else parts.LATER
        _show(asked, part, more_bodies.section(run.bodies(asked, bodies)))
    else:
        return False
    return True


def _show(asked: argparse.Namespace, part: str, section: str) -> None:
    """Print a table; with --renew it is that part of the document."""
    print(section)
    if asked.renew:
        parts.renew_document(asked.out / "ACCURACY.md", {part: f"## {part.capitalize()}\n\n{section}"})


def _measure(asked: argparse.Namespace, work: Path) -> None:
    """The rendered clips, unless only real people were asked for, and real people."""
    if not asked.real:
        found = run.run(asked, work)
        if asked.only:
            print("\n".join(documents(found).values()))
            return
        _write_rendered(asked, found)
    _write_real(asked, work)


def _renew_short(asked: argparse.Namespace) -> None:
    short.renew(asked.shared, asked.work / asked.models[0] if asked.work else None)
    folder = real_folder(asked.shared)
    if folder is not None:
        short_form.renew(read_subjects(folder))


def _write_rendered(asked: argparse.Namespace, found: Findings) -> None:
    asked.out.mkdir(parents=True, exist_ok=True)
    found.plots.extend(plots.draw(found.clips, asked.out / "plots"))
    parts.renew_document(asked.out / "ACCURACY.md", documents(found))
    parts.renew_metrics(asked.out / "metrics.json", rendered_metrics(found))
    print(tables.target_table([*found.targets, *found.edited_targets]))


def _write_shaken(asked: argparse.Namespace, work: Path) -> None:
    asked.out.mkdir(parents=True, exist_ok=True)
    real = real_folder(asked.shared)
    footage = [] if asked.recorded else sample_videos()
    if asked.shaken_clips:
        footage += more_videos(asked.shared, real)
    report = measure_shaken(real, work / "shaken", footage)
    text = f"## Other last digits\n\n{shaken_section(report)}"
    parts.renew_document(asked.out / "ACCURACY.md", {parts.SHAKEN: text})
    parts.renew_metrics(asked.out / "metrics.json", shaken_metrics(report))
    print(tables.target_table(shaken_targets(report)))


def _write_films(asked: argparse.Namespace, work: Path) -> None:
    """The part on films, and its line in the part on real people; where none can be made both stay."""
    found = measure_films(asked.shared, work, asked.jobs)
    if found is None:
        return
    asked.out.mkdir(parents=True, exist_ok=True)
    document, metrics = asked.out / "ACCURACY.md", asked.out / "metrics.json"
    parts.renew_metrics(metrics, film_metrics(found))
    parts.renew_document(document, {parts.FILMS: film_section(found)})
    headline = wanted_table([film_line(parts.film_points(parts.read_metrics(metrics)))])
    parts.renew_line(document, headline.strip().split("\n")[-1])
    print(headline + film_table(found))


def _write_real(asked: argparse.Namespace, work: Path) -> None:
    """The part on real people; where there are no recordings of them the part stays as it is."""
    folder = real_folder(asked.shared)
    if folder is None:
        return
    metrics = asked.out / "metrics.json"
    asked.out.mkdir(parents=True, exist_ok=True)
    subjects = read_subjects(folder, None if asked.recorded else work / "real", asked.again)
    known = parts.read_metrics(metrics)
    rendered, films = parts.reached_targets(known), parts.film_points(known)
    report = measure_real(subjects, asked.pictures, rendered, films)
    parts.renew_document(asked.out / "ACCURACY.md", {parts.REAL: f"## Real people\n\n{real_section(report)}"})
    parts.renew_metrics(metrics, real_metrics(report))
    print(wanted_table(report.wanted))


if __name__ == "__main__":
    sys.exit(main())
