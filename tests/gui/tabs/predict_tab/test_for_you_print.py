"""The list on paper."""

from PySide6.QtGui import QTextTable
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog

from movierec_gui.gui.tabs.predict_tab.for_you_print import ask_and_print, list_document


def test_a_table_below_a_title_and_a_line(qapp):
    document = list_document("For <Ann>", "All new & well known", ("Title", "Year"), [("A & B", "1999"), ("C", "2001")])
    assert document.toPlainText().splitlines()[:2] == ["For <Ann>", "All new & well known"]
    (table,) = (frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable))
    cells = [
        [table.cellAt(row, column).firstCursorPosition().block().text() for column in range(2)]
        for row in range(table.rows())
    ]
    assert cells == [["Title", "Year"], ["A & B", "1999"], ["C", "2001"]]
    assert table.format().headerRowCount() == 1


def test_it_is_printed_only_where_somebody_agrees(qtbot, monkeypatch):
    from PySide6.QtWidgets import QWidget

    window, titles, printed = QWidget(), [], []
    qtbot.addWidget(window)
    document = list_document("For Ann", "", ("Title",), [("A",)])
    monkeypatch.setattr(type(document), "print_", lambda _, printer: printed.append(printer.docName()))
    for answer in (QDialog.DialogCode.Rejected, QDialog.DialogCode.Accepted):

        def run(dialog, answer=answer):
            titles.append(dialog.windowTitle())
            return answer

        monkeypatch.setattr(QPrintDialog, "exec", run)
        assert ask_and_print(document, "films for Ann", window) is (answer == QDialog.DialogCode.Accepted)
    assert titles == ["Print films for Ann"] * 2
    assert printed == ["films for Ann"]
    assert window.findChildren(QPrintDialog) == []
