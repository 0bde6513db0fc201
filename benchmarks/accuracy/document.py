"""The parts of ACCURACY.md on rendered clips, on edited ones, and on further bodies."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.accuracy import more_bodies, more_tables, parts, tables
from benchmarks.accuracy.landmark_table import TableReport
from benchmarks.accuracy.matching import RULES
from benchmarks.accuracy.measure import ClipReport, WrongExercise
from benchmarks.accuracy.photo_summary import photo_figures
from benchmarks.accuracy.photos import PhotoReport
from benchmarks.accuracy.stress import StressRow
from benchmarks.accuracy.summaries import Run, pooled, run_row
from benchmarks.accuracy.targets import Target
from benchmarks.accuracy.track_edits import TRACK_VARIANTS
from benchmarks.accuracy.variants import VARIANTS


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a run of the benchmark found, and what it was made with.

    Attributes:
        runs: the first one is the product as it comes; further networks, and without a personal reference.
        unknown: clips whose exercise the product does not know: name -> exercise.
        postures, posture_section: of `benchmarks.accuracy.postures`, where there is one.
        edited_targets: those of the edited clips.
        plots: (exercise, file) of the drawn signals.
    """

    versions: dict[str, str]
    targets: list[Target]
    runs: list[Run]
    wrong: list[WrongExercise]
    unknown: dict[str, str]
    photos: list[PhotoReport]
    landmarks: TableReport | None
    edited_recordings: list[StressRow]
    stress: list[StressRow]
    postures: Any = None
    posture_section: str = ""
    bodies: list[more_bodies.BodyRow] = field(default_factory=list)
    edited_targets: list[Target] = field(default_factory=list)
    plots: list[tuple[str, Path]] = field(default_factory=list)

    @property
    def clips(self) -> list[ClipReport]:
        """Of the first run."""
        return self.runs[0].clips


INTRODUCTION = """\
The clips show a rendered person whose every joint is known exactly; `bridging` is a filmed person. They
served development, so other people, clothes and rooms will do worse.
"""
RUNS = """\
Over the clips that show an exercise well filmed. Without a reference (`--calibrate none`) the wider bands are
in force, and what is only judged as a change from one's own reference is not judged.

"""
FAULTS = """\
`true worst` and `green up to` in the judged signal's unit, by the truth's own arrays.

"""
SIGNALS = """\
Found minus true, frame by frame. `tops`: the held part of each event. Changes are measured from the product's
own reference window in both; `hip_offset` of the truth is against the body's neutral standing.

"""
POOLED = """\
The same by view, by body (set-ups that are badly filmed among them), by network and without a reference;
every frame counts the same. A body reads with its own constant difference, which `mean error` holds and
`without bias` does not.

"""
PLOTS = """\
Found (line) and true (dashed) while an exercise is shown (shaded); thick below: a fault that was named.

"""
STRESS = """\
Each clip edited, scored, and held against itself as it is. `false faults` are in neither the labels nor the
truth's own arrays, nor found in the clip as it is.

"""
EDITED = """\
Each clip's recording edited and judged anew, the poses as they were: what the judgement alone makes of it.
Then every one whose events, faults or word changed.

"""
PHOTOS = """\
Each shown for four seconds as a still. Labels by eye; `shoulders along`: apparent distance between the
shoulders along the trunk, in trunk lengths, by which the view is judged.

"""


