"""Writes the trunk head as an ONNX graph with weights of its own, stored as the other networks in `models/`.

The graph tells what the product uses of the head: the back's midline in pixels of the crop, the trunk's roll,
and its expected error, which was fitted on held bodies.
"""

from __future__ import annotations

import io
import math
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from formcheck.pose.region import CROP
from formcheck.pose.track import SPINE_POINTS
from tools.build_models import storage
from tools.train_trunk.dataset import Arrays, batch
from tools.train_trunk.losses import SURE_DEG, SURE_SPINE, SURE_TURN_DEG, errors
from tools.train_trunk.network import LUMBAR_UNIT_DEG, OFFSET_UNIT, TrunkHead, parts
from tools.train_trunk.weights import data_columns
from tools.train_trunk.witness import MOST

OPSET, IR_VERSION = 17, 8
NAME = "pose_trunk_full"
TRUNK_COLUMNS = ("roll_deg", "pitch_deg", "lumbar_deg", "hip_ankle", "hip_knee")
"""What the head tells of a frame beside the spine: roll (+ left side up) and pitch (+ head end up) of
the trunk, mean of pelvis and thorax, against the picture's vertical; lumbar flexion (+ round); hip off the
lines shoulder-ankle and shoulder-knee, shares of them (+ towards the belly)."""
ROLL = TRUNK_COLUMNS.index("roll_deg")
SHAPES = {
    "t279": (1, 48, 64, 64),
    "t251": (1, 88, 16, 16),
    "t316": (1, 288, 4, 4),
    "landmarks": (1, 195),
    "world": (1, 117),
    "turn": (1, 2),
}
OUTPUTS = ("spine", "roll", "roll_error")
ROWS = 256


