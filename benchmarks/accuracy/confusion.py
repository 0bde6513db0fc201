"""What `--exercise auto` calls each exercise: seconds of good form of one that is found as another.

The sample videos, and clips drawn by lot where their folder is given (`more_bodies`). A second counts as good
form within a hold or repetition of the truth, outside its labelled faults.
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.accuracy import more_bodies
from benchmarks.accuracy.cases import Case, rendered
from benchmarks.accuracy.matching import Span
from benchmarks.accuracy.measure import truth_of
from benchmarks.accuracy.postures import Chosen, choice_of
from benchmarks.accuracy.run import score_all
from benchmarks.accuracy.shaken.films import SAMPLES, sample_videos
from benchmarks.accuracy.tables import table

STEP_S = 0.1
NONE = "none"
ABOUT = """\
Seconds of good form (holds and repetitions without the time of their labelled faults) by the exercise that is
shown and the one that `--exercise auto` finds there: all sample videos, and clips drawn by lot.
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One clip: what it shows and when it is good form, and what was found."""

    chosen: Chosen
    good: tuple[Span, ...]


def confusion(shown: Iterable[Shown]) -> dict[str, Counter[str]]:
    """Exercise shown -> exercise found (`NONE` where none is) -> steps of `STEP_S` of good form."""
    rows: dict[str, Counter[str]] = {}
    for one in shown:
        counted = rows.setdefault(one.chosen.exercise, Counter())
        for start_s, end_s in one.good:
            counted.update(_found_at(one.chosen, float(t)) for t in np.arange(start_s, end_s, STEP_S))
    return rows


def called_another(rows: Mapping[str, Counter[str]]) -> int:
    """Steps of good form that are found as another exercise."""
    wrong = (n for name, c in rows.items() for found, n in c.items() if found not in (name, NONE))
    return sum(wrong)


def _found_at(chosen: Chosen, time_s: float) -> str:
    return next((name for name, start_s, end_s in chosen.found if start_s <= time_s <= end_s), NONE)


def section(shown: Sequence[Shown]) -> str:
    """The part of ACCURACY.md."""
    rows = confusion(shown)
    columns = sorted({found for counted in rows.values() for found in counted} - set(rows) - {NONE})
    own = [(name, _clips(shown, name), rows[name]) for name in sorted(rows)]
    others = [
        ", ".join(f"{found} {n * STEP_S:.1f}" for found, n in c.most_common() if found not in (name, NONE))
        for name, _, c in own
    ]
    lines = [
        (name, clips, f"{c[name] * STEP_S:.1f}", f"{c[NONE] * STEP_S:.1f}", f"**{other}**" if other else "-")
        for (name, clips, c), other in zip(own, others, strict=True)
    ]
    total = sum(c.total() for c in rows.values())
    said = (
        f"{called_another(rows) * STEP_S:.1f} of {total * STEP_S:.0f} s of good form are called another "
        "exercise; "
        f"{sum(one.chosen.right for one in shown)} of {len(shown)} clips give exactly what they show.\n"
    )
    wrong = [
        (f"`{c.clip}`", c.exercise, ", ".join(f"{n} {a:.1f}-{b:.1f} s" for n, a, b in c.found) or NONE)
        for c in (one.chosen for one in shown)
        if not c.right
    ]
    head = ("shown", "clips right", "found as it, s", "found as none, s", "called another, s")
    parts = [ABOUT, said, table(head, lines)]
    if columns:
        parts.append(f"Found, and shown by no clip: {', '.join(columns)}.\n")
    if wrong:
        parts += ["Clips that give something else:\n", table(("clip", "shows", "found"), wrong)]
    return "\n".join(parts)


def _clips(shown: Sequence[Shown], exercise: str) -> str:
    own = [one.chosen.right for one in shown if one.chosen.exercise == exercise]
    return f"{sum(own)} of {len(own)}"


def measured(asked: argparse.Namespace, work: Path) -> list[Shown]:
    """The sample videos, and the clips drawn by lot that lie in the folder `--bodies`."""
    samples = [Case(v.name, v.video, None, v.exercise, "exercise", v.exercise) for v in sample_videos()]
    drawn = _drawn(asked.bodies) if asked.bodies is not None else []
    good = {**_sample_spans(), **{case.name: _truth_spans(case) for case in drawn}}
    places = work / asked.models[0] / "samples", work / asked.models[0] / "bodies"
    return [
        Shown(choice_of(case.name, case.exercise, recording), good[case.name])
        for cases, place in zip((samples, drawn), places, strict=True)
        for case, recording in _recordings(cases, place, asked)
    ]


def _recordings(cases: Sequence[Case], place: Path, asked: argparse.Namespace) -> Iterator[tuple[Case, Path]]:
    """With `--again` those that are there serve: auto needs the poses, not the judgement."""
    kept = {case.name: place / case.name / "recording.parquet" for case in cases}
    lacking = [case for case in cases if not (asked.again and kept[case.name].exists())]
    score_all(lacking, place, asked.models[0], asked.jobs)
    yield from ((case, kept[case.name]) for case in cases)


def _drawn(folder: Path) -> list[Case]:
    paths = (folder / f"{name}.json" for name in more_bodies.clips())
    return rendered(path for path in paths if path.exists())


def _truth_spans(case: Case) -> tuple[Span, ...]:
    return tuple(
        span
        for event in truth_of(case).events
        for span in without((event.start_s, event.end_s), [(f.start_s, f.end_s) for f in event.faults])
    )


def _sample_spans() -> dict[str, tuple[Span, ...]]:
    listed = tomllib.loads((SAMPLES / "samples.toml").read_text(encoding="utf-8"))["sample"]
    return {
        Path(one["file"]).stem: tuple(
            span
            for e in one["events"]
            for span in without((e["start_s"], e["end_s"]), [(f["start_s"], f["end_s"]) for f in e["faults"]])
        )
        for one in listed
    }


def without(span: Span, holes: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span without these."""
    start_s, end_s = span
    for hole_start, hole_end in sorted(holes):
        if hole_start > start_s:
            yield start_s, min(hole_start, end_s)
        start_s = max(start_s, hole_end)
    if start_s < end_s:
        yield start_s, end_s
