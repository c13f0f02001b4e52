"""Turns resources/icons/app.svg into the picture formats that the systems want, in build/icons."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pathlib import Path

from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

PROJECT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write app.png (512 pixels), app.ico and app.icns."""
    application = QGuiApplication([])
    folder = PROJECT / "build" / "icons"
    folder.mkdir(parents=True, exist_ok=True)
    picture = QImage(1024, 1024, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(PROJECT / "resources" / "icons" / "app.svg")).render(painter)
    painter.end()
    picture.save(str(folder / "large.png"))
    with Image.open(folder / "large.png") as large:
        large.resize((512, 512)).save(folder / "app.png")
        large.save(folder / "app.ico", sizes=[(size, size) for size in (16, 24, 32, 48, 64, 128, 256)])
        large.save(folder / "app.icns")
    application.quit()


main()
