"""People in the window: what is shown as rated is on the disk, in order, and follows into other data."""

from dataclasses import replace

import pytest

from movierec_gui.data.people.changes import rate
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import OF_TEN, Film, Rated
from movierec_gui.data.people.reading import read_history
from movierec_gui.data.people.review import make_review
from movierec_gui.data.people.store import default_people
from movierec_gui.errors import UserError
from movierec_gui.gui.workspace import Workspace


@pytest.fixture
def book(qtbot, workspace):
    return ready(qtbot, workspace)


def ready(qtbot, workspace):
    """The book once the dataset's finder is there and nothing is being written."""
    book = workspace.people
    book.prepare()
    qtbot.waitUntil(lambda: book.finder is not None and not workspace.jobs)
    return book


def on_disk(name="Me"):
    return default_people().find(name)


def test_a_rating_is_on_the_disk_when_it_shows(book):
    seen = []
    book.person_changed.connect(lambda: seen.append((book.ratings, default_people().list())))
    book.rate(3, 4.0)
    shown, kept = next((shown, kept) for shown, kept in seen if shown)
    assert shown == {3: 4.0}
    assert [(rated.film.label, rated.value) for rated in kept[0].ratings] == [("Movie 3 (1953)", 4.0)]


def test_the_first_rating_makes_the_first_person_and_another_replaces_it(book):
    book.rate(3, 4.0)
    book.rate(3, 2.0)
    book.rate(5, 1.0)
    book.rate(5, None)
    assert [person.name for person in book.people] == ["Me"]
    assert book.ratings == {3: 2.0}
    assert len(on_disk().ratings) == 1


def test_every_change_can_be_undone_and_made_again_even_later(book, qtbot, tiny_dataset):
    book.rate(3, 4.0)
    book.mark(7, "watchlist")
    assert book.undo_text == "the mark watchlist of Movie 7 (1957)"
    book.undo()
    assert book.lists_of(7) == ()
    book.redo()
    assert book.lists_of(7) == ("watchlist",)
    book.clear_ratings()
    later = Workspace()
    later.set_dataset(tiny_dataset)
    again = ready(qtbot, later)
    again.undo()
    assert again.ratings == {3: 4.0}
    assert later.stop_jobs()


def test_marks_agree_with_each_other(book):
    book.mark(7, "watchlist")
    book.mark(7, "not_for_me")
    assert book.lists_of(7) == ("not_for_me",)
    book.mark(7, "watchlist")
    assert book.lists_of(7) == ("watchlist",)
    book.mark(7, "seen")
    assert book.lists_of(7) == ("seen",)
    book.mark(7, "seen", on=False)
    assert book.lists_of(7) == ()
    book.undo()
    book.rate(7, 3.0)
    assert book.lists_of(7) == ()


def test_people_are_switched_renamed_deleted_and_brought_back(book, workspace, qtbot):
    book.rate(3, 4.0)
    book.create("Ann")
    assert book.person.name == "Ann"
    assert book.ratings == {}
    book.rate(3, 1.0)
    with qtbot.waitSignal(workspace.person_switched) as switched:
        book.choose(on_disk("Me").id)
    assert switched.args == [on_disk("Me").id]
    assert book.ratings == {3: 4.0}
    book.rename("Bea")
    assert [person.name for person in book.people] == ["Ann", "Bea"]
    book.delete()
    assert [person.name for person in book.people] == ["Ann"]
    assert book.undo_text == "the deletion of Bea"
    book.undo()
    assert book.person.name == "Bea"
    assert book.ratings == {3: 4.0}


@pytest.mark.parametrize("name", ["", "  ", "ann"])
def test_a_name_that_is_empty_or_taken_is_refused(book, name):
    book.create("Ann")
    with pytest.raises(UserError):
        book.create(name)
    book.create("Bea")
    with pytest.raises(UserError):
        book.rename(name)
    assert [person.name for person in book.people] == ["Ann", "Bea"]


