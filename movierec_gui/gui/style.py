"""Palette, type scale, the one style sheet and the icons: how every part of the window looks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Literal, get_args

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QFontInfo, QGuiApplication, QIcon, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolButton, QWidget

from movierec_gui.errors import unknown_name
from movierec_gui.gui.widgets.action_button import stop_listening
from movierec_gui.resource_paths import resource_path

Theme = Literal["system", "light", "dark"]
THEMES: tuple[str, ...] = get_args(Theme)
THEME_NAMES = {"system": "As the system", "light": "Light", "dark": "Dark"}
TEXT_SIZES = {0: "As the system", 85: "Small", 115: "Large", 130: "Larger", 150: "Largest"}
"""Per cent of the system's size, or 0 for that; and their names."""

SPACING = 8
"""Pixels between neighbours; a group is set off by twice as much."""
MARGIN = 16
"""Pixels between a page and its edge."""
FIELD_MARGIN = 4
"""Pixels before the text of a spin box, whose padding the style sheet cannot set."""
ICON_SIZES = (16, 20, 24, 32, 48, 64, 96)


@dataclass(frozen=True)
class ThemeColors:
    """The colours of one theme, as ``#rrggbb``; the only colours that widgets, charts and icons use."""

    background: str
    """Behind pages."""
    surface: str
    """Cards, tables, charts."""
    field: str
    border: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_text: str
    """On the accent."""
    hover: str
    pressed: str
    selection: str
    stripe: str
    """Every second row of a table, and its grid."""
    scroll: str
    grid: str
    """Grid lines of charts."""
    error: str
    error_surface: str
    warning: str
    warning_surface: str
    info_surface: str
    success: str
    series: tuple[str, ...]
    """For lines, groups and classes, distinct to colour-blind eyes; use them in this order."""


LIGHT = ThemeColors(
    background="#f4f6f9", surface="#ffffff", field="#ffffff", border="#d5dbe3", text="#1b2330", muted="#566273",
    disabled="#98a2b0", accent="#2860b4", accent_hover="#1f4f98", accent_text="#ffffff", hover="#e9eef5",
    pressed="#dde4ee", selection="#d6e4f9", stripe="#f5f7fa", scroll="#c2cad5", grid="#e3e8ee", error="#b3261e",
    error_surface="#fdeceb", warning="#8a5a00", warning_surface="#fff4de", info_surface="#e8f0fc", success="#1c7a45",
    series=("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#56b4e9", "#6a3d9a", "#5b6675"),
)  # fmt: skip
DARK = ThemeColors(
    background="#161a21", surface="#1e242d", field="#181d25", border="#36404d", text="#e6eaf0", muted="#9dabbc",
    disabled="#647082", accent="#78aaf2", accent_hover="#94bcf6", accent_text="#0f1a2b", hover="#29313c",
    pressed="#333d4a", selection="#2b4166", stripe="#222933", scroll="#465261", grid="#2e3743", error="#ff8f86",
    error_surface="#3a2224", warning="#f0c060", warning_surface="#38301c", info_surface="#1f2d44", success="#6fcf97",
    series=("#56b4e9", "#f0883e", "#2bc79a", "#e78ac3", "#f0e442", "#7f9cff", "#c59bff", "#b0b8c4"),
)  # fmt: skip

_TYPE_SCALE = {"title": 1.5, "heading": 1.15, "number": 1.6, "caption": 0.9}
_USUAL_POINTS = "usualPoints"
_TEXT_WIDTH = "textWidth"
"""The property of ``fit_text_width``: a widget's width at the system's text size."""
_ICON_PROPERTY, _ACCENT_PROPERTY = "themedIcon", "themedIconOnAccent"


def apply_text_size(app: QApplication, percent: int) -> None:
    """Write everything at a size of ``TEXT_SIZES``; call ``apply_style`` afterwards, which the sizes follow."""
    usual = app.property(_USUAL_POINTS) or QFontInfo(app.font()).pointSizeF()
    app.setProperty(_USUAL_POINTS, usual)
    font = app.font()
    font.setPointSizeF(usual * (percent or 100) / 100)
    if font != app.font():
        app.setFont(font)
        for widget in app.allWidgets():
            width = widget.property(_TEXT_WIDTH)
            if width is not None:
                widget.setFixedWidth(at_text_size(width))


def at_text_size(width: int) -> int:
    """Pixels that hold as much text as ``width`` does at the system's text size; never fewer."""
    app = QApplication.instance()
    usual = app.property(_USUAL_POINTS) if isinstance(app, QApplication) else None
    scale = QFontInfo(app.font()).pointSizeF() / usual if isinstance(app, QApplication) and usual else 1.0
    return round(width * max(1.0, scale))


