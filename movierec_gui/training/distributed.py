"""Several processes that train one network: each takes its part of every batch, and all make the same step.

``torchrun``, or whatever else sets RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, starts them. The first one, the
leader, trains like any single process and alone reads and writes the run store; the others have the data and do what
the leader says, at points where all of them wait: before each epoch, and at each report inside one. So it alone decides
when to stop.

Nothing here loads ``torch.distributed`` unless there are several processes.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from itertools import accumulate, pairwise
from threading import Event
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from movierec_gui.errors import UserError
from movierec_gui.models.batch_norm import BatchNorm
from movierec_gui.training.presence import HERE, Meeting, attended, hosted

if TYPE_CHECKING:
    from torch.distributed import Work

LONGEST_SILENCE = timedelta(minutes=30)
"""How long a process waits for the others, the leader's validation included, before it gives up.

A process that ends is noticed at once, or after the seconds below.
"""
LOOKS_AFTER = timedelta(seconds=1)
"""How long a process waits before it looks whether the others are still there."""
PARTING = timedelta(seconds=5)
"""How long it waits for what one that has gone may have sent before: its part may have been done."""
_VARIABLES = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")


class WorkerLostError(UserError):
    """Another process is gone, so that no further word with it is possible."""


class Dismissed(Exception):  # noqa: N818 - no error
    """The leader has ended the training."""


@dataclass(frozen=True)
class Workers:
    """This process's place among those that train together; by default it is alone, and nothing below does anything."""

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    local_size: int = 1
    """Processes on this machine."""
    lost: Event = field(default_factory=Event, compare=False)
    """Set once another process has gone."""
    stuck: Event = field(default_factory=Event, compare=False)
    """Set once an operation was given up that may never end."""

    @property
    def several(self) -> bool:
        """Whether there is anybody to train with."""
        return self.size > 1

    @property
    def leads(self) -> bool:
        """Whether this process owns the run."""
        return self.rank == 0

    def part(self, columns: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """This process's rows of a batch's columns [B], as many as everybody's or one more; none of a tiny batch."""
        return tuple(column.tensor_split(self.size)[self.rank] for column in columns) if self.several else (*columns,)

    def sum_(self, tensor: Tensor) -> Tensor:
        """Add up everybody's tensor, in place."""
        if self.several:
            import torch.distributed as dist

            with _talk():
                self._wait(dist.all_reduce(tensor, async_op=True), tensor)
        return tensor

    def of_all(self, tensor: Tensor) -> Tensor:
        """[k] -> [size, k]: everybody's tensor, through which gradients go back to all of them."""
        nothing = torch.zeros_like(tensor)
        rows = torch.stack([tensor if rank == self.rank else nothing for rank in range(self.size)])
        everybodys: Tensor = _Total.apply(rows, self)  # type: ignore[no-untyped-call]
        return everybodys

    def sum_gradients(self, parameters: Sequence[nn.Parameter]) -> None:
        """Give every parameter the sum of everybody's gradients, all in one go."""
        if not self.several:
            return
        gradients = [torch.zeros_like(one) if one.grad is None else one.grad for one in parameters]
        summed = self.sum_(torch.cat([gradient.reshape(-1) for gradient in gradients]))
        parts = summed.split([gradient.numel() for gradient in gradients])
        for parameter, part in zip(parameters, parts, strict=True):
            parameter.grad = part.view_as(parameter)

    def gather(self, tensors: Sequence[Tensor]) -> list[Tensor]:
        """For each tensor [n, ...] everybody's, in the order of ranks, [sum of n, ...]; the n may differ."""
        if not self.several:
            return list(tensors)
        own = [len(tensor) for tensor in tensors]
        lengths = torch.stack(self._from_all(torch.tensor(own))).tolist()  # [size][tensors]
        widths = [math.prod(tensor.shape[1:]) * tensor.element_size() for tensor in tensors]
        raw = torch.cat([tensor.contiguous().view(-1).view(torch.uint8) for tensor in tensors])
        sizes = [[n * width for n, width in zip(row, widths, strict=True)] for row in lengths]  # bytes
        longest = max(map(sum, sizes))
        received = self._from_all(nn.functional.pad(raw, (0, longest - len(raw))))
        pieces = [
            [part[begin:end] for begin, end in pairwise(accumulate(row, initial=0))]
            for part, row in zip(received, sizes, strict=True)
        ]
        return [
            torch.cat([piece[number] for piece in pieces]).view(tensor.dtype).view(-1, *tensor.shape[1:])
            for number, tensor in enumerate(tensors)
        ]

    def share_(self, tensors: Iterable[Tensor]) -> None:
        """Overwrite everybody's tensors with the leader's."""
        if self.several:
            import torch.distributed as dist

            for tensor in tensors:
                with _talk():
                    self._wait(dist.broadcast(tensor, 0, async_op=True), tensor)

    def say(self, number: int = 0, value: float = 0.0) -> None:
        """As the leader: let the others go on, with what they need to know."""
        self.share_([torch.tensor([1.0, number, value], dtype=torch.float64)])

    def hear(self) -> tuple[int, float]:
        """As another process: wait for the leader's word. Raises Dismissed where it has ended the training."""
        message = torch.zeros(3, dtype=torch.float64)
        self.share_([message])
        go, number, value = message.tolist()
        if not go:
            raise Dismissed
        return int(number), value

    def announce(self, values: Mapping[str, Any]) -> None:
        """As the leader: tell the others plain values, before anything else."""
        if self.several:
            told = torch.frombuffer(bytearray(json.dumps(values).encode()), dtype=torch.uint8)
            self.share_([torch.tensor(len(told)), told])

    def announced(self) -> Any:
        """As another process: the values that the leader announces."""
        length = torch.tensor(0)
        self.share_([length])
        told = torch.empty(int(length), dtype=torch.uint8)
        self.share_([told])
        return json.loads(bytes(told.tolist()))

    @contextmanager
    def led(self) -> Iterator[None]:
        """As the leader: dismiss the others at the end, also where the user stops the training or has to be told."""
        try:
            yield
        except WorkerLostError:
            raise
        except (GeneratorExit, UserError):
            self._dismiss()
            raise
        self._dismiss()

    def _dismiss(self) -> None:
        self.share_([torch.zeros(3, dtype=torch.float64)])

    def _from_all(self, tensor: Tensor) -> list[Tensor]:
        import torch.distributed as dist

        received = [torch.empty_like(tensor) for _ in range(self.size)]
        with _talk():
            self._wait(dist.all_gather(received, tensor, async_op=True), tensor)
        return received

    def _wait(self, work: Work, tensor: Tensor) -> None:
        """Until it is done. Raises RuntimeError where that cannot be any more."""
        if tensor.device.type != "cpu":  # NCCL waits on the device, and watches by itself
            work.wait()
            return
        while not self.lost.is_set():
            if _waited(work, LOOKS_AFTER):
                return
        if not _waited(work, PARTING):
            self.stuck.set()
            raise RuntimeError


ALONE = Workers()


class _Total(torch.autograd.Function):
    """A sum over processes. Everybody's share of the loss depends on it, so its gradient is their sum, too."""

    @staticmethod
    def forward(context: Any, tensor: Tensor, workers: Workers) -> Tensor:
        context.workers = workers
        return workers.sum_(tensor.clone())

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        return context.workers.sum_(gradients[0].clone()), None


def found_workers(environment: Mapping[str, str] = os.environ) -> Workers:
    """This process's place as ``torchrun`` tells it. Raises UserError where that is incomplete or makes no sense."""
    if environment.get("WORLD_SIZE", "1") == "1":
        return ALONE
    missing = [name for name in _VARIABLES if not environment.get(name)]
    names = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE")
    given = {name: environment.get(name, "") for name in names}
    remedy = "Start the processes with torchrun, or unset WORLD_SIZE to train in one"
    if missing:
        raise UserError(
            f"Not everything is set that processes need to train together: {', '.join(missing)}", "", remedy
        )
    try:
        rank, size = int(given["RANK"]), int(given["WORLD_SIZE"])
        local_rank, local_size = int(given["LOCAL_RANK"] or 0), int(given["LOCAL_WORLD_SIZE"] or 1)
    except ValueError as error:
        raise UserError("A process's place is no whole number", str(given), remedy) from error
    if not 0 <= rank < size or not 0 <= local_rank < local_size:
        raise UserError(f"There is no process {rank} of {size}", str(given), remedy)
    return Workers(rank, size, local_rank, local_size)


@contextmanager
def connected(workers: Workers) -> Iterator[Workers]:
    """Connect the processes for as long as this lasts. Raises UserError where they do not find each other."""
    if not workers.several:
        yield workers
        return
    import torch.distributed as dist

    backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() and dist.is_nccl_available() else "gloo"
    try:
        dist.init_process_group(backend, timeout=LONGEST_SILENCE)
    except (RuntimeError, ValueError) as error:
        raise UserError(
            f"Process {workers.rank} did not find the others",
            str(error).splitlines()[0],
            "Start all with the same torchrun settings, and check that the machines reach each other",
        ) from error
    with ExitStack() as ends:
        lost = ends.enter_context(_met(workers))
        ends.callback(_disconnect, workers.stuck)
        yield replace(workers, lost=lost)


@contextmanager
def _met(workers: Workers) -> Iterator[Event]:
    """Hold the connections by which the processes notice that one of them has gone."""
    if not workers.leads:
        with attended(Meeting(**workers.announced())) as lost:
            yield lost
        return
    all_here = workers.local_size == workers.size
    with hosted(HERE if all_here else os.environ["MASTER_ADDR"]) as (meeting, lost):
        workers.announce(asdict(meeting))
        yield lost


def see_whole_batches(model: nn.Module, workers: Workers) -> None:
    """Let a network's layers that look at a whole batch see the other processes' parts of it."""
    if workers.several:
        for module in model.modules():
            if isinstance(module, BatchNorm):
                module.of_all = workers.of_all


def check_shareable(title: str, workers: Workers) -> None:
    """Raise UserError where several processes are to share the training of a network that fits itself."""
    if workers.several:
        raise UserError(
            f"{title!r} cannot be trained by {workers.size} processes",
            "It fits itself to all ratings at once instead of batch by batch",
            "Train it in one process, without torchrun, or choose a network that is trained in batches, such as lstm",
        )


def _waited(work: Work, patience: timedelta) -> bool:
    """Whether it is done by then. Raises RuntimeError where it failed."""
    try:
        work.wait(patience)
    except RuntimeError:
        if work.is_completed():
            raise
        return False
    return True


def _disconnect(stuck: Event) -> None:
    """Leave the others.

    Where an operation was given up, a thread of gloo still waits in it. The end of a process group waits for its
    threads, so there it has to outlive the interpreter: only the end of the process ends them.
    """
    import torch.distributed as dist

    if stuck.is_set():
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(dist.group.WORLD))
    else:
        dist.destroy_process_group()


@contextmanager
def _talk() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:  # what gloo and NCCL raise when a connection breaks or nobody answers
        raise WorkerLostError(
            "Another process of this training is gone",
            f"It ended, or did not answer for {LONGEST_SILENCE.total_seconds() / 60:.0f} minutes",
            "See what it said; a run that had finished an epoch can be resumed",
        ) from error
