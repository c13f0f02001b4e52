"""The chart's options."""

from PySide6.QtWidgets import QToolButton

from movierec_gui.gui.widgets.chart_toolbar import ChartToolbar


def test_smoothing_is_off_by_default(qtbot):
    bar = ChartToolbar()
    qtbot.addWidget(bar)
    assert bar.smoothing == 0.0
    with qtbot.waitSignal(bar.changed):
        bar.smoothing_choice.setCurrentIndex(1)
    assert 0.0 < bar.smoothing < 1.0


def test_a_reference_is_drawn_only_when_asked_for(qtbot):
    bar = ChartToolbar()
    qtbot.addWidget(bar)
    bar.set_reference(("article's 0.77", 0.77))
    assert bar.reference is None
    with qtbot.waitSignal(bar.changed):
        bar.article.click()
    assert bar.reference == ("article's 0.77", 0.77)
    with qtbot.waitSignal(bar.changed):
        bar.set_reference(None)
    assert bar.reference is None
    assert not bar.article.isEnabled()


def test_saving_says_what(qtbot):
    bar = ChartToolbar()
    qtbot.addWidget(bar)
    actions = {action.data(): action for action in bar.save.menu().actions()}
    for kind in ("figure", "table"):
        with qtbot.waitSignal(bar.save_requested) as asked:
            actions[kind].trigger()
        assert asked.args == [kind]


def test_the_menu_to_save_is_the_one_that_is_shown(qtbot):
    bar = ChartToolbar()
    qtbot.addWidget(bar)
    assert bar.save.parent() is bar
    assert [button.accessibleName() for button in bar.findChildren(QToolButton)].count("Save the chart") == 1


def test_it_reads_from_top_to_bottom(qtbot, words_of):
    bar = ChartToolbar()
    qtbot.addWidget(bar)
    assert words_of(bar) == [
        "Within epochs [Draw the running training erro…]",
        "Log [Draw the error on a logarithmi…]",
        "Article [The article has no such networ…] (off)",
        "Smoothing of the validation curve: Smoothing off [A moving average of the valida…]",
        "Reset the zoom [Show everything again (0 or do…] (off)",
        "Save the chart [Save the chart as a picture, o…]",
    ]