def fit_text_width(widget: QWidget, width: int) -> None:
    """Fix a width in pixels that grows with the size of the text, when that is chosen later, too."""
    widget.setProperty(_TEXT_WIDTH, width)
    widget.setFixedWidth(at_text_size(width))


def apply_style(app: QApplication, theme: str) -> None:
    """Give the application the Fusion style, the theme's palette and the style sheet, and recolour all themed icons.

    ``system`` follows the operating system. Raises UserError at an unknown theme.
    """
    if theme not in THEMES:
        raise unknown_name("theme", theme, THEMES)
    schemes = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(schemes[theme])
    dark = theme == "dark" or (theme == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    colors = DARK if dark else LIGHT
    sheet = _style_sheet(colors, QFontInfo(app.font()).pointSizeF())
    if app.styleSheet() != sheet:
        # Exchanging one sheet for another takes Qt six times as long as taking it off and putting on the other.
        app.setStyleSheet("")
        app.setStyle("Fusion")  # by name: of a style that Python has seen it never lets go
        app.setPalette(_palette(colors))
        app.setStyleSheet(sheet)
        # Qt keeps each icon as it was painted under the palette's number, which is another one from now on.
        QPixmapCache.clear()
    for widget in app.allWidgets():
        for target in (widget, *widget.actions()):
            _refresh_icon(target)


def theme_colors() -> ThemeColors:
    """The colours that the application wears now."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def icon(name: str, color: str = "") -> QIcon:
    """The icon ``resources/icons/<name>.svg``, by default in the text colour. Raises UserError where it is missing."""
    colors = theme_colors()
    return _drawn_icon(name, color or colors.text, colors.disabled)


def set_icon(target: QAbstractButton | QAction, name: str, on_accent: bool = False) -> None:
    """Give a button or an action an icon that changes its colour with the theme. ``on_accent``: for primary buttons."""
    target.setProperty(_ICON_PROPERTY, name)
    target.setProperty(_ACCENT_PROPERTY, on_accent)
    _refresh_icon(target)


def set_role(widget: QWidget, role: str) -> None:
    """Name what a widget is to the style sheet (buttons: primary, link; frames: card, line), even after it is shown."""
    set_style_property(widget, "role", role)


def set_style_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet selects by, and style the widget anew if it is another value."""
    if (widget.property(name) or "") == (value or ""):
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def text_label(text: str, role: str = "", wrap: bool = False) -> QLabel:
    """A label in one of the type scale's roles: title, heading, number, caption, muted, error, or plain text."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    return label


def _refresh_icon(target: QObject) -> None:
    name = target.property(_ICON_PROPERTY)
    if not name or not isinstance(target, (QAbstractButton, QAction)):
        return
    if isinstance(target, QAction):
        for button in target.associatedObjects():
            if isinstance(button, QToolButton):
                stop_listening(button, target)
    target.setIcon(icon(name, theme_colors().accent_text if target.property(_ACCENT_PROPERTY) else ""))


@lru_cache(maxsize=256)
def _drawn_icon(name: str, color: str, disabled: str) -> QIcon:
    drawing = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    drawn = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", tint).encode()))
        for size in ICON_SIZES:
            pixmap = QPixmap(size, size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, size, size))
            painter.end()
            drawn.addPixmap(pixmap, mode)
    return drawn


def _palette(colors: ThemeColors) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, color in (
        (role.Window, colors.background),
        (role.WindowText, colors.text),
        (role.Base, colors.field),
        (role.AlternateBase, colors.stripe),
        (role.Text, colors.text),
        (role.Button, colors.surface),
        (role.ButtonText, colors.text),
        (role.BrightText, colors.error),
        (role.Highlight, colors.accent),
        (role.HighlightedText, colors.accent_text),
        (role.ToolTipBase, colors.surface),
        (role.ToolTipText, colors.text),
        (role.PlaceholderText, colors.muted),
        (role.Link, colors.accent),
        (role.LinkVisited, colors.accent),
        (role.Accent, colors.accent),
    ):
        palette.setColor(name, QColor(color))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(colors.disabled))
    return palette


def _style_sheet(colors: ThemeColors, points: float) -> str:
    theme = "dark" if colors is DARK else "light"
    values = {name: value for name, value in asdict(colors).items() if isinstance(value, str)}
    values |= {f"{name}_size": f"{points * factor:.1f}pt" for name, factor in _TYPE_SCALE.items()}
    for drawing in ("arrow_up", "arrow_down", "check", "partly"):
        values[drawing] = resource_path("style", f"{drawing.replace('_', '-')}-{theme}.svg").as_posix()
    sheet = resource_path("style", "window.qss").read_text(encoding="utf-8")
    # Longest names first, so that @accent does not eat the beginning of @accent_hover.
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", values[name])
    return sheet
