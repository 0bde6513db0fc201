"""The head that stands in `models/`, read back so that a training can go on from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from tools.train_trunk.dataset import Batch
from tools.train_trunk.network import TrunkHead

CAST = "/float16"
"""What `build_models.storage` adds to the name of a weight."""


def read_shipped(path: Path) -> TrunkHead:
    """The head of an exported graph, ready to be asked; before it learns on, see `spread_norms`.

    The graph has each normalisation folded into the convolution before it: here the convolution keeps the
    folded weights, and its normalisation only adds.

    Raises:
        ValueError: it is the graph of another network.
    """
    graph = onnx.load(path).graph
    values = {
        tensor.name.removesuffix(CAST): torch.from_numpy(numpy_helper.to_array(tensor).astype(np.float32))
        for tensor in graph.initializer
    }
    head = TrunkHead()
    folded = iter([value for name, value in values.items() if name.startswith("onnx::Conv")])
    with torch.no_grad():
        for name, tensor in head.named_parameters():
            if (value := values.get(f"head.{name}")) is not None and value.shape == tensor.shape:
                tensor.copy_(value)
            elif not _of_a_norm(head, name):
                raise ValueError(f"{path} is not a trunk head: {name} is missing")
        for convolution, norm in _normed(head):
            try:
                convolution.weight.copy_(next(folded))
                norm.bias.copy_(next(folded))
            except (StopIteration, RuntimeError):
                raise ValueError(f"{path} is not a trunk head of this shape") from None
            norm.weight.fill_((1 + norm.eps) ** 0.5)
    return head.eval()


def spread_norms(head: TrunkHead, part: Batch) -> None:
    """Let the normalisations hold the mean and spread of a batch; what the head says stays as it is."""
    hooks = [norm.register_forward_pre_hook(_hold) for _, norm in _normed(head)]
    with torch.no_grad():
        head.eval().told(part.inputs, part.laid)
    for hook in hooks:
        hook.remove()


def _hold(norm: nn.Module, given: tuple[Tensor]) -> None:
    assert isinstance(norm, nn.BatchNorm2d)
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    shift = norm.bias - norm.running_mean * scale
    mean, var = given[0].mean((0, 2, 3)), given[0].var((0, 2, 3))
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(var)
    norm.weight.copy_(scale * (var + norm.eps).sqrt())
    norm.bias.copy_(shift + mean * scale)


def _normed(head: TrunkHead) -> Iterator[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Each normalisation with the convolution before it, in the order in which they are asked."""
    before: nn.Conv2d | None = None
    for module in head.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert before is not None
            yield before, module
        elif isinstance(module, nn.Conv2d):
            before = module


def _of_a_norm(head: TrunkHead, name: str) -> bool:
    """A parameter of a normalisation, or the weight that it was folded into."""
    owner = head.get_submodule(name.rpartition(".")[0])
    return any(owner in pair for pair in _normed(head))
