"""Training crops in memory: the window of the fine maps, the other layers, and the labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tools.train_trunk.labels import SHAPES, slices
from tools.train_trunk.network import sample, trunk, window
from tools.train_trunk.witness import INPUTS

JITTERS = 2
"""Windows of each crop: one as the landmarks lay it, and one a little beside."""
SHIFT, STRETCH, TILT = 0.03, 0.05, 0.05
"""Standard deviations of a window laid beside: trunk lengths, share of the length, radians."""
LEVEL_SHARE, LEVEL_DEG, TILTED_DEG = 0.85, 2.5, 9.0
"""How cameras stand: most nearly level, the others less so; standard deviations of their roll."""

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs of the head, in its order, and the truth by name."""

    inputs: list[Tensor]
    truth: dict[str, Tensor]


def load(files: Sequence[Path], *, jitters: int = JITTERS, seed: int = 0) -> dict[str, NDArray[np.generic]]:
    """Columns of all crops; "t279" is (N, jitters, 48, ALONG, ACROSS) bytes."""
    torch.manual_seed(seed)
    columns: dict[str, list[NDArray[np.generic]]] = {k: [] for k in (*INPUTS, "label", "kind", "meta")}
    for file in files:
        with np.load(file) as shard:
            there = {name: shard[name] for name in columns}
        there["t279"] = _windows(there["t279"], there["landmarks"], jitters)
        for name, column in columns.items():
            column.append(there[name])
    return {name: np.concatenate(parts) for name, parts in columns.items()}


def _windows(maps: NDArray[np.uint8], landmarks: NDArray[np.float16], count: int) -> NDArray[np.uint8]:
    fine, marks = torch.from_numpy(maps).float(), torch.from_numpy(landmarks).float()
    hip, axis, length = trunk(marks)
    shots = []
    for number in range(count):
        size = 0.0 if number == 0 else 1.0
        angle = torch.randn(len(hip), 1) * TILT * size
        cos, sin = torch.cos(angle), torch.sin(angle)
        turned = torch.cat([cos * axis[:, :1] - sin * axis[:, 1:], sin * axis[:, :1] + cos * axis[:, 1:]], 1)
        start = hip + torch.randn_like(hip) * SHIFT * length * size
        place = window(start, turned, length * torch.exp(torch.randn_like(length) * STRETCH * size))
        shots.append(sample(fine, place).round().to(torch.uint8).numpy())
    return cast("NDArray[np.uint8]", np.stack(shots, 1))


def batch(
    data: Arrays, rows: NDArray[np.int64], random: np.random.Generator, *, jitter: bool = True
) -> Batch:
    """Some crops. The picture's vertical is that of the truth, turned by what cameras are not level by."""
    labels = torch.from_numpy(data["label"][rows]).float()
    truth = {name: labels[:, part].reshape(-1, *SHAPES[name]) for name, part in slices().items()}
    shots = data["t279"].shape[1] if jitter else 1
    fine = torch.from_numpy(data["t279"][rows, random.integers(0, shots, len(rows))]).float() / 255
    others = [torch.from_numpy(data[name][rows]).float() for name in INPUTS[1:]]
    spread = np.where(random.random(len(rows)) < LEVEL_SHARE, LEVEL_DEG, TILTED_DEG)
    roll = torch.from_numpy(np.radians(spread * random.normal(size=len(rows)))).float()
    angle = torch.atan2(truth["up"][:, 0], truth["up"][:, 1]) + roll
    turn = torch.stack([torch.sin(angle), torch.cos(angle)], 1)
    return Batch([fine.contiguous(memory_format=torch.channels_last), *others, turn], truth)
