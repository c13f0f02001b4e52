"""The window: tabs by key, commands to the open tab, drops, themes, and a clean end."""

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

from movierec_gui.errors import UserError
from movierec_gui.gui import main_window
from movierec_gui.gui.main_window import TABS, MainWindow
from movierec_gui.gui.preferences import PreferencesDialog
from movierec_gui.gui.session import Session
from movierec_gui.gui.style import DARK, LIGHT, theme_colors
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.runs import RunStore


@pytest.fixture
def window(qtbot, qapp, tmp_path):
    session = Session(tmp_path / "session.ini")
    session.set_theme("light")
    workspace = Workspace(RunStore(tmp_path / "runs"))
    made = MainWindow(workspace, session)
    qtbot.addWidget(made)
    made.show()
    made.tabs.build_all()
    yield made
    workspace.stop_jobs()
    qtbot.waitUntil(lambda: not workspace.jobs)


@pytest.fixture
def dressed(window):
    """The window with the distances and sizes of its style sheet."""
    window.apply_theme()
    return window


def test_the_tabs_stand_in_the_order_of_the_work(window):
    titles = [window.tabs.tabText(number) for number in range(window.tabs.count())]
    assert titles == ["Data", "Train", "Predict", "Activations", "Map"]
    assert all(not window.tabs.tabIcon(number).isNull() for number in range(len(TABS)))


def test_control_and_a_number_open_a_tab(qtbot, window, in_front):
    in_front(window)
    for number in range(len(TABS)):
        qtbot.keyClick(window, Qt.Key.Key_1 + number, Qt.KeyboardModifier.ControlModifier)
        assert window.tabs.currentIndex() == number


def test_a_tab_can_be_asked_for_by_name(window):
    window._workspace.tab_requested.emit("Map")
    assert window.tabs.tabText(window.tabs.currentIndex()) == "Map"


def test_commands_go_to_the_open_tab(window, monkeypatch):
    called = []
    monkeypatch.setattr(window.tabs.widget(0), "focus_search", lambda: called.append("search"))
    window._on_tab_command("focus_search")
    window._on_tab_command("no_such_command")
    assert called == ["search"]


def test_every_command_of_a_tab_is_one_that_the_menu_knows(window):
    for number in range(window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        tab = window.tabs.currentWidget()
        for name, action in window.menus._commands.items():
            assert action.isEnabled() is (name == "clear" or callable(getattr(tab, name, None)))


def test_a_dropped_folder_is_asked_for(qtbot, window):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/data/ml-1m")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window._workspace.load_requested.disconnect(window.tabs.widget(0).load)
    with qtbot.waitSignal(window._workspace.load_requested, timeout=60_000) as asked:  # imports torch
        window.dropEvent(event)
    assert asked.args == [Path("/data/ml-1m")]


def test_that_there_is_nothing_to_undo_is_said_in_passing(qtbot, window, in_front):
    in_front(window)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.statusBar().currentMessage() == "There is nothing to undo here."
    assert window.messages.isHidden(), "a bar above every tab would stay when it is not true any more"


def test_what_could_not_be_opened_is_said_in_the_tab_that_is_open(qtbot, window, tmp_path):
    window.tabs.setCurrentIndex(2)
    window._workspace.load_requested.emit(tmp_path / "gone.csv")
    assert "Loading gone.csv" in window.tabs.widget(2).gate.no_dataset.text
    qtbot.waitUntil(lambda: not window._workspace.jobs, timeout=60_000)
    assert "There is no gone.csv" in window.messages.text
    assert window.tabs.widget(0).messages.isHidden()
    assert window._workspace.dataset.name == "ml-latest-small"  # at the start, in place of what is gone
    window._workspace.load_requested.emit(None)
    assert window.messages.isHidden()
    qtbot.waitUntil(lambda: not window._workspace.jobs, timeout=60_000)


def test_news_of_dropped_files_go_when_others_are_dropped_and_other_news_stay(qtbot, window, tmp_path):
    window.drops.told.emit("Taken for one person's history: a.csv.")
    assert window.messages.text == "Taken for one person's history: a.csv."
    window.drops.taken.emit()
    assert window.messages.isHidden()
    window.drops.told.emit("Left out: b.csv.")
    window.messages.show_info("The report is written.")
    window.drops.taken.emit()
    assert window.messages.text == "The report is written."
    qtbot.waitUntil(lambda: not window._workspace.jobs, timeout=60_000)


def test_the_file_just_opened_is_among_the_recent_ones_at_once(qtbot, window, tiny_dataset):
    window._workspace.set_dataset(tiny_dataset, Path("/data/tiny"))
    assert [action.text() for action in window.menus._recent.actions()] == ["/data/tiny"]
    qtbot.waitUntil(lambda: not window._workspace.jobs, timeout=60_000)


@pytest.mark.filterwarnings(
    "ignore:Function. 'QDragEnterEvent:DeprecationWarning"
)  # PySide6 6.12; before, there is no other
def test_one_thing_or_several_may_be_dropped_and_not_nothing(window):
    for urls, taken in ((["/data/ml-1m"], True), (["/data/a", "/data/b"], True), ([], False)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(url) for url in urls])
        event = QDragEnterEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        event.ignore()
        window.dragEnterEvent(event)
        assert event.isAccepted() == taken


