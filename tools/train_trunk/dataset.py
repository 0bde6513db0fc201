"""Training crops on the disk: the window of the fine maps, the other layers, and the labels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.lib.format import open_memmap
from numpy.typing import NDArray
from torch import Tensor

from tools.train_trunk.labels import SHAPES, slices
from tools.train_trunk.network import Laid, lay, sample, shaken, window
from tools.train_trunk.weights import data_columns, weights
from tools.train_trunk.witness import INPUTS

JITTERS = 2
"""Windows of each crop: one as the landmarks lay it, and one a little beside."""
SHIFT, STRETCH, TILT = 0.03, 0.05, 0.05
"""Standard deviations of a window laid beside: scales, share of the scale, radians."""
LEVEL_SHARE, LEVEL_DEG, TILTED_DEG = 0.9, 1.5, 6.0
"""How cameras stand: most nearly level, the others less so; standard deviations of their roll."""
LAID = "laid"

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs of the head, in its order, how its window lies, and the truth by name."""

    inputs: list[Tensor]
    laid: Laid
    truth: dict[str, Tensor]


def load(files: Sequence[Path], cache: Path, *, seed: int = 0) -> dict[str, NDArray[np.generic]]:
    """Columns of all crops, on the disk in folder `cache`; made anew unless it holds just these files.

    Returns:
        By name, N crops each: "t279" (N, JITTERS, 48, ALONG, ACROSS) bytes, the other inputs, "label",
        "meta", "kind", and "laid" (N, JITTERS, 5): the vertical's angle (rad), and what moved the window.
    """
    cache.mkdir(parents=True, exist_ok=True)
    names, index = [file.name for file in files], cache / "files.json"
    if not index.exists() or json.loads(index.read_text(encoding="utf-8")) != names:
        index.unlink(missing_ok=True)
        _fill(files, cache, seed)
        index.write_text(json.dumps(names), encoding="utf-8")
    columns = (*INPUTS, "label", "meta", "kind", LAID)
    return {name: np.load(cache / f"{name}.npy", mmap_mode="r") for name in columns}


def _fill(files: Sequence[Path], cache: Path, seed: int) -> None:
    torch.manual_seed(seed)
    sizes = []
    for file in files:
        with np.load(file) as shard:
            sizes.append(len(shard["label"]))
    maps: dict[str, NDArray[np.generic]] = {}
    start = 0
    for file, size in zip(files, sizes, strict=True):
        for name, values in _shard(file).items():
            if name not in maps:
                shape = (sum(sizes), *values.shape[1:])
                maps[name] = open_memmap(cache / f"{name}.npy", "w+", values.dtype, shape)
            maps[name][start : start + size] = values
        start += size
    for array in maps.values():
        array.flush()  # type: ignore[attr-defined]


def _shard(file: Path) -> dict[str, NDArray[np.generic]]:
    with np.load(file) as shard:
        there = {name: shard[name] for name in (*INPUTS, "label", "meta")}
        there["kind"] = shard["kind"].astype("U48")
    count = len(there["label"])
    up = torch.from_numpy(there["label"]).float()[:, slices()["up"]]
    level = torch.where(torch.rand(count, JITTERS, 1) < LEVEL_SHARE, LEVEL_DEG, TILTED_DEG)
    roll = torch.deg2rad(level * torch.randn(count, JITTERS, 1))
    angle = torch.atan2(up[:, :1], up[:, 1:2])[:, None] + roll
    moved = torch.cat(
        [
            SHIFT * torch.randn(count, JITTERS, 2),
            torch.exp(STRETCH * torch.randn(count, JITTERS, 1)),
            TILT * torch.randn(count, JITTERS, 1),
        ],
        2,
    )
    moved[:, 0] = torch.tensor([0.0, 0.0, 1.0, 0.0])
    there[LAID] = torch.cat([angle, moved], 2).numpy()
    fine, marks = torch.from_numpy(there["t279"]).float(), torch.from_numpy(there["landmarks"]).float()
    shots = []
    for number in range(JITTERS):
        _, laid = _laid(marks, torch.from_numpy(there[LAID][:, number]))
        shots.append(sample(fine, window(laid)).round().to(torch.uint8).numpy())
    there["t279"] = np.stack(shots, 1)
    return there


def _laid(landmarks: Tensor, how: Tensor) -> tuple[Tensor, Laid]:
    """The vertical (B, 2) and the window of landmarks (B, 195) as `LAID` (B, 5) has it."""
    turn = torch.cat([torch.sin(how[:, :1]), torch.cos(how[:, :1])], 1)
    return turn, shaken(lay(landmarks, turn), turn, how[:, 1:3], how[:, 3:4], how[:, 4:])


def batch(data: Arrays, rows: NDArray[np.int64], shot: int = 0) -> Batch:
    """Some crops (rising rows), with their window of one of the `JITTERS`."""
    labels = torch.from_numpy(data["label"][rows]).float()
    truth = {name: labels[:, part].reshape(-1, *SHAPES[name]) for name, part in slices().items()}
    fine = torch.from_numpy(data["t279"][rows, shot]).float() / 255
    others = [torch.from_numpy(data[name][rows]).float() for name in INPUTS[1:]]
    turn, laid = _laid(others[2], torch.from_numpy(data[LAID][rows, shot]).float())
    return Batch([fine.contiguous(memory_format=torch.channels_last), *others, turn], laid, truth)


def draws(parts: Sequence[Arrays], size: int, random: np.random.Generator) -> Iterator[Batch]:
    """Batches of `size` crops without end, from all parts as one."""
    rising = np.cumsum(weights([data_columns(part) for part in parts]))
    starts = np.cumsum([0, *(len(part["label"]) for part in parts)])
    while True:
        rows = np.searchsorted(rising, np.sort(random.random(size)) * rising[-1])
        rows, shot = np.minimum(rows, len(rising) - 1), int(random.integers(JITTERS))
        found = []
        for number, part in enumerate(parts):
            here = rows[(rows >= starts[number]) & (rows < starts[number + 1])] - starts[number]
            if len(here):
                found.append(batch(part, here, shot))
        yield together(found)


def together(found: Sequence[Batch]) -> Batch:
    """Some batches as one."""
    return Batch(
        [torch.cat(tensors) for tensors in zip(*(part.inputs for part in found), strict=True)],
        Laid(*(torch.cat(tensors) for tensors in zip(*(part.laid for part in found), strict=True))),
        {name: torch.cat([part.truth[name] for part in found]) for name in found[0].truth},
    )
