"""Passes of Adam over shuffled batches that can be left after any batch and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import torch
from torch import Tensor

from movierec_gui.models.adam import Adam, flushed_denormals

REPORT_EVERY = 10
"""Batches between two reports: what a pause or a cancellation waits for."""


class BatchPasses:
    """Moves weights along the gradients that ``learn(*batch)`` leaves, on shuffled batches of columns [n, ...]."""

    def __init__(
        self,
        columns: Sequence[Tensor],
        size: int,
        generator: torch.Generator,
        learn: Callable[..., None],
        adam: Adam,
    ) -> None:
        self._columns, self._size, self._generator = columns, size, generator
        self._learn, self._adam = learn, adam
        self.done = 0
        """Passes that have ended."""
        self._batch = 0  # batches of the pass under way
        self._shuffled_from = generator.get_state()  # what the order of this pass was drawn from

    @property
    def begun(self) -> bool:
        """Whether any batch was seen."""
        return self.done > 0 or self._batch > 0

    def next_pass(self) -> Iterator[float]:
        """Go on to the end of the pass under way; yields how much of it is done, 0 to 1, now and then."""
        parts = self._order().split(self._size)
        for rows in parts[self._batch :]:
            with flushed_denormals():
                self._adam.zero_grad()
                self._learn(*(column.index_select(0, rows) for column in self._columns))
                self._adam.step()
            self._batch += 1
            if self._batch % REPORT_EVERY == 0 or self._batch == len(parts):
                yield self._batch / len(parts)
        self._batch = 0
        self.done += 1

    def state(self) -> dict[str, Tensor]:
        """Adam's memories and where the passes stand."""
        found = {"done": torch.tensor(self.done), "batch": torch.tensor(self._batch)}
        found["shuffled_from"] = self._shuffled_from
        return found | self._memories()

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go on from there; the weights and the generator have been brought back before."""
        self.done, self._batch = int(state["done"]), int(state["batch"])
        self._shuffled_from = state["shuffled_from"]
        for name, memory in self._memories().items():
            memory.copy_(state[name])

    def _order(self) -> Tensor:
        """[n] the order of the pass: a new one, or that of the pass under way."""
        n = len(self._columns[0])
        if self._batch == 0:
            self._shuffled_from = self._generator.get_state()
            return torch.randperm(n, generator=self._generator)
        again = torch.Generator()
        again.set_state(self._shuffled_from)
        return torch.randperm(n, generator=again)

    def _memories(self) -> dict[str, Tensor]:
        """Adam's own tensors, by name."""
        memories = enumerate(self._adam.states())
        return {f"adam.{number}.{name}": tensor for number, memory in memories for name, tensor in memory.items()}
