"""Turns a `Network` into an ONNX graph.

Activations with four axes are kept NCHW, as ONNX wants them, and turned back to TFLite's NHWC only where
an output or a reshape needs that order. A PAD that only feeds unpadded convolutions is folded into them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import onnx
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tools.build_models.tflite import Network, Operator

OPSET, IR_VERSION = 17, 8
CONVOLUTIONS = ("CONV_2D", "DEPTHWISE_CONV_2D")


def convert(
    network: Network,
    outputs: Mapping[str, str],
    *,
    sigmoid: tuple[str, ...] = (),
    features_out: tuple[int, ...] = (),
    features_in: tuple[int, ...] = (),
) -> onnx.ModelProto:
    """Make the ONNX model of a network, or of a part of it.

    Args:
        network: the network.
        outputs: TFLite's output names to keep -> the names they get; what only others need is left out.
        sigmoid: new names of the outputs to which a logistic function is added.
        features_out: inner tensors that come out as well, (1, channels, height, width), named "t" + number.
        features_in: inner tensors that are given, named and shaped like these, in place of the image.

    Returns:
        A model with the input "image" (1, height, width, 3) float32 and outputs shaped as in the .tflite.
    """
    return _Converter(network).run(outputs, sigmoid, features_out, features_in)


class _Converter:
    def __init__(self, network: Network) -> None:
        self.network = network
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: dict[str, onnx.TensorProto] = {}
        self.planar: set[int] = set()  # tensors held NCHW
        self.pads: dict[int, tuple[int, list[int]]] = {}  # folded PAD: tensor -> its source and the pads
        self.convert_operator: dict[str, Callable[[Operator], None]] = {
            "CONV_2D": self.convolution,
            "DEPTHWISE_CONV_2D": self.convolution,
            "PAD": self.pad,
            "ADD": self.add,
            "RESIZE_BILINEAR": self.resize,
            "MAX_POOL_2D": self.max_pool,
            "DEPTH_TO_SPACE": self.depth_to_space,
            "RESHAPE": self.reshape,
            "CONCATENATION": self.concatenation,
            "LOGISTIC": self.logistic,
        }

    def run(
        self,
        outputs: Mapping[str, str],
        sigmoid: tuple[str, ...],
        features_out: tuple[int, ...],
        features_in: tuple[int, ...],
    ) -> onnx.ModelProto:
        shape = self.network.shapes[self.network.input]
        self.node("Transpose", ["image"], self.name(self.network.input), perm=[0, 3, 1, 2])
        self.planar.add(self.network.input)
        for operator in self.network.operators:
            self.convert_operator[operator.kind](operator)
        results = []
        for old, new in outputs.items():
            tensor = self.network.outputs[old]
            self.node("Sigmoid" if new in sigmoid else "Identity", [self.channels_last(tensor)], new)
            results.append(_value(new, self.network.shapes[tensor]))
        results += [self.feature(tensor) for tensor in features_out]
        given = [self.feature(tensor) for tensor in features_in] or [_value("image", shape)]
        wanted, known = ({value.name for value in values} for values in (results, given))
        nodes, used = _needed(self.nodes, wanted, known)
        initialisers = [tensor for name, tensor in self.initialisers.items() if name in used]
        graph = helper.make_graph(nodes, "blazepose", given, results, initialisers)
        opset = helper.make_opsetid("", OPSET)
        return helper.make_model(
            graph, opset_imports=[opset], ir_version=IR_VERSION, producer_name="formcheck build_models"
        )

    # Bookkeeping

    def name(self, tensor: int) -> str:
        return f"t{tensor}"

    def feature(self, tensor: int) -> onnx.ValueInfoProto:
        """An inner tensor as it is held here."""
        assert tensor in self.planar
        batch, height, width, channels = self.network.shapes[tensor]
        return _value(self.name(tensor), (batch, channels, height, width))

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=f"{kind}/{output}", **attributes))
        return output

    def constant(self, values: NDArray[Any] | np.generic, name: str) -> str:
        self.initialisers[name] = numpy_helper.from_array(np.asarray(values, order="C"), name)
        return name

    def emit(self, kind: str, inputs: list[str], operator: Operator, **attributes: Any) -> None:
        """A node followed by the operator's fused activation."""
        result = self.name(operator.output)
        self.planar.add(operator.output)
        activation = getattr(operator.options, "fusedActivationFunction", 0)
        if activation == schema.ActivationFunctionType.NONE:
            self.node(kind, inputs, result, **attributes)
            return
        if activation != schema.ActivationFunctionType.RELU6:
            raise NotImplementedError(f"activation {activation}")
        raw = self.node(kind, inputs, f"{result}/linear", **attributes)
        limits = [self.constant(np.float32(limit), f"limit{limit}") for limit in (0, 6)]
        self.node("Clip", [raw, *limits], result)

    def channels_last(self, tensor: int) -> str:
        """Name of the tensor in TFLite's axis order."""
        name = self.name(tensor)
        if tensor not in self.planar:
            return name
        turned = f"{name}/nhwc"
        if not any(turned in node.output for node in self.nodes):
            self.node("Transpose", [name], turned, perm=[0, 2, 3, 1])
        return turned

    # Operators

    def convolution(self, operator: Operator) -> None:
        source, weight_tensor, bias_tensor = operator.inputs
        weights = self.network.constants[weight_tensor].astype(np.float32)
        bias = self.network.constants[bias_tensor].astype(np.float32)
        options = operator.options
        kernel, strides = list(weights.shape[1:3]), [options.strideH, options.strideW]
        if source in self.pads and options.padding == schema.Padding.VALID:
            source, pads = self.pads[source]
        else:
            pads = _padding(options.padding, self.network.shapes[source], kernel, strides)
        if operator.kind == "CONV_2D":
            groups, weights = 1, weights.transpose(0, 3, 1, 2)
        else:
            groups, weights = self.network.shapes[source][3], weights[0].transpose(2, 0, 1)[:, None]
        result = self.name(operator.output)
        self.emit(
            "Conv",
            [
                self.name(source),
                self.constant(weights, f"{result}/weights"),
                self.constant(bias, f"{result}/bias"),
            ],
            operator,
            kernel_shape=kernel,
            strides=strides,
            pads=pads,
            group=groups,
        )

    def pad(self, operator: Operator) -> None:
        source, pads_tensor = operator.inputs
        before, after = self.network.constants[pads_tensor].astype(np.int64)[[0, 3, 1, 2]].T
        users = [user for user in self.network.operators if operator.output in user.inputs]
        spatial_only = not (before[:2].any() or after[:2].any())
        if spatial_only and all(
            user.kind in CONVOLUTIONS and user.options.padding == schema.Padding.VALID for user in users
        ):
            self.pads[operator.output] = (source, [*before[2:].tolist(), *after[2:].tolist()])
            return
        result = self.name(operator.output)
        pads = self.constant(np.concatenate([before, after]), f"{result}/pads")
        self.planar.add(operator.output)
        self.node("Pad", [self.name(source), pads], result, mode="constant")

    def add(self, operator: Operator) -> None:
        self.emit("Add", [self.name(tensor) for tensor in operator.inputs], operator)

    def resize(self, operator: Operator) -> None:
        source = operator.inputs[0]
        if not operator.options.halfPixelCenters:
            raise NotImplementedError("resize without half-pixel centres")
        old, new = self.network.shapes[source], self.network.shapes[operator.output]
        scale = np.array([1, 1, new[1] / old[1], new[2] / old[2]], np.float32)
        result = self.name(operator.output)
        self.planar.add(operator.output)
        scales = self.constant(scale, f"{result}/scales")
        self.node(
            "Resize",
            [self.name(source), "", scales],
            result,
            mode="linear",
            coordinate_transformation_mode="half_pixel",
        )

    def max_pool(self, operator: Operator) -> None:
        options = operator.options
        kernel, strides = [options.filterHeight, options.filterWidth], [options.strideH, options.strideW]
        pads = _padding(options.padding, self.network.shapes[operator.inputs[0]], kernel, strides)
        source = self.name(operator.inputs[0])
        self.emit("MaxPool", [source], operator, kernel_shape=kernel, strides=strides, pads=pads)

    def depth_to_space(self, operator: Operator) -> None:
        source = self.name(operator.inputs[0])
        self.emit("DepthToSpace", [source], operator, blocksize=operator.options.blockSize, mode="DCR")

    def reshape(self, operator: Operator) -> None:
        result = self.name(operator.output)
        shape = np.array(self.network.shapes[operator.output], np.int64)
        source = self.channels_last(operator.inputs[0])
        self.node("Reshape", [source, self.constant(shape, f"{result}/shape")], result)

    def concatenation(self, operator: Operator) -> None:
        names = [self.channels_last(tensor) for tensor in operator.inputs]
        self.node("Concat", names, self.name(operator.output), axis=operator.options.axis)

    def logistic(self, operator: Operator) -> None:
        if operator.inputs[0] in self.planar:
            self.planar.add(operator.output)
        self.node("Sigmoid", [self.name(operator.inputs[0])], self.name(operator.output))


def _padding(scheme: int, shape: tuple[int, ...], kernel: list[int], strides: list[int]) -> list[int]:
    """ONNX pads (top, left, bottom, right) of TFLite's SAME (the odd pixel goes after) or VALID."""
    if scheme == schema.Padding.VALID:
        return [0, 0, 0, 0]
    before, after = [], []
    for size, width, stride in zip(shape[1:3], kernel, strides, strict=True):
        total = max((-(-size // stride) - 1) * stride + width - size, 0)
        before.append(total // 2)
        after.append(total - total // 2)
    return [*before, *after]


def _needed(
    nodes: list[onnx.NodeProto], wanted: set[str], known: set[str]
) -> tuple[list[onnx.NodeProto], set[str]]:
    """The nodes that make the wanted names out of the known ones, in order, and every name they use."""
    kept = []
    for node in reversed(nodes):
        if (wanted - known) & set(node.output):
            kept.append(node)
            wanted |= set(node.input)
    return kept[::-1], wanted


def _value(name: str, shape: tuple[int, ...]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
