"""What a head says of crops beside the truth, for the angles that a mean error hides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.train_trunk.dataset import Arrays
from tools.train_trunk.export import TRUNK_COLUMNS, Held, Told, ask
from tools.train_trunk.network import TrunkHead
from tools.train_trunk.rolled import KIND
from tools.train_trunk.weights import data_columns

Floats = NDArray[np.float64]
FILMED = "filmed bridge"
WIDE_WEIGHT, WEIGHT = 0.75, 1
"""Of the shape's weight, 0 to 1, whose column in a shard's `meta` that is: the heaviest quarter."""
MOST = 3000
LEAST = 20


@dataclass(frozen=True, slots=True)
class Line:
    """Told against true (deg): crops, mean error, correlation, slope of the regression of told on true."""

    crops: int
    error: float
    r: float
    slope: float

    @classmethod
    def of(cls, told: Floats, true: Floats) -> Line:
        """NaN where nothing moves."""
        if len(true) < LEAST or true.std() < 1e-6:
            return cls(len(true), float("nan"), float("nan"), float("nan"))
        cross = float(np.mean((told - told.mean()) * (true - true.mean())))
        r = cross / max(float(told.std() * true.std()), 1e-9)
        return cls(len(true), float(np.abs(told - true).mean()), r, cross / float(true.var()))

    def row(self) -> str:
        """Cells of a table."""
        return f"{self.crops} | {self.error:.1f} | {self.r:.2f} | {self.slope:.2f}"


HEAD = ["| crops of | n | mean error, deg | r | slope |", "|---|---|---|---|---|"]


def lines(head: TrunkHead, parts: Sequence[Arrays]) -> dict[str, Line]:
    """By name: roll from the front where it is free of the limbs, where it follows them as in clips, and of
    free postures; lumbar flexion of bridges, and of wide bodies among them.
    """
    told, found = Told(head), dict[str, list[Held]]()
    for data in parts:
        columns = data_columns(data)
        bridge = np.char.startswith(columns.kind, "filmed bridge") | np.char.startswith(
            columns.kind, "bridge"
        )
        wide = data["meta"][:, WEIGHT].astype(np.float64) > WIDE_WEIGHT
        groups = {
            "roll_deg, front, free of the limbs": columns.front & (columns.kind == KIND),
            "roll_deg, front, as in clips": columns.front & (columns.kind == "filmed bird_dog_front"),
            "roll_deg, front, free postures": columns.front & np.char.startswith(columns.kind, "quadruped"),
            "lumbar_deg, bridges, free postures": bridge & ~columns.front & (columns.kind != FILMED),
            "lumbar_deg, bridges, as in clips": bridge & (columns.kind == FILMED),
            "lumbar_deg, bridges, wide bodies": bridge & ~columns.front & wide,
        }
        for name, here in groups.items():
            rows = np.flatnonzero(here)
            rows = rows[:: max(1, len(rows) // MOST)]
            if len(rows):
                found.setdefault(name, []).append(ask(told, {k: v[rows] for k, v in data.items()}))
    result = {}
    for name, said in found.items():
        at = TRUNK_COLUMNS.index(name.split(",")[0])
        value, true = (np.concatenate([getattr(s, side)[:, at] for s in said]) for side in ("value", "truth"))
        result[name] = Line.of(value, true)
    return result
