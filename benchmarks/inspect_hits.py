"""Holds what `formcheck inspect` suggests against what files are labelled to show.

    python -m benchmarks.inspect_hits [--films DIR] [--recorded]

Videos: the samples, the clips of `../shared/data` and, with `--films`, those that make.sh of
`../shared/reference/films` makes.
Recordings of real people: the same looks, taken from the recording of all frames, so that what is missed by
looking here and there is told from what is missed altogether ("throughout": what all frames show). A file
that shows no exercise is right when none is suggested. `--recorded` looks at no video, and takes seconds.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np

from benchmarks.accuracy.product import ROOT
from benchmarks.accuracy.real.labels import Label, read_labels
from benchmarks.accuracy.truth import read_truth
from formcheck.media.film_times import FilmTimes
from formcheck.media.tally import Tally
from formcheck.pipeline.inspect import inspect
from formcheck.pipeline.inspection import Inspection
from formcheck.pipeline.looks import joined, plan_looks
from formcheck.pipeline.recognise import recognise
from formcheck.pipeline.recorded_choices import read_choices
from formcheck.pipeline.suggestions import Poses, suggestions
from formcheck.pose.factory import create_estimator
from formcheck.pose.onnx_estimator import OnnxPoseEstimator
from formcheck.pose.track import Track
from formcheck.store.recording import read_recording

SHARED = ROOT.parent / "shared"
FILMS = {
    "joined.ts": "plank", "joined.webm": "plank", "thumbnail_first.mov": "plank", "proxy_first.mp4": "plank",
    "bframes.avi": "bridge", "piece0.mkv": "plank", "piece1.mkv": "plank", "on_its_side.mp4": "plank",
    "upside_down.mp4": "plank", "sparse.mp4": "plank", "grey.mp4": "plank", "missing.mp4": "plank",
}  # fmt: skip
"""Of make.sh: what each shows."""


@dataclass(frozen=True, slots=True)
class Case:
    """A file with what it shows: an exercise, or None; and from when to when, where that is known."""

    path: Path
    exercise: str | None
    span: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """How one case went. `off_s`: how far the further end of the suggestion is from the truth's."""

    case: Case
    found: list[str]
    throughout: list[str] | None
    looked: str
    off_s: float | None
    cpu_s: float | None

    @property
    def right(self) -> bool:
        """The exercise and no other; or none, where there is none."""
        return self.found == ([self.case.exercise] if self.case.exercise else [])


def sample_cases() -> Iterator[Case]:
    """The sample videos."""
    folder = ROOT / "sample_videos"
    for sample in tomllib.loads((folder / "samples.toml").read_text("utf-8"))["sample"]:
        events = sample["events"]
        span = (events[0]["start_s"], events[-1]["end_s"]) if events else None
        yield Case(folder / sample["file"], sample["exercise"], span)


def synthetic_cases() -> Iterator[Case]:
    """The rendered clips with exact truth."""
    for path in sorted((SHARED / "data" / "synthetic").glob("*.json")):
        truth = read_truth(path)
        exercise = "side-plank" if "side_plank" in truth["exercise"] else truth["exercise"].replace("_", "-")
        events = [event for event in truth["events"] if event["kind"] != "rest"]
        yield Case(path.with_suffix(".mp4"), exercise, (events[0]["start_s"], events[-1]["end_s"]))


def real_labels() -> dict[str, Label]:
    """Labels of real people that say clearly what is shown."""
    labels = read_labels(SHARED / "data" / "real" / "labels.csv")
    return {label.name: label for label in labels if label.exercise or label.other}


def _of_video(case: Case, pose: OnnxPoseEstimator) -> Row:
    began = process_time()
    found = inspect(case.path, estimator=pose.renewed())
    return _row(case, found.names, _throughout(case.path.stem), found, process_time() - began)


