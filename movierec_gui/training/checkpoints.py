"""Checkpoints: everything a killed run needs to go on exactly as it would have."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from movierec_gui.errors import UserError
from movierec_gui.records import DamagedError
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.fitting import Fit, part_of
from movierec_gui.training.runs import CHECKPOINT_FILE, HISTORY_FILE, WEIGHTS_FILE, RunStore
from movierec_gui.training.schedules import best_epoch
from movierec_gui.training.stopwatch import Stopwatch
from movierec_gui.training.tensor_files import EPOCHS, GENERATOR, check_fit

SECONDS_BETWEEN = 5.0
"""Seconds of work between checkpoints inside an epoch."""
LARGEST_SHARE = 0.1
"""Share of the time at most that goes into writing them: of large data each takes long."""


class Checkpoints:
    """Keeps the fit of one run in the store as it goes, and brings it back.

    An epoch's history comes first, then the checkpoint, then the weights where they are the ones to keep; each file is
    replaced at once. A program killed before the checkpoint makes that epoch again, to the same weights; one killed
    after it writes them when it is resumed.
    """

    def __init__(self, store: RunStore, run_id: str, keep_best: bool) -> None:
        self._store, self._run_id, self._keep_best = store, run_id, keep_best
        self._next = SECONDS_BETWEEN  # by the fit's watch

    def keep_epoch(self, fit: Fit) -> None:
        """Store a fit that has ended an epoch."""
        self._store.write_history(self._run_id, fit.history)
        state = fit.state()
        self._write(fit, state)
        self._keep_weights(fit, state)

    def keep_step(self, fit: Fit) -> None:
        """Store a fit inside an epoch, if it has worked long enough since the last time and could go on from there."""
        if fit.watch.seconds < self._next:
            return
        self._next = fit.watch.seconds + SECONDS_BETWEEN
        state = fit.state()
        if fit.goes_on_from(state):
            self._write(fit, state)

    def restore(self, fit: Fit) -> None:
        """Bring a newly built fit to where the run's last checkpoint was taken; epochs after that are dropped.

        A model that fits itself and says that it begins anew is left as it is, with no epoch behind it. Raises
        UserError where there is no checkpoint or it is damaged, and where it was taken on another kind of device,
        whose random numbers are others.
        """
        tensors, notes = self._store.read_tensors(self._run_id, CHECKPOINT_FILE)
        self._check(fit, tensors)
        if not fit.goes_on_from(tensors):
            self._store.write_history(self._run_id, [])
            self._store.remove_file(self._run_id, WEIGHTS_FILE)
            return
        history = self._history(notes)
        try:
            fit.load_state(tensors, history)
        except (KeyError, ValueError, RuntimeError, IndexError) as error:  # of a model's own fit, which knows its parts
            raise self._damaged(f"{type(error).__name__}: {error}") from error
        self._store.write_history(self._run_id, history)
        if fit.between_epochs:
            self._keep_weights(fit, tensors)

    def _write(self, fit: Fit, state: Mapping[str, Tensor]) -> None:
        watch = Stopwatch()
        with watch.running():
            self._store.write_tensors(self._run_id, CHECKPOINT_FILE, state, {EPOCHS: str(len(fit.history))})
        self._next = fit.watch.seconds + max(SECONDS_BETWEEN, watch.seconds / LARGEST_SHARE)

    def _keep_weights(self, fit: Fit, state: Mapping[str, Tensor]) -> None:
        if not self._keep_best or best_epoch(fit.history) == len(fit.history):
            self._store.write_tensors(self._run_id, WEIGHTS_FILE, part_of("model", state))

    def _history(self, notes: Mapping[str, str]) -> tuple[EpochRecord, ...]:
        """The epochs before the checkpoint."""
        epochs = int(notes[EPOCHS])
        history = self._store.read_history(self._run_id)
        if [record.epoch for record in history[:epochs]] != list(range(1, epochs + 1)):
            raise self._damaged(f"It ends {epochs} epochs, which {HISTORY_FILE} does not hold")
        return history[:epochs]

    def _check(self, fit: Fit, tensors: Mapping[str, Tensor]) -> None:
        """Compare with what the fit is made of; what a model's own fit adds is its own matter."""
        expected = {name: tensor for name, tensor in fit.state().items() if not name.startswith(("fit.", "clock"))}
        if len(tensors[GENERATOR]) != len(expected[GENERATOR]):
            raise UserError(
                "The run was begun on another kind of device",
                f"Now: {fit.model.device.type}; it would not end as it would have there",
                "Resume it where it was begun, or train anew with its settings (movierec train --like)",
            )
        try:
            check_fit({name: tensor for name, tensor in tensors.items() if name in expected}, expected)
        except DamagedError as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, what: str) -> UserError:
        return UserError(
            f"The checkpoint of the run {self._run_id!r} is damaged",
            f"{CHECKPOINT_FILE}: {what}",
            "Train anew with its settings (movierec train --like)",
        )
