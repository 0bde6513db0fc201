"""Opens the ONNX networks, quietly and offline."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import ModelError, UsageError
from formcheck.pose.models import REINSTALL, verified
from formcheck.privacy import silence_telemetry

silence_telemetry()  # must come before the import

import onnxruntime as ort  # noqa: E402

ERRORS_ONLY = 3


class Network:
    """One ONNX graph with the weights file that it shares with others.

    Args:
        graph: name of the graph's file.
        weights: name of its weights file.
        threads: how many threads one inference may use, at least 1.
        folder: where the files are; None for the shipped ones.

    Raises:
        ModelError: a file is missing, damaged or swapped.
        UsageError: fewer threads than one.
    """

    def __init__(self, graph: str, weights: str, threads: int, folder: Path | None = None) -> None:
        if threads < 1:
            raise UsageError(f"{threads} threads are too few", "Give at least 1.")
        verified(weights, folder)
        path = verified(graph, folder)
        options = ort.SessionOptions()
        options.intra_op_num_threads = min(threads, os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        options.log_severity_level = ERRORS_ONLY
        # Waiting threads sleep: spinning doubles the processor time and is slower when others work too.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises its own kinds, all directly under Exception
            raise ModelError(f"The pose network {path} cannot be loaded ({error})", REINSTALL) from error
        self.outputs: Sequence[str] = [output.name for output in self._session.get_outputs()]

    def run(self, image: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """Outputs by name, for an input (1, height, width, 3)."""
        values: list[Any] = self._session.run(self.outputs, {"image": image})
        return dict(zip(self.outputs, values, strict=True))
