"""Is the truth true? Sizes as requested, supports on the mat, the camera there and back, the same bytes.

Nothing is drawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, build
from tools.synth.clip import FPS, Clip, play
from tools.synth.looks import PEOPLE
from tools.synth.picture.camera import Camera
from tools.synth.plan.breathing import DRAW_S, drawing_in
from tools.synth.plan.events import Event, Fault
from tools.synth.pose.bridge import Bridge
from tools.synth.pose.plank import Plank
from tools.synth.pose.posture import MAT_M, Posture, Values
from tools.synth.pose.quadruped import Quadruped
from tools.synth.pose.rest import LyingFlat
from tools.synth.pose.side_plank import SidePlank
from tools.synth.presets import preset
from tools.synth.wide import draw_wide
from tools.synth.writer import truth_bytes

Floats = NDArray[np.float64]

CONTACT_MM = 5.0
SUNK_MM = 10.0
"""What does not carry may press into the mat so far: the nape does when the back is much hollowed."""
SWAY_DEG = 1.8
"""How far natural sway may take a requested angle."""
ROUND_TRIP_MM = 0.01

POSTURES: tuple[tuple[type[Posture], tuple[Values, ...]], ...] = (
    (Plank, ({}, {"sag": 5, "lumbar": -3}, {"sag": 18, "lumbar": -12}, {"sag": -16}, {"knee": 25})),
    (SidePlank, ({}, {"sag": 5}, {"sag": 18}, {"sag": -5}, {"roll": 12})),
    (Bridge, ({}, {"lumbar": -30}, {"drop": 12}, {"drop": 30}, {"belly": 0.01, "on_belly": 1})),
    (
        Quadruped,
        (
            {},
            {"lumbar": 40, "thoracic": 20},
            {"lumbar": -28, "thoracic": -11},
            {"lift": 0.5},
            {"lift": 1, "roll": 15, "shift": -0.05},
            {"lift": -1, "leg": 24, "lumbar": -20},
            {"lift": 1, "same_side": 1},
        ),
    ),
    (LyingFlat, ({},)),
)
CLIPS = (
    "plank_small_sag",
    "plank_sag_pike",
    "side_plank_right_good",
    "side_plank_left_drop",
    "bridge_arch",
    "bridge_low",
    "bridge_drop",
    "bird_dog_over_lift",
    "bird_dog_roll",
    "cat_camel_small",
    "cat_camel_fast",
    "drawing_in",
)
WIDE = {"plank": (1, 2, 3), "side_plank": (4, 5), "bridge": (6, 7, 8), "bird_dog": (9,), "cat_camel": (10,)}
"""Seeds of people drawn as widely as real ones."""
FAST_CLIPS = ("plank_small_sag", "bridge_arch", "bird_dog_roll", "cat_camel_small", "drawing_in")


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure and what it may be at most."""

    what: str
    value: float
    limit: float
    unit: str

    @property
    def passed(self) -> bool:
        """Within the limit."""
        return abs(self.value) <= self.limit

    def __str__(self) -> str:
        mark = "ok " if self.passed else "BAD"
        return f"{mark} {self.what:52} {self.value:9.3f} {self.unit:9} (at most {self.limit:g})"


def run(wheel: Path, *, fast: bool = False) -> int:
    """Print every figure; 1 if one is beyond its limit."""
    findings = []
    for name in ["m3"] if fast else PEOPLE:
        figure = build(wheel, PEOPLE[name].shape)
        for finding in [*contacts(figure, name), *(() if fast else breathing(figure, name))]:
            print(finding, flush=True)
            findings.append(finding)
    for finding in clips(wheel, FAST_CLIPS if fast else CLIPS):
        print(finding, flush=True)
        findings.append(finding)
    for finding in () if fast else wide_clips(wheel):
        print(finding, flush=True)
        findings.append(finding)
    bad = sum(not finding.passed for finding in findings)
    print(f"{len(findings)} figures, {bad} beyond their limit")
    return int(bad > 0)


