from PySide6.QtCore import Qt

from movierec_gui.gui.widgets.once_button import OnceButton


def test_a_double_click_is_one_click_and_two_clicks_are_two(qtbot):
    button, clicks = OnceButton("Start"), []
    button.setToolTip("Begin")
    qtbot.addWidget(button)
    button.clicked.connect(lambda: clicks.append(1))
    # What a double click is to Qt: press, release, press again as a double click, release.
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(button, Qt.MouseButton.LeftButton)
    assert len(clicks) == 1
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(clicks) == 2