def _of_recording(case: Case) -> Row:
    """Looks at the poses of a recording, as at a video whose key pictures lie nowhere near."""
    track = read_recording(case.path)[0]
    times = FilmTimes(track.time, np.zeros(len(track), bool), (0,), Tally(), None, None)
    looks = plan_looks(times)
    rows = Track.concatenate([track[i : i + 1] for i in looks.numbers.tolist()])
    source = read_choices(case.path).source
    found = suggestions(Poses(rows, joined(rows.time), sampled=True), source, {})
    names = list(dict.fromkeys(part.exercise for part in found.exercises))
    whole = list(dict.fromkeys(part.exercise for part in recognise([track]).parts))
    return Row(case, names, whole, f"{len(rows)} of {len(track)}", None, None)


def _row(case: Case, names: list[str], whole: list[str] | None, found: Inspection, cpu_s: float) -> Row:
    off_s = None
    if case.span is not None and names == [case.exercise]:
        start_s, end_s = found.exercises[0].start_s, found.exercises[-1].end_s
        off_s = max(abs(start_s - case.span[0]), abs(end_s - case.span[1]))
    return Row(case, names, whole, f"{found.looked.frames} of {found.looked.of}", off_s, cpu_s)


def _throughout(stem: str) -> list[str] | None:
    """What all frames show, where there is a recording of them."""
    for folder in (ROOT / "benchmarks" / "recordings", SHARED / "data" / "real" / "recordings"):
        if (path := folder / f"{stem}.parquet").exists():
            return list(dict.fromkeys(part.exercise for part in recognise([read_recording(path)[0]]).parts))
    return None


def print_rows(title: str, rows: list[Row]) -> None:
    """One line a file, and how many were right."""
    print(f"\n{title}: {sum(row.right for row in rows)} of {len(rows)} right")
    whole = [row for row in rows if row.throughout is not None]
    same = sum(row.found == row.throughout for row in whole)
    print(f"  as all frames show: {same} of {len(whole)}" if whole else "  all frames: not known")
    for row in rows:
        mark = " " if row.right else "x"
        off = f"{row.off_s:.1f} s off" if row.off_s is not None else ""
        cpu = f"{row.cpu_s:.1f} s CPU" if row.cpu_s is not None else ""
        said = ", ".join(row.found) or "none"
        whole_said = "" if row.throughout is None else f"(throughout: {', '.join(row.throughout) or 'none'})"
        cells = (row.case.path.name, 34), (row.case.exercise or "none", 11), (said, 24), (row.looked, 11)
        line = " ".join(f"{text:{width}}" for text, width in (*cells, (off, 9), (cpu, 9)))
        print(f"  {mark} {line} {whole_said}".rstrip())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--films", type=Path, metavar="DIR", help="folder that make.sh has filled")
    parser.add_argument("--recorded", action="store_true", help="recordings only")
    options = parser.parse_args()
    labels, real = real_labels(), SHARED / "data" / "real"
    if not options.recorded:
        with create_estimator("onnx", "full") as pose:
            assert isinstance(pose, OnnxPoseEstimator)
            print_rows("samples", [_of_video(case, pose) for case in sample_cases()])
            print_rows("rendered clips", [_of_video(case, pose) for case in synthetic_cases()])
            clips = [Case(p, labels[p.stem].exercise) for p in sorted((real / "clips").glob("*.mp4"))]
            clips.append(Case(SHARED / "data" / "clips" / "bridging.mp4", "bridge"))
            print_rows("clips of real people", [_of_video(case, pose) for case in clips])
            if options.films:
                films = [Case(options.films / name, exercise) for name, exercise in FILMS.items()]
                print_rows("films of make.sh", [_of_video(case, pose) for case in films])
    for still, title in ((False, "recordings of real clips"), (True, "recordings of photographs")):
        chosen = [label for label in labels.values() if label.still == still]
        paths = [real / "recordings" / f"{label.name}.parquet" for label in chosen]
        cases = [
            Case(path, label.exercise) for path, label in zip(paths, chosen, strict=True) if path.exists()
        ]
        print_rows(title, [_of_recording(case) for case in cases])


if __name__ == "__main__":
    main()
