"""Stick figures whose every angle is known: bodies of straight limbs, shown to a camera as a `Track`.

A figure lives in a canonical plane in torso lengths, x towards the head, y up from the floor. A `Scene` puts
it into a picture: size, place, which way the head lies, which of the person's sides is near, noise. The
outlines of back and belly are parabolas whose ends differ in direction by exactly the asked angle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from formcheck.exercises.bird_dog.front_way import MIDLINE_ASIDE
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark
from formcheck.pose.track import SPINE_POINTS, STATIONS, ModelInfo, Track
from formcheck.signals.gates import SHOULDERS_PER_TRUNK
from tests.support.stored_tracks import FIELDS

Floats = NDArray[np.float64]
Points = dict[str, Floats]
Course = Callable[[Floats], Floats]
"""A quantity over time."""

MODEL = ModelInfo("fake", "stick", "0" * 64)
FAR = np.array([0.03, 0.02])
"""Where the far side is seen: a camera at mat height that stands a little off the side."""
DORSAL_WINDOW, VENTRAL_WINDOW = (0.0, 1.0), (0.05, 0.75)


def seconds(length_s: float, fps: float = 30.0, start_s: float = 0.0) -> Floats:
    """Time stamps of a recording."""
    return np.asarray(start_s + np.arange(round(length_s * fps)) / fps, np.float64)


def script(time: Floats, *keys: tuple[float, float]) -> Floats:
    """(T,) a value that eases from key to key, (time, value), and stays before and after."""
    at, value = np.array(keys).T
    after = np.clip(np.searchsorted(at, time, "right"), 1, max(len(at) - 1, 1))
    share = np.clip((time - at[after - 1]) / (at[after] - at[after - 1]), 0, 1)
    eased = value[after - 1] + (value[after] - value[after - 1]) * share * share * (3 - 2 * share)
    return np.asarray(eased, np.float64)


def polar(angle_deg: ArrayLike, length: ArrayLike) -> Floats:
    """(T, 2) vectors, 0 degrees along x, counter-clockwise."""
    angle = np.radians(np.asarray(angle_deg, np.float64))
    return np.stack(np.broadcast_arrays(np.cos(angle) * length, np.sin(angle) * length), axis=-1)


def by(x: float, y: float) -> Floats:
    """A step in the plane."""
    return np.array([x, y])


def joint(start: Floats, end: Floats, first: float, second: float, left: bool) -> Floats:
    """(T, 2) where two limbs of these lengths meet, on the left or right hand of start -> end."""
    way = end - start
    length = np.sqrt((way * way).sum(axis=-1, keepdims=True))
    along = (first**2 - second**2 + length**2) / (2 * length)
    across = np.sqrt(np.maximum(first**2 - along**2, 0.0)) * (1 if left else -1)
    normal = np.stack((-way[..., 1], way[..., 0]), axis=-1)
    return np.asarray(start + (along * way + across * normal) / length, np.float64)


def parabola(window: tuple[float, float], turn_deg: ArrayLike, middle: float = 0.16) -> Floats:
    """(T, stations) distances whose tangent turns by this angle from low to high end of the window."""
    low, high = window
    slope = np.tan(np.radians(np.atleast_1d(np.asarray(turn_deg, np.float64))) / 2)[:, None]
    return middle + slope * (STATIONS - (low + high) / 2) ** 2 / (high - low)


@dataclass(frozen=True)
class Scene:
    """How a figure is shown: torso length in pixels, where its origin lies, what the camera spoils."""

    size: tuple[int, int] = (640, 480)
    unit_px: float = 120.0
    origin: tuple[float, float] = (140.0, 380.0)
    head_right: bool = True
    near: str = "right"
    noise_px: float = 0.0
    seed: int = 0
    outline_every: int = 3
    outline_noise: float = 0.0
    """Standard deviation of a reading of the belly line, torso lengths."""
    contrast: float = 0.3
    edge_contact: float = 0.0
    """How much of the picture's edge the mask covers, torso lengths."""
    people: float = 1.0
    sight: tuple[float, float] = (0.95, 0.45)
    """Visibility of the near and the far side's joints."""
    told: bool = False
    """The trunk head tells spine and roll where the outline is read, of a figure seen from in front."""


@dataclass(frozen=True)
class Figure:
    """A body over time. Landmarks of both sides, canonical plane; turn of both outlines, + flexion."""

    time: Floats
    near: Points
    far: Points
    back_deg: Floats
    belly_deg: Floats
    belly_up: Floats | float = 0.0
    """How far the belly line is lifted, torso lengths."""
    seen: Mapping[Landmark, Floats] = field(default_factory=dict)
    """(T,) visibility of the points that the posture shows or hides, whichever side the camera is on."""

    def shown(self, scene: Scene | None = None) -> Track:
        """The figure as a pose estimator would see it."""
        scene = scene or Scene()
        length = len(self.time)
        random = np.random.default_rng(scene.seed)
        plane = np.empty((length, LANDMARK_COUNT, 2))
        visibility = np.empty((length, LANDMARK_COUNT))
        for mark in Landmark:
            near = scene.near.upper() in mark.name
            points = self.near if near or mark is Landmark.NOSE else self.far
            plane[:, mark] = points[_part(mark)]
            sight = scene.sight[0] if near or mark is Landmark.NOSE else scene.sight[1]
            visibility[:, mark] = self.seen.get(mark, sight)
        x = scene.origin[0] + scene.unit_px * plane[..., 0]
        if not scene.head_right:
            x = scene.size[0] - 1 - x
        xy = np.stack((x, scene.origin[1] - scene.unit_px * plane[..., 1]), axis=-1)
        xy += random.normal(0, scene.noise_px, xy.shape) if scene.noise_px else 0.0
        unread = np.arange(length) % scene.outline_every != 0
        back, belly = parabola(DORSAL_WINDOW, -self.back_deg), parabola(VENTRAL_WINDOW, self.belly_deg)
        belly = belly + np.broadcast_to(self.belly_up, length)[:, None]
        if scene.outline_noise:  # most of a mask's error is common to all stations
            belly = belly + random.normal(0, scene.outline_noise, (length, 1))
        contrast, edge_contact = np.full(length, scene.contrast), np.full(length, scene.edge_contact)
        for array in (back, belly, contrast, edge_contact):
            array[unread] = np.nan
        track = Track.build(
            self.time, xy, visibility=visibility, dorsal=back, ventral=belly, contrast=contrast,
            edge_contact=edge_contact, people=np.full(length, scene.people), size=scene.size, model=MODEL,
        )  # fmt: skip
        return told_by_head(track, ~unread) if scene.told else track


