"""Who can take part in a comparison, to tick: presets of networks, recommenders, and the settings of stored runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from movierec_gui.wording import unique_names

if TYPE_CHECKING:
    from movierec_gui.models.base import Architecture
    from movierec_gui.recommenders.base import RecommenderKind
    from movierec_gui.training.comparing.contestants import AnySpec, Contestant
    from movierec_gui.training.every_run import AnyRecord

LISTS_TITLE = "Lists of what to watch"
_KEY = Qt.ItemDataRole.UserRole
_RUN = "run:"
"""How the keys of runs begin."""
_ROW_HEIGHT = 22
_SIMPLE = 3
"""How many entries from the registry's end, its simplest models, are ticked at first, beside its first."""
_CHECKABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable


class ContestantList(QTreeWidget):
    """Knows networks and recommenders only as their registries list them."""

    changed = Signal()
    """Others are ticked than before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Models to compare")
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(18)
        self._choices: dict[str, tuple[str, AnySpec]] = {}
        self._names: set[str] = set()
        self._runs = QTreeWidgetItem(["Settings of your runs"])
        self._runs.setFlags(_CHECKABLE | Qt.ItemFlag.ItemIsAutoTristate)
        self.itemChanged.connect(self._on_item_changed)

    def set_architectures(
        self, architectures: Sequence[Architecture], recommenders: Sequence[RecommenderKind] = ()
    ) -> None:
        """Offer every preset of these, and the recommenders as a group of their own.

        One for each kind of model that a first comparison wants is ticked, and no recommender.
        """
        from movierec_gui.training.config import preset_spec

        with QSignalBlocker(self):
            self._names = {entry.name for entry in architectures} | {kind.name for kind in recommenders}
            for place, entry in enumerate(architectures):
                first_choice = place == 0 or place >= len(architectures) - _SIMPLE
                several = len(entry.presets) > 1
                branch = self._branch(entry.title, entry.summary) if several else None
                for number, preset in enumerate(entry.presets):
                    key = f"{entry.name}:{preset.name}"
                    self._choices[key] = (entry.label(preset), preset_spec(entry.name, preset.name))
                    item = _leaf(preset.name if several else entry.title, key, entry.summary)
                    if branch is None:
                        self.addTopLevelItem(item)
                    else:
                        branch.addChild(item)
                        branch.setExpanded(first_choice)
                    item.setCheckState(0, _state(first_choice and number == 0))
            if recommenders:
                self._add_recommenders(recommenders)
            self.addTopLevelItem(self._runs)
            self._runs.setHidden(True)
        self.changed.emit()

    def _add_recommenders(self, recommenders: Sequence[RecommenderKind]) -> None:
        from movierec_gui.training.list_runs import default_spec

        branch = self._branch(LISTS_TITLE, "They predict no ratings: their lists are judged, and those of the networks")
        for name, label, help in (choice for kind in recommenders for choice in kind.choices()):
            key = f"lists:{name}"
            self._choices[key] = (label, default_spec(name))
            item = _leaf(label, key, help)
            branch.addChild(item)
            item.setCheckState(0, _state(False))

    def set_runs(self, records: Sequence[AnyRecord]) -> None:
        """Offer the settings of these runs; those made from other runs cannot be trained and are left out."""
        from movierec_gui.training.list_runs import ListRecord
        from movierec_gui.training.run_labels import settings_label

        ticked = {str(item.data(0, _KEY)) for item in self._ticked()}
        with QSignalBlocker(self):
            for item in _children(self._runs):
                self._runs.removeChild(item)  # what takeChildren() takes is never deleted
            self._choices = {key: choice for key, choice in self._choices.items() if not key.startswith(_RUN)}
            for record in records:
                if isinstance(record, ListRecord):
                    name, label = record.spec.recommender, record.name
                else:
                    name, label = record.spec.architecture, settings_label(record)
                if name not in self._names:
                    continue
                key = f"{_RUN}{record.id}"
                self._choices[key] = (label, record.spec)
                help = f"The settings of the run “{record.name}”, trained anew on each split"
                if record.person is not None:
                    help += f", without the ratings of {record.person.name}"
                item = _leaf(label, key, help)
                self._runs.addChild(item)
                item.setCheckState(0, _state(key in ticked))
            self._runs.setHidden(not self._runs.childCount())
        self.changed.emit()

    def contestants(self) -> tuple[Contestant, ...]:
        """Those that are ticked, from the top."""
        from movierec_gui.training.comparing.contestants import Contestant

        chosen = [self._choices[str(item.data(0, _KEY))] for item in self._ticked()]
        labels = unique_names([label for label, _ in chosen])
        return tuple(Contestant(label, spec) for label, (_, spec) in zip(labels, chosen, strict=True))

    def tick(self, labels: Sequence[str]) -> None:
        """Tick exactly the models of these labels."""
        with QSignalBlocker(self):
            for item in self._leaves():
                item.setCheckState(0, _state(self._choices[str(item.data(0, _KEY))][0] in labels))
        self.changed.emit()

    def _branch(self, title: str, summary: str) -> QTreeWidgetItem:
        branch = QTreeWidgetItem([title])
        branch.setFlags(_CHECKABLE | Qt.ItemFlag.ItemIsAutoTristate)
        branch.setSizeHint(0, QSize(0, _ROW_HEIGHT))
        branch.setToolTip(0, summary)
        self.addTopLevelItem(branch)
        return branch

    def _leaves(self) -> Iterator[QTreeWidgetItem]:
        for place in range(self.topLevelItemCount()):
            top = self.topLevelItem(place)
            if top is None:
                continue
            yield from (item for item in (*_children(top), top) if item.data(0, _KEY))

    def _ticked(self) -> list[QTreeWidgetItem]:
        return [item for item in self._leaves() if item.checkState(0) == Qt.CheckState.Checked]

    def _on_item_changed(self) -> None:
        self.changed.emit()


def _children(top: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [item for number in range(top.childCount()) if (item := top.child(number)) is not None]


def _leaf(text: str, key: str, help: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([text])
    item.setData(0, _KEY, key)
    item.setFlags(_CHECKABLE)
    item.setSizeHint(0, QSize(0, _ROW_HEIGHT))
    item.setToolTip(0, help)
    return item


def _state(ticked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
