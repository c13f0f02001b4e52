"""A list of films on paper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget


def list_document(title: str, note: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> QTextDocument:
    """A plain table below a title and a line of text."""
    cells = "".join(f"<th align='left'>{escape(heading)}</th>" for heading in headings)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows)
    document = QTextDocument()
    document.setHtml(
        f"<h2>{escape(title)}</h2><p>{escape(note)}</p>"
        f"<table width='100%' cellpadding='3' cellspacing='0'><thead><tr>{cells}</tr></thead>{lines}</table>"
    )
    return document


def ask_and_print(document: QTextDocument, title: str, parent: QWidget) -> bool:
    """Ask for a printer and print; False if somebody would rather not."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"Print {title}")
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    if accepted:
        document.print_(printer)
    dialog.setParent(None)  # the next one is made anew
    return accepted