def test_it_tells_when_the_films_of_a_person_were_found(book, qtbot):
    with qtbot.waitSignal(book.person_changed):
        book._lookup.found.emit()
    with qtbot.waitSignal(book.failed) as failed:
        book._lookup.failed.emit(UserError("The films cannot be looked up"))
    assert "looked up" in str(failed.args[0])


def test_ratings_follow_into_other_data_and_back(book, workspace, qtbot, tiny_dataset):
    book.rate(3, 4.5)
    book.rate(5, 1.0)
    movies = tiny_dataset.movies
    other = replace(
        tiny_dataset,
        movies=replace(
            movies,
            imdb_ids=("9999999", *movies.imdb_ids[1:5], "9999998", *movies.imdb_ids[6:]),
            titles=("A", *movies.titles[1:5], "B", *movies.titles[6:]),
        ),
    )
    workspace.set_dataset(other)
    ready(qtbot, workspace)
    assert book.ratings == {3: 4.5}
    assert book.followed.summary().startswith("1 of 2 ratings kept")
    workspace.set_dataset(tiny_dataset)
    ready(qtbot, workspace)
    assert book.ratings == {3: 4.5, 5: 1.0}


def test_a_rating_given_before_the_films_are_looked_up_is_kept_all_the_same(qtbot, workspace):
    book = workspace.people
    assert book.finder is None
    book.rate(3, 4.0)
    book.rate(4, 2.0)
    ready(qtbot, workspace)
    assert book.ratings == {3: 4.0, 4: 2.0}


def test_a_rating_asked_for_as_the_window_closes_is_written_first(workspace):
    book = workspace.people
    book.rate(3, 4.0)
    book.rate(4, 2.0)
    assert workspace.stop_jobs()
    assert [rated.value for rated in on_disk().ratings] == [4.0, 2.0]


def test_a_large_person_is_written_in_jobs_in_the_order_asked_for(book, workspace, qtbot):
    book.create("Large")
    films = [Rated(Film(f"Unknown {number}", 1990), 5, OF_TEN) for number in range(1_001)]
    book.store.change(book.person.id, lambda person: replace(person, ratings=tuple(films)), "many")
    book.refresh()
    ready(qtbot, workspace)
    book.rate(3, 4.0)
    assert workspace.jobs
    book.rate(3, 2.0)
    book.rate(4, 1.0)
    book.undo()
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert book.ratings == {3: 2.0}
    assert on_disk("Large").ratings[-1].value == 2.0


@pytest.fixture
def large(book, workspace, qtbot):
    """The book with somebody whose changes are written in jobs."""
    book.create("Large")
    films = [Rated(Film(f"Unknown {number}", 1990), 5, OF_TEN) for number in range(1_001)]
    book.store.change(book.person.id, lambda person: replace(person, ratings=tuple(films)), "many")
    book.refresh()
    return ready(qtbot, workspace)


def test_a_job_that_cannot_write_says_so_and_the_next_change_is_written(large, workspace, qtbot, monkeypatch):
    change, failed = large.store.change, []

    def fail_once(*arguments):
        monkeypatch.setattr(large.store, "change", change)
        raise UserError("The disk is full", "", "Make room")

    monkeypatch.setattr(large.store, "change", fail_once)
    large.failed.connect(failed.append)
    with qtbot.waitSignal(large.person_changed):
        large.rate(3, 4.0)
        large.rate(4, 2.0)
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert [str(error) for error in failed] == ["The disk is full. Make room."]
    assert large.ratings == {4: 2.0}
    assert on_disk("Large").ratings[-1].value == 2.0


def test_a_job_that_is_stopped_leaves_what_is_on_the_disk(large, workspace, qtbot):
    large.rate(3, 4.0)
    (job,) = workspace.jobs
    with qtbot.waitSignal(large.person_changed):
        job.cancel()
    qtbot.waitUntil(lambda: not workspace.jobs)
    kept = [rated.value for rated in on_disk("Large").ratings if rated.film.label == "Movie 3 (1953)"]
    assert list(large.ratings.values()) == kept
    large.rate(5, 1.0)
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert large.ratings[5] == 1.0


