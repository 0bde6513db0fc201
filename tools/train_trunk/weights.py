"""How often each crop is drawn in training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.train_trunk.labels import SHAPES, slices

Floats = NDArray[np.float64]

FRONT_DEG = 30.0
"""Azimuth from straight before the head within which a view is from the front."""
SHARES = {"front": 4.0, "exercise": 1.5, "other": 0.6}
"""How often a crop is drawn: somebody on all fours from the front, another exercise's posture, any other."""
EXERCISES = ("filmed", "quadruped", "bridge", "forearm_plank", "side_plank")
FRONT = ("quadruped", "filmed bird_dog_front")
BIN_DEG, SMOOTH_BINS = 2.0, 2.0
MOST_ODDS, MOST_FRONT_ODDS = 8.0, 3.0
"""A rare angle is drawn at most so many times as often as the commonest one, see `odds`; a rare roll from in
front less often: with 8 a level trunk reads up to 6 degrees, as large rolls are then as likely as none."""


class Columns(NamedTuple):
    """What the weights hang on, (N,): kind of posture, azimuth of the camera, true roll and lumbar (deg)."""

    kind: NDArray[np.str_]
    azimuth_deg: Floats
    roll_deg: Floats
    lumbar_deg: Floats

    @property
    def front(self) -> NDArray[np.bool_]:
        """On all fours, filmed from in front."""
        return _starts(self.kind, FRONT) & (np.abs(self.azimuth_deg - 90) < FRONT_DEG)


def data_columns(data: Mapping[str, NDArray[np.generic]]) -> Columns:
    """Of a cache (`dataset.load`)."""
    label = data["label"].astype(np.float64)
    ups = [label[:, slices()[name]].reshape(-1, *SHAPES[name]) for name in ("pelvis_up", "thorax_up")]
    left = ((ups[0] + ups[1]) / 2)[:, 0]
    return Columns(
        data["kind"].astype(str),
        data["meta"][:, 6].astype(np.float64),
        np.degrees(np.arcsin(np.clip(left, -1, 1))),
        label[:, slices()["lumbar"]][:, 0],
    )


def weights(parts: Sequence[Columns]) -> Floats:
    """(N,) how often each crop of the parts, one after the other, is drawn; mean 1. See `SHARES`."""
    all_of = Columns(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    front = all_of.front
    exercise = _starts(all_of.kind, EXERCISES) & ~front
    result = np.where(front, SHARES["front"], np.where(exercise, SHARES["exercise"], SHARES["other"]))
    result[front] *= odds(all_of.roll_deg[front], MOST_FRONT_ODDS)
    result[exercise] *= odds(all_of.lumbar_deg[exercise])
    return np.asarray(result / result.mean(), np.float64)


def odds(angle_deg: Floats, most: float = MOST_ODDS) -> Floats:
    """(N,) inverse density of an angle, mean 1: all sizes of it are then drawn alike, within `most`.

    Most crops have a straight back and a level trunk, and a network in doubt learns to say zero. The density
    is smoothed before it is inverted (Yang et al. 2021, Delving into deep imbalanced regression).
    """
    if not len(angle_deg):
        return np.ones(0)
    bins = np.floor(angle_deg / BIN_DEG).astype(int)
    bins -= bins.min()
    reach = np.arange(-3 * SMOOTH_BINS, 3 * SMOOTH_BINS + 1)
    kernel = np.exp(-0.5 * (reach / SMOOTH_BINS) ** 2)
    padded = np.bincount(bins, minlength=len(kernel)).astype(np.float64)
    density = np.convolve(padded, kernel / kernel.sum(), "same")[bins]
    result = 1 / np.maximum(density, density.max() / most)
    return np.asarray(result / result.mean(), np.float64)


def _starts(kind: NDArray[np.str_], names: Sequence[str]) -> NDArray[np.bool_]:
    found = np.zeros(len(kind), bool)
    for name in names:
        found |= np.char.startswith(kind, name)
    return found
