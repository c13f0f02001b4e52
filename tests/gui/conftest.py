"""What holds for every widget, looked at after each test of the window in the state that the test left it in."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import PySide6
import pytest
from PySide6.QtCore import QEvent, QMetaMethod, QMetaObject, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QCursor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QListView,
    QMainWindow,
    QMenu,
    QPushButton,
    QRadioButton,
    QStackedLayout,
    QStackedWidget,
    QStatusBar,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from movierec_gui.data.dataset import Dataset
from movierec_gui.gui.freed_memory import FreedMemory
from movierec_gui.gui.garbage import GarbageCollection
from movierec_gui.gui.style import MARGIN, apply_text_size
from movierec_gui.gui.widgets.action_button import ActionButton
from movierec_gui.gui.widgets.elided_label import ElidedLabel
from movierec_gui.gui.widgets.setting_editor import SettingEditor
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish

if TYPE_CHECKING:
    from movierec_gui.training.runs import RunStore


PATIENCE = 30_000
"""Milliseconds until a wait gives up: a crowded machine is slow, and what comes ends the wait at once."""
for _wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitCallback):
    _wait.__kwdefaults__["timeout"] = PATIENCE


class Pixels:
    """A widget as it looks: colours at places, and where a colour is."""

    def __init__(self, widget: QWidget) -> None:
        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        self.rgb = rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[:, :, 2::-1].astype(int)
        """[height, width, 3], 0 to 255."""

    def at(self, x: float, y: float) -> str:
        """The colour of the pixel, as ``#rrggbb``."""
        red, green, blue = self.rgb[int(y), int(x)]
        return f"#{red:02x}{green:02x}{blue:02x}"

    def like(self, color: str, tolerance: int = 24) -> npt.NDArray[np.bool_]:
        """[height, width] whether a pixel has about that colour."""
        wanted = QColor(color)
        return np.abs(self.rgb - (wanted.red(), wanted.green(), wanted.blue())).max(axis=2) <= tolerance

    def box(self, color: str, tolerance: int = 24) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of what has about that colour; the last two are within."""
        down, across = np.nonzero(self.like(color, tolerance))
        return int(across.min()), int(down.min()), int(across.max()), int(down.max())


@pytest.fixture
def pixels_of() -> type[Pixels]:
    """Looks at a widget."""
    return Pixels


def _words_of(top: QWidget, settings: bool = False) -> list[str]:
    """What a reader meets from the top left to the bottom right: ``text [tip]``, ``(off)`` where it does nothing now.

    A setting of a form is one line, its name, unless ``settings`` asks for all that it says.
    """
    top.show()
    top.grab()  # lays it out
    found = []
    for widget in top.findChildren(QWidget):
        above = next((each for each in _parents(widget) if isinstance(each, SettingEditor)), None)
        if above is not None and not settings:
            continue
        text = _text_of(widget, settings)
        if text and widget.isVisibleTo(top) and not widget.objectName().startswith("qt_"):
            place = widget.mapTo(top, widget.rect().topLeft())
            tip = f" [{_cut(widget.toolTip(), 30)}]" if widget.toolTip() else ""
            off = "" if widget.isEnabledTo(top) else " (off)"
            found.append((place.y() + widget.height() / 2, place.x(), widget.height(), f"{_cut(text, 60)}{tip}{off}"))
    lines, row = [], []
    for middle, left, height, text in sorted(found):
        if row and middle - row[0][1] > min(12, height):  # further down than the row that began
            lines += [text for _, _, text in sorted(row)]
            row = []
        row.append((left, middle, text))
    return lines + [text for _, _, text in sorted(row)]


def _cut(text: str, most: int) -> str:
    """The beginning of a text in one line; the words themselves are not what is looked at."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rstrip()}…"


def _parents(widget: QWidget) -> Iterator[QWidget]:
    while (widget := widget.parentWidget()) is not None:
        yield widget


