"""One job opens whatever there is to open, and gives it ready for the window."""

from pathlib import Path

import pytest

from movierec_gui.data import downloads, sources
from movierec_gui.data.choices import TableChoice, kept_choices
from movierec_gui.data.preparation import PreparationConfig, kept_preparations
from movierec_gui.data.releases import RELEASES
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.data_tab.loading import (
    ReleaseSource,
    TableSource,
    TooFewRatingsError,
    name_of,
    open_source,
)
from movierec_gui.gui.tabs.data_tab.pages import summarise
from movierec_gui.progress import finish
from movierec_gui.resource_paths import data_home

NAMED = TableChoice((("user", "3"), ("movie", "2"), ("rating", "1")))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (None, "the bundled data"),
        (Path("/data/ml-1m"), "ml-1m"),
        (TableSource(Path("/data/table.csv"), TableChoice()), "table.csv"),
        (ReleaseSource(RELEASES[0]), RELEASES[0].title),
    ],
)
def test_sources_are_called_as_people_call_them(source, name):
    assert name_of(source) == name


def test_a_folder_comes_with_its_split_and_where_it_lies(folder):
    opened = finish(open_source(folder))
    assert opened.path == folder
    assert opened.split.config == SplitConfig()
    assert {"content_hash", "user_means", "movie_counts"} <= set(vars(opened.dataset))


def test_a_large_folder_is_kept_and_its_text_not_read_again(folder, monkeypatch):
    monkeypatch.setattr(sources, "WORTH_CACHING", 1)
    first = finish(open_source(folder)).dataset
    assert len(list((data_home() / "cache").iterdir())) == 1
    monkeypatch.setattr(sources, "_read", _reads_no_text)
    again = finish(open_source(folder)).dataset
    assert again.content_hash == first.content_hash
    assert again.report == first.report


def _reads_no_text(*_):
    raise AssertionError("the text was read again")
    yield  # it is called, but begun only where there is no copy


def test_what_takes_long_on_many_rows_is_made_in_the_job(folder):
    dataset = finish(open_source(folder)).dataset
    assert "genre_labels" in vars(dataset.movies)
    assert "rows" in vars(finish(summarise(dataset)).tables.ratings)


def test_data_are_prepared_as_the_last_time(folder):
    kept_preparations().put(folder, PreparationConfig(min_movie_ratings=3))
    opened = finish(open_source(folder))
    assert opened.dataset.preparation.config == PreparationConfig(min_movie_ratings=3)
    assert opened.original.preparation is None
    assert opened.dataset.name == f"{opened.original.name} with 3+ ratings per movie"
    assert opened.problem is None


def test_what_cannot_be_prepared_any_more_is_opened_as_it_is(folder):
    kept_preparations().put(folder, PreparationConfig(movies=str(folder / "gone.csv")))
    opened = finish(open_source(folder))
    assert opened.dataset is opened.original
    assert "There is no gone.csv" in str(opened.problem)


def test_what_would_leave_too_few_ratings_is_opened_as_it_is(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("user,item,rating\n1,2,3\n1,3,5\n2,2,4\n", encoding="utf-8")
    kept_preparations().put(path, PreparationConfig(sample_users=1, sample_seed=4))
    opened = finish(open_source(path))
    assert len(opened.original.ratings) == 3
    assert opened.dataset is opened.original
    assert "with 1 user (seed 4) holds too few ratings to be divided" in str(opened.problem)


def test_a_table_is_read_as_chosen_and_prepared_as_the_last_time(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("user,item,rating\n" + "".join(f"{n % 5},{n % 7},{n % 11}\n" for n in range(35)), encoding="utf-8")
    kept_preparations().put(path, PreparationConfig(sample_users=3))
    asked = finish(open_source(path))
    assert [doubt.field for doubt in asked.doubts] == ["not_rated"]
    assert (asked.dataset.n_users, asked.original.n_users) == (3, 5)
    chosen = finish(open_source(TableSource(path, TableChoice(not_rated=()))))
    assert chosen.doubts == ()
    assert (chosen.dataset.n_users, chosen.original.n_users) == (3, 5)
    assert len(chosen.original.ratings) == 35 == len(asked.original.ratings) + 4


def test_the_bundled_data_lie_nowhere(folder):
    opened = finish(open_source(None))
    assert opened.path is None
    assert len(opened.dataset.ratings) == 100_004


def test_a_table_is_read_by_the_columns_named(tmp_path):
    path = tmp_path / "table.csv"
    rows = [f"{1 + (user + movie) % 5},{movie},{user}" for user in range(1, 9) for movie in range(10, 20)]
    path.write_text("\n".join(rows), encoding="utf-8")
    opened = finish(open_source(TableSource(path, NAMED)))
    assert opened.dataset.user_ids.tolist() == list(range(1, 9))


def test_too_few_ratings_are_told_as_such(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("4,10,1\n", encoding="utf-8")
    with pytest.raises(UserError, match="too few ratings"):
        finish(open_source(TableSource(path, NAMED)))


def test_a_release_is_downloaded_into_the_users_folder(monkeypatch, folder):
    asked = []

    def download(release, where):
        asked.append((release, where.name))
        return folder
        yield

    monkeypatch.setattr(downloads, "download_release", download)
    opened = finish(open_source(ReleaseSource(RELEASES[1])))
    assert asked == [(RELEASES[1], "datasets")]
    assert opened.path == folder


def test_too_few_ratings_tell_why_they_are_not_more(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("4,10,1\nfour,20,2\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"1 of 2 ratings kept; 1 skipped.*table\.csv, line 2"):
        finish(open_source(TableSource(path, NAMED)))


def test_a_handful_of_ratings_is_divided_so_that_no_part_is_empty(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("user,item,rating\n1,2,3\n1,3,5\n2,2,4\n", encoding="utf-8")
    split = finish(open_source(path)).split
    assert sorted([*split.train, *split.validation, *split.test]) == [0, 1, 2]
    assert len(split.train) == len(split.validation) == len(split.test) == 1
    path.write_text("user,item,rating\n1,2,3\n1,3,5\n", encoding="utf-8")
    split = finish(open_source(path)).split
    assert (len(split.train), len(split.validation), len(split.test)) == (1, 1, 0)
    path.write_text("user,item,rating\n1,2,3\n", encoding="utf-8")
    with pytest.raises(TooFewRatingsError):
        finish(open_source(path))


def test_doubts_come_along_until_a_person_has_settled_them(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("user,item,rating\n" + "".join(f"{n},{n % 7},{n % 11}\n" for n in range(40)), encoding="utf-8")
    assert [doubt.field for doubt in finish(open_source(path)).doubts] == ["not_rated"]
    opened = finish(open_source(TableSource(path, TableChoice(not_rated=()))))
    assert opened.doubts == ()
    assert kept_choices().get(path) == opened.choice == TableChoice(not_rated=())
    assert finish(open_source(path)).doubts == ()
    assert finish(open_source(None)).doubts == ()