def test_the_systems_theme_is_followed_only_where_nothing_else_was_chosen(window, monkeypatch):
    worn = []
    monkeypatch.setattr(main_window, "apply_style", lambda app, theme: worn.append(theme))
    window._on_system_theme_changed()
    assert worn == []
    window._session.set_theme("system")
    window._on_system_theme_changed()
    assert worn == ["system"]


def test_the_theme_is_worn_and_remembered(qtbot, window):
    with qtbot.waitSignal(window._workspace.theme_changed):
        window.menus.theme_chosen.emit("dark")
    assert theme_colors() is DARK
    assert window._session.theme == "dark"
    window.menus.theme_chosen.emit("light")
    assert theme_colors() is LIGHT


def test_errors_that_no_tab_shows_are_shown_by_the_window(window):
    window._workspace.error_raised.emit(UserError("The disk is full"))
    assert window.messages.text == "The disk is full."


def test_the_title_names_the_data(qtbot, window, tiny_dataset):
    window._workspace.set_dataset(tiny_dataset)
    assert window.windowTitle() == "tiny – MovieRec"
    qtbot.waitUntil(lambda: not window._workspace.jobs, timeout=60_000)  # the first to list runs imports torch


def test_closing_saves_the_session_and_leaves_no_job(window):
    window.tabs.setCurrentIndex(1)
    window.close()
    assert Session(window._session.path).tab == "Train"
    assert not window.isVisible()
    assert all(not job.running for job in window._workspace.jobs)


def test_the_window_stays_if_the_person_wants_it_to(window, monkeypatch):
    monkeypatch.setattr(main_window, "may_close", lambda *args: False)
    window.close()
    assert window.isVisible()
    monkeypatch.undo()


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_every_tab_fits_the_window_before_there_are_data(dressed, size):
    dressed.resize(*size)
    for number in range(dressed.tabs.count()):
        dressed.tabs.setCurrentIndex(number)
        needed = dressed.tabs.minimumSizeHint()
        assert needed.width() <= dressed.tabs.width() <= size[0]
        assert needed.height() <= dressed.tabs.height() <= size[1]


def test_on_a_small_screen_a_tab_scrolls_instead_of_reaching_beyond_it(dressed, qtbot):
    dressed.resize(1024, 700)
    (area,) = dressed.centralWidget().findChildren(QScrollArea, options=Qt.FindChildOption.FindDirectChildrenOnly)
    qtbot.waitUntil(lambda: area.horizontalScrollBar().isVisible())
    assert (dressed.width(), dressed.height()) == (1024, 700)
    assert dressed.tabs.width() >= dressed.tabs.minimumSizeHint().width()
    dressed.resize(1280, 800)
    qtbot.waitUntil(lambda: not area.horizontalScrollBar().isVisible())