def contacts(figure: Figure, name: str) -> Iterator[Finding]:
    """How far the supports of every posture are from the mat."""
    for kind, grid in POSTURES:
        posture = kind(figure)
        worst = 0.0
        for values in grid:
            pose = posture.pose(values)
            for parts in posture.supports(values).values():
                worst = max([worst, *(abs(posture.height(pose, part)) for part in parts)])
        yield Finding(f"{name} {kind.__name__}: contacts from the mat", 1000 * worst, CONTACT_MM, "mm")


def clips(wheel: Path, names: tuple[str, ...]) -> Iterator[Finding]:
    """Requested sizes, camera and repeatability of clips by name."""
    figures: dict[str, Figure] = {}
    for name in names:
        clip = preset(name, seed=3)
        who = clip.person.name
        figure = figures.setdefault(who, build(wheel, clip.person.shape))
        yield from one_clip(clip, preset(name, seed=3), figure)


def wide_clips(wheel: Path) -> Iterator[Finding]:
    """The same of people drawn as widely as real ones, and their supports."""
    for exercise, seeds in WIDE.items():
        for seed in seeds:
            clip = draw_wide(seed, exercise)
            figure = build(wheel, clip.person.shape)
            yield from contacts(figure, clip.name)
            yield from one_clip(clip, draw_wide(seed, exercise), figure)


