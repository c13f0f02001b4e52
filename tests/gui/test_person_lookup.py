"""A person's films in the open data: few at once, many in a job."""

from dataclasses import replace

import pytest

from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import STARS, Film, Person, Rated
from movierec_gui.gui.person_lookup import PersonLookup
from movierec_gui.gui.workspace import Workspace


@pytest.fixture
def workspace():
    workspace = Workspace()
    yield workspace
    assert workspace.stop_jobs()


@pytest.fixture
def lookup(qtbot, workspace, tiny_dataset):
    lookup = PersonLookup(workspace, workspace)
    lookup.set_dataset(tiny_dataset)
    with qtbot.waitSignal(lookup.found):
        lookup.prepare()
    return lookup


@pytest.fixture
def ann(tiny_dataset):
    finder = MovieFinder(tiny_dataset)
    return Person("ann-1", "Ann", ratings=tuple(Rated(finder.film(movie), 4, STARS) for movie in (3, 5)))


def test_few_films_are_looked_up_at_once(lookup, workspace, ann):
    lookup.follow(ann)
    assert workspace.jobs == ()
    assert lookup.followed.ratings == {3: 4.5, 5: 4.5} or lookup.followed.ratings == {3: 4.0, 5: 4.0}


def test_for_nobody_the_data_are_looked_through_only_when_that_is_asked_for(qtbot, workspace, tiny_dataset):
    lookup = PersonLookup(workspace, workspace)
    lookup.set_dataset(tiny_dataset)
    lookup.follow(None)
    assert (workspace.jobs, lookup.finder) == ((), None)
    with qtbot.waitSignal(lookup.found):
        lookup.prepare()
        lookup.prepare()
        assert len(workspace.jobs) == 1
        lookup.follow(None)
    assert lookup.finder.dataset is tiny_dataset
    lookup.prepare()
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_without_data_there_is_nothing_to_look_through(workspace):
    lookup = PersonLookup(workspace, workspace)
    lookup.prepare()
    assert workspace.jobs == ()


def test_for_somebody_they_are_looked_through_at_once(qtbot, workspace, tiny_dataset, ann):
    lookup = PersonLookup(workspace, workspace)
    lookup.set_dataset(tiny_dataset)
    with qtbot.waitSignal(lookup.found):
        lookup.follow(ann)
        assert [job.title for job in workspace.jobs] == ["Looking your films up"]
    assert set(lookup.followed.ratings) == {3, 5}
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_many_films_are_looked_up_in_a_job(qtbot, lookup, workspace, ann):
    many = tuple(Rated(Film(f"Unknown {number}", 1990), 4, STARS) for number in range(101))
    with qtbot.waitSignal(lookup.found):
        lookup.follow(replace(ann, ratings=(*ann.ratings, *many)))
        assert workspace.jobs
        assert lookup.followed is None  # another person than before: nobody's ratings are shown meanwhile
    assert len(lookup.followed.ratings) == 2
    lookup.follow(replace(ann, ratings=(*ann.ratings, *many[:-1])))
    assert len(lookup.followed.missing) + len(lookup.followed.unsure) == 100  # known films need no job
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_nobody_and_no_data_are_followed_nowhere(lookup, ann):
    lookup.follow(None)
    assert lookup.followed is None
    lookup.set_dataset(None)
    lookup.follow(ann)
    assert lookup.followed is None
    assert lookup.finder is None
