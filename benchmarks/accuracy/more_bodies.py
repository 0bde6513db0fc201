"""Clips of bodies drawn by lot: what the product makes of people, rooms and cameras it was not made on.

The clips are made by `tools.synth` where they do not lie yet, which takes most of a minute each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.accuracy.cases import EXERCISE_NAMES, Case, rendered
from benchmarks.accuracy.exercises.registry import measured_exercises
from benchmarks.accuracy.faults import LabelledFault
from benchmarks.accuracy.measure import ClipReport
from benchmarks.accuracy.postures import Chosen
from benchmarks.accuracy.tables import table

if TYPE_CHECKING:
    from tools.synth.clip import Clip

FROM_FRONT = "bird_dog_front"
"""The bird-dog filmed from high in front, as `tools.synth` names it."""
Seeds = Mapping[str, Sequence[int]]
SEEN: Seeds = {
    "bird_dog_front": (*range(21, 29), *range(101, 104), *range(201, 204)),
    "bird_dog": (*range(31, 35), 104, 105, 204, 205),
    "bridge": (41, 42, 106, 107, 206, 207, 306, 307),
    "plank": (51, 52, 108, 208, 209),
    "side_plank": (61, 62, 109, 210),
    "cat_camel": (71, 72, 110, 211),
    "drawing_in": (81, 111, 212),
    **{name: seeds for m in measured_exercises().values() for name, seeds in m.seen.items()},
}
"""Exercise -> seeds of clips that were looked at while rules were mended."""
HELD_OUT: Seeds = {
    "bird_dog_front": (*range(301, 304), *range(9300, 9324)),
    "bird_dog": (304, 305),
    "bridge": (314, 315),
    "plank": (308, 309),
    "side_plank": (310,),
    "cat_camel": (311, 312),
    "drawing_in": (313,),
    **{name: seeds for m in measured_exercises().values() for name, seeds in m.held_out.items()},
}
"""... and of clips that nobody looked at before they were scored."""
WIDE: Seeds = {"plank": (401, 402, 403), "side_plank": (404,), "bridge": (405, 406), "bird_dog": (407, 408)}
"""... and of people whose hips, clothes, builds and cameras are drawn as widely as those of real ones."""
YAWS_DEG = (-30, -20, 10, 20, 30)
"""How far cameras are turned from straight beside, + towards the head."""

FIGURES = (
    *("hip_offset_change", "lumbar_deg", "trunk_pitch_change_deg", "trunk_roll_deg"),
    *(signal for m in measured_exercises().values() for signal in m.figures),
)
GROUPS = {
    "seen": "Drawn by lot, and looked at while rules were mended",
    "held out": "Drawn by lot, and looked at by nobody before they were scored",
    "wide": "Hips, clothes, builds and cameras as widely spread as real people's",
    "turned": "The camera turned from straight beside, by so many degrees towards the head (+) or the feet",
}


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One clip.

    Attributes:
        group: of `GROUPS`.
        chosen: exercises that `--exercise auto` finds.
        labels: labelled faults that the view shows.
        found, true, unmeasured, invented: holds and repetitions.
        named, missed, labels_unmeasured, within: labelled faults that were named, missed, said not to be
            measured, and too small for the bands or for the error of what is measured.
        false: faults that neither a label nor the truth's arrays bear out.
        errors: (signal, mean error, share measured) of the signals with a target.
    """

    group: str
    clip: str
    exercise: str
    view: str
    chosen: tuple[str, ...]
    labels: tuple[str, ...]
    found: int
    true: int
    unmeasured: int
    invented: int
    boundary_s: float
    named: int
    missed: tuple[str, ...]
    labels_unmeasured: tuple[str, ...]
    within: int
    false: tuple[str, ...]
    errors: tuple[tuple[str, float, float], ...]


def clips() -> dict[str, tuple[str, Callable[[], Clip]]]:
    """Name of each clip -> its group, and how it is drawn."""
    from tools.synth import lottery, wide

    found: dict[str, tuple[str, Callable[[], Clip]]] = {}
    for group, seeds in (("seen", SEEN), ("held out", HELD_OUT)):
        for exercise, numbers in seeds.items():
            for seed in numbers:
                found[f"{exercise}_{seed:04d}"] = group, partial(lottery.draw, seed, exercise)
    for exercise, numbers in WIDE.items():
        for seed in numbers:
            found[f"wide_{exercise}_{seed:04d}"] = "wide", partial(wide.draw_wide, seed, exercise)
    for exercise in ("plank", "bridge"):
        for yaw in YAWS_DEG:
            found[f"{exercise}_yaw{yaw:+03d}"] = "turned", partial(_turned, exercise, yaw)
    return found


def _turned(exercise: str, yaw_deg: int) -> Clip:
    """A plank that sags, or bridges of which one is low and one hollow, from a turned camera."""
    from tools.synth.clip import Clip
    from tools.synth.looks import PEOPLE, ROOMS
    from tools.synth.plan.events import Fault
    from tools.synth.plan.holds import plank
    from tools.synth.plan.reps import bridge_reps
    from tools.synth.presets import side_view

    seed = 5
    if exercise == "plank":
        who, plan = "f3", plank(seed, 14.0, (Fault("sag", 11.0, 4.0, 6.0),), spine=-0.3)
    else:
        who = "m3"
        plan = bridge_reps(seed, (None, Fault("not_lifted", 0.5), Fault("hyperextension", 28.0)))
    name = f"{exercise}_yaw{yaw_deg:+03d}"
    return Clip(name, PEOPLE[who], ROOMS["practice"], plan, side_view(exercise, yaw_deg), seed)


