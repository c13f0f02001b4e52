"""Choosing somebody beside the person whom the tab looks at."""

import pytest

from movierec_gui.gui.tabs.predict_tab.someone_chooser import SomeoneChooser


@pytest.fixture
def chooser(keep, looking, tiny_dataset):
    looking.people.create("Ann")
    looking.people.create("Bob")
    chooser = SomeoneChooser(looking.people, "nobody else", "Tonight with", "Somebody to watch with")
    keep(chooser)
    chooser.set_dataset(tiny_dataset)
    chooser.show()
    return chooser


def texts(chooser):
    return [chooser.list.itemText(number) for number in range(chooser.list.count())]


def test_it_begins_with_nobody_and_offers_people_and_users(chooser):
    assert texts(chooser) == ["nobody else", "Ann", "Bob", "a user…"]
    assert chooser.someone is None
    assert chooser.name == ""
    assert not chooser.user.isVisible()


def test_a_user_has_an_identifier_beside(chooser, qtbot):
    with qtbot.waitSignal(chooser.changed):
        chooser.list.setCurrentIndex(3)
        chooser.list.activated.emit(3)
    assert chooser.user.isVisible()
    assert chooser.someone == 0
    assert chooser.name == "user 10"
    with qtbot.waitSignal(chooser.changed):
        chooser.user.set_user(4)
    assert chooser.someone == 4


def test_who_is_looked_at_is_not_offered(chooser, looking, qtbot):
    chooser.choose_person(looking.people.people[0].id)
    assert chooser.name == "Ann"
    with qtbot.waitSignal(chooser.changed):
        chooser.set_without(looking.people.people[0].id)
    assert chooser.someone is None
    assert texts(chooser) == ["nobody else", "Bob", "a user…"]


def test_somebody_stays_chosen_while_others_come(chooser, looking):
    chooser.choose_person(looking.people.people[1].id)
    looking.people.create("Cid")
    assert chooser.name == "Bob"
    assert "Cid" in texts(chooser)


def test_an_unknown_identifier_is_reported(chooser, qtbot):
    chooser.choose_user(0)
    editor = chooser.user.field.lineEdit()
    editor.selectAll()
    with qtbot.waitSignal(chooser.failed):
        qtbot.keyClicks(editor, "55")
        chooser.user.field.interpretText()
        chooser.user.field.fixup("55")
