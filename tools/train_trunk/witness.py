"""The landmark network with its inner layers laid open: what the trunk head can be trained on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray

from formcheck.pose.region import CROP

Singles = NDArray[np.float32]

MODELS = Path(__file__).resolve().parents[2] / "models"
LAYERS = ("t279", "t251", "t316")
"""Inner layers of the full network: the maps that heat maps and mask are made of (48, 64, 64), a deep one
before them (88, 16, 16), and one of the branch that ends in the landmarks (288, 4, 4)."""
INPUTS = (*LAYERS, "landmarks", "world")
"""What the head is asked with, beside the region's rotation."""


class Witness:
    """Runs the full landmark network on one thread and gives its outputs and inner layers."""

    def __init__(self) -> None:
        graph = onnx.load(MODELS / "pose_landmarks_full.onnx", load_external_data=False)
        there = {output.name for output in graph.graph.output}
        for layer in LAYERS:
            if layer not in there:
                graph.graph.output.append(
                    onnx.helper.make_tensor_value_info(layer, onnx.TensorProto.FLOAT, None)
                )
        onnx.load_external_data_for_model(graph, str(MODELS))
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(
            graph.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        self._names = [output.name for output in self._session.get_outputs()]
        self._input = np.empty((1, CROP, CROP, 3), np.float32)

    def see(self, crop: NDArray[np.uint8]) -> dict[str, Singles]:
        """Outputs by name for a (256, 256, 3) RGB crop."""
        np.multiply(crop, np.float32(1 / 255), out=self._input[0])
        return dict(zip(self._names, self._session.run(None, {"image": self._input}), strict=True))


MOST = 24.0
"""The largest value of the 64x64 maps: a sum of four that end at 6."""


def packed(maps: Singles) -> NDArray[np.uint8]:
    """The 64x64 maps in a byte a value, the square root of their share of the largest."""
    result: NDArray[np.uint8] = np.rint(255 * np.sqrt(np.clip(maps, 0, MOST) / MOST)).astype(np.uint8)
    return result
