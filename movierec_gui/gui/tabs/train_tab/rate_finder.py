"""Tries learning rates with the settings on the form, and offers the one to start with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab.curve_card import CurveCard
from movierec_gui.gui.tabs.train_tab.form_panel import FormPanel
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.training.lr_finder import RateSearch


class RateFinder(QObject):
    """Hears the form; shows the losses among the curves and the suggestion as a message."""

    def __init__(
        self,
        workspace: Workspace,
        form: FormPanel,
        curves: CurveCard,
        messages: MessageBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._form, self._curves, self._messages = workspace, form, curves, messages
        self._busy = False
        form.rate_requested.connect(self._on_rate_requested)

    def set_busy(self, busy: bool) -> None:
        """Whether something trains, which the trial would disturb."""
        self._busy = busy

    @Slot()
    def _on_rate_requested(self) -> None:
        dataset = self._workspace.dataset
        try:
            spec = self._form.spec()
        except UserError as error:
            self._messages.show_error(error)
            return
        if dataset is None or self._busy:
            self._messages.show_info("Wait until the training ends: two at once would disturb each other.")
            return
        from movierec_gui.training.config import RunSpec
        from movierec_gui.training.lr_finder import find_learning_rate

        if not isinstance(spec, RunSpec):
            self._messages.show_info("A recommender has no learning rate to try: its settings stand above.")
            return
        work = partial(find_learning_rate, dataset, spec)
        self._workspace.start_job("Trying learning rates", work, self._on_rates_tried, self._messages.show_error)

    @Slot(object)
    def _on_rates_tried(self, search: RateSearch) -> None:
        self._curves.show_rates(search)
        self._messages.show_info(
            f"A learning rate of {search.suggestion:g} is a good start for these settings.",
            action_text="Use it",
            action=partial(self._form.set_learning_rate, search.suggestion),
        )
