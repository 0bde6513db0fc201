"""Is the posture recognised, frame by frame, and does `--exercise auto` choose the right exercise?

`posture_report` measures, `posture_section` is its part of ACCURACY.md. True postures: of the rendered
clips by their events (a repetition's top, the time between repetitions, a hold; getting up and down has no
name), of the photographs by eye, of the landmark tables by what they are known to show.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.cases import EXERCISE_NAMES
from benchmarks.accuracy.exercises.registry import measured_exercises, shown_as
from benchmarks.accuracy.landmark_table import SIZE as LANDSCAPE
from benchmarks.accuracy.landmark_table import table_track
from benchmarks.accuracy.photos import still
from benchmarks.accuracy.tables import table
from formcheck.pose.track import Track
from formcheck.scoring.cutting import Part, cut
from formcheck.scoring.posture_signatures import posture_signatures
from formcheck.scoring.recogniser import Recogniser, Stretch
from formcheck.signals.posture import POSTURES, memberships
from formcheck.store.recording import iter_recording

PORTRAIT = (LANDSCAPE[1], LANDSCAPE[0])
"""The cat-camel table has no frame size either; as 16:9 its thighs would be a fifth of its trunks."""

HOLDS = {
    "plank": "plank", "bridge": "bridge_lifted", "side_plank_left": "side_plank_left",
    "side_plank_right": "side_plank_right", "cat_camel": "quadruped", "drawing_in": "bridge_lying",
}  # fmt: skip
TOPS = {"bridge": "bridge_lifted", "bird_dog": "bird_dog"}
RESTS = {"bridge": "bridge_lying", "bird_dog": "quadruped"}
for _name, _exercise in shown_as().items():
    _measured = measured_exercises()[_exercise]
    for _table, _posture in (
        (HOLDS, _measured.held_in),
        (TOPS, _measured.top_in),
        (RESTS, _measured.rest_in),
    ):
        if _posture is not None:
            _table[_name] = _posture

LABELLED = (
    ("mountain climber", "other"), ("child's pose", "other"), ("side plank", "side_plank"), ("plank",
    "plank"), ("push-up bottom", "plank"), ("half-kneeling", "kneeling"), ("lifted", "bird_dog"),
    ("cat-camel", "quadruped"), ("quadruped", "quadruped"), ("bridge", "bridge_lifted"), ("prone",
    "prone"), ("supine", "supine"), ("standing", "standing"),
)  # fmt: skip
"""Words in a photograph's label -> its posture; the first that fits."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One clip: the exercise it shows, and those that were found with their seconds."""

    clip: str
    exercise: str
    found: tuple[tuple[str, float, float], ...]

    @property
    def right(self) -> bool:
        """Exactly the exercise that it shows, or none where it shows none."""
        names = {name for name, *_ in self.found}
        return names == ({self.exercise} if self.exercise else set())


@dataclass(frozen=True, slots=True)
class PostureReport:
    """What was found.

    Attributes:
        confusion: by source ("clips", "photographs", a table's name): true posture -> recognised -> frames.
        chosen: what `auto` found in each clip.
        wrong_photos: (file, true, found).
    """

    confusion: dict[str, dict[str, Counter[str]]]
    chosen: list[Chosen]
    wrong_photos: list[tuple[str, str, str]]

    def accuracy(self, source: str) -> float:
        """Share of the source's frames whose posture was recognised."""
        rows = self.confusion[source]
        right = sum(found[true] for true, found in rows.items())
        return right / max(sum(found.total() for found in rows.values()), 1)


def posture_report(shared: Path, recordings: Mapping[str, Path], model: str) -> PostureReport:
    """Measure everything there is.

    Args:
        shared: folder of the shared data.
        recordings: recording.parquet of each clip, by the clip's name.
        model: pose network for the photographs, which it looks at once a run.
    """
    confusion: dict[str, dict[str, Counter[str]]] = {"clips": {}, "photographs": {}}
    chosen = []
    for path in sorted((shared / "data/synthetic").glob("*.json")):
        if path.stem in recordings:
            raw = json.loads(path.read_text(encoding="utf-8"))
            stretches, parts = recognised(recordings[path.stem])
            chosen.append(_choice(path.stem, EXERCISE_NAMES.get(raw["exercise"], ""), parts))
            for time_s, true in true_postures(raw):
                _add(confusion["clips"], true, posture_at(stretches, time_s))
    if "bridging" in recordings:
        chosen.append(_choice("bridging", "bridge", recognised(recordings["bridging"])[1]))
    wrong = []
    for name, true, found in _photos(shared / "data/photos", model):
        _add(confusion["photographs"], true, found)
        if true != found:
            wrong.append((name, true, found))
    for name, size, true in (("plank_labelled", LANDSCAPE, "plank"), ("cat_camel", PORTRAIT, "quadruped")):
        path = shared / f"data/landmarks/{name}.csv"
        if path.exists():
            confusion[name] = {}
            for found in _each(table_track(path, size)):
                _add(confusion[name], true, found)
    return PostureReport({source: rows for source, rows in confusion.items() if rows}, chosen, wrong)


def choice_of(clip: str, exercise: str, recording: Path) -> Chosen:
    """What `--exercise auto` makes of a recording."""
    return _choice(clip, exercise, recognised(recording)[1])


def recognised(recording: Path) -> tuple[list[Stretch], list[Part]]:
    """What the product recognises in a recording."""
    recogniser = Recogniser()
    for chunk in iter_recording(recording):
        recogniser.feed(chunk)
    stretches = recogniser.finish()
    return stretches, cut(stretches, posture_signatures())


def true_postures(raw: dict[str, Any]) -> Iterator[tuple[float, str]]:
    """(time, posture) of every frame whose posture has a name, from a clip's truth."""
    exercise, events = raw["exercise"], raw["events"]
    spans = [
        (e["start_s"], e["end_s"], HOLDS[exercise])
        for e in events
        if e["kind"] == "hold" and exercise in HOLDS
    ]
    reps = [e for e in events if e["kind"] == "rep"]
    if exercise in TOPS:
        spans += [(*e["hold_s"], TOPS[exercise]) for e in reps if e.get("hold_s")]
    if exercise in RESTS:
        spans += [(one["end_s"], other["start_s"], RESTS[exercise]) for one, other in pairwise(reps)]
    if exercise in HOLDS and exercise not in TOPS:
        spans += [(e["start_s"], e["end_s"], HOLDS[exercise]) for e in reps]
    for time_s in raw["truth"]["time_s"]:
        names = [name for start, end, name in spans if start <= time_s <= end]
        if names:
            yield float(time_s), names[-1]


def posture_at(stretches: list[Stretch], time_s: float) -> str:
    """The posture recognised at a time; "unseen" where there was nobody."""
    found = [s.posture for s in stretches if s.start_s <= time_s <= s.end_s]
    return found[-1] if found else "unseen"


def _choice(clip: str, exercise: str, parts: list[Part]) -> Chosen:
    return Chosen(clip, exercise, tuple((p.exercise, round(p.start_s, 2), round(p.end_s, 2)) for p in parts))


def _add(rows: dict[str, Counter[str]], true: str, found: str) -> None:
    rows.setdefault(true, Counter())[found] += 1


def _photos(folder: Path, model: str) -> Iterator[tuple[str, str, str]]:
    """(file, true posture, found) of each photograph; left and right of a side plank are not labelled."""
    labels = folder / "labels.csv"
    if not labels.exists():
        return
    with labels.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            true = next((posture for word, posture in LABELLED if word in row["exercise"]), "other")
            if "start" in row["form"]:  # before the pelvis is lifted
                true = {"bridge_lifted": "bridge_lying", "side_plank": "other"}.get(true, true)
            counted = Counter(_each(still(folder / row["file"], model)[-15:]))
            found = counted.most_common(1)[0][0]
            yield row["file"], true, "side_plank" if found.startswith("side_plank") else found


def _each(track: Track) -> list[str]:
    """The posture of each frame by itself."""
    with np.errstate(invalid="ignore", divide="ignore"):
        rows = memberships(track)
    seen = np.asarray(np.isfinite(rows).all(axis=0))
    return [
        POSTURES[code] if ok else "unseen"
        for code, ok in zip(np.nan_to_num(rows).argmax(axis=0).tolist(), seen.tolist(), strict=True)
    ]


def posture_section(report: PostureReport) -> str:
    """The section of ACCURACY.md."""
    parts = []
    for source, rows in report.confusion.items():
        columns = sorted({name for found in rows.values() for name in found} | set(rows))
        lines = [
            (true, *(str(found[name] or "") for name in columns)) for true, found in sorted(rows.items())
        ]
        heading = (
            f"{source}: {report.accuracy(source):.3f} of {sum(f.total() for f in rows.values())} right.\n"
        )
        parts += [heading, table(("true \\ found", *columns), lines)]
    if report.wrong_photos:
        lines = [(f"`{name}`", true, found) for name, true, found in report.wrong_photos]
        parts += ["Photographs taken for something else:\n", table(("photograph", "true", "found"), lines)]
    lines = [
        (
            f"`{chosen.clip}`",
            chosen.exercise or "none",
            ", ".join(f"{name} {start:.1f}-{end:.1f} s" for name, start, end in chosen.found) or "none",
            "yes" if chosen.right else "**no**",
        )
        for chosen in report.chosen
    ]
    parts += ["`--exercise auto`:\n", table(("clip", "shows", "found", "right"), lines)]
    return "\n".join(parts)