def _text_of(widget: QWidget, settings: bool) -> str:
    match widget:
        case SettingEditor():
            return "" if settings else f"Setting: {widget.entry.setting.label}"
        case QLabel() | QAbstractButton():
            return widget.text() or widget.accessibleName()
        case QTabBar():
            titles = (widget.tabText(tab) for tab in range(widget.count()) if widget.isTabVisible(tab))
            return " / ".join(titles)
        case QComboBox():
            return f"{widget.accessibleName()}: {widget.currentText()}"
        case QAbstractSpinBox():
            return f"{widget.accessibleName()}: {widget.text()}"
        case QLineEdit() if not isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox):
            return f"{widget.accessibleName()}: {widget.text() or widget.placeholderText()}"
        case QTableView():
            model, header = widget.model(), widget.horizontalHeader()
            columns = (header.logicalIndex(place) for place in range(model.columnCount()))
            names = (model.headerData(column, Qt.Orientation.Horizontal) for column in columns)
            return f"{widget.accessibleName()}: {' | '.join(map(str, names))}"
        case QAbstractItemView() if type(widget) is not QListView:
            return widget.accessibleName()
    return ""


@pytest.fixture
def words_of() -> Callable[..., list[str]]:
    """Reads a widget as a person does."""
    return _words_of


_INPUTS = (QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QTabBar)
_AS_LARGE_AS_THEIR_TEXTS = ("MapLegend",)
_NO_LIMIT = 10_000
"""Pixels that no screen has: larger sizes are Qt's own."""
_AWAY = QPoint(_NO_LIMIT, _NO_LIMIT)
"""Where no window is: one that came up below the pointer would look as if somebody pointed at it."""
_SELF_EXPLAINING = ("EmptyState", "DatasetNeeded", "MessageBar", "DownloadDialog", "ReadingDialog")
"""Their buttons stand below a sentence that says what they do."""


@pytest.fixture(scope="session")
def garbage(qapp: QApplication) -> GarbageCollection:
    """Takes Python's own collection's place, as in the program."""
    return GarbageCollection()


@pytest.fixture(autouse=True)
def garbage_goes_in_this_thread(garbage: GarbageCollection) -> Iterator[None]:
    """No worker destroys a Qt object: Qt would lock the object's signals meanwhile, and wait for the interpreter.

    This thread, which has the interpreter and asks for the signals, would wait for ever. Python's own collection stays
    off between tests, too: a worker that a test started at its very end would begin one there. ``tests/conftest.py``
    collects after every test of any kind.
    """
    gc.disable()
    yield
    garbage.collect()


@pytest.fixture(autouse=True)
def plain_application(qapp: QApplication) -> None:
    """Every test finds no style sheet, plain colours, usual text and the pointer over nothing, whatever ran before it.

    Below a style sheet Qt looks at a widget's whole inside again for each layout that takes it in.
    """
    if QCursor.pos() != _AWAY:
        QCursor.setPos(_AWAY)
    if qapp.styleSheet():
        qapp.setStyleSheet("")
    if qapp.palette() != qapp.style().standardPalette():
        qapp.setPalette(qapp.style().standardPalette())
    apply_text_size(qapp, 100)


