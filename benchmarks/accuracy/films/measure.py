"""Make the films of `reference/films/make.sh`, score each as a user would, and count the points."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy.films.checks import CHECKS, NAMED, STATES, Outcomes, State, Verdict, verdict
from benchmarks.accuracy.product import Outcome, formcheck, read_outcome, score
from benchmarks.accuracy.tables import table

SCRIPT = "reference/films/make.sh"
CLIPS = {"plank_good": "plank", "plank_sag": "plank", "bridge_reps": "bridge"}
"""Untouched clips that films are made of."""
BESIDE = ("piece0.mkv", "piece2.mkv", "missing.mp4")
"""Films that others are held against."""
UNLIKE = ("second time", "bom.toml", *NAMED)
"""What is not scored once, as a film."""
ODD_NAME = "Screen Recording*"


@dataclass(frozen=True, slots=True)
class FilmRow:
    """One file: its point, what it is and what is right, and what came of it."""

    point: int
    file: str
    shows: str
    wanted: str
    state: State
    said: str


def missing(shared: Path) -> str | None:
    """Why the films cannot be made here; None where they can."""
    if not (shared / SCRIPT).exists():
        return f"there is no {SCRIPT} in {shared}"
    lacks = [name for name in ("bash", "ffmpeg") if shutil.which(name) is None]
    return f"there is no {' and no '.join(lacks)} on this machine" if lacks else None


def measure_films(shared: Path, work: Path, jobs: int = 1) -> list[FilmRow] | None:
    """All films, made and scored; None, and a printed reason, where they cannot be made.

    Args:
        shared: folder of the shared data.
        work: folder for films and results.
        jobs: films at a time.
    """
    why = missing(shared)
    films = work / "made"
    if why is None:
        films.mkdir(parents=True, exist_ok=True)
        made = subprocess.run(
            ["bash", str(shared / SCRIPT), str(films)], capture_output=True, text=True, check=False
        )
        why = f"{SCRIPT} failed: {made.stderr.strip()[-200:]}" if made.returncode else None
    if why is not None:
        print(f"films are left out: {why}", file=sys.stderr)
        return None
    return rows(outcomes(shared, films, work / "scored", jobs))


def outcomes(shared: Path, films: Path, out: Path, jobs: int = 1) -> dict[str, Outcome]:
    """What the product makes of every film, of the clips they are made of, and of a therapist's files."""
    clips = [(name, shared / "data/synthetic" / f"{name}.mp4", exercise) for name, exercise in CLIPS.items()]
    files = [(c.file, films / c.file, c.exercise) for c in CHECKS if c.file not in UNLIKE]
    files += [(name, films / name, "plank") for name in BESIDE]
    with ThreadPoolExecutor(jobs) as pool:
        scored = [
            (name, pool.submit(score, path, exercise, out / name)) for name, path, exercise in clips + files
        ]
        found = {name: job.result() for name, job in scored}
    odd = next(films.glob(ODD_NAME))
    for name in ("first time", "second time"):
        found[name] = score(odd, "plank", out / "odd")
    recording = found["plank_good"].recording
    for name in ("bom.toml", *NAMED):
        folder = out / name
        asked = ("-o", str(folder), "--config", str(films / name), "--lang", "en", "-q")
        status, said = formcheck("rescore", str(recording), *asked)
        found[name] = read_outcome(folder, status, said)
    return found


def rows(found: Outcomes) -> list[FilmRow]:
    """One row a file, in the order of the points."""
    made = []
    for check in CHECKS:
        said: Verdict = verdict(check.wrong(found), found[check.file], check.honest)
        made.append(FilmRow(check.point, check.file, check.shows, check.wanted, said.state, said.said))
    return made


def points(found: Iterable[FilmRow]) -> dict[int, State]:
    """The worst state of each point's files."""
    states: dict[int, State] = {}
    for row in found:
        states[row.point] = max(states.get(row.point, "right"), row.state, key=STATES.index)
    return states


def film_table(found: Sequence[FilmRow]) -> str:
    """The table of ACCURACY.md."""
    words = {"right": "right", "refused": "honestly refused", "wrong": "**wrong**"}
    cells = [
        (str(row.point), f"`{row.file}`" if "." in row.file else row.file, row.shows, row.wanted,
         words[row.state], row.said)
        for row in found
    ]  # fmt: skip
    return table(("point", "file", "what it is", "right is", "", "what came of it"), cells)


INTRODUCTION = """\
Files as people have them, made by `reference/films/make.sh` in the shared data from the rendered clips:
joined, cut, remuxed and interrupted by ordinary tools. Right is what the untouched clip gives, as `make.sh`
says it of each. A point is as its worst file.

"""


def film_section(found: Sequence[FilmRow]) -> str:
    """The part of ACCURACY.md."""
    return f"## Films as people have them\n\n{INTRODUCTION}{told(points(found))}.\n\n{film_table(found)}"


def told(states: dict[int, State]) -> str:
    """The points, counted."""
    count = {state: sum(one == state for one in states.values()) for state in STATES}
    said = f"{count['right']} right, {count['refused']} honestly refused, {count['wrong']} wrong"
    return f"{said} of {len(states)} points"
