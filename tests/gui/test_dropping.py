"""One local folder or file can be dropped; several, texts and links cannot."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from movierec_gui.gui.dropping import dropped_path


@pytest.mark.parametrize(
    ("urls", "path"),
    [
        (["file:///data/ml-1m.zip"], Path("/data/ml-1m.zip")),
        (["file:///data/a", "file:///data/b"], None),
        (["https://example.org/ml-1m.zip"], None),
        ([], None),
    ],
)
def test_what_was_dropped(qapp, urls, path):
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    event = QDropEvent(
        QPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    assert dropped_path(event) == path
