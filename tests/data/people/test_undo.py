import json

from hypothesis import given, settings
from hypothesis import strategies as st

from movierec_gui.data.people.person import Person
from movierec_gui.data.people.undo import MOST_STEPS, Kept, changed, kept_document, kept_of, redone, undone
from tests.data.people.strategies import persons


@settings(max_examples=40)
@given(st.lists(persons, min_size=1, max_size=3))
def test_every_change_can_be_undone_and_made_again_exactly(versions):
    kept = Kept(versions[0])
    for version in versions[1:]:
        kept = changed(kept, version, "a change")
    kept = kept_of(json.loads(json.dumps(kept_document(kept))), kept.person, "x")
    for version in reversed(versions[:-1]):
        kept = undone(kept)
        assert kept.person == version
    assert undone(kept) is None
    for version in versions[1:]:
        kept = redone(kept)
        assert kept.person == version
    assert redone(kept) is None


def test_a_new_change_ends_what_could_be_made_again():
    ann, bea, cleo = (Person("x", name) for name in ("Ann", "Bea", "Cleo"))
    kept = changed(undone(changed(Kept(ann), bea, "one")), cleo, "two")
    assert redone(kept) is None
    assert undone(kept).person == ann


def test_only_the_last_changes_are_kept():
    kept = Kept(Person("x", "0"))
    for number in range(MOST_STEPS + 5):
        kept = changed(kept, Person("x", str(number + 1)), f"name {number}")
    assert len(kept.undo) == MOST_STEPS
    assert kept.undo[-1].what == f"name {MOST_STEPS + 4}"
