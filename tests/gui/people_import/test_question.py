"""One question: answers by mouse, by number, or written."""

import pytest
from PySide6.QtCore import Qt

from movierec_gui.gui.people_import.question import QuestionView


@pytest.fixture
def question(qtbot):
    view = QuestionView()
    qtbot.addWidget(view)
    view.show()
    view.ask("Which?", "It is not said.", ["one", "two"], "such as three")
    return view


def test_the_first_answer_is_chosen_until_a_number_chooses_another(question, qtbot):
    assert question.answer == "one"
    qtbot.keyClick(question, Qt.Key.Key_2)
    assert question.focusWidget() is question.answers[1]
    with qtbot.waitSignal(question.answered) as answered:
        qtbot.keyClick(question, Qt.Key.Key_Return)
    assert answered.args == ["two"]
    qtbot.keyClick(question, Qt.Key.Key_3)
    assert question.answer == "two"


def test_another_answer_is_written(question, qtbot):
    qtbot.keyClicks(question.field, " four ")
    assert question.other.isChecked()
    with qtbot.waitSignal(question.answered) as answered:
        qtbot.keyClick(question.field, Qt.Key.Key_Return)
    assert answered.args == ["four"]


def test_no_answer_is_said(question, qtbot):
    question.other.setChecked(True)
    with qtbot.assertNotEmitted(question.answered):
        question.button.click()
    assert question.problem.text() == "Choose an answer, or write one"


def test_another_question_takes_the_place_of_the_first(question):
    question.show_problem("no")
    question.ask("Who?", "", ["ann"])
    assert [answer.text() for answer in question.answers] == ["ann"]
    assert question.answer == "ann"
    assert not question.field.isVisible()
    assert not question.problem.isVisible()
    assert not question.why.isVisible()


def test_the_first_nine_answers_have_a_number(qtbot, question):
    question.ask("Which?", "", [f"answer {number}" for number in range(1, 11)])
    tips = [*(f"Press {number}" for number in range(1, 10)), "Choose this answer"]
    assert [answer.toolTip() for answer in question.answers] == tips
    for key, answer in ((Qt.Key.Key_9, "answer 9"), (Qt.Key.Key_1, "answer 1")):
        qtbot.keyClick(question, key)
        assert question.answer == answer
    for key in (Qt.Key.Key_0, Qt.Key.Key_Colon):
        qtbot.keyClick(question, key)
        assert question.answer == "answer 1"
    with qtbot.waitSignal(question.answered) as answered:
        qtbot.keyClick(question, Qt.Key.Key_Enter)
    assert answered.args == ["answer 1"]


def test_without_answers_one_is_written(question):
    question.ask("Which?", "It is not said.", [], "such as 1-7")
    assert question.other.isChecked()
    assert question.focusWidget() is question.field
    assert (question.field.placeholderText(), question.field.accessibleName()) == (
        "such as 1-7", "Another answer, such as 1-7",
    )  # fmt: skip
    assert question.why.isVisible()
    question.ask("Which?", "", ["one"], "such as 1-7")
    assert question.focusWidget() is question.answers[0]
    question.show_problem("It is odd")
    assert question.problem.isVisible()