def landmark_section(found: TableReport) -> str:
    """Confusion of the labelled plank landmarks, and the fixed range beside it."""
    verdicts = ("C", "H", "L", "unmeasured")
    fixed = [
        (shape, f"{flagged:.1%}", f"{found.fixed_missed[shape]:.1%}")
        for shape, flagged in found.fixed_flagged.items()
    ]
    parts = [
        f"{found.rows} rows; {found.held_out} of them did not make the reference and are judged. Accuracy "
        f"over those that were measured {found.accuracy:.3f}, over all {found.accuracy_of_all:.3f}; of the "
        f"correct ones {found.flagged:.1%} are called wrong. A fixed range of 165-180 degrees, which only "
        f"tells correct from wrong: {found.fixed_accuracy:.3f}.\n",
        tables.table(
            ("label \\ verdict", *verdicts),
            [(label, *(str(found.confusion[label][v]) for v in verdicts)) for label in ("C", "H", "L")],
        ),
        "Why rows were not measured: "
        + (", ".join(f"{k} {n}" for k, n in sorted(found.reasons.items())) or "none were not")
        + ".\n",
        "The fixed range on all rows; the frame's shape was not recorded:\n",
        tables.table(("frame", "correct rows called wrong", "wrong rows called correct"), fixed),
    ]
    return "\n".join(parts)


def documents(found: Findings) -> dict[str, str]:
    """The parts that this run measured, by name."""
    made = {parts.RENDERED: _rendered(found)}
    if found.stress:
        made[parts.EDITED] = _edited(found)
    if found.bodies:
        made[parts.BODIES] = f"## More bodies, rooms and cameras\n\n{more_bodies.section(found.bodies)}"
    return made


def _edited(found: Findings) -> str:
    summary = more_tables.stress_summary(found.stress, VARIANTS) + _stressed(found.stress)
    changes = "### What the edits changed\n\n" + more_tables.stress_changes(found.stress)
    return "\n".join(
        ["## Edited clips\n", tables.target_table(found.edited_targets), STRESS + summary, changes]
    )


def _rendered(found: Findings) -> str:
    made_by = [(name, f"`{value}`") for name, value in found.versions.items()]
    sections = {
        "Targets": tables.target_table(found.targets) + _left_out(found.unknown),
        "Networks, and no personal reference": RUNS + more_tables.run_table(run_row(r) for r in found.runs),
        "Clips": tables.clip_table(found.clips),
        "Holds and repetitions": tables.event_table(found.clips),
        "Labelled faults": FAULTS + tables.fault_table(found.clips),
        "Found faults that nobody labelled": tables.unlabelled_table(found.clips),
        "Judged as another exercise": tables.wrong_table(found.wrong),
        "Signals against the truth": SIGNALS + tables.signal_table(found.clips),
        "Signals by view, body and network": POOLED + more_tables.pooled_table(pooled(found.runs)),
    }
    if found.plots:
        pictures = [f"![{e}: found and true signal of each clip](plots/{p.name})\n" for e, p in found.plots]
        sections["Signals, drawn"] = PLOTS + "\n".join(pictures)
    if found.edited_recordings:
        sections["Edited recordings"] = (
            EDITED
            + more_tables.stress_summary(found.edited_recordings, TRACK_VARIANTS)
            + "\n"
            + more_tables.stress_changes(found.edited_recordings)
        )
    if found.posture_section:
        sections["Postures, and the exercise chosen"] = found.posture_section
    if found.photos:
        figures = more_tables.photo_figure_table(photo_figures(found.photos))
        sections["Photographs"] = PHOTOS + figures + "\n" + more_tables.photo_table(found.photos)
    if found.landmarks is not None:
        sections["Labelled plank landmarks"] = landmark_section(found.landmarks)
    sections["Rules of comparison"] = RULES
    top = ["## Rendered clips\n", INTRODUCTION, tables.table(("made with", ""), made_by)]
    return "\n".join([*top, *(f"### {title}\n\n{body}" for title, body in sections.items())])


def _left_out(unknown: dict[str, str]) -> str:
    if not unknown:
        return ""
    told = ", ".join(f"`{name}` ({exercise})" for name, exercise in unknown.items())
    return f"\nNot among these rows, since formcheck does not know the exercise: {told}.\n"


def _stressed(rows: list[StressRow]) -> str:
    clips = ", ".join(f"`{name}`" for name in dict.fromkeys(r.clip for r in rows))
    return f"\nClips: {clips}.\n"