@pytest.fixture(autouse=True)
def quick_estimates(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a training costs is asked by every page that offers one: here it is timed for a moment only."""
    from movierec_gui.training import estimate

    monkeypatch.setattr(estimate, "TIMED_SECONDS", 0.01)


@pytest.fixture(autouse=True)
def kept_widgets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keeps what a test gives to ``qtbot`` until the test was looked at; it only holds weak references itself."""
    kept: list[QWidget] = []
    add = QtBot.addWidget

    def add_and_keep(bot: QtBot, widget: QWidget, **options: Any) -> None:
        kept.append(widget)
        add(bot, widget, **options)

    monkeypatch.setattr(QtBot, "addWidget", add_and_keep)
    request.node.kept_widgets = kept
    yield
    kept.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fails a test whose widgets break a rule of the house."""
    yield
    if PySide6.__version_info__[:2] < (6, 11):
        return  # which gives Qt's own parts of a table or a tab as widgets of this program
    shown = (widget for widget in getattr(item, "kept_widgets", ()) if isValid(widget))
    broken = sorted({rule for widget in shown for rule in _broken(widget)})
    if broken:
        pytest.fail("\n".join(["what holds for every widget does not hold:", *broken]), pytrace=False)


def _broken(top: QWidget) -> Iterator[str]:
    for layout in top.findChildren(QLayout):
        parent = layout.parentWidget()
        owner = _owner(parent)
        if owner and not isinstance(parent, QMainWindow | QDialogButtonBox) and not isinstance(layout, QStackedLayout):
            yield from _uneven(layout, owner)
    for widget in (top, *top.findChildren(QWidget)):
        yield from _unnamed(widget)
        yield from _unheard(widget, top)
        yield from _uneven_size(widget)
        yield from _unwrapped(widget)
        if type(widget).__module__.startswith("movierec_gui"):
            yield from _forgotten(widget)
            yield from _fails_at_another_theme(widget)


def _uneven(layout: QLayout, owner: str) -> Iterator[str]:
    """Distances are even and at most a page's margin; Qt's own are neither, and differ from style to style."""
    margins = layout.contentsMargins()
    distances = [margins.left(), margins.top(), margins.right(), margins.bottom()]
    if isinstance(layout, QGridLayout | QFormLayout):
        distances += [layout.horizontalSpacing(), layout.verticalSpacing()]
    else:
        distances.append(layout.spacing())
    if any(distance % 2 or not 0 <= distance <= MARGIN for distance in distances):
        yield f"{owner}: distances of {distances} pixels"


def _unnamed(widget: QWidget) -> Iterator[str]:
    """A screen reader can name everything that takes input, and a tip says what a button does."""
    if (
        widget.isHidden()
        or widget.isWindow()
        or widget.objectName().startswith("qt_")
        or isinstance(widget, QHeaderView)
    ):
        return
    parent = widget.parentWidget()
    owner = _owner(parent)
    if not owner or isinstance(parent, QLineEdit | QTabBar) or _is_popup(widget):
        return  # a test's own widget, or a part of one of Qt's
    name = f"{type(widget).__name__} in {owner}"
    tabs = parent.accessibleName() if isinstance(widget, QTabBar) and parent is not None else ""
    if isinstance(widget, _INPUTS) and not widget.accessibleName() and not tabs:
        yield f"{name}: has no accessible name"
    if isinstance(widget, QAbstractButton):
        text = widget.text()
        if not widget.toolTip() and widget.property("role") != "link" and owner not in _SELF_EXPLAINING:
            yield f"{name}: {text or 'an icon'} has no tip"
        if not text and not widget.accessibleName():
            yield f"{name}: has neither text nor accessible name"
        if not text and widget.icon().isNull() and not isinstance(parent, QTableView):
            yield f"{name}: shows neither text nor icon"


_GENERAL = "movierec_gui.gui.widgets"
"""Parts that tell more than every place of theirs needs to know."""
_SIGNALS: dict[type[QWidget], tuple[str, ...]] = {}
"""By class: looked up once."""
_DRAWN_LATER = ("FigureView", "LineChart")
"""They only note that the colours are other ones."""
_HEARD_ELSEWHERE = ("page_requested", "completed")
"""By PageWindows, which watches the whole window; by the program's start."""
_LONG = 60
"""Letters of a text that needs more than one line in a narrow panel."""


def _unwrapped(widget: QWidget) -> Iterator[str]:
    """A sentence that fills its panel wraps, so that it neither widens the panel nor is cut off; or it gives way."""
    if (
        not isinstance(widget, QLabel)
        or isinstance(widget, ElidedLabel)
        or widget.wordWrap()
        or len(widget.text()) <= _LONG
        or not widget.isVisible()
    ):
        return
    owner, panel = _owner(widget), widget.parentWidget()
    if owner and panel is not None and widget.sizeHint().width() > 0.9 * panel.width():
        yield f"{owner}: does not wrap {_cut(widget.text(), 40)!r}"


def _uneven_size(widget: QWidget) -> Iterator[str]:
    """Sizes that are set by hand are even, as distances are; heights of texts and of rows come from the font."""
    owner = _owner(widget)
    if owner in _AS_LARGE_AS_THEIR_TEXTS or isinstance(widget, QStatusBar):
        return
    sizes = [widget.minimumWidth(), widget.maximumWidth()]
    if not isinstance(widget, QTableView | QLabel | QStackedWidget):
        sizes += [widget.minimumHeight(), widget.maximumHeight()]
    sizes = [size for size in sizes if 1 < size < _NO_LIMIT]
    if isinstance(widget, QTableView):
        sizes += [getattr(column, "width", 0) for column in getattr(widget.model(), "columns", ())]
    if owner and not isinstance(widget, QHeaderView) and not widget.isWindow() and any(size % 2 for size in sizes):
        yield f"{type(widget).__name__} in {owner}: sizes of {sizes} pixels"


def _unheard(widget: QWidget, top: QWidget) -> Iterator[str]:
    """A button does something, and somebody listens to what a part of a page tells; general parts tell more."""
    around = _owner(widget.parentWidget())
    if not around or widget.isWindow():
        return
    if around == type(top).__name__ and not (hasattr(top, "icon_name") or isinstance(top, QMainWindow | QDialog)):
        return  # what such a part does not listen to, the page around it may
    of_its_own = isinstance(widget, ActionButton) or isinstance(widget.parentWidget(), QLineEdit)
    if isinstance(widget, QToolButton) and widget.defaultAction() is not None and not of_its_own:
        yield f"{around}: {widget.accessibleName()!r} hears its action once more at each change: use ActionButton"
    if isinstance(widget, QAbstractButton) and not _acts(widget) and not widget.objectName().startswith("qt_"):
        yield f"{around}: the button {widget.text() or widget.accessibleName()!r} does nothing"
    for signal in _own_signals(widget):
        if not widget.receivers(f"2{signal}") and not signal.startswith(_HEARD_ELSEWHERE):
            yield f"{around}: nobody listens to {type(widget).__name__}.{signal}"


def _acts(button: QAbstractButton) -> bool:
    action = button.defaultAction() if isinstance(button, QToolButton) else None
    if action is not None:
        return action.menu() is not None or any(action.receivers(f"2triggered({value})") for value in ("", "bool"))
    signals = ("clicked()", "clicked(bool)", "toggled(bool)", "pressed()", "released()")
    has_menu = isinstance(button, QPushButton | QToolButton) and button.menu() is not None
    box = isinstance(button.parentWidget(), QDialogButtonBox)
    if isinstance(button, QRadioButton) or (isinstance(button, QCheckBox) and isinstance(button.window(), QDialog)):
        return True  # an answer, which a button below sends
    return has_menu or box or button.group() is not None or any(button.receivers(f"2{each}") for each in signals)


def _own_signals(widget: QWidget) -> tuple[str, ...]:
    """The signals that its class declares, or those above it, general parts left out."""
    kind = type(widget)
    if kind not in _SIGNALS:
        own = {
            each.__name__
            for each in kind.__mro__
            if each.__module__.startswith("movierec_gui") and not each.__module__.startswith(_GENERAL)
        }
        _SIGNALS[kind] = tuple(dict.fromkeys(_signals_of(widget.metaObject(), own)))
    return _SIGNALS[kind]


def _signals_of(meta: QMetaObject | None, own: set[str]) -> Iterator[str]:
    """Read from an object: a class's own description may be gone once one of its objects is."""
    while meta is not None:
        if meta.className() in own:
            for number in range(meta.methodOffset(), meta.methodCount()):
                method = meta.method(number)
                if method.methodType() == QMetaMethod.MethodType.Signal:
                    yield bytes(method.methodSignature()).decode()
        meta = meta.superClass()


def _forgotten(widget: QWidget) -> Iterator[str]:
    """What a widget keeps as its part lies in a window, so that it can be seen."""
    for name, part in vars(widget).items():
        opens = isinstance(part, QDialog | QMenu | QListView)  # by itself, or as a completer's list
        if not isinstance(part, QWidget) or opens or not isValid(part) or part.isAncestorOf(widget):
            continue
        if part.parentWidget() is None:
            yield f"{type(widget).__name__}.{name}: lies nowhere"


def _fails_at_another_theme(widget: QWidget) -> Iterator[str]:
    """A change of colours may come at any time, before there is anything to colour too."""
    if type(widget).__name__ in _DRAWN_LATER:
        return
    try:
        widget.changeEvent(QEvent(QEvent.Type.PaletteChange))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        yield f"{type(widget).__name__}: a change of theme ends in {error!r}"


def _owner(widget: QWidget | None) -> str:
    """The class of this project that a widget is, or lies in; empty where there is none."""
    while widget is not None and not type(widget).__module__.startswith("movierec_gui"):
        widget = widget.parentWidget()
    return type(widget).__name__ if widget is not None else ""


def _is_popup(widget: QWidget) -> bool:
    """Whether it is the list that a drop-down field opens."""
    return isinstance(widget, QListView) and isinstance(widget.window(), QFrame)


@pytest.fixture
def workspace(tiny_dataset: Dataset) -> Iterator[Workspace]:
    """A workspace over the tiny data, for parts of the window that need no trained run."""
    made = Workspace()
    made.set_dataset(tiny_dataset)
    yield made
    assert made.stop_jobs()


@pytest.fixture(scope="session")
def trained_store(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> RunStore:
    """Two runs: "biases", which has no embeddings, and "dense", the newer one."""
    from movierec_gui.training.config import preset_spec
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.trainer import train

    store = RunStore(tmp_path_factory.mktemp("trained") / "runs")
    for name in ("biases", "dense"):
        spec = preset_spec(name)
        spec = replace(spec, training=replace(spec.training, epochs=3, batch_size=32, threads=1))
        finish(train(tiny_dataset, spec, store, name))
    return store


@pytest.fixture(name="looking")
def _looking(trained_store: RunStore) -> Iterator[Workspace]:
    """A workspace over the trained runs, without a dataset yet."""
    workspace = Workspace(trained_store)
    yield workspace
    assert workspace.stop_jobs()


@pytest.fixture
def keep(qtbot) -> Callable[[QWidget], None]:
    """Closes a widget at the end of the test, and keeps it alive until then: a collected one might still be drawn."""

    def keep_widget(widget: QWidget) -> None:
        def hide(_, widget=widget):
            widget.hide()

        qtbot.addWidget(widget, before_close_func=hide)

    return keep_widget


@pytest.fixture
def in_front(qtbot) -> Callable[[QWidget], None]:
    """Shows a window and waits until it is the active one, whose shortcuts work: when it is, is up to the platform."""

    def bring(window: QWidget) -> None:
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)

    return bring


@pytest.fixture
def focused(qtbot, in_front) -> Callable[[QWidget], None]:
    """Shows a widget and waits until it has the focus, which only the active window's can have."""

    def focus(widget: QWidget) -> None:
        in_front(widget)
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)

    return focus


