"""`Track`: what a pose estimator saw, one row a frame. All later stages read this type and no picture."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from formcheck.pose.landmarks import COCO17, LANDMARK_COUNT, Landmark
from formcheck.pose.point_tables import checked_points, checked_size, checked_time, spread
from formcheck.runtime.printable import printable_text

STATIONS: NDArray[np.float64] = np.round(np.linspace(-0.25, 1.0, 26), 2)
"""Where the outline is read: position along the axis mid-hip (0) -> mid-shoulder (1), in torso lengths.
Negative stations lie beyond the hip, on the buttocks."""

STATIONS.setflags(write=False)
STATION_COUNT = len(STATIONS)
SPINE_POINTS = 9
"""Points of `Track.spine`, from the vertebra prominens (C7) to the sacrum (S2)."""
WORLD_RECORDED = np.float16
"""Kind of number in which a recording keeps `Track.world`: 1 mm at 1 m."""


WITHOUT_OUTLINE = ("blazepose33", "coco17", "points")
"""Backends whose tracks hold no outline: points of other programs (`from_blazepose33`, `from_coco17`,
`from_points`)."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which network made a track.

    Attributes:
        backend: "onnx", "mediapipe", "fake", or one of `WITHOUT_OUTLINE`.
        name: of the model; of another program's poses what the caller named it.
        sha256: of the model's weights, in hexadecimal; "" when unknown.
    """

    backend: str
    name: str
    sha256: str = ""

    @property
    def reads_outline(self) -> bool:
        """Whether its tracks can hold the outline of the trunk."""
        return self.backend not in WITHOUT_OUTLINE


@dataclass(frozen=True, slots=True)
class Track:
    """Poses over time: a frozen struct of arrays, one row a frame, NaN where nothing was seen.

    Attributes:
        time: (T,) float64, media time in seconds, strictly increasing.
        xy: (T, 33, 2) float32, landmarks in pixels of the upright frame, x right, y down.
        visibility: (T, 33) float32 in 0..1. It ranks; it certifies nothing. NaN where nobody was seen, and
            where another program does not tell it.
        world: (T, 33, 3) float32, metres, hip-centred; kept, not used for verdicts.
        dorsal: (T, K) float32, distance from the hip-shoulder axis to the outline on the back's side, in
            torso lengths, at `STATIONS`; NaN where the outline was not read in this frame.
        ventral: (T, K) float32, the same on the belly's side.
        contrast: (T,) float32 in 0..1, median step in brightness across the outline; NaN where not read.
        edge_contact: (T,) float32, how much of the picture's edge the person's mask covers, in torso lengths:
            above 0 somebody is cut off, wherever the landmarks are; NaN where the mask was not read.
        people: (T,) float32, how many persons the detector last counted; NaN where it has not looked.
        light: (T,) float32 in 0..1, median brightness of the picture in frames in which nobody was found; NaN
            in the others.
        spine: (T, 9, 2) float32, the back's midline from C7 to the sacrum in pixels of the frame, as the
            trunk head tells it; NaN where it was not asked.
        trunk_roll: (T,) float32, roll of the trunk (mean of pelvis and thorax) about its long axis against
            the picture's vertical, degrees, + left side up; NaN where the head was not asked.
        trunk_roll_error: (T,) float32, its expected absolute error, degrees.
        size: (width, height) of the frame in pixels.
        model: which network made it.
    """

    time: NDArray[np.float64]
    xy: NDArray[np.float32]
    visibility: NDArray[np.float32]
    world: NDArray[np.float32]
    dorsal: NDArray[np.float32]
    ventral: NDArray[np.float32]
    contrast: NDArray[np.float32]
    edge_contact: NDArray[np.float32]
    people: NDArray[np.float32]
    light: NDArray[np.float32]
    spine: NDArray[np.float32]
    trunk_roll: NDArray[np.float32]
    trunk_roll_error: NDArray[np.float32]
    size: tuple[int, int]
    model: ModelInfo

    def __len__(self) -> int:
        return len(self.time)

    @property
    def detected(self) -> NDArray[np.bool_]:
        """(T,) whether a person was found in the frame: at least one landmark is there."""
        found = np.asarray(~np.isnan(self.xy[:, 0, 0]))
        if not found.all():  # a network gives all landmarks or none; other programs may lack a nose
            found |= ~np.isnan(self.xy[:, :, 0]).all(axis=1)
        return found

    @property
    def rim(self) -> NDArray[np.float32]:
        """`edge_contact` under the name that it had until 0.1; for one release."""
        warnings.warn("Track.rim is now Track.edge_contact", DeprecationWarning, stacklevel=2)
        return self.edge_contact

    def __getitem__(self, rows: slice) -> Track:
        """A view on some rows; only slices are taken."""
        return Track(
            self.time[rows],
            self.xy[rows],
            self.visibility[rows],
            self.world[rows],
            self.dorsal[rows],
            self.ventral[rows],
            self.contrast[rows],
            self.edge_contact[rows],
            self.people[rows],
            self.light[rows],
            self.spine[rows],
            self.trunk_roll[rows],
            self.trunk_roll_error[rows],
            self.size,
            self.model,
        )

    def turned(self, degrees: int) -> Track:
        """The track of the same pictures, turned clockwise by 0, 90, 180 or 270 degrees.

        Outline, visibility and time stay: they are the body's own. The trunk's roll is against the picture's
        vertical, and is not known against another one.
        """
        turns = degrees // 90 % 4
        width, height = self.size
        xy, world, spine = self.xy, self.world, self.spine
        for _ in range(turns):  # (x, y) comes to (height - y, x)
            xy, spine = (np.stack((height - at[..., 1], at[..., 0]), axis=-1) for at in (xy, spine))
            world = np.stack((-world[..., 1], world[..., 0], world[..., 2]), axis=-1)
            width, height = height, width
        turned = replace(
            self, xy=xy.astype(np.float32), world=world, spine=spine.astype(np.float32), size=(width, height)
        )
        if not turns:
            return turned
        unread = np.full(len(self), np.nan, np.float32)
        return replace(turned, trunk_roll=unread, trunk_roll_error=unread)

    @classmethod
    def build(
        cls,
        time: ArrayLike,
        xy: ArrayLike,
        *,
        size: tuple[int, int],
        model: ModelInfo,
        visibility: ArrayLike | None = None,
        world: ArrayLike | None = None,
        dorsal: ArrayLike | None = None,
        ventral: ArrayLike | None = None,
        contrast: ArrayLike | None = None,
        edge_contact: ArrayLike | None = None,
        people: ArrayLike | None = None,
        light: ArrayLike | None = None,
        spine: ArrayLike | None = None,
        trunk_roll: ArrayLike | None = None,
        trunk_roll_error: ArrayLike | None = None,
    ) -> Track:
        """Make a track from anything array-like; what is left out is filled with NaN (visibility with 1).

        Raises:
            ValueError: the shapes do not fit, or time does not increase.
        """
        stamps = np.ascontiguousarray(time, np.float64)
        rows = len(stamps)

        def field(values: ArrayLike | None, shape: tuple[int, ...], fill: float) -> NDArray[np.float32]:
            if values is None:
                return np.full((rows, *shape), fill, np.float32)
            array = np.ascontiguousarray(values, np.float32)
            if array.shape != (rows, *shape):
                raise ValueError(f"expected shape {(rows, *shape)}, got {array.shape}")
            return array

        if stamps.ndim != 1 or (rows > 1 and not (np.diff(stamps) > 0).all()):
            raise ValueError("time must be one-dimensional and strictly increasing")
        return cls(
            time=stamps,
            xy=field(xy, (LANDMARK_COUNT, 2), np.nan),
            visibility=field(visibility, (LANDMARK_COUNT,), 1.0),
            world=field(world, (LANDMARK_COUNT, 3), np.nan),
            dorsal=field(dorsal, (STATION_COUNT,), np.nan),
            ventral=field(ventral, (STATION_COUNT,), np.nan),
            contrast=field(contrast, (), np.nan),
            edge_contact=field(edge_contact, (), np.nan),
            people=field(people, (), np.nan),
            light=field(light, (), np.nan),
            spine=field(spine, (SPINE_POINTS, 2), np.nan),
            trunk_roll=field(trunk_roll, (), np.nan),
            trunk_roll_error=field(trunk_roll_error, (), np.nan),
            size=(int(size[0]), int(size[1])),
            model=model,
        )

    @classmethod
    def from_coco17(
        cls,
        xy: ArrayLike,
        time: ArrayLike,
        size: tuple[int, int],
        visibility: ArrayLike | None = None,
        *,
        name: str = "unnamed",
    ) -> Track:
        """A track of another program's poses: the 17 key points of COCO, in COCO's order.

        A point is missing where a coordinate is NaN or infinite, or its visibility is 0, as in COCO. What the
        program does not give is NaN: heels, toes, hands, the outline, people, light. Without the outline the
        lower back, and breathing, are unmeasured ("no_outline"); without toes a plank does not tell the roll
        of the camera.

        Args:
            xy: (T, 17, 2) in pixels of the upright frame, x right, y down.
            time: (T,) media time in seconds, strictly increasing.
            size: (width, height) of the frame in pixels.
            visibility: (T, 17), 0..1 or the confidence of the program (above 1 as 1): it ranks. Without it
                (NaN in the track) no joint counts as hidden, and how the body lies tells the near side.
            name: of the program or its model, as results will show it.

        Raises:
            UsageError: a wrong shape, a time that does not increase, a size that is not above 0, coordinates
                that are shares of the frame instead of pixels, or a visibility below 0.
        """
        return cls._from_points(COCO17, xy, time, size, visibility, ModelInfo("coco17", printable_text(name)))

    @classmethod
    def from_blazepose33(
        cls,
        xy: ArrayLike,
        time: ArrayLike,
        size: tuple[int, int],
        visibility: ArrayLike | None = None,
        *,
        name: str = "unnamed",
    ) -> Track:
        """A track of another program's poses: the 33 landmarks of BlazePose, in the order of `Landmark`.

        As `from_coco17`, with xy (T, 33, 2) and visibility (T, 33); here heels, toes and hands may be given.
        """
        return cls._from_points(
            tuple(Landmark), xy, time, size, visibility, ModelInfo("blazepose33", printable_text(name))
        )

    @classmethod
    def from_points(
        cls,
        points: Sequence[Landmark],
        xy: ArrayLike,
        time: ArrayLike,
        size: tuple[int, int],
        visibility: ArrayLike | None = None,
        *,
        name: str = "unnamed",
        people: ArrayLike | None = None,
    ) -> Track:
        """A track of another program's poses: any landmarks, in any order.

        As `from_coco17`, with the N landmarks `points`, each once, xy (T, N, 2) and visibility (T, N).

        Args:
            points, xy, time, size, visibility, name: as said.
            people: (T,) how many persons the program saw; None where it does not tell.
        """
        track = cls._from_points(
            tuple(points), xy, time, size, visibility, ModelInfo("points", printable_text(name))
        )
        return track if people is None else replace(track, people=np.asarray(people, np.float32))

    @classmethod
    def _from_points(
        cls,
        points: tuple[Landmark, ...],
        xy: ArrayLike,
        time: ArrayLike,
        size: tuple[int, int],
        visibility: ArrayLike | None,
        model: ModelInfo,
    ) -> Track:
        stamps = checked_time(time)
        places, sight = checked_points(xy, visibility, (len(stamps), len(points)))
        frame_size = checked_size(size, places)
        return cls.build(
            stamps,
            spread(places, points, np.nan),
            # What the program does not have was not seen, in frames in which it saw somebody.
            visibility=spread(sight, points, np.where(np.isnan(sight).all(axis=1), np.nan, 0.0)[:, None]),
            size=frame_size,
            model=model,
        )

    @classmethod
    def empty(cls, size: tuple[int, int], model: ModelInfo) -> Track:
        """A track of no frames."""
        return cls.build(np.empty(0), np.empty((0, LANDMARK_COUNT, 2)), size=size, model=model)

    @classmethod
    def unseen(
        cls,
        time: ArrayLike,
        size: tuple[int, int],
        model: ModelInfo,
        people: float = np.nan,
        light: float = np.nan,
    ) -> Track:
        """Frames in which nobody was found: a normal value, not an exception."""
        stamps = np.atleast_1d(np.asarray(time, np.float64))
        return cls.build(
            stamps,
            np.full((len(stamps), LANDMARK_COUNT, 2), np.nan),
            visibility=np.full((len(stamps), LANDMARK_COUNT), np.nan),
            people=np.full(len(stamps), people),
            light=np.full(len(stamps), light),
            size=size,
            model=model,
        )

    @classmethod
    def concatenate(cls, tracks: Iterable[Track]) -> Track:
        """Join tracks in time order.

        Raises:
            ValueError: no tracks, or tracks of different frame sizes or models.
        """
        parts: Sequence[Track] = list(tracks)
        if not parts:
            raise ValueError("nothing to join")
        if any((p.size, p.model) != (parts[0].size, parts[0].model) for p in parts):
            raise ValueError("tracks of different frame sizes or models cannot be joined")
        return cls(
            np.concatenate([p.time for p in parts]),
            np.concatenate([p.xy for p in parts]),
            np.concatenate([p.visibility for p in parts]),
            np.concatenate([p.world for p in parts]),
            np.concatenate([p.dorsal for p in parts]),
            np.concatenate([p.ventral for p in parts]),
            np.concatenate([p.contrast for p in parts]),
            np.concatenate([p.edge_contact for p in parts]),
            np.concatenate([p.people for p in parts]),
            np.concatenate([p.light for p in parts]),
            np.concatenate([p.spine for p in parts]),
            np.concatenate([p.trunk_roll for p in parts]),
            np.concatenate([p.trunk_roll_error for p in parts]),
            parts[0].size,
            parts[0].model,
        )


def as_recorded(track: Track) -> Track:
    """The track exactly as it comes back from a recording: `world` rounded to float16, the rest untouched.

    Whoever judges by `world` has to judge this one, or a rescore will differ.
    """
    with np.errstate(over="ignore"):
        return replace(track, world=track.world.astype(WORLD_RECORDED).astype(np.float32))
