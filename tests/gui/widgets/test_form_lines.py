"""Fields behind their names, one below the other."""

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from movierec_gui.gui.widgets.form_lines import named_line, rule


def test_fields_begin_at_one_place_and_a_key_reaches_them_by_name(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    fields = [QLineEdit(), QLineEdit()]
    layout = QVBoxLayout(whole)
    for title, field in zip(("&Name", "A longer name"), fields, strict=True):
        layout.addLayout(named_line(title, field, 110))
    layout.addWidget(rule())
    whole.resize(400, 100)
    whole.show()
    assert len({field.x() for field in fields}) == 1
    assert [label.buddy() for label in whole.findChildren(QLabel)] == fields
