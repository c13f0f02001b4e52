"""The report from the window: runs and sections ticked, written into a folder of its own, opened when done."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from movierec_gui.gui.reporting.writer import ReportWriter
from movierec_gui.report.config import SECTIONS

LONG = 60_000


@pytest.fixture
def writer(looking, tiny_dataset, keep, settled):
    looking.set_dataset(tiny_dataset)
    assert looking.catalogue.rows == ()
    settled()
    window = QWidget()
    keep(window)
    return ReportWriter(looking, window)


@pytest.fixture
def opened(monkeypatch):
    pages = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pages.append(url.toLocalFile()) or True)
    return pages


def test_a_report_of_ticked_runs_and_sections_is_written_and_opened(
    writer, looking, qtbot, tmp_path, monkeypatch, opened
):
    looking.report_requested.emit()
    dialog = writer.dialog
    assert list(dialog.sections) == list(SECTIONS)
    assert dialog.chosen_runs == (looking.current_run_id,)
    dialog.runs.item(1).setCheckState(Qt.CheckState.Checked)
    dialog.sections["map"].setChecked(False)
    dialog.sections["data"].setChecked(False)
    (tmp_path / "movierec-report").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    with qtbot.waitSignal(writer.told, timeout=LONG) as told:
        qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    folder = tmp_path / "movierec-report-2"
    assert told.args == [f"The report was written to {folder}"]
    assert opened == [str(folder / "report.html")]
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "<h2>Errors</h2>" in text
    assert "<h2>Data</h2>" not in text
    assert len(list((folder / "runs").iterdir())) == 2


def test_where_no_browser_opens_the_page_is_named(writer, looking, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    texts = []
    writer.told.connect(texts.append)
    writer.write((looking.current_run_id,), ("errors",), tmp_path / "out")
    qtbot.waitUntil(lambda: len(texts) == 2, timeout=LONG)
    assert "Open report.html there" in texts[1]


def test_nothing_ticked_cannot_be_written(writer, looking):
    writer.ask()
    for row in range(writer.dialog.runs.count()):
        writer.dialog.runs.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not writer.dialog.write.isEnabled()
    writer.dialog.reject()


def test_without_runs_it_says_so(workspace, keep, qtbot):
    window = QWidget()
    keep(window)
    writer = ReportWriter(workspace, window)
    with qtbot.waitSignal(writer.failed) as failed:
        workspace.report_requested.emit()
    assert "Train one" in str(failed.args[0])
