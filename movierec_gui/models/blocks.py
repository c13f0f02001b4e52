"""Parts that several architectures share: seeded dropout, initial weights, one-step recurrent cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

import torch
from torch import Tensor, nn

from movierec_gui.models.gradients import Backward, unchanged


class Dropout(nn.Module):
    """Inverted dropout that draws from the network's own generator, so that a run depends on no global seed."""

    def __init__(self, probability: float, generator: torch.Generator) -> None:
        super().__init__()
        self.probability = probability
        self.generator = generator
        self.ahead: list[Tensor] = []
        """Masks of coming steps, the next one last; see ``draw_ahead``."""

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.probability == 0.0:
            return x
        keep = 1.0 - self.probability
        if x.device.type == "cpu":
            return x * self._mask(x, keep)
        return x * torch.empty_like(x).bernoulli_(keep, generator=self.generator) / keep

    def with_gradient(self, x: Tensor) -> tuple[Tensor, Backward]:
        """Returns the output of ``forward`` in training on the processor, and the function of its gradient.

        Both work in memory that is there: the output is x itself, and the way back, to be gone once, the mask.
        """
        if self.probability == 0.0:
            return x, unchanged
        mask = self._mask(x, 1.0 - self.probability)
        return x.mul_(mask), mask.mul_

    def _mask(self, x: Tensor, keep: float) -> Tensor:
        """0 where a number is silenced, the inverse of the share that is kept elsewhere; of x's shape.

        Four numbers of 16 bits come out of each draw of 64: ``bernoulli_`` takes twice as long for a small batch, ten
        times as long for a large one.
        """
        if self.ahead:
            return self.ahead.pop()
        drawn = _draw((x.numel() + 3) // 4, self.generator)
        return _masks(drawn.view(torch.int16)[: x.numel()].view(x.shape), keep)


_LANES = 2**16
"""Values of 16 bits."""


def draw_ahead(dropouts: Sequence[tuple[Dropout, int]], steps: int, size: int) -> None:
    """Draw at once what the next ``steps`` in training, on ``size`` ratings each, would draw one after the other.

    ``dropouts``: in the order in which a step calls them, each with the numbers of a rating that it gets; all draw from
    one generator, and nothing else does meanwhile. No steps: what is left is forgotten. On the processor only.
    """
    used = [(dropout, width) for dropout, width in dropouts if dropout.probability > 0.0]
    draws = [(size * width + 3) // 4 for _, width in used]
    for dropout, _ in used:
        dropout.ahead = []
    if not used or steps <= 0:
        return
    drawn = _draw(steps * sum(draws), used[0][0].generator).view(steps, -1)
    for (dropout, width), own in zip(used, drawn.split(draws, dim=1), strict=True):
        lanes = own.view(torch.int16)[:, : size * width].unflatten(1, (size, width))
        dropout.ahead = [*_masks(lanes, 1.0 - dropout.probability).unbind()][::-1]


def _draw(count: int, generator: torch.Generator) -> Tensor:
    """[count] random int64."""
    return torch.empty(count, dtype=torch.int64).random_(-(2**63), None, generator=generator)


def _masks(lanes: Tensor, keep: float) -> Tensor:
    """Random int16 -> 0, or the inverse of the share that is kept."""
    kept = min(max(round(keep * _LANES), 1), _LANES - 1)
    return torch.lt(lanes, kept - _LANES // 2, out=torch.empty(lanes.shape)).mul_(_LANES / kept)


class Table(nn.Embedding):
    """An embedding table, uniform in +-``spread`` (0.05 in the article)."""

    def __init__(self, rows: int, width: int, generator: torch.Generator, spread: float = 0.05) -> None:
        super().__init__(rows, width, _weight=torch.empty(rows, width).uniform_(-spread, spread, generator=generator))


class UserTable(Table):
    """A table of which a training step reads the rows of its batch's users and no others.

    So an optimiser need move only those rows. A table that is read elsewhere as well is a plain ``Table``.
    """


class MovieTable(Table):
    """A table of which a training step reads the rows of its batch's movies and no others."""


def linear(inputs: int, outputs: int, generator: torch.Generator) -> nn.Linear:
    """A dense layer with Glorot-uniform weights and zero biases, as in Keras, which the article used."""
    # torch's own start would draw from the global generator, and skip_init imports sympy, which takes seconds.
    with torch.random.fork_rng(devices=[]):
        layer = nn.Linear(inputs, outputs)
    nn.init.xavier_uniform_(layer.weight, generator=generator)
    nn.init.zeros_(layer.bias)
    return layer


class OneStepLSTM(nn.Module):
    """An LSTM cell's output for a sequence of length one and a zero state: sigmoid(o) * tanh(sigmoid(i) * tanh(g)).

    Hochreiter and Schmidhuber 1997. The recurrent weights and the forget gate act on the zero state only, so there are
    none.
    """

    def __init__(self, inputs: int, hidden: int, generator: torch.Generator) -> None:
        super().__init__()
        self.gates = linear(inputs, 3 * hidden, generator)

    def forward(self, x: Tensor) -> Tensor:
        """[B, inputs] -> [B, hidden]."""
        return self.activate(self.gates(x))

    def activate(self, gates: Tensor, dim: int = -1) -> Tensor:
        """[B, 3 * hidden] -> [B, hidden]; with ``dim`` 0 both the other way round."""
        i, g, o = gates.chunk(3, dim)  # three of [B, hidden]
        return torch.sigmoid(o) * _tanh(torch.sigmoid(i) * _tanh(g))

    def with_gradient(self, gates: Tensor) -> tuple[Tensor, Backward]:
        """Returns the output of ``activate``, and the function of its gradient."""
        i, g, o = gates.chunk(3, dim=-1)  # three of [B, hidden]
        i, g, o = torch.sigmoid(i), torch.tanh(g), torch.sigmoid(o)
        cell = torch.tanh(i * g)

        def back(upstream: Tensor) -> Tensor:
            of_cell = torch.ops.aten.tanh_backward(upstream * o, cell)
            of_i = torch.ops.aten.sigmoid_backward(of_cell * g, i)
            of_g = torch.ops.aten.tanh_backward(of_cell * i, g)
            return torch.cat([of_i, of_g, torch.ops.aten.sigmoid_backward(upstream * cell, o)], dim=-1)

        return o * cell, back


class OneStepGRU(nn.Module):
    """A GRU cell's output for a sequence of length one and a zero state: (1 - sigmoid(z)) * tanh(n).

    Cho et al. 2014. The reset gate acts on the zero state only, so there is none.
    """

    def __init__(self, inputs: int, hidden: int, generator: torch.Generator) -> None:
        super().__init__()
        self.gates = linear(inputs, 2 * hidden, generator)

    def forward(self, x: Tensor) -> Tensor:
        """[B, inputs] -> [B, hidden]."""
        return self.activate(self.gates(x))

    def activate(self, gates: Tensor, dim: int = -1) -> Tensor:
        """[B, 2 * hidden] -> [B, hidden]; with ``dim`` 0 both the other way round."""
        z, n = gates.chunk(2, dim)  # two of [B, hidden]
        return torch.sigmoid(-z) * _tanh(n)

    def with_gradient(self, gates: Tensor) -> tuple[Tensor, Backward]:
        """Returns the output of ``activate``, and the function of its gradient."""
        z, n = gates.chunk(2, dim=-1)  # two of [B, hidden]
        z, n = torch.sigmoid(-z), torch.tanh(n)

        def back(upstream: Tensor) -> Tensor:
            of_z = torch.ops.aten.sigmoid_backward(upstream * n, z).neg_()
            return torch.cat([of_z, torch.ops.aten.tanh_backward(upstream * z, n)], dim=-1)

        return z * n, back


class DenseCell(nn.Sequential):
    """A dense layer with ReLU, with the same two halves as the recurrent cells."""

    def __init__(self, inputs: int, hidden: int, generator: torch.Generator) -> None:
        super().__init__(linear(inputs, hidden, generator), nn.ReLU())

    @property
    def gates(self) -> nn.Linear:
        """The dense layer."""
        return cast(nn.Linear, self[0])

    def activate(self, gates: Tensor, dim: int = -1) -> Tensor:
        """[B, hidden] -> [B, hidden]; with ``dim`` 0 both the other way round, which is the same."""
        return torch.relu(gates)

    def with_gradient(self, gates: Tensor) -> tuple[Tensor, Backward]:
        """Returns the output of ``activate``, in the memory of the gates, and the function of its gradient.

        What dropout silences of the output afterwards, it silences in the gradient, too.
        """
        hidden = gates.relu_()
        return hidden, partial(torch.ops.aten.threshold_backward, self=hidden, threshold=0)


Cell = DenseCell | OneStepLSTM | OneStepGRU
"""Maps [B, inputs] to [B, hidden] as ``activate(gates(x))``."""


def of_movie(gates: nn.Linear, vectors: Tensor) -> Tensor:
    """Returns the share of movie vectors [B, n], a layer's last inputs, in its output [outputs, B], with the biases.

    Nodes come first, since what is done to each of them then goes through the movies in one go.
    """
    return torch.addmm(gates.bias.unsqueeze(1), gates.weight[:, -vectors.shape[1] :], vectors.T)


def of_users(gates: nn.Linear, vectors: Tensor) -> Tensor:
    """Returns the share of users' vectors [P, n], a layer's first inputs, in its output [P, outputs]."""
    return vectors @ gates.weight[:, : vectors.shape[1]].T


def weighted_nodes(cell: Cell, of_movies: Tensor, of_users: Tensor, weights: Tensor) -> Tensor:
    """[gates, B], [P, gates], [hidden] -> [P, B] the weighted sum of a cell's nodes for each user and movie."""
    found = of_movies.new_empty(len(of_users), of_movies.shape[1])
    dense = isinstance(cell, DenseCell)  # relu(m + u) = max(m, -u) + u: one array of all nodes less
    for own, sums in zip(of_users.unsqueeze(2), found, strict=True):
        nodes = torch.maximum(of_movies, -own) if dense else cell.activate(of_movies + own, dim=0)
        torch.mv(nodes.T, weights, out=sums)
    return found.add_((of_users @ weights).unsqueeze(1)) if dense else found


def _tanh(x: Tensor) -> Tensor:
    """tanh; for predictions as 2 * sigmoid(2x) - 1, which torch computes three times faster and as well to 1e-6."""
    return torch.tanh(x) if torch.is_grad_enabled() else torch.sigmoid(2 * x).mul_(2).sub_(1)


def use_generator(model: nn.Module, generator: torch.Generator) -> None:
    """Let every dropout layer of a network draw from this generator, which has to be on the network's device."""
    for module in model.modules():
        if isinstance(module, Dropout):
            module.generator = generator