class Told(nn.Module):
    """The head with its outputs in the units of formcheck.

    Attributes:
        scale: (len(TRUNK_COLUMNS) + 1,) what makes of the told spreads mean absolute errors in the
            column's unit; the last is that of the spine's points, in trunk lengths.
        sure: (2,) slope and shift of the logit of "can tell" (Platt scaling).
    """

    def __init__(self, head: TrunkHead) -> None:
        super().__init__()
        self.head = head
        self.register_buffer("scale", torch.ones(len(TRUNK_COLUMNS) + 1))
        self.register_buffer("sure", torch.tensor([1.0, 0.0]))

    def columns(self, out: Tensor) -> tuple[Tensor, Tensor]:
        """`TRUNK_COLUMNS` (B, K) of the head's output, and their spreads as the head tells them."""
        p = parts(out)
        ups = [nn.functional.normalize(p[name], dim=1) for name in ("pelvis_up", "thorax_up")]
        up = (ups[0] + ups[1]) / 2
        angles = [torch.asin(up[:, axis].clamp(-1, 1)) * (180 / math.pi) for axis in (0, 1)]
        value = [*angles, LUMBAR_UNIT_DEG * p["lumbar"][:, 0], *(OFFSET_UNIT * p["hip_offset"]).unbind(1)]
        turn = (p["pelvis_up_spread"][:, 0].exp() + p["thorax_up_spread"][:, 0].exp()) / 2
        spread = [turn, turn, p["lumbar_spread"][:, 0].exp(), *p["hip_offset_spread"].exp().unbind(1)]
        return torch.stack(value, 1), torch.stack(spread, 1)

    def forward(
        self, t279: Tensor, t251: Tensor, t316: Tensor, landmarks: Tensor, world: Tensor, turn: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """`OUTPUTS` of one crop: spine (1, 9, 2) in pixels of the crop, roll (1,) and its expected error (1,)
        in degrees.
        """
        out = self.head((t279 / MOST).clamp(0, 1).sqrt(), t251, t316, landmarks, world, turn)
        value, spread = self.columns(out)
        line = CROP * parts(out)["spine"].reshape(-1, SPINE_POINTS, 2)
        return line, value[:, ROLL], spread[:, ROLL] * self.scale[ROLL]


@dataclass(frozen=True, slots=True)
class Held:
    """Of held crops what the head said and the truth, (N, K); spreads; logit and whether it could tell."""

    value: NDArray[np.float64]
    truth: NDArray[np.float64]
    spread: NDArray[np.float64]
    spine_error: NDArray[np.float64]
    spine_spread: NDArray[np.float64]
    logit: NDArray[np.float64]
    could: NDArray[np.bool_]


def ask(told: Told, data: Arrays) -> Held:
    """The head on all crops of a cache (`dataset.load`)."""
    found: dict[str, list[Tensor]] = {}
    with torch.no_grad():
        for start in range(0, len(data["label"]), ROWS):
            rows = np.arange(start, min(start + ROWS, len(data["label"])))
            part = batch(data, rows)
            out = told.head.told(part.inputs, part.laid)
            p, off, true = parts(out), errors(out, part.truth), part.truth
            value, spread = told.columns(out)
            ups = (true["pelvis_up"] + true["thorax_up"]) / 2
            angles = torch.rad2deg(torch.asin(ups.clamp(-1, 1)))[:, :2]
            could = (off["lumbar"] < SURE_DEG) & (off["pelvis"] < SURE_TURN_DEG) & (off["spine"] < SURE_SPINE)
            row = {
                "value": value,
                "truth": torch.cat([angles, true["lumbar"], true["hip_offset"]], 1),
                "spread": spread,
                "spine_error": off["spine"],
                "spine_spread": p["spine_spread"].exp().mean(1),
                "logit": p["sure"][:, 0],
                "could": could,
            }
            for name, tensor in row.items():
                found.setdefault(name, []).append(tensor)
    arrays = {name: torch.cat(tensors).double().numpy() for name, tensors in found.items()}
    return Held(**{**arrays, "could": arrays["could"] > 0.5})


def filmed_from_the_front(data: Arrays) -> Arrays:
    """The crops of a cache of which the product asks the head: on all fours for an exercise, from in front.

    Raises:
        ValueError: there are none.
    """
    columns = data_columns(data)
    rows = columns.front & np.char.startswith(columns.kind, "filmed")
    if not rows.any():
        raise ValueError("there are no crops of an exercise that is filmed from in front")
    return {name: values[rows] for name, values in data.items()}


def calibrate(told: Told, held: Held) -> None:
    """Fit scale and sureness to what the head said of held crops."""
    off = np.abs(held.value - held.truth)
    # A Laplace distribution has its median at ln 2 of its mean, and the median does not hang on outliers.
    scale = np.median(off / held.spread, axis=0) / np.log(2)
    spine = np.median(held.spine_error / held.spine_spread) / np.log(2)
    told.scale.copy_(torch.tensor([*scale, spine]))
    logit, could = torch.from_numpy(held.logit), torch.from_numpy(held.could).double()
    line = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([line], max_iter=100)

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = nn.functional.binary_cross_entropy_with_logits(line[0] * logit + line[1], could)
        value.backward()
        return value

    optimizer.step(loss)
    told.sure.copy_(line.detach().float())


def reliability(told: Told, held: Held) -> list[str]:
    """Lines of two Markdown tables: how often it could tell by how sure it was, and what errors it expected
    against those it made, both on held bodies.
    """
    slope, shift = (float(v) for v in told.sure)
    sure = 1 / (1 + np.exp(-(slope * held.logit + shift)))
    lines = ["| sure | crops | could tell |", "|---|---|---|"]
    for low in np.arange(0, 1, 0.1):
        rows = (sure >= low) & (sure < low + 0.1)
        if rows.any():
            lines.append(f"| {low:.1f} to {low + 0.1:.1f} | {rows.sum()} | {held.could[rows].mean():.2f} |")
    lines += ["", "| column | expected error, fifths from low to high | mean error made |", "|---|---|---|"]
    for number, name in enumerate(TRUNK_COLUMNS):
        spread = held.spread[:, number] * float(told.scale[number])
        off = np.abs(held.value - held.truth)[:, number]
        fifths = [part for part in np.array_split(np.argsort(spread), 5) if len(part)]
        expected, made = (" / ".join(f"{v[f].mean():.3g}" for f in fifths) for v in (spread, off))
        lines.append(f"| {name} | {expected} | {made} |")
    return lines


def export(told: Told, folder: Path) -> None:
    """Write graph and weights (float16) into a folder."""
    told.eval()
    given = tuple(torch.zeros(shape) for shape in SHAPES.values())
    given[3].copy_(torch.rand(SHAPES["landmarks"]) * CROP)
    file = io.BytesIO()
    with warnings.catch_warnings():  # of the exporter, that another one is the default
        warnings.simplefilter("ignore")
        torch.onnx.export(
            told,
            given,
            file,
            opset_version=OPSET,
            input_names=list(SHAPES),
            output_names=list(OUTPUTS),
            dynamo=False,
        )
    model = onnx.load_from_string(file.getvalue())
    model.ir_version, model.producer_name, model.producer_version = IR_VERSION, "formcheck train_trunk", ""
    for tensor in model.graph.initializer:
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size > storage.INLINE_SIZE:
            half = values.astype(np.float16).astype(np.float32)
            tensor.CopyFrom(onnx.numpy_helper.from_array(half, tensor.name))
    storage.save({folder / f"{NAME}.onnx": model}, folder / f"{NAME}.weights")