def one_clip(clip: Clip, again: Clip, figure: Figure) -> Iterator[Finding]:
    """Requested sizes, camera and repeatability; `again` is the clip made a second time."""
    frames = list(play(clip, figure))
    values = [frame.values for frame in frames]
    yield from requested(clip, values)
    low = min(figure.skin(frame.posed)[:, 1].min() for frame in frames[:: 2 * FPS]) - MAT_M
    yield Finding(f"{clip.name}: lowest skin under the mat", 1000 * max(0.0, -low), SUNK_MM, "mm")
    yield round_trip(clip.name, clip.camera, figure.skin(frames[len(frames) // 2].posed))
    yield _repeatable(clip, again, figure, values)


def _repeatable(clip: Clip, made_again: Clip, figure: Figure, values: list[dict[str, Any]]) -> Finding:
    """Every thirtieth frame computed again, from a clip made again: the bytes must be the same."""
    again = [frame.values for frame in play(made_again, figure, every=30)]
    same = truth_bytes(clip, figure, again) == truth_bytes(clip, figure, values[::30])
    return Finding(f"{clip.name}: made again, the truth differs", float(not same), 0.0, "")


def requested(clip: Clip, values: list[dict[str, Any]]) -> Iterator[Finding]:
    """How far each labelled size is from what the truth's arrays show."""
    arrays = {
        key: np.array([np.nan if v[key] is None else v[key] for v in values])
        for key in values[0]
        if key != "joints2d"
    }
    for event in clip.plan.events:
        for fault in (event.fault, *event.also):
            shown = None if fault is None else _shown(fault, event, arrays)
            if fault is not None and shown is not None:
                label = f"{clip.name}: {fault.kind} {fault.magnitude:g}, shown - asked"
                unit, limit = ("m", 0.01) if fault.kind == "lateral_shift" else ("deg", SWAY_DEG)
                yield Finding(label, shown - fault.magnitude, limit, unit)
        if "own_deg" in event.extras and event.fault is None:
            own = event.extras["own_deg"]
            shown = _own_deg(clip, event, arrays)
            yield Finding(f"{clip.name}: own {own:g}, shown - asked", shown - own, SWAY_DEG, "deg")
        if "cat_deg" in event.extras:
            lumbar = arrays["lumbar_deg"][_during(event, arrays)]
            for what, found in (("cat_deg", lumbar.max()), ("camel_deg", lumbar.min())):
                asked = event.extras[what]
                yield Finding(f"{clip.name}: {what} {asked:g}, shown - asked", found - asked, SWAY_DEG, "deg")


def _during(event: Event, arrays: Mapping[str, Floats], margin_s: float = 0.0) -> NDArray[np.bool_]:
    begin, end = event.extras.get("hold_s", (event.start_s, event.end_s))
    if "cat_deg" in event.extras:
        margin_s = 0.0
    inside: NDArray[np.bool_] = (arrays["time_s"] >= begin + margin_s) & (arrays["time_s"] <= end - margin_s)
    return inside


def _own_deg(clip: Clip, event: Event, arrays: Mapping[str, Floats]) -> float:
    """Where the hips are held without a fault, + = towards the floor."""
    now = _during(event, arrays, 0.5)
    for other in clip.plan.events:
        if other.fault is not None and other is not event:
            now &= (arrays["time_s"] < other.start_s) | (arrays["time_s"] > other.end_s)
    name, sign = (
        ("shoulder_hip_knee_deg", -1) if clip.plan.exercise == "bridge" else ("shoulder_hip_ankle_deg", 1)
    )
    return float(np.median(sign * (arrays[name][now] - 180)))


def _shown(fault: Fault, event: Event, arrays: Mapping[str, Floats]) -> float | None:
    """The size in the arrays' own words; None where no array says it."""
    now = _during(event, arrays, 0.3 * fault.length_s if event.kind == "hold" else 0.2)
    straight = arrays["shoulder_hip_ankle_deg"][now] - 180
    signs = {
        "sag": straight,
        "pike": -straight,
        "hyperextension": -arrays["lumbar_deg"][now],
        "trunk_roll": np.abs(arrays["trunk_roll_deg"][now]),
        "lateral_shift": np.abs(arrays["lateral_shift_m"][now]),
    }
    return float(np.median(signs[fault.kind])) if fault.kind in signs else None


def round_trip(name: str, camera: Camera, points: Floats) -> Finding:
    """World points to pixels and, with their depth, back: by the camera as the file describes it."""
    read = json.loads(json.dumps(camera.as_json()))
    again = Camera(tuple(read["position"]), tuple(read["target"]), read["vfov_deg"], read["roll_deg"])
    pixels, depth = camera.project(points)
    rays = again.ray(pixels)
    back = np.array(again.position) + rays * (depth / (rays @ again.axes[2]))[:, None]
    return Finding(
        f"{name}: projected and back", 1000 * float(np.abs(back - points).max()), ROUND_TRIP_MM, "mm"
    )


def breathing(figure: Figure, name: str) -> Iterator[Finding]:
    """Rate and depth of the belly as its skin moves, and its stillness while the breath is held."""
    rate, depth, draw = 12.0, 0.012, 0.01
    hold = Fault("breath_hold", 12.0, 40.0, 12.0)
    plan = drawing_in(
        5,
        breaths_per_min=rate,
        depth_m=depth,
        draw_m=draw,
        draws=((58.0, 10.0),),
        breath_hold=hold,
        length_s=70,
    )
    clip = Clip(
        "breathing", PEOPLE[name], preset("drawing_in", 0).room, plan, preset("drawing_in", 0).camera, 5
    )
    navel = np.array([figure.belly.argmax()])
    time_s, height = [], []
    for frame in play(clip, figure, every=3):
        time_s.append(frame.values["time_s"])
        height.append(figure.skin(frame.posed, navel)[0, 1])
    t, y = np.array(time_s), np.array(height)
    events = {event.fault.kind if event.fault else "": event for event in plan.events if event.kind == "hold"}
    held, drawn = events["breath_hold"], events[""]
    begin = plan.events[0].end_s
    free = (t > begin) & (t < held.start_s - 3)
    rises = np.flatnonzero((y[free][1:] > np.median(y[free])) & (y[free][:-1] <= np.median(y[free])))
    per_min = 60 * (len(rises) - 1) / (t[free][rises[-1]] - t[free][rises[0]])
    yield Finding(f"{name} breaths a minute, shown - asked", per_min - rate, 1.0, "1/min")
    swing = np.percentile(y[free], 95) - np.percentile(y[free], 5)
    yield Finding(f"{name} depth of a breath, shown - asked", 1000 * (swing - depth), 2.5, "mm")
    still = y[(t > held.start_s + 0.1) & (t < held.end_s - 0.1)]
    yield Finding(f"{name} belly moves while the breath is held", 1000 * float(np.ptp(still)), 0.1, "mm")
    inside = y[(t > drawn.start_s + DRAW_S) & (t < drawn.end_s - DRAW_S)]
    yield Finding(f"{name} drawn in, shown - asked", 1000 * (y[free].min() - inside.min() - draw), 1.5, "mm")
