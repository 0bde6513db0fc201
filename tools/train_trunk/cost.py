"""What the head costs: its graph on one thread, beside the networks that the product runs."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import onnxruntime as ort

from tools.train_trunk.export import NAME
from tools.train_trunk.witness import MODELS

ROUNDS, WARM_UP = 300, 20
BESIDE = ("pose_landmarks_full", "pose_landmarks_full_mask")


def cost_table(folder: Path) -> list[str]:
    """Lines of a Markdown table: milliseconds a frame of an exported head and of the product's networks."""
    lines = ["| graph | median, ms | fastest tenth, ms |", "|---|---|---|"]
    for path in (folder / f"{NAME}.onnx", *(MODELS / f"{name}.onnx" for name in BESIDE)):
        took = 1000 * np.array(_times(path))
        lines.append(f"| {path.stem} | {np.median(took):.2f} | {np.percentile(took, 10):.2f} |")
    return lines


def _times(path: Path) -> list[float]:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    random = np.random.default_rng(0)
    given = {i.name: random.random(i.shape).astype(np.float32) for i in session.get_inputs()}
    took = []
    for number in range(WARM_UP + ROUNDS):
        start = time.perf_counter()
        session.run(None, given)
        if number >= WARM_UP:
            took.append(time.perf_counter() - start)
    return took
