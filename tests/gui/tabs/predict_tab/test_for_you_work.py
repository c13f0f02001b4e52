"""What the page "For you" asks of the engine."""

from dataclasses import replace

from movierec_gui.data.people import follow as following
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import Person
from movierec_gui.gui.tabs.predict_tab.for_you_work import _followed


def test_a_finder_of_these_data_is_used_again_and_another_one_made_for_others(tiny_dataset, monkeypatch):
    seen = []
    monkeypatch.setattr(following, "follow", lambda person, finder: seen.append(finder) or person.name)
    ann, finder, other = Person("p", "Ann", ()), MovieFinder(tiny_dataset), replace(tiny_dataset, name="other")
    assert _followed(ann, tiny_dataset, finder) == "Ann"
    _followed(ann, other, finder)
    _followed(ann, tiny_dataset, None)
    assert seen[0] is finder
    assert seen[1].dataset is other
    assert seen[2].dataset is tiny_dataset
    assert _followed(5, tiny_dataset, finder) == 5
    assert len(seen) == 3
