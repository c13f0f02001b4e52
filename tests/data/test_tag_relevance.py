"""The relevance of tags: read by the names in its table's head, in every shape, and kept with the dataset."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data import assemble, relevance_rows, sources
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.prepare import prepare
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.tag_relevance import TagRelevance
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]
MOVIES = (10, 20, 30, 40)
RATINGS = "userId,movieId,rating,timestamp\n" + "".join(
    f"{user},{movie},{1 + (user + movie) % 5},{1_000_000_000 + user}\n" for user in (1, 2) for movie in MOVIES
)
NAMES = "tagId,tag\n1,007\n2,18th century\n3,action\n"
SCORES = {(10, "007"): 0.025, (10, "action"): 0.93, (30, "007"): 1.0, (30, "action"): 0.0, (40, "18th century"): 0.5}
NUMBERS = {"007": 1, "18th century": 2, "action": 3}
BY_NUMBER = "movieId,tagId,relevance\n" + "".join(
    f"{movie},{NUMBERS[tag]},{score}\n" for (movie, tag), score in SCORES.items()
)
BY_NAME = "tag,item_id,score\n" + "".join(f"{tag},{movie},{score}\n" for (movie, tag), score in SCORES.items())


def scores_of(dataset: Dataset) -> dict[tuple[int, str], float]:
    relevance = dataset.relevance
    assert relevance is not None
    ids = dataset.movies.ids[relevance.movies].tolist()
    return {
        (movie, tag): round(float(score), 6)
        for movie, row in zip(ids, relevance.scores, strict=True)
        for tag, score in zip(relevance.tags, row, strict=True)
        if np.isfinite(score)
    }


def read(path: Path, cache: Path | None = None) -> Dataset:
    return finish(load_dataset(path, cache))


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"genome-scores.csv": BY_NUMBER, "genome-tags.csv": NAMES}, id="20M and 25M"),
        pytest.param(
            {
                "genome_scores.csv": BY_NUMBER.replace("movieId,tagId,relevance", '"movieId","tagId","relevance"'),
                "genome_tags.csv": '"tagId","tag"\n1,"007"\n2,"18th century"\n3,"action"\n',
            },
            id="Kaggle's 20M",
        ),
        pytest.param({"tag_genome.csv": BY_NAME.replace("item_id,score", "movieId,relevance")}, id="serendipity 2018"),
        pytest.param({"tagdl.csv": BY_NAME}, id="2021"),
        pytest.param({"glmer.csv": BY_NAME, "tagdl.csv": BY_NAME, "survey_answers.json": "{}\n"}, id="2021, all"),
        pytest.param(
            {
                "tag_relevance.dat": BY_NUMBER.partition("\n")[2].replace(",", "\t"),
                "tags.dat": "1\t007\t62\n2\t18th century\t41\n3\taction\t2000\n",
            },
            id="2012",
        ),
        pytest.param(
            {
                "mine.csv": "note;relevance;movie_id;tag\n"
                + "".join(f'"a;b";{score};{movie};"{tag}"\n' for (movie, tag), score in SCORES.items())
            },
            id="other order, quoted, more columns",
        ),
        pytest.param({"genome-scores.csv": BY_NUMBER.replace("\n", "\r\n"), "genome-tags.csv": NAMES}, id="CRLF"),
    ],
)
def test_every_shape_gives_the_same_scores(write_folder: Write, files: dict[str, str]) -> None:
    dataset = read(write_folder({"ratings.csv": RATINGS} | files))
    assert scores_of(dataset) == SCORES
    assert len(dataset.ratings) == 8
    assert dataset.report is not None
    assert dataset.report.counts == {"no movie list": 1}
    assert any("the relevance of 3 tags for 3 movies" in note for note in dataset.report.notes)


def test_scores_in_the_folder_beside_are_found(tmp_path: Path) -> None:
    for folder, files in {
        "raw": {
            "ratings.json": "".join(
                json.dumps({"item_id": movie, "user_id": 1, "rating": 3.0}) + "\n" for movie in MOVIES
            ),
            "metadata.json": '{"title": "A (1990)", "item_id": 10, "imdbId": "1"}\n',
            "tags.json": '{"tag": "007", "id": 1}\n{"tag": "18th century", "id": 2}\n{"tag": "action", "id": 3}\n',
            "survey_answers.json": "".join(
                json.dumps({"user_id": user, "item_id": movie, "tag_id": tag, "score": score}) + "\n"
                for user, movie, tag, score in ((1, 10, 1, 5), (2, 10, 1, 2), (2, 20, 3, 1), (3, 20, 3, -1))
            ),
        },
        "scores": {"tagdl.csv": BY_NAME},
    }.items():
        (tmp_path / "set" / folder).mkdir(parents=True)
        for name, text in files.items():
            (tmp_path / "set" / folder / name).write_text(text)
    assert scores_of(read(tmp_path / "set")) == SCORES
    (tmp_path / "set" / "scores" / "tagdl.csv").unlink()
    assert scores_of(read(tmp_path / "set")) == {(10, "007"): 0.625, (20, "action"): 0.0}
    (tmp_path / "set" / "raw" / "survey_answers.json").write_text(
        '{"user_id": 1, "item_id": 10, "tag_id": 1, "score": -1}\n'
    )
    assert read(tmp_path / "set").relevance is None


def test_rows_that_cannot_be_used_are_named(write_folder: Write) -> None:
    rows = "10,1,0.5\n10,x,0.5\nten,1,0.5\n10,2\n10,3,much\n10,3,nan\n20,9,0.25\n30,1,1e-3\n30,1,0.75\n"
    dataset = read(
        write_folder(
            {
                "ratings.csv": RATINGS,
                "genome-scores.csv": "movieId,tagId,relevance\n" + rows,
                "genome-tags.csv": NAMES,
            }
        )
    )
    assert scores_of(dataset) == {(10, "007"): 0.5, (20, "tag 9"): 0.25, (30, "007"): 0.75}
    assert dataset.report is not None
    lines = [issue.line for issue in dataset.report.issues if issue.file == "genome-scores.csv"]
    assert lines == [3, 4, 5, 6, 7]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("row", ["1e300,1,0.5", "10,3000000000,0.5", "10,-1,0.5", "99999999999999999999,1,0.5"])
def test_numbers_that_are_too_large_are_named_and_nothing_warns(write_folder: Write, row: str) -> None:
    scores = f"movieId,tagId,relevance\n10,1,0.5\n{row}\n"
    dataset = read(write_folder({"ratings.csv": RATINGS, "genome-scores.csv": scores, "genome-tags.csv": NAMES}))
    assert scores_of(dataset) == {(10, "007"): 0.5}
    assert dataset.report is not None
    assert [issue.line for issue in dataset.report.issues if issue.file == "genome-scores.csv"] == [3]


def test_scores_of_other_movies_are_not_taken(write_folder: Write) -> None:
    other = "movieId,tag,relevance\n" + "".join(f"{movie},funny,0.5\n" for movie in range(100, 110)) + "10,funny,1\n"
    dataset = read(write_folder({"ratings.csv": RATINGS, "relevance.csv": other}))
    assert dataset.relevance is None
    assert dataset.report is not None
    assert any("1 of its 11 movies" in note for note in dataset.report.notes)


@pytest.mark.parametrize(
    "files",
    [
        {"tags.csv": "userId,movieId,tag,timestamp\n1,10,funny,5\n"},
        {"book_tags.csv": "goodreads_book_id,tag_id,count\n10,1,5\n"},
        {"reviews.csv": "movieId,tag,score,userId\n10,a,3,1\n"},
        {"genome-tags.csv": NAMES},
        {"other.csv": "movieId,relevance\n10,0.5\n"},
    ],
)
def test_other_tables_are_no_relevance(write_folder: Write, files: dict[str, str]) -> None:
    found = read(write_folder({"ratings.csv": RATINGS} | files))
    assert found.relevance is None
    assert len(found.ratings) == 8


def test_movies_whose_ids_are_text_are_found(write_folder: Write) -> None:
    ratings = "user,isbn,rating\n1,0X1,4\n1,007,3\n2,007,5\n"
    dataset = read(write_folder({"ratings.csv": ratings, "relevance.csv": "isbn,tag,relevance\n007,sad,0.5\n"}))
    assert dataset.relevance is not None
    assert [dataset.movies.text_ids[movie] for movie in dataset.relevance.movies] == ["007"]


def test_the_kept_copy_keeps_the_scores_and_knows_changed_ones(
    write_folder: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "WORTH_CACHING", 0)
    folder = write_folder({"ratings.csv": RATINGS, "genome-scores.csv": BY_NUMBER, "genome-tags.csv": NAMES})
    first, again = (read(folder, tmp_path / "cache") for _ in range(2))
    assert scores_of(again) == SCORES
    assert first.content_hash == again.content_hash
    (folder / "genome-scores.csv").write_text(BY_NUMBER.replace("0.025", "0.125"))
    changed = read(folder, tmp_path / "cache")
    assert scores_of(changed)[10, "007"] == 0.125
    assert changed.content_hash != first.content_hash
    (folder / "genome-scores.csv").unlink()
    assert read(folder, tmp_path / "cache").relevance is None


def test_a_prepared_dataset_keeps_the_scores_of_its_movies(write_folder: Write) -> None:
    rows = "".join(f"{user},{movie},4,1\n" for user in (3, 4) for movie in MOVIES[1:])
    dataset = read(
        write_folder({"ratings.csv": RATINGS + rows, "genome-scores.csv": BY_NUMBER, "genome-tags.csv": NAMES})
    )
    prepared = finish(prepare(dataset, PreparationConfig(min_movie_ratings=4)))
    assert prepared.movies.ids.tolist() == [20, 30, 40]
    assert scores_of(prepared) == {pair: score for pair, score in SCORES.items() if pair[0] != 10}


def test_more_than_is_kept_is_said(write_folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_folder({"ratings.csv": RATINGS, "genome-scores.csv": BY_NUMBER, "genome-tags.csv": NAMES})
    monkeypatch.setattr(assemble, "MOST_CELLS", 8)
    dataset = read(folder)
    assert dataset.relevance is None
    assert dataset.report is not None
    assert dataset.report.counts["more than is read"] == 1
    monkeypatch.setattr(relevance_rows, "MOST_SCORES", 2)
    assert read(folder).report.counts["more than is read"] == 2  # type: ignore[union-attr]


def test_blocks_in_doubt_are_read_as_those_beyond(write_folder: Write) -> None:
    rng = np.random.default_rng(0)
    movies, tags = np.repeat(MOVIES, 500), np.tile(np.arange(500), 4)
    values = rng.random(2000).round(5)
    plain = [f"{m},{t},{v}" for m, t, v in zip(movies, tags, values, strict=True)]
    quoted = [f'"{m}",{t},"{v}"' for m, t, v in zip(movies, tags, values, strict=True)]
    head = "movieId,tagId,relevance"
    one = read(write_folder({"ratings.csv": RATINGS, "genome-scores.csv": "\n".join([head, *plain])}, "plain"))
    other = read(write_folder({"ratings.csv": RATINGS, "genome-scores.csv": "\n".join([head, *quoted])}, "quoted"))
    assert scores_of(one) == scores_of(other)
    assert len(scores_of(one)) == 2000


def test_columns_of_unequal_length_are_refused() -> None:
    relevance = TagRelevance(("a", "b"), np.array([0], np.int32), np.zeros((1, 2), np.float32))
    with pytest.raises(ValueError, match="unequal"):
        replace(relevance, tags=("a",))


def test_the_genome_of_2012_alone_is_no_table_of_ratings(write_folder: Write) -> None:
    folder = write_folder({"tag_relevance.dat": "1\t1\t0.03\n1\t2\t0.9\n2\t1\t0.5\n", "tags.dat": "1\t007\t62\n"})
    for path in (folder, folder / "tag_relevance.dat"):
        with pytest.raises(UserError, match="holds the relevance of tags, and no ratings"):
            read(path)


NUMBERED, NAMED = ("tag 1", "tag 2", "tag 3"), ("007", "18th century", "action")


@pytest.mark.parametrize(
    ("file", "head", "rows", "tags"),
    [
        ("tags.csv", "tagId,tag", "{0},{1}", NAMED),
        ("genome_tags.csv", "tag,id", "{1},{0}", NAMED),
        ("Genome-Tags.CSV", "tag_id;count;tag", "{0};5;{1}", NAMED),
        ("names.csv", "tagId,tag", "{0},{1}", NUMBERED),
        ("tags.csv", "userId,movieId,tag,timestamp", "1,10,{1},1000000000", NUMBERED),
        ("tags.csv", "tagId,count", "{0},5", NUMBERED),
        ("tags.csv", "count,tag", "{0},{1}", NUMBERED),
        ("tags.csv", "tagId,tag,movieId", "{0},{1},10", NUMBERED),
        ("tags.csv", "tagId,tag,userId", "{0},{1},1", NUMBERED),
        ("tags.csv", "", "{0},{1},9", NUMBERED),
    ],
)
def test_the_names_of_tags_come_from_a_list_with_numbers_and_names_alone(
    write_folder: Write, file: str, head: str, rows: str, tags: tuple[str, ...]
) -> None:
    names = "\n".join(filter(None, [head, *(rows.format(number, name) for name, number in NUMBERS.items()), ""]))
    dataset = read(write_folder({"ratings.csv": RATINGS, "genome-scores.csv": BY_NUMBER, file: names + "\n"}))
    assert dataset.relevance is not None
    assert dataset.relevance.tags == tags


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ("movieId,tag,relevance", True),
        ("movieId,tag,score", True),
        ("movieId,tag,count", False),
        ("movieId,genre,relevance", False),
        ("nr,tag,relevance", False),
        ("movieId,tag,relevance,userId", False),
    ],
)
def test_movies_tags_and_scores_of_nobody_are_relevance(write_folder: Write, scores: str, found: bool) -> None:
    text = f"{scores}\n" + "10,action,0.5,1\n20,action,0.25,1\n".replace(",1\n", ",1\n" if "user" in scores else "\n")
    dataset = read(write_folder({"ratings.csv": RATINGS, "tagdl.csv": text}))
    assert (dataset.relevance is not None) == found


def test_of_several_tables_that_beside_the_ratings_under_the_most_usual_name_counts(write_folder: Write) -> None:
    def scored(score: float) -> str:
        return f"movieId,tag,relevance\n10,action,{score}\n20,action,{score}\n"

    files = {"ratings.csv": RATINGS, "glmer.csv": scored(0.25), "tag_genome.csv": scored(0.5), "a.csv": scored(0.75)}
    survey = "user_id,item_id,tag,score\n1,10,action,1\n1,20,action,1\n"
    taken = []
    for name in ("tag_genome.csv", "glmer.csv", "a.csv", "survey_answers.csv"):
        folder = write_folder(files | {"survey_answers.csv": survey}, f"before-{name}")
        taken.append(set(scores_of(read(folder)).values()))
        files.pop(name, None)
    assert taken == [{0.5}, {0.25}, {0.75}, {0.0}]
