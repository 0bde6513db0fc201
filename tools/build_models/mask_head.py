"""Rewrites the mask head for processors: the same arithmetic in fewer and fuller passes over memory.

The head's layers at half and full size have 8 channels. ONNX Runtime computes in blocks of 16 where a
processor has AVX-512: it fills up each layer, and reorders its result for every sum and limit after it. Here

* each tensor of 8 channels is held twice, as 16;
* a residual block's depthwise layer filters the first copy and hands on the second one (times a power of two
  that keeps it within the limit of the activation: exact); so its pointwise layer adds and limits in one;
* the last layer, to one channel, gives 4 x 4 neighbouring pixels as 16 channels of a quarter of the size.

All weights come from the same constants, by operations that are folded when the graph is loaded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

NARROW, WIDE = 8, 16
SIDE = 4  # the last layer gives SIDE x SIDE pixels at once
LIMIT = 6.0  # of the activation


def rewritten(model: onnx.ModelProto) -> onnx.ModelProto:
    """The head as it is computed faster; sums are made in another order, so last bits differ.

    Raises:
        NotImplementedError: a layer that this does not know.
    """
    graph = model.graph
    _, *size, _ = (axis.dim_value for axis in graph.output[0].type.tensor_type.shape.dim)
    head = _Head(size, {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer})
    for given in graph.input:
        head.given.add(given.name)
        head.channels[given.name] = given.type.tensor_type.shape.dim[1].dim_value
    users = _users(graph.node)
    for node in graph.node:
        head.take(node, users)
    used = {name for node in head.nodes for name in node.input}
    initialisers = [numpy_helper.from_array(v, name) for name, v in head.constants.items() if name in used]
    made = helper.make_graph(head.nodes, graph.name, graph.input, graph.output, initialisers)
    return helper.make_model(
        made,
        opset_imports=model.opset_import,
        ir_version=model.ir_version,
        producer_name=model.producer_name,
    )


def _users(nodes: Any) -> dict[str, list[onnx.NodeProto]]:
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in nodes:
        for name in node.input:
            users.setdefault(name, []).append(node)
    return users


@dataclass
class _Head:
    """The new nodes as they come.

    Attributes:
        size: (height, width) of the mask.
        constants: by name; those of the graph, and the few small ones that are new.
        nodes: of the new graph.
        given: what the head goes on from; its values have no limit.
        channels: of each tensor, before it is held twice.
        twice: the tensors that are held twice.
        upper: the largest value that a tensor can have, where its values cannot be negative.
        done: nodes that are part of a block that was rewritten.
    """

    size: list[int]
    constants: dict[str, NDArray[Any]]
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    channels: dict[str, int] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)
    upper: dict[str, float] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)

    def take(self, node: onnx.NodeProto, users: dict[str, list[onnx.NodeProto]]) -> None:
        """Put a node, or what takes its place, into the new graph."""
        if node.name in self.done:
            return
        take = {
            "Conv": self._convolution,
            "Clip": self._clip,
            "Resize": self._resize,
            "Add": self._add,
            "Transpose": self._transpose,
        }.get(node.op_type)
        if take is None:
            raise NotImplementedError(node.op_type)
        take(node, users)

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=f"{kind}/{output}", **attributes))
        return output

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants[name] = np.ascontiguousarray(values)
        return name

    def _join(self, parts: list[str], output: str, axis: int = 0) -> str:
        return self._node("Concat", parts, output, axis=axis)

    def _hold_twice(self, tensor: str) -> str:
        """Name of a tensor's two copies, as 16 channels; the tensor itself where it is held so already."""
        both = f"{tensor}/twice"
        if tensor in self.twice:
            return tensor
        if all(both not in node.output for node in self.nodes):
            self._join([tensor, tensor], both, axis=1)
        return both

    def _same(self, node: onnx.NodeProto) -> None:
        self.nodes.append(node)

    def _convolution(self, node: onnx.NodeProto, users: dict[str, list[onnx.NodeProto]]) -> None:
        source, weights, _ = node.input
        out, of = self.constants[weights].shape[:2]
        (result,) = node.output
        self.channels[result] = out
        if out == 1:
            self._last(node)
        elif out != NARROW:
            self._same(node)
        elif of == 1 and source in self.upper:
            self._block(node, users)
        elif of == 1 or not self._stays_bounded(result, users):
            if source in self.twice:
                raise NotImplementedError(f"{node.name} after a tensor that is held twice")
            self._same(node)
        else:
            doubled = [self._join([name, name], f"{name}/twice") for name in node.input[1:]]
            self._copy(node, [source, *doubled], group=1)
            self.twice.add(result)

    def _stays_bounded(self, result: str, users: dict[str, list[onnx.NodeProto]]) -> bool:
        """Whether a layer's result is limited, and nothing is added to it that is not."""
        (user,) = users[result]
        if user.op_type != "Clip":
            return False
        while user.op_type in ("Clip", "Resize"):
            (user,) = users[user.output[0]]
        return all(name not in self.given for name in user.input)

    def _copy(self, node: onnx.NodeProto, inputs: list[str], **changed: Any) -> None:
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute} | changed
        self._node(node.op_type, inputs, node.output[0], **attributes)

    def _block(self, depthwise: onnx.NodeProto, users: dict[str, list[onnx.NodeProto]]) -> None:
        """Depthwise with limit, pointwise, the block's source added, limit: as two layers."""
        source = depthwise.input[0]
        (limit,) = users[depthwise.output[0]]
        (pointwise,) = users[limit.output[0]]
        (total,) = users[pointwise.output[0]]
        (last,) = users[total.output[0]]
        kinds = [node.op_type for node in (limit, pointwise, total, last)]
        if kinds != ["Clip", "Conv", "Add", "Clip"] or source not in total.input:
            raise NotImplementedError(f"{depthwise.name} and what comes after it")
        share = 2.0 ** -math.ceil(math.log2(self.upper[source] / LIMIT))
        centre = np.zeros((1, 1, 3, 3), np.float32)
        centre[..., 1, 1] = share
        shape = self._constant("channels/shape", np.array([NARROW, 1, 1, 1], np.int64))
        stem = depthwise.input[1]
        handed = self._node("Tile", [self._constant(f"{stem}/centre", centre), shape], f"{stem}/centres")
        nothing = self._constant("channels/zero", np.zeros(NARROW, np.float32))
        self._copy(
            depthwise,
            [
                self._hold_twice(source),
                self._join([stem, handed], f"{stem}/wide"),
                self._join([depthwise.input[2], nothing], f"{depthwise.input[2]}/wide"),
            ],
            group=WIDE,
        )
        self._same(limit)
        stem, bias = pointwise.input[1:]
        back = self._constant(f"{stem}/back", (np.eye(NARROW, dtype=np.float32) / share)[:, :, None, None])
        once = self._join([stem, back], f"{stem}/wide", axis=1)
        self._node(
            "Conv",
            [
                limit.output[0],
                self._join([once, once], f"{stem}/twice"),
                self._join([bias, bias], f"{bias}/twice"),
            ],
            total.output[0],
            kernel_shape=[1, 1],
            strides=[1, 1],
            pads=[0, 0, 0, 0],
            group=1,
        )
        self._same(last)
        self.done |= {node.name for node in (limit, pointwise, total, last)}
        result = last.output[0]
        self.twice.add(result)
        self.channels[result], self.upper[result] = NARROW, LIMIT

    def _clip(self, node: onnx.NodeProto, _: object) -> None:
        source, result = node.input[0], node.output[0]
        self.channels[result], self.upper[result] = self.channels[source], LIMIT
        if source in self.twice:
            self.twice.add(result)
        self._same(node)

    def _resize(self, node: onnx.NodeProto, _: object) -> None:
        source, result = node.input[0], node.output[0]
        self.channels[result] = self.channels[source]
        if source in self.upper:
            self.upper[result] = self.upper[source]
        if source in self.twice:
            self.twice.add(result)
        self._same(node)

    def _add(self, node: onnx.NodeProto, _: object) -> None:
        (result,) = node.output
        self.channels[result] = self.channels[node.input[0]]
        if all(name in self.upper for name in node.input):
            self.upper[result] = sum(self.upper[name] for name in node.input)
        if any(name in self.twice for name in node.input):
            self._copy(node, [self._hold_twice(name) for name in node.input])
            self.twice.add(result)
        else:
            self._same(node)

    def _last(self, node: onnx.NodeProto) -> None:
        """The layer to one channel: SIDE x SIDE pixels as channels of a smaller picture."""
        source, weights, bias = node.input
        extra = WIDE - NARROW if source in self.twice else 0
        kernels = []
        for down in range(SIDE):
            for right in range(SIDE):
                pads = [0, 0, down, right, 0, extra, SIDE - 1 - down, SIDE - 1 - right]
                moved = self._constant(f"{weights}/pads{down}{right}", np.array(pads, np.int64))
                kernels.append(self._node("Pad", [weights, moved], f"{weights}/{down}{right}"))
        kernel = [size + SIDE - 1 for size in self.constants[weights].shape[2:]]
        inputs = [
            source,
            self._join(kernels, f"{weights}/blocks"),
            self._join([bias] * SIDE**2, f"{bias}/blocks"),
        ]
        self._copy(node, inputs, kernel_shape=kernel, strides=[SIDE, SIDE])

    def _transpose(self, node: onnx.NodeProto, users: dict[str, list[onnx.NodeProto]]) -> None:
        """The picture's pixels in their order; its one channel comes first or last all the same."""
        source, result = node.input[0], node.output[0]
        (after,) = users[result]
        if self.channels[source] != 1 or after.op_type != "Sigmoid":
            raise NotImplementedError(f"{node.name} of more than the mask")
        blocks = self._node("Sigmoid", [source], f"{result}/blocks")
        planar = self._node("DepthToSpace", [blocks], f"{result}/planar", blocksize=SIDE, mode="DCR")
        shape = self._constant("mask/shape", np.array([1, *self.size, 1], np.int64))
        self._node("Reshape", [planar, shape], after.output[0])
        self.done.add(after.name)
