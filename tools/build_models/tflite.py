"""Reads a float .tflite network into a plain list of operators with constants already expanded.

TFLite keeps weights as float16 behind a DEQUANTIZE operator, and the detector keeps most of them
block-sparse behind a DENSIFY operator as well. Both are storage, not arithmetic, so they are undone here
and the converter never meets them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

OPERATOR_NAMES = {
    code: name for name, code in vars(schema.BuiltinOperator).items() if not name.startswith("_")
}
DTYPES: dict[int, np.dtype[Any]] = {
    schema.TensorType.FLOAT32: np.dtype(np.float32),
    schema.TensorType.FLOAT16: np.dtype(np.float16),
    schema.TensorType.INT32: np.dtype(np.int32),
}
STORAGE = ("DEQUANTIZE", "DENSIFY")


@dataclass(frozen=True)
class Operator:
    """One step: TFLite's name of it, tensor numbers in and out, and its options record."""

    kind: str
    inputs: tuple[int, ...]
    output: int
    options: Any


@dataclass(frozen=True)
class Network:
    """A network: operators in running order, shapes (NHWC) and constants by tensor number."""

    operators: tuple[Operator, ...]
    shapes: dict[int, tuple[int, ...]]
    constants: dict[int, NDArray[Any]]
    input: int
    outputs: dict[str, int]


def read(path: Path) -> Network:
    """Read the first subgraph of a .tflite file."""
    model = schema.ModelT.InitFromPackedBuf(path.read_bytes(), 0)
    graph = model.subgraphs[0]
    shapes = {i: tuple(int(n) for n in tensor.shape) for i, tensor in enumerate(graph.tensors)}
    constants = {}
    for i, tensor in enumerate(graph.tensors):
        raw = model.buffers[tensor.buffer].data
        if raw is not None and len(raw):
            values = np.frombuffer(np.asarray(raw, np.uint8).tobytes(), DTYPES[tensor.type])
            sparse = tensor.sparsity
            constants[i] = values.reshape(shapes[i]) if sparse is None else expand(values, shapes[i], sparse)
    operators = []
    for record in graph.operators:
        operator = _operator(model, record)
        if operator.kind in STORAGE:
            values = constants[operator.inputs[0]]
            constants[operator.output] = values.astype(np.float32) if operator.kind == STORAGE[0] else values
        else:
            operators.append(operator)
    outputs = {graph.tensors[i].name.decode(): int(i) for i in graph.outputs}
    return Network(tuple(operators), shapes, constants, int(graph.inputs[0]), outputs)


def _operator(model: Any, record: Any) -> Operator:
    code = model.operatorCodes[record.opcodeIndex]
    kind = OPERATOR_NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)]
    (output,) = record.outputs
    return Operator(kind, tuple(int(i) for i in record.inputs), int(output), record.builtinOptions)


def expand(values: NDArray[Any], shape: tuple[int, ...], sparsity: Any) -> NDArray[Any]:
    """Dense array of a TFLite sparse tensor.

    TFLite describes sparsity as a tree, one level a dimension in "traversal order"; a level is dense (every
    index is there) or compressed (segments of indices). Walking all branches of a level at once gives, after
    the last level, the coordinates of each stored value. Blocked tensors are not used by these networks.
    """
    if sparsity.blockMap is not None and len(sparsity.blockMap):
        raise NotImplementedError("blocked sparse tensors")
    coordinates = np.zeros((len(shape), 1), np.int64)
    position = np.zeros(1, np.int64)
    for axis, level in zip(sparsity.traversalOrder, sparsity.dimMetadata, strict=True):
        if level.format == schema.DimensionType.DENSE:
            size = int(level.denseSize)
            coordinates = np.repeat(coordinates, size, axis=1)
            index = np.tile(np.arange(size), len(position))
            position = np.repeat(position, size) * size + index
        else:
            segments = np.asarray(level.arraySegments.values, np.int64)
            counts = segments[position + 1] - segments[position]
            coordinates = np.repeat(coordinates, counts, axis=1)
            before = np.cumsum(counts) - counts
            position = np.arange(counts.sum()) + np.repeat(segments[position] - before, counts)
            index = np.asarray(level.arrayIndices.values, np.int64)[position]
        coordinates[int(axis)] = index
    dense = np.zeros(shape, values.dtype)
    dense[tuple(coordinates)] = values[position]
    return dense
