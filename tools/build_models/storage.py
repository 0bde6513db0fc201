"""Stores weights once, as float16, beside the graphs that use them.

The networks were published with float16 weights, so storing them so loses nothing; the graph casts them to
float32 when it is loaded. ONNX "external data" lets two graphs, the network without its mask head and the
head alone, point into one weights file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

INLINE_SIZE = 64  # constants of at most this many numbers stay in the graph
ALIGNMENT = 64  # bytes


def save(models: Mapping[Path, onnx.ModelProto], weights: Path, order: Sequence[str] = ()) -> None:
    """Write graphs that share their large constants in one file in the same folder.

    Args:
        models: path of each graph -> the model; a constant's name means the same values in all of them.
        weights: the file for the weights.
        order: names of constants in the order in which they lie in that file; others follow as they come.

    Raises:
        ValueError: a weight is not exactly a float16, or two models differ under one name.
    """
    halves: dict[str, bytes] = {}
    for path, model in models.items():
        for tensor in model.graph.initializer:
            if (raw := _half(tensor)) is not None and halves.setdefault(tensor.name, raw) != raw:
                raise ValueError(f"{path.name}: {tensor.name} differs between the graphs")
    content, offsets = bytearray(), {}
    for name in dict.fromkeys([*(name for name in order if name in halves), *halves]):
        content.extend(b"\0" * (-len(content) % ALIGNMENT))
        offsets[name] = len(content)
        content.extend(halves[name])
    for path, model in models.items():
        _point_into(model.graph, weights.name, offsets, halves)
        path.write_bytes(model.SerializeToString(deterministic=True))
    weights.write_bytes(content)
    for path in models:
        onnx.checker.check_model(str(path), full_check=True)


def _point_into(
    graph: onnx.GraphProto, location: str, offsets: Mapping[str, int], halves: Mapping[str, bytes]
) -> None:
    """Put references into the weights file, with casts, in place of the graph's large constants."""
    initialisers, casts = [], []
    for tensor in graph.initializer:
        if tensor.name not in offsets:
            initialisers.append(tensor)
            continue
        name = f"{tensor.name}/float16"
        place = offsets[tensor.name], len(halves[tensor.name])
        initialisers.append(_external(name, tuple(tensor.dims), location, *place))
        casts.append(
            helper.make_node("Cast", [name], [tensor.name], name=f"Cast/{tensor.name}", to=TensorProto.FLOAT)
        )
    nodes = [*casts, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(initialisers)
    graph.node.extend(nodes)


def _half(tensor: TensorProto) -> bytes | None:
    """The constant as float16; None for what stays in the graph."""
    values: np.ndarray = numpy_helper.to_array(tensor)
    if values.dtype != np.float32 or values.size <= INLINE_SIZE:
        return None
    half = values.astype(np.float16)
    if not np.array_equal(half.astype(np.float32), values):
        raise ValueError(f"{tensor.name} cannot be stored as float16 without loss")
    return half.tobytes()


def _external(name: str, shape: tuple[int, ...], location: str, offset: int, length: int) -> TensorProto:
    tensor = TensorProto(
        name=name, data_type=TensorProto.FLOAT16, dims=shape, data_location=TensorProto.EXTERNAL
    )
    for key, value in (("location", location), ("offset", offset), ("length", length)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor
