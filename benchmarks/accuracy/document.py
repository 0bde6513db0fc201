"""ACCURACY.md as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.accuracy import tables
from benchmarks.accuracy.landmark_table import TableReport
from benchmarks.accuracy.matching import RULES
from benchmarks.accuracy.measure import ClipReport, WrongExercise
from benchmarks.accuracy.photos import PhotoReport
from benchmarks.accuracy.targets import Target


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a run of the benchmark found, and what it was made with."""

    versions: dict[str, str]
    targets: list[Target]
    clips: list[ClipReport]
    wrong: list[WrongExercise]
    photos: list[PhotoReport]
    landmarks: TableReport | None


INTRODUCTION = """\
Made by `python -m benchmarks.accuracy`; do not edit by hand. The clips show a rendered person whose every
joint is known exactly; `bridging` is a filmed person. They served development, so other people, clothes and
rooms will do worse.
"""
FAULTS = """\
`true worst` and `green up to` in the judged signal's unit, by the truth's own arrays.

"""
SIGNALS = """\
Found minus true, frame by frame. `tops`: the held part of each event. Changes are measured from the product's
own reference window in both; `hip_offset` of the truth is against the body's neutral standing.

"""
PHOTOS = """\
Each shown for four seconds as a still. Labels by eye; `shoulders along`: apparent distance between the
shoulders along the trunk, in trunk lengths, by which the view is judged.

"""


def landmark_section(found: TableReport) -> str:
    """Confusion of the labelled plank landmarks."""
    verdicts = ("C", "H", "L", "unmeasured")
    parts = [
        f"{found.rows} rows; {found.held_out} of them did not make the reference and are judged. Accuracy "
        f"over those that were measured {found.accuracy:.3f}, over all {found.accuracy_of_all:.3f}. A fixed "
        f"range of 165-180 degrees, which only tells correct from wrong: {found.fixed_accuracy:.3f}.\n",
        tables.table(
            ("label \\ verdict", *verdicts),
            [(label, *(str(found.confusion[label][v]) for v in verdicts)) for label in ("C", "H", "L")],
        ),
        "Why rows were not measured: "
        + (", ".join(f"{k} {n}" for k, n in sorted(found.reasons.items())) or "none were not")
        + ".\n",
    ]
    return "\n".join(parts)


def document(found: Findings) -> str:
    """The whole of ACCURACY.md."""
    made_by = [(name, f"`{value}`") for name, value in found.versions.items()]
    sections = {
        "Targets": tables.target_table(found.targets),
        "Clips": tables.clip_table(found.clips),
        "Holds and repetitions": tables.event_table(found.clips),
        "Labelled faults": FAULTS + tables.fault_table(found.clips),
        "Found faults that nobody labelled": tables.unlabelled_table(found.clips),
        "Judged as another exercise": tables.wrong_table(found.wrong),
        "Signals against the truth": SIGNALS + tables.signal_table(found.clips),
    }
    if found.photos:
        sections["Photographs"] = PHOTOS + tables.photo_table(found.photos)
    if found.landmarks is not None:
        sections["Labelled plank landmarks"] = landmark_section(found.landmarks)
    sections["Rules of comparison"] = RULES
    top = ["# How right is it?\n", INTRODUCTION, tables.table(("made with", ""), made_by)]
    return "\n".join([*top, *(f"## {title}\n\n{body}" for title, body in sections.items())])
