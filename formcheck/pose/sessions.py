"""Opens the ONNX networks, quietly and offline."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import ModelError, UsageError
from formcheck.pose.models import REINSTALL, verified
from formcheck.runtime.privacy import disable_onnxruntime_telemetry, stop_onnxruntime_events

disable_onnxruntime_telemetry()  # must come before the import

import onnxruntime as ort  # noqa: E402

stop_onnxruntime_events(ort.disable_telemetry_events)  # right after the import: Windows heeds only this

ERRORS_ONLY = 3
SPIN_US = 50
"""How long a waiting thread of a network spins before it sleeps, in microseconds. A layer takes about that
long: threads that sleep at once are woken for each, which can cost more than the second processor gives, and
threads that spin for milliseconds, as they do when they are not told otherwise, take the processor from
whatever else is at work, decoding and the outline among it."""


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
        options.add_session_config_entry("session.intra_op.spin_duration_us", str(SPIN_US))
        try:
            self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises its own kinds, all directly under Exception
            raise ModelError(f"The pose network {path} cannot be loaded ({error})", REINSTALL) from error
        self.inputs: Sequence[str] = [given.name for given in self._session.get_inputs()]
        self.outputs: Sequence[str] = [output.name for output in self._session.get_outputs()]

    def run(
        self, given: Mapping[str, NDArray[np.float32]], outputs: Sequence[str] | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """Outputs by name, all or those asked for, of inputs by name. Any thread may call it."""
        names = self.outputs if outputs is None else outputs
        values: list[NDArray[np.float32]] = self._session.run(names, given)
        return dict(zip(names, values, strict=True))
