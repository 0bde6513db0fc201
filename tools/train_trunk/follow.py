"""Follows a person with the product's own tracker and keeps what the trunk head would see of every frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.media.frame import Frame
from formcheck.pose.landmark_network import Landmarks
from formcheck.pose.onnx_estimator import OnnxPoseEstimator
from formcheck.pose.track import Track
from tools.train_trunk.witness import INPUTS, Witness, packed


@dataclass(frozen=True, slots=True)
class Followed:
    """A track, and what the network's inner layers were.

    Attributes:
        track: (T) rows.
        row: (K,) the rows in which somebody was found; the other arrays have one entry for each.
        layers: inputs of the head, (K, ...) each.
        region: (K, 4) x, y, side, rotation of the region (`Region`).
    """

    track: Track
    row: NDArray[np.int64]
    layers: dict[str, NDArray[np.generic]]
    region: NDArray[np.float64]


def follow(frames: Iterable[Frame], *, every: int = 1) -> Followed:
    """Track the person of some frames; every so many rows have their layers kept."""
    witness = Witness()
    rows: list[Track] = []
    kept: dict[str, list[NDArray[np.generic]]] = {name: [] for name in INPUTS}
    at, regions = [], []
    with OnnxPoseEstimator("full", 1) as estimator:
        seen: list[Landmarks] = []
        find = estimator._network.find

        def remembering(*args: object, **kwargs: object) -> Landmarks:
            found = find(*args, **kwargs)  # type: ignore[arg-type]
            seen.append(found)
            return found

        estimator._network.find = remembering  # type: ignore[method-assign]
        for number, frame in enumerate(frames):
            seen.clear()
            row = estimator.estimate(frame)
            rows.append(row)
            if number % every or not seen or not np.isfinite(row.xy[0]).any():
                continue
            layers = witness.see(seen[-1].crop)
            for name in INPUTS:
                value = layers[name][0]
                kept[name].append(packed(value) if name == "t279" else value.astype(np.float16))
            at.append(number)
            regions.append(tuple(seen[-1].region))
    return Followed(
        Track.concatenate(rows),
        np.array(at, np.int64),
        {name: np.array(values) for name, values in kept.items()},
        np.array(regions, np.float64).reshape(-1, 4),
    )