def test_what_another_program_changed_is_seen_and_not_lost(book):
    book.rate(3, 4.0)
    film = book.finder.film(8)
    default_people().change(book.person.id, lambda person: rate(person, Rated(film, 10, OF_TEN)), "elsewhere")
    book.refresh()
    assert book.ratings == {3: 4.0, 8: 5.0}
    default_people().change(book.person.id, lambda person: rate(person, Rated(film, 2, OF_TEN)), "elsewhere")
    book.rate(4, 1.0)
    assert book.ratings == {3: 4.0, 8: 1.0, 4: 1.0}


def test_a_change_that_cannot_be_written_is_reported_and_does_not_show(book, qtbot, monkeypatch):
    book.rate(3, 4.0)

    def fail(*_):
        raise UserError("The disk is full", "", "Make room")

    monkeypatch.setattr(book.store, "change", fail)
    with qtbot.waitSignals([book.failed, book.person_changed]):
        book.rate(4, 1.0)
    assert book.ratings == {3: 4.0}


def test_a_review_is_kept_for_somebody_new_and_undone_as_a_whole(book, qtbot, tmp_path, tiny_dataset):
    path = tmp_path / "ratings.csv"
    path.write_text("Date,Name,Year,Letterboxd URI,Rating\n2024-01-01,Movie 3,1953,u,4\n", encoding="utf-8")
    review = make_review(read_history(path), MovieFinder(tiny_dataset))
    with pytest.raises(UserError):
        book.keep_review(review, "")
    book.keep_review(review, "Ann")
    assert book.person.name == "Ann"
    assert book.ratings == {3: 4.0}
    book.undo()
    assert book.ratings == {}


def test_a_damaged_file_is_named_and_the_others_are_there(book):
    book.rate(3, 4.0)
    (book.store.folder / "broken.json").write_text("{", encoding="utf-8")
    book.refresh()
    assert [person.name for person in book.people] == ["Me"]
    assert "broken.json" in book.problems[0]


def test_what_was_undone_is_named_until_something_else_is_changed(book, qtbot, workspace):
    book.rate(3, 4.0)
    book.undo()
    assert (book.undo_text, book.redo_text) == ("", "the rating of Movie 3 (1953)")
    book.delete()
    assert book.undo_text == "the deletion of Me"
    book.create("Ann")
    assert book.undo_text == ""
    ready(qtbot, workspace)


def test_without_anybody_there_is_nothing_to_change(book, workspace):
    book.change(lambda person: person, "nothing")
    book.clear_ratings()
    for act in (book.undo, book.redo, book.delete):
        act()
    book.rename("Ann")
    assert book.people == default_people().list() == ()
    assert (book.undo_text, book.redo_text, book.ratings, book.lists_of(3)) == ("", "", {}, ())
    assert not workspace.jobs


def test_somebody_who_cannot_be_made_is_told_of_and_nothing_shows_as_rated(book, qtbot, monkeypatch):
    def refuse(name):
        raise UserError("The disk is full", "", "Make room")

    monkeypatch.setattr(book.store, "create", refuse)
    with qtbot.waitSignals([book.failed, book.person_changed]):
        book.rate(3, 4.0)
    assert book.ratings == {}


def test_other_data_are_told_of_and_without_data_a_change_is_made_at_once(qtbot):
    workspace = Workspace()
    book = workspace.people
    ann = book.create("Ann")
    book.change(lambda person: replace(person, ratings=(Rated(Film("Heat", 1995), 8, OF_TEN),)), "a rating")
    assert not workspace.jobs
    assert [rated.value for rated in on_disk("Ann").ratings] == [8]
    book.rate(3, 4.0)
    assert len(on_disk("Ann").ratings) == 1
    assert book.person.id == ann.id
    assert workspace.stop_jobs()


def test_a_dataset_that_opens_tells_that_ratings_are_others_now(book, qtbot, workspace, tiny_dataset):
    with qtbot.waitSignal(book.person_changed, timeout=100):
        workspace.set_dataset(replace(tiny_dataset, name="other"))
    ready(qtbot, workspace)