def make(folder: Path, names: Sequence[str] | None = None) -> list[Case]:
    """The clips' cases, of all exercises or of some (as the command line names them, or `FROM_FRONT`); those
    that do not lie in the folder are made.
    """
    from tools.synth.body.figure import build
    from tools.synth.body.wheel import fetch
    from tools.synth.writer import write

    wanted = []
    for name, (_, draw) in clips().items():
        clip = draw().named(name)
        front = FROM_FRONT if clip.view == "high_front" else ""
        if names is not None and not {EXERCISE_NAMES.get(clip.plan.exercise), front} & set(names):
            continue
        wanted.append(name)
        if not (folder / f"{name}.json").exists():
            print(f"  makes {name}", file=sys.stderr, flush=True)
            write(clip, build(fetch(), clip.person.shape), folder)
    return rendered(folder / f"{name}.json" for name in wanted)


def row(report: ClipReport, chosen: Chosen) -> BodyRow:
    """What came of one clip."""
    states = [p.state for p in report.pairs]
    labelled = [f for f in report.labelled if f.label.visible]
    return BodyRow(
        clips()[report.case.name][0],
        report.case.name,
        report.case.exercise,
        report.truth.view,
        tuple(name for name, _, _ in chosen.found),
        tuple(_told(f) for f in labelled),
        states.count("found"),
        sum(p.true is not None for p in report.pairs),
        states.count("unmeasured"),
        states.count("invented"),
        max((abs(e) for p in report.pairs for e in p.boundary_errors_s or ()), default=np.nan),
        sum(bool(f.found) for f in labelled),
        tuple(_told(f) for f in labelled if f.counts and not f.found and not f.unmeasured),
        tuple(_told(f) for f in labelled if f.counts and not f.found and f.unmeasured),
        sum(not f.counts and not f.found for f in labelled),
        tuple(u.kind for u in report.unlabelled if u.standing != "true, not labelled"),
        tuple((a.column.signal, a.mae, a.share) for a in report.signals if a.column.signal in FIGURES),
    )


def _told(fault: LabelledFault) -> str:
    return f"{fault.label.kind} {fault.label.magnitude:g}"


def section(rows: Sequence[BodyRow]) -> str:
    """The section of ACCURACY.md."""
    parts = [SUMS, sums(rows)]
    for group, heading in GROUPS.items():
        own = [r for r in rows if r.group == group]
        if own:
            parts += [f"{heading}:\n", table(HEAD, (_line(r) for r in own))]
    reasons = [(f"`{r.clip}`", why) for r in rows if (why := _why(r)) is not None]
    if reasons:
        parts += ["Why it stays so:\n", table(("clip", "why"), reasons)]
    return "\n".join(parts)


def _why(r: BodyRow) -> str | None:
    measured = measured_exercises().get(r.exercise)
    return measured.why.get(r.clip) if measured is not None else None


SUMS = """\
Rendered people drawn by lot (`tools.synth`), scored as the others. `missed` are labelled faults that this
view shows and that leave green by more than it is misread; `not judged`: the product itself says so. A
repetition in which trunk or limbs hide the legs is counted, with the trunk's roll left out.
"""
HEAD = (
    "clip",
    "auto finds",
    "events found",
    "not measured",
    "invented",
    "boundary, worst s",
    "labelled faults",
    "named",
    "within green or error",
    "missed",
    "not judged",
    "false faults",
    "mean error (share measured)",
)


def _line(r: BodyRow) -> tuple[str, ...]:
    right = r.chosen == (r.exercise,)
    return (
        f"`{r.clip}`",
        ", ".join(r.chosen) if right else f"**{', '.join(r.chosen) or 'nothing'}**",
        f"{r.found} of {r.true}",
        str(r.unmeasured),
        str(r.invented),
        f"{r.boundary_s:.2f}" if np.isfinite(r.boundary_s) else "-",
        ", ".join(r.labels) or "-",
        str(r.named),
        str(r.within),
        ", ".join(r.missed) or "-",
        ", ".join(r.labels_unmeasured) or "-",
        ", ".join(f"**{f}**" for f in r.false) or "-",
        ", ".join(f"{name} {mae:.2f} ({share:.0%})" for name, mae, share in r.errors) or "-",
    )


def sums(rows: Iterable[BodyRow]) -> str:
    """By group, the bird-dog from the front by itself."""
    groups: dict[str, list[BodyRow]] = {}
    for r in rows:
        front = ", bird-dog from the front" if r.view == "high_front" else ""
        groups.setdefault(f"{r.group}{front}", []).append(r)
    lines = [
        (
            name,
            str(len(own)),
            f"{sum(r.chosen == (r.exercise,) for r in own)} of {len(own)}",
            f"{sum(r.found for r in own)} of {sum(r.true for r in own)}",
            str(sum(r.unmeasured for r in own)),
            str(sum(r.invented for r in own)),
            str(sum(r.named for r in own)),
            str(sum(len(r.missed) for r in own)),
            str(sum(len(r.labels_unmeasured) for r in own)),
            str(sum(len(r.false) for r in own)),
            ", ".join(f"{signal} {value:.2f}" for signal, value in _means(own)) or "-",
        )
        for name, own in groups.items()
    ]
    head = ("", "clips", "auto right", "events found", "not measured", "invented", "faults named", "missed")
    return table((*head, "not judged", "false", "mean error, mean over clips"), lines)


def _means(rows: Sequence[BodyRow]) -> list[tuple[str, float]]:
    found: dict[str, list[float]] = {}
    for r in rows:
        for signal, mae, _ in r.errors:
            unit = f"{r.exercise} {signal}"
            found.setdefault(unit, []).append(mae)
    return [(name, float(np.mean(values))) for name, values in found.items()]
