"""The window's door: looks whether Qt can run here, opens the window at once and loads the rest behind it."""

from __future__ import annotations

import builtins
import logging
import sys
from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from movierec_gui.atomic_files import keep_files_private
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.resource_paths import data_home, own_home, resource_path
from movierec_gui.system_libraries import display_available, find_qt_problem

if TYPE_CHECKING:
    import click

NO_DISPLAY = 1
CONTAINERS = (".zip", ".movierec-run", ".movierec")
"""Endings of files that a look inside tells from each other: data, runs, people's histories, projects."""
_LOG = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window, on the folder, zip or file that the arguments name if there is one; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if len(given) > 1 or any(argument.startswith("-") for argument in given):
        # Only who asks something waits for the parser: the window's start is short of time.
        window_command().main(given, prog_name="movierec-gui")
    return _open(Path(given[0]) if given else None)


def window_command() -> click.Command:
    """The parser of ``movierec-gui``: one path, help and version. It ends the process with the exit status."""
    import click

    from movierec_gui import __version__

    @click.command(context_settings={"help_option_names": ["-h", "--help"]})
    @click.version_option(__version__, message="MovieRec %(version)s")
    @click.argument("path", required=False, type=click.Path(path_type=Path))
    @click.pass_context
    def movierec_gui(context: click.Context, path: Path | None) -> None:
        """Open the window of MovieRec.

        It opens on PATH, a folder, a zip or a table of ratings, or on what was open last. A run that was exported is
        added to the runs. The same work is done in the terminal by movierec.
        """
        context.exit(_open(path))

    return movierec_gui


def _open(path: Path | None) -> int:
    problem = window_problem()
    if problem is not None:
        import click

        click.echo(problem, err=True)  # without a console there is no sys.stderr
        return NO_DISPLAY
    keep_files_private(own_home())
    return _run(path)


def _sweep() -> Generator[Progress, None, int]:
    from movierec_gui.training.leftovers import sweep_home

    yield Progress("Removing what killed programs left")
    return sweep_home(data_home())


def window_problem() -> UserError | None:
    """Returns the reason why no window opens here, or None. Qt itself would end the process without a word of help."""
    if not display_available():
        return UserError(
            "There is no display for the window", "", "The same work runs in the terminal: movierec quickstart"
        )
    try:
        data_home()
    except UserError as problem:
        return problem
    return find_qt_problem()


def import_qt() -> None:
    """Import Qt, and let modules be imported as Python does it.

    PySide puts an import of its own in its place, which reads the source of every later module, to see if it asks for
    methods by other names (``from __feature__ import``). Nothing here does, and the lines that Python keeps of all
    libraries take 116 MB.
    """
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _run(path: Path | None) -> int:
    import_qt()
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from movierec_gui.gui.garbage import GarbageCollection
    from movierec_gui.gui.main_window import MainWindow
    from movierec_gui.gui.opened_files import OpenedFiles
    from movierec_gui.gui.problems import ProblemReporter
    from movierec_gui.gui.session import Session
    from movierec_gui.gui.short_turns import ShortTurns
    from movierec_gui.gui.style import apply_style, apply_text_size
    from movierec_gui.gui.workspace import Workspace

    app = QApplication(["movierec"])
    app.setApplicationName("MovieRec")
    app.setDesktopFileName("movierec")
    app.setWindowIcon(QIcon(str(resource_path("icons", "app.svg"))))
    problems = ProblemReporter(data_home() / "logs")
    problems.install()
    turns, garbage = ShortTurns(), GarbageCollection(app)
    turns.start()
    garbage.start()
    session = Session()
    workspace = Workspace()
    first = path or session.source
    workspace.set_loading("the bundled data" if first is None else first.name)
    problems.problem_found.connect(workspace.error_raised)
    if sys.platform == "darwin":  # only there does the system tell so; a filter sees every event
        files = OpenedFiles(app)
        files.opened.connect(workspace.paths_requested)
        app.installEventFilter(files)
    apply_text_size(app, session.text_size)
    apply_style(app, session.theme)
    window = MainWindow(workspace, session)
    # The window is there before its tabs are, and those before anything is read.
    if path is not None and path.suffix.lower() in CONTAINERS:
        window.tabs.completed.connect(partial(workspace.paths_requested.emit, (path.absolute(),)))
    else:
        window.tabs.completed.connect(partial(workspace.load_requested.emit, first))
    window.show()
    if problems.trouble is not None and not session.problems:
        workspace.error_raised.emit(problems.trouble)
    workspace.start_job("Removing leftovers", _sweep, partial(_LOG.debug, "%d leftovers removed"), _LOG.error)
    status = app.exec()
    garbage.stop()
    turns.stop()
    problems.uninstall()
    return status
