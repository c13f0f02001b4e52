"""An empty page says what it needs, whole, and its button asks for it."""

from movierec_gui.gui.widgets.empty_state import EmptyState

TEXT = "Open a folder, a zip or a file with ratings, or download a MovieLens release. You can also drop it here."


def test_the_button_asks(qtbot):
    state = EmptyState("data", TEXT, "Open…")
    qtbot.addWidget(state)
    with qtbot.waitSignal(state.requested):
        state.button.click()


def test_a_long_sentence_is_not_cut(qtbot):
    state = EmptyState("data", TEXT, "Open…")
    qtbot.addWidget(state)
    state.resize(700, 400)
    state.show()
    label = state._text
    assert label.height() >= label.heightForWidth(label.width())


def test_without_a_button_text_there_is_no_button(qtbot):
    state = EmptyState("data", TEXT, "Open…")
    qtbot.addWidget(state)
    state.set_text("Loading…")
    assert state.text == "Loading…"
    assert state.button.isHidden()