@pytest.fixture
def show_tab(qtbot, keep, looking: Workspace, tiny_dataset: Dataset) -> Callable[[type[QWidget]], QWidget]:
    """Shows a tab at its usual size, opens the tiny data and waits until everything is computed."""

    def show(kind: type[QWidget]) -> QWidget:
        tab = kind(looking)
        keep(tab)
        tab.resize(1280, 720)
        tab.show()
        looking.set_dataset(tiny_dataset)
        settle(qtbot, looking)
        return tab

    return show


@pytest.fixture
def settled(qtbot, looking: Workspace) -> Callable[[], None]:
    """Waits until no job runs and none is about to."""
    return lambda: settle(qtbot, looking)


@pytest.fixture
def calm(qtbot) -> Callable[[Workspace], None]:
    """Waits until no job of a workspace runs and none is about to."""
    return partial(settle, qtbot)


def settle(qtbot, workspace: Workspace) -> None:
    quiet = 0

    def calm() -> bool:
        nonlocal quiet
        pausing = _pausing()
        for timer in pausing:
            _let_pass(timer)
        quiet = 0 if workspace.jobs or pausing else quiet + 1
        return quiet > 2  # polls: whatever was posted in between has been done

    qtbot.waitUntil(calm)


def _pausing() -> list[QTimer]:
    """Those with which a tab lets a moment pass before it starts a job."""
    timers = (timer for window in QApplication.topLevelWidgets() for timer in window.findChildren(QTimer))
    pausing = (timer for timer in timers if timer.isSingleShot() and timer.isActive())
    return [timer for timer in pausing if not isinstance(timer.parent(), FreedMemory)]


def _let_pass(timer: QTimer) -> None:
    """The moment is over now; the next one lasts as long as it should."""
    interval = timer.interval()
    timer.start(0)
    QApplication.processEvents()
    timer.setInterval(interval)
