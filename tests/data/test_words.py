"""Words of tags and titles: the splitting of any text, the weighted bag, and word vectors."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movierec_gui.data.dataset import Ratings, Tags
from movierec_gui.data.features import TrainingData
from movierec_gui.data.tag_relevance import TagRelevance
from movierec_gui.data.words import STOP_WORDS, WORD_SOURCES, movie_words, word_vectors, words_of
from movierec_gui.errors import UserError


def described(tags: list[tuple[int, str]], titles: tuple[str, ...]) -> TrainingData:
    """A catalogue with these tags and titles; nobody has rated it."""
    n = len(tags)
    movies = np.array([movie for movie, _ in tags], np.int32)
    texts = tuple(text for _, text in tags)
    columns = Tags(np.full(n, -1, np.int32), movies, texts, np.zeros(n, np.int64))
    empty = np.zeros((len(titles), 0), bool)
    return TrainingData(
        0, len(titles), _no_ratings(), (0.5, 5.0), empty, np.zeros(len(titles), np.int32), columns, titles
    )


def _no_ratings() -> Ratings:
    return Ratings(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.int64))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Twist Ending", ["twist", "ending"]),
        ("Shawshank Redemption, The", ["shawshank", "redemption"]),
        ("sandra 'boring' bullock's", ["sandra", "boring", "bullocks"]),
        ("Don’t", ["dont"]),
        ("sci-fi/space_opera", ["sci", "fi", "space", "opera"]),
        ("Amélie (Fabuleux destin d'Amélie Poulain, Le)", ["amélie", "fabuleux", "destin", "damélie", "poulain"]),
        ("Ame\u0301lie", ["amélie"]),
        ("ＡＢＣ２", ["abc2"]),
        ("Straße", ["strasse"]),
        ("हिन्दी फ़िल्म", ["हिन्दी", "फ़िल्म"]),
        ("七人の侍", ["七人の侍"]),
        ("love\u2764\ufe0f😀😀", ["love", "\u2764", "😀", "😀"]),
        ("", []),
        (" \t\n", []),
        ("...!?", []),
        ("The", []),
        ("\x00\ud800", []),
    ],
)
def test_words_by_hand(text: str, words: list[str]) -> None:
    assert words_of(text) == [unicodedata.normalize("NFKC", word) for word in words]


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@settings(deadline=None)
@given(ANY_TEXT)
def test_words_of_any_text_are_words(text: str) -> None:
    for word in words_of(text):
        assert word
        assert not any(character.isspace() for character in word)
        assert word not in STOP_WORDS


@settings(deadline=None)
@given(ANY_TEXT)
def test_words_are_made_of_themselves(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words


@settings(deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_words_of_two_texts_are_those_of_each(first: str, second: str) -> None:
    assert words_of(f"{first}\n{second}") == words_of(first) + words_of(second)


def test_a_word_of_ten_thousand_letters_is_one_word() -> None:
    assert words_of("X" * 10_000) == ["x" * 10_000]
    bag = movie_words(described([(0, "x" * 10_000), (1, "X" * 10_000)], ("A", "B")), "tags")
    assert bag.words == ("x" * 10_000,)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), ANY_TEXT), max_size=12), st.sampled_from(WORD_SOURCES))
def test_any_tags_give_a_bag_or_a_plain_word(tags: list[tuple[int, str]], source: str) -> None:
    data = described(tags, ("Alien", "Aliens", "", "Casablanca", "🎬", "Alien 3"))
    try:
        bag = movie_words(data, source)
    except UserError:
        assert source in ("tags", "relevance")
        return
    assert bag.weights.shape == (6, len(bag.words))
    lengths = np.sqrt(bag.weights.multiply(bag.weights).sum(axis=1))
    assert np.all(np.isclose(lengths, 1.0) | (lengths == 0))
    vectors = word_vectors(bag, 3)
    assert vectors.shape == (6, min(3, len(bag.words)))
    assert np.isfinite(vectors).all()


def test_words_that_only_one_movie_has_are_left_out_and_rare_ones_weigh_more() -> None:
    tags = [(0, "dark space"), (1, "dark space"), (1, "SPACE"), (2, "dark"), (3, "dark lonely")]
    bag = movie_words(described(tags, ("A", "B", "C", "D", "E")), "tags")
    assert bag.words == ("dark", "space")
    weights = bag.weights.toarray()
    assert weights[0, 1] > weights[0, 0] > 0
    assert weights[1, 1] > weights[0, 1]  # said twice
    assert weights[2].tolist() == weights[3].tolist() == [1.0, 0.0]
    assert not weights[4].any()


def test_the_source_chooses_tags_titles_or_both() -> None:
    data = described([(0, "funny"), (1, "funny")], ("Alien", "Robin Hood", "Alien 3"))
    assert movie_words(data, "tags").words == ("funny",)
    assert movie_words(data, "titles").words == ("alien",)
    assert movie_words(data, "both").words == ("funny", "alien")
    with pytest.raises(UserError, match="Did you mean 'tags'"):
        movie_words(data, "tag")


def test_a_catalogue_without_shared_words_is_refused_plainly() -> None:
    with pytest.raises(UserError, match="The tags describe no movies"):
        movie_words(described([], ("Alien", "Alien 3")), "tags")
    with pytest.raises(UserError, match="The tags and titles describe no movies"):
        movie_words(described([(0, "sad")], ("Alien", "Heat")), "both")


def test_relevance_counts_as_far_as_it_differs_from_other_movies() -> None:
    nan = np.nan
    scores = np.array([[0.9, 0.5, 0.2, nan], [0.1, 0.5, nan, 0.7], [0.5, 0.5, 0.6, nan]], np.float32)
    relevance = TagRelevance(("space", "same", "sad", "alone"), np.array([0, 2, 3], np.int32), scores)
    data = replace(described([], ("A", "B", "C", "D")), relevance=relevance)
    bag = movie_words(data, "relevance")
    assert bag.words == ("space", "sad")
    expected = [[0.4, -0.2], [0, 0], [-0.4, 0], [0, 0.2]]
    lengths = [np.hypot(*row) or 1 for row in expected]
    np.testing.assert_allclose(bag.weights.toarray(), np.array(expected) / np.array(lengths)[:, None], atol=1e-6)
    assert np.array_equal(relevance.scores, scores, equal_nan=True)


def test_data_without_relevance_say_where_it_comes_from() -> None:
    with pytest.raises(UserError, match=r"have no tag relevance.*\n?.*genome-scores.csv"):
        movie_words(described([(0, "sad"), (1, "sad")], ("A", "B")), "relevance")
    equal = TagRelevance(("sad",), np.array([0, 1], np.int32), np.ones((2, 1), np.float32))
    with pytest.raises(UserError, match="describes no movies"):
        movie_words(replace(described([], ("A", "B")), relevance=equal), "relevance")


def test_movies_that_share_words_or_companions_of_words_lie_close() -> None:
    tags = [(0, "space alien"), (1, "space alien"), (2, "alien"), (3, "wedding bride"), (4, "wedding"), (5, "bride")]
    data = described(tags, ("A", "B", "C", "D", "E", "F", "G"))
    vectors = word_vectors(movie_words(data, "tags"), 2)
    products = vectors @ vectors.T
    assert products[0, 2] > 0.5 > 1e-3 > abs(products[0, 4])
    assert products[4, 5] > 0.1  # no common word, but both are words of movie 3
    assert not vectors[6].any()


def test_word_vectors_depend_on_no_global_state(data_with_words: TrainingData) -> None:
    first, again = (word_vectors(movie_words(data_with_words, "both"), 4) for _ in range(2))
    assert np.array_equal(first, again)
    fewer = replace(data_with_words, titles=("Movie",) * data_with_words.n_movies)
    assert word_vectors(movie_words(fewer, "titles"), 32).shape == (data_with_words.n_movies, 1)


@pytest.fixture
def data_with_words() -> TrainingData:
    return described([(0, "funny"), (1, "funny sad"), (2, "sad")], ("Alien", "Aliens", "Alien 3", "Heat", "Heat 2"))


def test_word_vectors_have_no_more_columns_than_there_are_movies() -> None:
    words = [f"w{n}x" for n in range(30)]
    bag = movie_words(
        described([(movie, word) for movie in range(3) for word in words[movie:]], ("A", "B", "C")), "tags"
    )
    assert bag.weights.shape[1] > 8
    assert word_vectors(bag, 8).shape == (3, 3)
    assert word_vectors(bag, 2).shape == (3, 2)
