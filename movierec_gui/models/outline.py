"""The structure of a network: its named layers, what feeds each of them, and the weights in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from movierec_gui.models.base import RatingModel


@dataclass(frozen=True)
class Weights:
    """One learned tensor."""

    name: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return int(torch.Size(self.shape).numel())


@dataclass(frozen=True)
class LayerOutline:
    """One named layer: its width, the named layers that it is computed from, and the weights on the way."""

    name: str
    width: int
    inputs: tuple[str, ...]
    """Empty where the layer starts from the user and the movie themselves."""
    weights: tuple[Weights, ...]

    @property
    def parameters(self) -> int:
        """How many numbers are learned between the inputs and this layer."""
        return sum(weight.size for weight in self.weights)


def network_outline(model: RatingModel) -> tuple[LayerOutline, ...]:
    """The layers in order, read from the graph of one prediction. Leaves the model in evaluation mode.

    A weight that several layers use is listed at the first of them.
    """
    model.eval()
    known = model.learned()
    layers = _layers_with_graph(model, known)
    names = {id(tensor): name for name, tensor in known.items()}
    layer_of: dict[Any, str] = {}
    for name, output in layers.items():
        layer_of.setdefault(output.grad_fn, name)
    outlines, listed = [], set[str]()
    for name, output in layers.items():
        inputs, reached = _sources(output, layer_of, names)
        weights = tuple(Weights(weight, tuple(known[weight].shape)) for weight in reached if weight not in listed)
        listed.update(reached)
        outlines.append(LayerOutline(name, output.shape[-1], inputs, weights))
    return tuple(outlines)


def _layers_with_graph(model: RatingModel, learned: dict[str, Tensor]) -> dict[str, Tensor]:
    """One prediction's layers, whose graph ends at all that is learned, whether by gradients or not."""
    one = torch.zeros(1, dtype=torch.long, device=model.device)
    inferred = [tensor for tensor in learned.values() if not tensor.requires_grad]
    try:
        for tensor in inferred:
            tensor.requires_grad_(True)
        with torch.enable_grad():
            return model.layers(model.user_state(one), one)
    finally:
        for tensor in inferred:
            tensor.requires_grad_(False)


def _sources(output: Tensor, layer_of: dict[Any, str], names: dict[int, str]) -> tuple[tuple[str, ...], list[str]]:
    """Named layers and parameters that a tensor was computed from, without looking behind another named layer."""
    inputs, reached, seen = set[str](), set[str](), set[Any]()
    waiting = [node for node, _ in output.grad_fn.next_functions] if output.grad_fn is not None else []
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if node in layer_of:
            inputs.add(layer_of[node])
        elif hasattr(node, "variable"):
            reached.add(names[id(node.variable)])
        else:
            waiting += [before for before, _ in node.next_functions]
    ordered_inputs = tuple(name for name in dict.fromkeys(layer_of.values()) if name in inputs)
    return ordered_inputs, [name for name in names.values() if name in reached]
