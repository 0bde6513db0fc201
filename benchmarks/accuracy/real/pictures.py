"""A picture of everything that is wrong: skeleton and outline from the recording, no frame of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.real.judging import Subject
from benchmarks.accuracy.real.wrongs import Wrong
from formcheck.overlay.body import Outline, Side, outline_points, trunk_of
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track

NEAR, FAR, BACK, BELLY = "#0b6fa4", "#9db7c4", "#c25b00", "#5c8a3a"
LIMBS = (
    ("SHOULDER", "ELBOW", "WRIST", "INDEX"),
    ("SHOULDER", "HIP", "KNEE", "ANKLE", "FOOT_INDEX"),
)
LONG_SIDE_IN = 7.0
OUTLINE_S = 0.5
"""The outline is read in some frames only; one this far away is drawn with the pose, in pale."""


def draw_wrongs(wrong: Iterable[Wrong], subjects: Mapping[str, Subject], folder: Path) -> list[Path]:
    """One PNG for each thing that is wrong, by kind and recording.

    Args:
        wrong: what to draw.
        subjects: by the recording's name.
        folder: made where it is missing. What an earlier run drew in it is taken away.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    drawn = []
    for one in wrong:
        path = folder / f"{_slug(one.what)}--{_slug(one.recording)}--{one.at_s:05.1f}s.png"
        draw(one, subjects[one.recording], path)
        drawn.append(path)
    return drawn


def draw(wrong: Wrong, subject: Subject, path: Path) -> None:
    """One picture: the pose at the moment, within the edges of the frame."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    track = subject.track
    row = int(np.abs(track.time - wrong.at_s).argmin())
    width, height = track.size
    scale = LONG_SIDE_IN / max(width, height)
    figure = Figure(figsize=(max(width * scale, 4.0), height * scale + 1.1))
    FigureCanvasAgg(figure)
    axis = figure.subplots()
    axis.set_xlim(0, width)
    axis.set_ylim(height, 0)
    axis.set_aspect("equal")
    axis.set_xticks([])
    axis.set_yticks([])
    _draw_body(axis, track, row)
    label = subject.label
    title = f"{label.name} at {track.time[row]:.1f} s: {wrong.what}\nlabel: {label.shows}; {label.form}\n"
    axis.set_title(title + f"said: {wrong.said}", fontsize=7, loc="left", wrap=True)
    figure.savefig(path, dpi=110, bbox_inches="tight", metadata={"Software": None})


def _draw_body(axis: mpl.axes.Axes, track: Track, row: int) -> None:
    xy = np.asarray(track.xy[row], np.float64)
    near = near_side(track.visibility[row])
    far: Side = "right" if near == "left" else "left"
    for side, color in ((far, FAR), (near, NEAR)):
        for limb in LIMBS:
            points = xy[[Landmark[f"{side}_{part}".upper()] for part in limb]]
            axis.plot(points[:, 0], points[:, 1], color=color, lw=2.2, marker="o", ms=3.5)
    ends = xy[[Landmark.LEFT_EAR, Landmark.NOSE, Landmark.RIGHT_EAR]]
    axis.plot(ends[:, 0], ends[:, 1], color=NEAR, lw=1.0, marker="o", ms=3)
    trunk = trunk_of(track.xy[row], near)
    sides: tuple[tuple[Outline, NDArray[np.float32], str], ...] = (
        ("dorsal", track.dorsal, BACK),
        ("ventral", track.ventral, BELLY),
    )
    for outline, distances, color in sides:
        at = read_row(distances, track.time, row)
        if at is not None:
            points = outline_points(trunk, outline, distances[at])
            axis.plot(points[:, 0], points[:, 1], color=color, lw=1.8, alpha=1.0 if at == row else 0.5)


def near_side(visibility: NDArray[np.float32]) -> Side:
    """The side whose elbow, knee and ankle are seen better, from one row (33,)."""
    parts = ("ELBOW", "KNEE", "ANKLE")
    lead = sum(
        float(visibility[Landmark[f"LEFT_{part}"]] - visibility[Landmark[f"RIGHT_{part}"]]) for part in parts
    )
    return "left" if lead >= 0 else "right"


def read_row(distances: NDArray[np.float32], time: NDArray[np.float64], row: int) -> int | None:
    """The row nearest to `row` in which the outline was read; None when none is near."""
    read = np.flatnonzero(np.isfinite(distances).any(axis=1) & (np.abs(time - time[row]) <= OUTLINE_S))
    return int(read[np.abs(read - row).argmin()]) if len(read) else None


def _slug(words: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "-", words).strip("-")
