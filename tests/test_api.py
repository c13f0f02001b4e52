"""The page about Python says the truth, line by line; the names beside it refuse what cannot be meant."""

import doctest
import re
from pathlib import Path

import pandas as pd
import pytest

from movierec_gui import api
from movierec_gui.errors import UserError
from movierec_gui.settings import settings_of
from movierec_gui.training.config import TrainingConfig
from movierec_gui.training.runs import RunStore

PAGE = Path(__file__).resolve().parent.parent / "docs" / "python-api.md"
SHORT = {"epochs": 1, "batch_size": 64, "threads": 1}


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_every_line_of_the_page_does_what_it_says():
    text = PAGE.read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", text, re.DOTALL | re.MULTILINE))
    example = doctest.DocTestParser().get_doctest(lines, {"np": __import__("numpy")}, PAGE.name, str(PAGE), 0)
    heard: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    outcome = runner.run(example, out=heard.append)
    assert outcome.attempted > 25
    assert not outcome.failed, "".join(heard)


def test_the_page_describes_every_name():
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in api.__all__ if name not in text] == []


def test_a_run_lies_where_it_is_wanted_and_opens_again(tiny_dataset, tmp_path):
    events = []
    run = api.train(tiny_dataset, "dot", name="mine", folder=tmp_path, watch=events.append, seed=3, **SHORT)
    assert [record.id for record in RunStore(tmp_path).list()] == [run.record.id]
    assert (run.record.name, run.record.spec.training.seed) == ("mine", 3)
    assert {event.progress.stage for event in events} == {"Training mine"}
    again = api.open_run(tiny_dataset, run.record.id, tmp_path)
    one, other = (api.predict(which, user=10) for which in (run, again))
    pd.testing.assert_frame_equal(one, other)


def test_predictions_leave_out_what_was_rated_unless_it_is_wanted(tiny_dataset, tmp_path):
    run = api.train(tiny_dataset, "dot", folder=tmp_path, **SHORT)
    left, everything = (api.predict(run, user=10, include_rated=wanted) for wanted in (False, True))
    rated = len(tiny_dataset.rows_of_user(0))
    assert (len(everything), len(left)) == (60, 60 - rated)
    assert everything["predicted"].is_monotonic_decreasing
    mine = api.predict(run, ratings={"Movie 3": 5, 100: 1.5})
    assert len(mine) == 58
    assert not set(mine["title"]) & {"Movie 3", "Movie 0"}


def test_a_list_names_no_rated_movie_and_says_why(tiny_dataset):
    table = api.recommend(tiny_dataset, ratings={"Movie 2": 5, "Movie 4": 5}, recommender="ease", length=5)
    assert len(table) == 5
    assert not set(table["title"]) & {"Movie 2", "Movie 4"}
    assert table["score"].is_monotonic_decreasing
    assert table["expected"].isna().all()
    assert "Movie 2 (1952) 5" in table["because"].iloc[0] or "Movie 4 (1954) 5" in table["because"].iloc[0]


def test_a_map_is_of_the_ratings_or_of_a_run(tiny_dataset, tmp_path):
    run = api.train(tiny_dataset, "dot", folder=tmp_path, **SHORT)
    raw, learned = (api.map_movies(source, method="pca") for source in (tiny_dataset, run))
    assert (raw.config.source, learned.config.source) == ("ratings", "embedding")
    assert raw.coordinates.shape == (59, 2)
    assert list(api.map_table(tiny_dataset, raw).columns[-2:]) == ["x", "y"]
    assert api.map_figure(tiny_dataset, raw, "year").axes


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda data: api.train(data, "lstn"), "lstm"),
        (lambda data: api.train(data, "lstm", epoch=3), "epochs"),
        (lambda data: api.train(data, "lstm", network={"hiden": 3}), "hidden"),
        (lambda data: api.train(data, "lstm", epochs=0), "Epochs is 0"),
        (api.recommend, "Nobody is named"),
        (lambda data: api.recommend(data, 10, ratings={"Movie 3": 4}), "both given"),
        (lambda data: api.recommend(data, 11), "No user 11"),
        (lambda data: api.recommend(data, ratings={"Alien": 4}), "No film"),
        (lambda data: api.recommend(data, 10, recommender="eas"), "ease"),
        (lambda data: api.map_movies(data, perplexit=5), "perplexity"),
        (api.open_run, "other data"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(call, words, tiny_dataset):
    with pytest.raises(UserError) as refused:
        call(tiny_dataset)
    assert words in str(refused.value)


def test_the_settings_of_the_training_have_no_name_of_the_functions_own():
    own = set(api.train.__kwdefaults__) | {"data", "architecture"}
    assert not own & {entry.name for entry in settings_of(TrainingConfig)}
