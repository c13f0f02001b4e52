from __future__ import annotations

from pathlib import Path

import pytest

from movierec_gui.data.preparation import (
    UNPREPARED,
    PreparationConfig,
    PreparationStore,
    describe,
    kept_preparations,
    shared_preparation,
)
from movierec_gui.errors import UserError


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (PreparationConfig(), ""),
        (PreparationConfig(sample_seed=4), ""),
        (PreparationConfig(min_movie_ratings=5), "5+ ratings per movie"),
        (PreparationConfig(min_user_ratings=1000), "1,000+ ratings per user"),
        (PreparationConfig(5, 20), "5+ ratings per movie, 20+ per user"),
        (PreparationConfig(0, 0, 200, 3), "200 users (seed 3)"),
        (PreparationConfig(0, 0, 1, 3), "1 user (seed 3)"),
        (PreparationConfig(movies="folder/movies.csv"), "titles of movies.csv"),
    ],
)
def test_settings_in_words(config: PreparationConfig, words: str) -> None:
    assert describe(config) == words
    assert config.says_something == bool(words)


def test_settings_come_back_as_they_were_stored() -> None:
    config = PreparationConfig(5, 20, 200, 3, "movies.csv")
    assert PreparationConfig.from_mapping(config.to_mapping()) == config
    assert PreparationConfig.from_mapping({"sample_users": 7}) == PreparationConfig(sample_users=7)


@pytest.mark.parametrize(
    "values", [{"sample_users": -1}, {"min_movie_ratings": "5"}, {"movies": 3}, {"least": 3}, {"sample_seed": 2**31}]
)
def test_settings_that_are_none_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(UserError):
        PreparationConfig.from_mapping(values)


def test_runs_share_a_preparation_or_are_refused() -> None:
    config = PreparationConfig(min_user_ratings=20)
    assert shared_preparation([]) == UNPREPARED
    assert shared_preparation([None, None]) == UNPREPARED
    assert shared_preparation([config, config]) == config
    with pytest.raises(UserError, match=r"differently prepared data\. not prepared; 20\+ ratings per user"):
        shared_preparation([None, config])


def test_preparations_are_kept_by_source_and_forgotten(tmp_path: Path) -> None:
    store = PreparationStore(tmp_path / "kept.json")
    config = PreparationConfig(5, 20, 200, 3)
    store.put(tmp_path / "a.csv", config)
    store.put(None, PreparationConfig(sample_users=7))
    assert store.get(tmp_path / "sub" / ".." / "a.csv") == config
    assert store.get(None) == PreparationConfig(sample_users=7)
    assert store.get(tmp_path / "b.csv") == UNPREPARED
    store.put(None, UNPREPARED)
    assert store.get(None) == UNPREPARED
    assert store.get(tmp_path / "a.csv") == config
    assert kept_preparations().get(None) == UNPREPARED


@pytest.mark.parametrize("content", ["", "[]", '{"": 3}', '{"": {"sample_users": -1}}', '{"": {"other": 1}}'])
def test_a_damaged_record_of_preparations_prepares_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "kept.json").write_text(content)
    assert PreparationStore(tmp_path / "kept.json").get(None) == UNPREPARED
