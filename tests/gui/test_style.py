"""Themes are readable, the style sheet has no hole in it, icons take the theme's colour and change with it."""

import gc
import re
from types import SimpleNamespace

import pytest
from PySide6.QtCore import SIGNAL, QEvent, Qt
from PySide6.QtGui import QAction, QColor, QPalette, QPixmap, QPixmapCache
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QStyle

from movierec_gui.errors import UserError
from movierec_gui.gui import style
from movierec_gui.gui.style import DARK, LIGHT, THEMES, apply_style, icon, set_icon, set_role, text_label, theme_colors
from movierec_gui.gui.widgets.elided_label import ElidedLabel


@pytest.fixture(autouse=True)
def light_again(qapp):
    apply_style(qapp, "light")
    yield
    qapp.setStyleSheet("")


def contrast(first, second):
    """The ratio of two colours as the Web Content Accessibility Guidelines define it, 1 to 21."""

    def luminance(name):
        color = QColor(name)
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (color.redF(), color.greenF(), color.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_its_ground(colors):
    grounds = (colors.background, colors.surface, colors.field, colors.stripe)
    for ground in grounds:
        assert contrast(colors.text, ground) >= 7
        assert contrast(colors.muted, ground) >= 4.5
        assert contrast(colors.error, ground) >= 4.5
        assert contrast(colors.accent, ground) >= 4.5
    assert contrast(colors.accent_text, colors.accent) >= 4.5
    assert contrast(colors.text, colors.selection) >= 7
    for ground in (colors.error_surface, colors.warning_surface, colors.info_surface):
        assert contrast(colors.text, ground) >= 7
    for color in colors.series:
        assert contrast(color, colors.surface) >= 2


@pytest.mark.parametrize("theme", THEMES)
def test_every_name_of_the_style_sheet_is_filled_in(qapp, theme):
    apply_style(qapp, theme)
    assert not re.findall(r"@\w+", qapp.styleSheet().split("*/", 1)[1])


def test_the_theme_decides_the_colours(qapp):
    apply_style(qapp, "dark")
    assert theme_colors() is DARK
    apply_style(qapp, "light")
    assert theme_colors() is LIGHT


def test_a_change_of_theme_leaves_no_style_behind(qapp, qtbot):
    def styles():
        gc.collect()
        return sum(issubclass(type(found), QStyle) for found in gc.get_objects())

    label = ElidedLabel("caption")  # paints by itself, with the style
    qtbot.addWidget(label)
    label.setText("A line")
    before = styles()
    for theme in ("dark", "light") * 3:
        apply_style(qapp, theme)
        label.grab()
    assert styles() <= before


def test_a_change_of_theme_leaves_no_listener_behind(qapp, qtbot):
    field = QLineEdit()
    qtbot.addWidget(field)
    field.setAccessibleName("Find")
    magnifier = QAction(field)
    set_icon(magnifier, "search")
    field.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)
    before = magnifier.receivers(SIGNAL("changed()"))
    for theme in ("dark", "light") * 3:
        apply_style(qapp, theme)
    assert magnifier.receivers(SIGNAL("changed()")) <= before


def test_pictures_in_the_old_colours_go_with_them(qapp):
    QPixmapCache.insert("painted", QPixmap(16, 16))
    apply_style(qapp, "light")
    assert QPixmapCache.find("painted", QPixmap())
    apply_style(qapp, "dark")
    assert not QPixmapCache.find("painted", QPixmap())


@pytest.mark.parametrize(("dark", "colors"), [(True, DARK), (False, LIGHT)])
def test_the_system_is_told_of_a_theme_and_asked_for_its_own(qapp, monkeypatch, dark, colors):
    told = []
    scheme = Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light
    hints = SimpleNamespace(setColorScheme=told.append, colorScheme=lambda: scheme)
    monkeypatch.setattr(style.QGuiApplication, "styleHints", lambda: hints)
    apply_style(qapp, "system")
    assert theme_colors() is colors
    apply_style(qapp, "dark")
    apply_style(qapp, "light")
    assert told == [Qt.ColorScheme.Unknown, Qt.ColorScheme.Dark, Qt.ColorScheme.Light]


def test_an_unknown_theme_is_refused(qapp):
    with pytest.raises(UserError, match="dark"):
        apply_style(qapp, "darkk")


def dominant(shown):
    image = shown.pixmap(20, 20).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max((pixel for pixel in pixels), key=lambda pixel: pixel.alpha()).name()


def test_icons_follow_the_theme(qapp, qtbot):
    button, action = QPushButton(), QAction()
    qtbot.addWidget(button)
    button.addAction(action)
    for target in (button, action):
        set_icon(target, "stop")
        assert dominant(target.icon()) == LIGHT.text
    apply_style(qapp, "dark")
    for target in (button, action):
        assert dominant(target.icon()) == DARK.text


def test_an_icon_on_the_accent_has_the_accents_text_colour(qtbot):
    button = QPushButton()
    qtbot.addWidget(button)
    set_icon(button, "stop", on_accent=True)
    assert dominant(button.icon()) == LIGHT.accent_text


def test_a_button_without_an_icon_has_none_in_another_theme_either(qapp, qtbot):
    button = QPushButton("Go")
    qtbot.addWidget(button)
    apply_style(qapp, "dark")
    assert button.icon().isNull()


def test_a_missing_icon_is_named(qapp):
    with pytest.raises(UserError, match=r"no-such\.svg"):
        icon("no-such")


def test_roles_can_change_while_a_widget_is_shown(qtbot):
    button = QPushButton("Go")
    qtbot.addWidget(button)
    button.show()
    set_role(button, "primary")
    assert button.grab().toImage().pixelColor(6, 6).name() == LIGHT.accent


def test_labels_show_text_as_it_is(qtbot):
    label = text_label("<b>Heat</b>", "title", wrap=True)
    qtbot.addWidget(label)
    assert label.text() == "<b>Heat</b>"
    assert label.property("role") == "title"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_partly_ticked_box_looks_neither_ticked_nor_empty(qtbot, qapp, theme):
    apply_style(qapp, theme)
    box = QCheckBox("some")
    qtbot.addWidget(box)
    box.setTristate(True)
    looks = []
    for state in (Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Checked):
        box.setCheckState(state)
        looks.append(box.grab().toImage())
    assert looks[0] != looks[1] != looks[2] != looks[0]


def test_sizes_of_text_follow_the_usual_one():
    sheet = style._style_sheet(LIGHT, 10.0)
    sizes = set(re.findall(r"font-size: ([\d.]+pt)", sheet))
    assert sizes == {"15.0pt", "11.5pt", "16.0pt", "9.0pt"}


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_the_palette_has_the_theme_s_colours(colors):
    palette, role = style._palette(colors), QPalette.ColorRole
    for name, color in ((role.Window, colors.background), (role.Text, colors.text), (role.Link, colors.accent)):
        assert palette.color(name).name() == color
    for name in (role.WindowText, role.Text, role.ButtonText):
        assert palette.color(QPalette.ColorGroup.Disabled, name).name() == colors.disabled


def test_a_width_for_text_grows_with_the_text_and_never_below_the_usual_one(qtbot, qapp):
    field, gone = QLineEdit(), QLineEdit()
    qtbot.addWidget(field)
    style.fit_text_width(gone, 100)
    gone.deleteLater()
    qapp.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
    style.fit_text_width(field, 100)
    widths = []
    for percent in (150, 85, 0):
        style.apply_text_size(qapp, percent)
        widths.append(field.width())
    assert widths == [150, 100, 100]