def told_by_head(track: Track, asked: NDArray[np.bool_], error_deg: float = 3.0) -> Track:
    """The track with spine and roll where the head was asked: of the hips' and the shoulders' lines, over
    which the skin lies.
    """
    left, right = (
        track.xy[:, [Landmark[f"{side}_SHOULDER"], Landmark[f"{side}_HIP"]]].astype(np.float64)
        for side in ("LEFT", "RIGHT")
    )
    across = left - right  # the person's left is on the right of the picture
    slope = np.degrees(np.arctan2(-across[..., 1], across[..., 0])).mean(axis=1)
    ends, share = (left + right) / 2, np.linspace(0, 1, SPINE_POINTS)[:, None]
    spine = ends[:, :1] * (1 - share) + ends[:, 1:] * share
    trunk = np.hypot(*across[:, 0].T) / SHOULDERS_PER_TRUNK
    spine[..., 0] -= (MIDLINE_ASIDE * np.sin(np.radians(slope)) * trunk)[:, None]
    spine[~asked] = np.nan
    return replace(
        track,
        spine=spine.astype(np.float32),
        trunk_roll=np.where(asked, slope, np.nan).astype(np.float32),
        trunk_roll_error=np.where(asked, error_deg, np.nan).astype(np.float32),
    )


Make = Callable[[Floats], Figure]
"""A figure that moves, given its times."""


def _part(mark: Landmark) -> str:
    name = mark.name.removeprefix("LEFT_").removeprefix("RIGHT_").lower()
    if name.startswith(("eye", "mouth")) or mark is Landmark.NOSE:
        return "nose"
    return {"pinky": "wrist", "index": "wrist", "thumb": "wrist", "foot_index": "foot"}.get(name, name)


def figure(
    time: Floats, near: Points, far: Points | None, back_deg: ArrayLike, belly_deg: ArrayLike
) -> Figure:
    """A figure, its far side behind the near one unless given."""
    near = {name: np.broadcast_to(p, (len(time), 2)) for name, p in near.items()}
    far = {name: p + FAR for name, p in near.items()} if far is None else far
    far = {name: np.broadcast_to(p, (len(time), 2)) for name, p in far.items()}
    back, belly = (np.broadcast_to(np.asarray(a, np.float64), time.shape) for a in (back_deg, belly_deg))
    return Figure(time, near, far, back, belly)


def blend(first: Figure, second: Figure, share: Floats) -> Figure:
    """A body that goes from one posture (share 0) to another (share 1); each landmark in a straight line."""
    s = share[:, None]

    def between(a: Points, b: Points) -> Points:
        return {name: a[name] * (1 - s) + b[name] * s for name in a}

    return Figure(
        first.time, between(first.near, second.near), between(first.far, second.far),
        first.back_deg * (1 - share) + second.back_deg * share,
        first.belly_deg * (1 - share) + second.belly_deg * share,
    )  # fmt: skip


def moved(figure: Figure, x: float, y: float) -> Figure:
    """The same body elsewhere in its plane."""
    shift = np.array([x, y])
    return replace(
        figure,
        near={name: p + shift for name, p in figure.near.items()},
        far={name: p + shift for name, p in figure.far.items()},
    )


def placed(track: Track, scale: float, shift: tuple[float, float], size: tuple[int, int]) -> Track:
    """The picture scaled, then shifted, inside a frame of another size."""
    xy, spine = (
        (points.astype(np.float64) * scale + np.array(shift)).astype(np.float32)
        for points in (track.xy, track.spine)
    )
    return replace(track, xy=xy, spine=spine, size=size)


def rolled(track: Track, roll_deg: float) -> Track:
    """As a camera sees it that is turned clockwise: the picture turns anticlockwise about its middle."""
    turn, middle = np.radians(roll_deg), (np.array(track.size) - 1) / 2

    def seen(points: NDArray[np.float32]) -> NDArray[np.float32]:
        x, y = np.moveaxis(points.astype(np.float64) - middle, -1, 0)
        there = np.stack((x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)), axis=-1)
        return np.asarray(there + middle, np.float32)

    roll = track.trunk_roll + np.float32(roll_deg)
    return replace(track, xy=seen(track.xy), spine=seen(track.spine), trunk_roll=roll)


def rows(track: Track, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Track:
    """Some frames of a track; the others were dropped by the camera."""
    return replace(track, **{name: getattr(track, name)[keep] for name in FIELDS})


def cut(track: Track, lengths: Sequence[int]) -> list[Track]:
    """Chunks of these lengths (0 allowed), and what is left over."""
    edges = np.minimum(np.cumsum([0, *lengths, len(track)]), len(track)).tolist()
    return [track[a:b] for a, b in pairwise(edges)]
