"""Stores weights once, as float16, beside the graphs that use them.

The networks were published with float16 weights, so storing them so loses nothing; the graph casts them to
float32 when it is loaded. ONNX "external data" lets two graphs, with and without the mask head, point into
one weights file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

INLINE_SIZE = 64  # constants of at most this many numbers stay in the graph
ALIGNMENT = 64  # bytes


def save(models: Mapping[Path, onnx.ModelProto], weights: Path) -> None:
    """Write graphs that share their large constants in one file in the same folder.

    Args:
        models: path of each graph -> the model; a constant's name means the same values in all of them.
        weights: the file for the weights.

    Raises:
        ValueError: a weight is not exactly a float16, or two models differ under one name.
    """
    content = bytearray()
    placed: dict[str, tuple[int, bytes]] = {}
    for path, model in models.items():
        graph = model.graph
        initialisers, casts = [], []
        for tensor in graph.initializer:
            values = numpy_helper.to_array(tensor)
            if values.dtype != np.float32 or values.size <= INLINE_SIZE:
                initialisers.append(tensor)
                continue
            raw = _half(values, tensor.name).tobytes()
            if tensor.name not in placed:
                content.extend(b"\0" * (-len(content) % ALIGNMENT))
                placed[tensor.name] = (len(content), raw)
                content.extend(raw)
            offset, stored = placed[tensor.name]
            if stored != raw:
                raise ValueError(f"{path.name}: {tensor.name} differs between the graphs")
            name = f"{tensor.name}/float16"
            initialisers.append(_external(name, values.shape, weights.name, offset, len(raw)))
            casts.append(
                helper.make_node(
                    "Cast", [name], [tensor.name], name=f"Cast/{tensor.name}", to=TensorProto.FLOAT
                )
            )
        nodes = [*casts, *graph.node]
        del graph.initializer[:], graph.node[:]
        graph.initializer.extend(initialisers)
        graph.node.extend(nodes)
        path.write_bytes(model.SerializeToString(deterministic=True))
    weights.write_bytes(content)
    for path in models:
        onnx.checker.check_model(str(path), full_check=True)


def _half(values: np.ndarray, name: str) -> np.ndarray:
    half = values.astype(np.float16)
    if not np.array_equal(half.astype(np.float32), values):
        raise ValueError(f"{name} cannot be stored as float16 without loss")
    return half


def _external(name: str, shape: tuple[int, ...], location: str, offset: int, length: int) -> TensorProto:
    tensor = TensorProto(
        name=name, data_type=TensorProto.FLOAT16, dims=shape, data_location=TensorProto.EXTERNAL
    )
    for key, value in (("location", location), ("offset", offset), ("length", length)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor
