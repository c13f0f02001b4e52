"""A movie's words, those of its tags and of its title, or the relevance of tags: a weighted bag, and a few numbers.

Nothing is downloaded: the weights are TF-IDF, and the few numbers come from latent semantic analysis, a truncated
singular value decomposition of the bag (Deerwester et al. 1990).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.sparse as sp

from movierec_gui.data.dataset import Float32Array
from movierec_gui.data.features import TrainingData
from movierec_gui.data.tag_relevance import TagRelevance
from movierec_gui.errors import UserError, unknown_name

RELEVANCE = "relevance"
WORD_SOURCES = ("tags", "titles", "both", RELEVANCE)
MIN_MOVIES = 2
"""Movies that a word needs: a word of one movie says nothing of the others."""
_NOTHING = 1e-6
"""A difference in relevance that is none."""
STOP_WORDS = frozenset({
    "a", "aka", "al", "an", "and", "at", "das", "de", "del", "der", "des", "di", "die", "du", "e", "el", "en", "et",
    "for", "from", "i", "il", "in", "is", "it", "k", "la", "las", "le", "les", "los", "of", "on", "or", "the", "to",
    "un", "una", "und", "une", "with",
})  # fmt: skip
"""Articles, conjunctions and the like, of the languages that titles are in; ``a``, ``k``, ``a`` is "also known as"."""


@dataclass(frozen=True, eq=False)
class WordBag:
    """The words that describe a catalogue."""

    words: tuple[str, ...]
    weights: sp.csr_matrix
    """Shape [movies, words]: TF-IDF, or a tag's relevance above its mean; each row of length 1, or empty for a movie
    that has none of the words."""


def words_of(text: str) -> list[str]:
    """The words of any text, in order, without stop words: runs of letters and digits, and single symbols (emoji).

    Case, compatibility forms and apostrophes make no difference.
    """
    folded = _normal(_normal(text).casefold())
    # Marks find new neighbours where a character between them goes.
    spaced = _normal("".join(map(_within_words, folded)))
    return [word for word in spaced.split() if word not in STOP_WORDS]


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=4096)
def _within_words(character: str) -> str:
    """Returns a character as it is split at spaces: itself, a word of its own, nothing, or a space."""
    kind = unicodedata.category(character)
    if character in "'’" or unicodedata.name(character, "").startswith("VARIATION SELECTOR"):
        return ""
    if kind == "So":
        return f" {character} "
    return character if kind[0] in "LMN" else " "


def movie_words(data: TrainingData, source: str) -> WordBag:
    """The words of every movie's tags (of no held-out rating), title, or both; or all tags with their relevance.

    Raises UserError at an unknown source, where fewer than ``MIN_MOVIES`` movies share any word, and where the data
    have no relevance of tags.
    """
    if source not in WORD_SOURCES:
        raise unknown_name("source of words", source, WORD_SOURCES)
    if source == RELEVANCE:
        return _relevant_tags(data.relevance, data.n_movies)
    texts: list[tuple[int, str]] = []
    if source != "titles":
        texts += zip(data.tags.movies.tolist(), data.tags.texts, strict=True)
    if source != "tags":
        texts += enumerate(data.titles)
    known = {text: words_of(text) for text in {text for _, text in texts}}  # many give the same tag
    pairs = [(movie, word) for movie, text in texts for word in known[text]]
    return _weighted(pairs, data.n_movies, source)


def _relevant_tags(relevance: TagRelevance | None, n_movies: int) -> WordBag:
    """Each tag's relevance less its mean over the movies that have scores, so that 0 says nothing, as for the others.

    A tag of fewer than ``MIN_MOVIES`` movies, or of equal relevance for all, is left out.
    """
    if relevance is None:
        raise UserError(
            "The data have no tag relevance",
            "It comes as genome-scores.csv with MovieLens 20M and 25M, and with GroupLens' tag genomes",
            "Put such a file beside the ratings and open them again, or choose another source of words",
        )
    scores = relevance.scores.copy()  # [m, tags]
    given = np.isfinite(scores)
    counts = given.sum(axis=0)
    scores -= scores.sum(axis=0, where=given, dtype=np.float64) / np.maximum(1, counts)
    scores[~given] = 0
    telling = np.flatnonzero((counts >= MIN_MOVIES) & (np.abs(scores).max(axis=0, initial=0) > _NOTHING))
    if len(telling) == 0:
        raise UserError(
            "The tag relevance describes no movies", "No tag differs between them", "Choose another source of words"
        )
    scores = scores[:, telling]
    scores /= np.maximum(np.linalg.norm(scores, axis=1, keepdims=True), _NOTHING)
    weights = sp.csr_matrix(scores)
    starts = np.zeros(n_movies + 1, np.int64)
    starts[relevance.movies + 1] = np.diff(weights.indptr)
    of_all = sp.csr_matrix((weights.data, weights.indices, np.cumsum(starts)), shape=(n_movies, len(telling)))
    return WordBag(tuple(relevance.tags[tag] for tag in telling), of_all)


def _weighted(pairs: list[tuple[int, str]], n_movies: int, source: str) -> WordBag:
    from sklearn.feature_extraction.text import TfidfTransformer

    places: dict[str, int] = {}
    columns = [places.setdefault(word, len(places)) for _, word in pairs]
    rows = [movie for movie, _ in pairs]
    counts = sp.csr_matrix((np.ones(len(pairs), np.float32), (rows, columns)), shape=(n_movies, len(places)))
    shared = np.flatnonzero(np.bincount(counts.indices, minlength=len(places)) >= MIN_MOVIES)
    if len(shared) == 0:
        what = {"tags": "tags", "titles": "titles", "both": "tags and titles"}[source]
        raise UserError(
            f"The {what} describe no movies",
            f"No word stands in those of {MIN_MOVIES} movies",
            "Choose another source of words, or none",
        )
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(counts[:, shared]).tocsr().astype(np.float32)
    words = tuple(places)
    return WordBag(tuple(words[place] for place in shared), weights)


def word_vectors(bag: WordBag, width: int) -> Float32Array:
    """Each movie's words condensed to ``width`` numbers, the most telling direction first.

    Shape [movies, width], zeros for a movie without words; fewer columns where there are fewer movies, and the bag
    itself where it has no more words. Movies that share words, or whose words stand together elsewhere, lie close.
    """
    if bag.weights.shape[1] <= width:
        dense: Float32Array = bag.weights.toarray()
        return dense
    from sklearn.decomposition import TruncatedSVD

    directions = TruncatedSVD(min(width, bag.weights.shape[0]), n_iter=7, random_state=0)
    full = bag.weights.nnz > 0.5 * bag.weights.shape[0] * bag.weights.shape[1]
    vectors: Float32Array = directions.fit_transform(bag.weights.toarray() if full else bag.weights).astype(np.float32)
    return vectors