def nameless(tab):
    """Widgets that a keyboard reaches and a screen reader could not name."""
    labelled = {label.buddy() for label in tab.findChildren(QLabel) if label.buddy() is not None}
    found = []
    for widget in tab.findChildren(QWidget):
        own = isinstance(widget.parent(), (QAbstractSpinBox, QComboBox, QAbstractItemView))
        if (
            own
            or widget.isHidden()
            or widget.window() is not tab.window()
            or widget.focusPolicy() == Qt.FocusPolicy.NoFocus
            or isinstance(widget, QScrollArea)
        ):
            continue
        named = widget.accessibleName() or widget in labelled
        if isinstance(widget, QAbstractButton):
            named = named or widget.text() or widget.toolTip()
        elif not isinstance(widget, (QLineEdit, QAbstractSpinBox, QComboBox, QAbstractItemView, QTabBar)):
            continue
        if not named:
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def test_everything_that_can_be_focused_has_a_name(window):
    for number in range(window.tabs.count()):
        assert nameless(window.tabs.widget(number)) == [], window.tabs.tabText(number)
    assert nameless(window.statusBar()) == []
    assert window.tabs.tabBar().accessibleName()


@pytest.mark.parametrize("windows", [1, 2], ids=["the first", "one that goes on where another ended"])
def test_nothing_heavy_is_imported_for_it(tmp_path, windows):
    # The architecture test guards the modules; this guards what building the window imports on the way.
    import subprocess

    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from movierec_gui.gui.main_window import MainWindow\n"
        "from movierec_gui.gui.session import Session\n"
        "from movierec_gui.gui.workspace import Workspace\n"
        "app = QApplication([])\n"
        f"for number in range({windows}):\n"
        "    window = MainWindow(Workspace(), Session())\n"
        "    window.apply_theme()\n"
        "    window.show()\n"
        "    window.tabs.build_all()\n"
        "    app.processEvents()\n"
        "    assert number == 0 or window._session.form('Train'), 'there is nothing to go on with'\n"
        "    window.close()\n"
        "heavy = [name for name in ('torch', 'pandas', 'matplotlib', 'sklearn', 'scipy') if name in sys.modules]\n"
        "sys.exit(', '.join(heavy) or 0)\n"
    )
    command, home = [sys.executable, "-c", code], {"MOVIEREC_HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | home)
    assert done.returncode == 0, done.stderr


def test_what_it_does_not_need_for_its_first_picture_is_imported_later():
    import subprocess

    later = ("numpy", "click", "hashlib", "hmac", "multiprocessing", "concurrent.futures", "xml", "email")
    code = (
        "import sys\n"
        "import movierec_gui.gui.main_window\n"
        f"found = [name for name in {later!r} if name in sys.modules]\n"
        "sys.exit(', '.join(found) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_the_menus_ask_the_window_for_is_done(window, monkeypatch):
    workspace, worn, told = window._workspace, [], []
    monkeypatch.setattr(main_window, "apply_style", lambda _app, theme: worn.append(theme))
    monkeypatch.setattr(main_window, "apply_text_size", lambda _app, percent: worn.append(percent))
    workspace.theme_changed.connect(lambda: told.append("theme"))
    workspace.training_defaults_changed.connect(lambda: told.append("training"))
    window.menus.preferences_requested.emit()
    (dialog,) = window.findChildren(PreferencesDialog)
    assert dialog.isVisible()
    dialog.theme_chosen.emit("dark")
    window._session.set_text_size(115)
    dialog.text_size_chosen.emit(115)
    assert (worn, told) == ([0, "dark", 115, "dark"], ["theme", "theme"])
    dialog.training_changed.emit()
    assert told[2:] == ["training"]
    assert workspace.training_defaults == window._session.training
    dialog.reject()
    window.menus.finder_requested.emit()
    palette = window._finder
    assert palette.isVisible()
    palette.reject()
    window.menus.finder_requested.emit()
    assert window._finder is palette
    assert palette.isVisible()
    palette.reject()
    workspace.select_movies([1, 2], "a click")
    window.menus.tab_command.emit("no such thing")
    assert workspace.selection.movies == (1, 2)
    window.menus.tab_command.emit("clear")  # which the first tab leaves to the window
    assert workspace.selection.movies == ()
