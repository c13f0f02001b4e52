"""Writes the table of controls of each page of the guide from the live window: python docs/make_guide.py"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))

from window_controls import Control, controls_by_tab  # noqa: E402

BEGIN = "<!-- made by docs/make_guide.py: -->"
EXPLAINED = {
    "Article": "Draw the error that the article reports for such a network, where it has one",
    "Change the split in the Data tab": "Go to where the parts of the ratings are chosen",
    "Context-aware models, best first": "Models that also look at later ratings answer an easier question; own table",
    "Figures of the node": "Size, mean year, mean rating and more of the node's movies, beside all and a random set",
    "Fold": "Which of the folds is the test part",
    "Genres of the node's movies": "Shares of the genres among them, beside the whole catalogue",
    "Genres whose rank differs most": "The selection's genres by how their rank differs from the catalogue's",
    "How settings are proposed": "Learn from earlier trials (TPE), or draw at random everywhere alike",
    "Import your ratings": "Bring your history from another site",
    "Keep this map beside the next one": "Two maps side by side, turned alike, with one zoom and one selection",
    "Models to compare": "Tick models, presets or the settings of runs",
    "Models, best first": "Each model's error on the test ratings, with its interval and the difference to the best",
    "Network": "The architecture; its summary stands below",
    "Number of folds": "Into how many parts the ratings are cut; each is the test part once",
    "Parts of the prediction": "Mean, user, movie and their match, which add up to the prediction",
    "Protocol": "What judges the models: seeds of the article's split, k folds, or the release's own folds",
    "Ratings of the person": "Click stars to change a rating; the menu of a row takes it back",
    "Ratings that move the prediction most": "How the prediction would change without each of them",
    "Redo": "Take the last Undo back (Ctrl+Y)",
    "Runs": "Click to look at a run, Ctrl+click for several; name and note are changed by a double click on them",
    "See predictions for the users of the data": "Go on without ratings of your own",
    "Selected movies": "The movies of the selection, those with most ratings first",
    "Similar movies": "By what the run has learned of them",
    "Similar users": "Those whose ratings are nearest, and what they gave the film",
    "Split method": "How the ratings fall into the three parts: by chance, per user, by time, in folds",
    "Table of films": "The list, the likeliest first; Enter opens a film's page, the menu of a row marks it",
    "Table of movies": "A click on a heading sorts; Enter opens a film's page",
    "Table of nodes": "A row for each node of the layer; click one to see its movies",
    "Table of problems": "Each row of the files that was not taken, or was changed, with the reason",
    "Table of ratings": "Every rating as it is in the data",
    "Table of users": "A row for each user; Enter opens the user's page",
    "Tags": "What people wrote about the node's movies, the most telling first",
    "The data set's own folds": "Tick those to use",
    "Trials": "What was tried, in its order, with what it came to on validation ratings; a star marks the best",
    "Undo": "Take the last change back (Ctrl+Z)",
    "Your list so far": "The films that your answers put first",
}
"""What no tip says, or what a tip says only while there is nothing to do."""


def page_of(title: str) -> Path:
    """The page of the guide about a tab."""
    return DOCS / "guide" / f"{title.lower()}.md"


def with_controls(text: str, controls: tuple[Control, ...]) -> str:
    """The page with its table, which is its last part, written anew."""
    head, mark, _ = text.partition(BEGIN)
    if not mark:
        raise ValueError(f"The page has no line {BEGIN}")
    told = {control.name: EXPLAINED.get(control.name, control.tip) for control in controls}
    rows = [f"| {_cell(name)} | {_cell(words)} |" for name, words in told.items() if words not in ("", name)]
    others = "; ".join(name for name, words in told.items() if words in ("", name))
    ending = ["", f"And, by their names: {others}."] if others else []
    return "\n".join([f"{head}{BEGIN}", "", "| Control | What it does |", "|---|---|", *rows, *ending]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def main() -> None:
    """Build all tabs and write their pages."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["MOVIEREC_HOME"] = home
        from PySide6.QtWidgets import QApplication

        from movierec_gui.gui.main_window import MainWindow
        from movierec_gui.gui.session import Session
        from movierec_gui.gui.workspace import Workspace

        _app = QApplication([])
        workspace = Workspace()
        window = MainWindow(workspace, Session())
        window.tabs.build_all()
        for title, controls in controls_by_tab(window.tabs).items():
            page = page_of(title)
            page.write_text(with_controls(page.read_text(encoding="utf-8"), controls), encoding="utf-8", newline="\n")
            print(f"{page.name}: {len(controls)} controls")
        workspace.stop_jobs()


if __name__ == "__main__":
    main()
