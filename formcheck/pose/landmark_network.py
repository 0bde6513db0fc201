"""Landmark network: one person's landmarks, score and mask in a region of interest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import LANDMARK_COUNT
from formcheck.pose.region import CROP, Region, transform
from formcheck.pose.sessions import Network
from formcheck.pose.trunk_network import MODELS_WITH_TRUNK, TrunkNetwork, TrunkReading, head_is_lower

HEATMAP = 64
ROWS = 39  # the 33 landmarks, two that give the next region, four unused
NEXT_CENTRE, NEXT_TIP = 33, 34
# Heat-map refinement (mediapipe: refine_landmarks_from_heatmap): the landmark moves to the centre of mass of
# a 7x7 window, if the heat map is at least this sure somewhere in it.
WINDOW, MIN_HEAT = np.arange(-3, 4), 0.5


@dataclass(frozen=True, slots=True)
class Landmarks:
    """What the network said of one region.

    Attributes:
        crop_xy: (33, 2) float64, landmarks in crop pixels.
        xy: (33, 2) float64, in frame pixels.
        visibility: (33,) float64 in 0..1.
        world: (33, 3) float64, metres, hip-centred, axes of the frame.
        score: 0..1, whether there is a person in the region at all.
        region: where the network looked.
        next_region: where to look in the next frame.
        crop: (256, 256, 3) uint8, the RGB picture it saw.
        features: what `LandmarkNetwork.mask` and `trunk` go on from, by name; empty when neither will be
            asked for.
    """

    crop_xy: NDArray[np.float64]
    xy: NDArray[np.float64]
    visibility: NDArray[np.float64]
    world: NDArray[np.float64]
    score: float
    region: Region
    next_region: Region
    crop: NDArray[np.uint8]
    features: dict[str, NDArray[np.float32]]


class LandmarkNetwork:
    """Two graphs over the same weights: the landmarks, and the mask that goes on from the features. A third
    one, with weights of its own, tells the trunk from them (not of every model).

    Args:
        model: "lite", "full" or "heavy".
        threads: threads for one inference of the landmarks.
        folder: where the networks are; None for the shipped ones.
    """

    def __init__(self, model: str, threads: int, folder: Path | None = None) -> None:
        stem = f"pose_landmarks_{model}"
        self._landmarks = Network(f"{stem}.onnx", f"{stem}.weights", threads, folder)
        # Small maps of few channels: a second thread gains nothing, and is at the next landmarks by then.
        self._mask = Network(f"{stem}_mask.onnx", f"{stem}.weights", 1, folder)
        self._trunk = TrunkNetwork(model, folder) if model in MODELS_WITH_TRUNK else None
        self._features = {*self._mask.inputs, *(self._trunk.features if self._trunk else ())}
        self._outputs = ["landmarks", "score", "heatmap", "world"]
        self._input = np.empty((1, CROP, CROP, 3), np.float32)

    @property
    def tells_trunk(self) -> bool:
        """Whether there is a trunk head for this model."""
        return self._trunk is not None

    def find(self, image: NDArray[np.uint8], region: Region, *, mask: bool) -> Landmarks:
        """Landmarks of the person in a region of an RGB picture (height, width, 3).

        `mask` says whether that will be asked for as well.
        """
        crop = region.crop(image)
        np.multiply(crop, np.float32(1 / 255), out=self._input[0])
        outputs = self._landmarks.run({"image": self._input}, None if mask else self._outputs)
        table = outputs["landmarks"].reshape(ROWS, 5).astype(np.float64)
        crop_xy = refine(table[:, :2] / CROP, outputs["heatmap"][0]) * CROP
        xy = transform(region.to_frame(), crop_xy)
        return Landmarks(
            crop_xy=crop_xy[:LANDMARK_COUNT],
            xy=xy[:LANDMARK_COUNT],
            visibility=_sigmoid(table[:LANDMARK_COUNT, 3]),
            world=_turned(outputs["world"].reshape(ROWS, 3)[:LANDMARK_COUNT], region.rotation),
            score=float(outputs["score"].item()),
            region=region,
            next_region=Region.around(xy[NEXT_CENTRE], xy[NEXT_TIP]),
            crop=crop,
            features={name: outputs[name] for name in self._features} if mask else {},
        )

    def mask(self, found: Landmarks) -> NDArray[np.float32]:
        """(256, 256) float32 in 0..1, person or not, in crop pixels; may run beside later calls of `find`."""
        given = {name: found.features[name] for name in self._mask.inputs}
        return self._mask.run(given)["mask"].reshape(CROP, CROP)

    def trunk(self, found: Landmarks) -> TrunkReading:
        """What the trunk head tells; unread of somebody whose head is the upper end, and with a model that
        has none. It needs what a mask needs, and may run beside `find`.
        """
        if self._trunk is None or not head_is_lower(found.region):
            return TrunkReading.unread()
        return self._trunk.tell(found.features, found.region)


def refine(xy: NDArray[np.float64], heatmap: NDArray[np.float32]) -> NDArray[np.float64]:
    """Move each landmark to the centre of mass of its heat map nearby.

    Args:
        xy: (N, 2) in units of the crop's side.
        heatmap: (64, 64, N) logits.

    Returns:
        (N, 2) in units of the crop's side; a landmark outside the crop or without heat stays as it is.
    """
    cell = (xy * HEATMAP).astype(int)  # towards zero, as mediapipe
    columns, rows = cell[:, :1] + WINDOW, cell[:, 1:] + WINDOW  # (N, 7) each
    last = HEATMAP - 1
    heat = _sigmoid(
        heatmap[
            np.clip(rows, 0, last)[:, :, None],
            np.clip(columns, 0, last)[:, None, :],
            np.arange(len(xy))[:, None, None],
        ]
    )
    heat *= ((rows >= 0) & (rows <= last))[:, :, None] & ((columns >= 0) & (columns <= last))[:, None, :]
    total = heat.sum(axis=(1, 2))
    usable = ((cell >= 0) & (cell <= last)).all(axis=1) & (heat.max(axis=(1, 2)) >= MIN_HEAT)
    x, y = (heat.sum(axis=1) * columns).sum(axis=1), (heat.sum(axis=2) * rows).sum(axis=1)
    centre = np.column_stack([x, y]) / (np.where(usable, total, 1) * HEATMAP)[:, None]
    return np.where(usable[:, None], centre, xy)


def _sigmoid(values: NDArray[np.floating]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(values, -50, 50).astype(np.float64)))
    return result


def _turned(points: NDArray[np.float32], rotation: float) -> NDArray[np.float64]:
    """Metric points (33, 3) turned from the crop's axes to the frame's."""
    cos, sin = math.cos(rotation), math.sin(rotation)
    turn = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
    turned: NDArray[np.float64] = points.astype(np.float64) @ turn
    return turned
