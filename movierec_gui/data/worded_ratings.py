"""Ratings that are words, letters or thumbs. Which number a word means is decided for a column as a whole, and said."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

_LOOKS = re.compile(r"[\ufe0f\U0001f3fb-\U0001f3ff]")
"""What changes the look of an emoji."""
_BETWEEN_WORDS = re.compile(r"[\s_\-.!,]+")
_LONGEST_GRADE = 2
"""``A-`` has a sign that counts."""
_FEWEST_WORDS = 2


@dataclass(frozen=True)
class Vocabulary:
    """Words with the ratings that they mean."""

    values: Mapping[str, float]
    """By the words as ``_plain`` writes them."""
    scale: tuple[float, float]

    @property
    def is_yes_or_no(self) -> bool:
        """Whether the words tell no more than that somebody liked a movie or not."""
        return self.scale == (0.0, 1.0)

    def value(self, text: str) -> float | None:
        """The rating that a text means; None where it is none of the words."""
        return self.values.get(_plain(text))

    def account(self, texts: Collection[str]) -> str:
        """Which number each of some texts was read as, the highest first."""
        known = {" ".join(text.split()): value for text in texts if (value := self.value(text)) is not None}
        return ", ".join(f"{text} = {value:g}" for text, value in sorted(known.items(), key=lambda pair: -pair[1]))


def _plain(text: str) -> str:
    text = _LOOKS.sub("", text.casefold()).strip()
    return text if len(text) <= _LONGEST_GRADE else _BETWEEN_WORDS.sub(" ", text.replace("didn't", "did not")).strip()


def _vocabulary(*levels: str, first: float = 1.0) -> Vocabulary:
    """Words of each level, the lowest first, with ``|`` between those of the same."""
    values = {_plain(word): first + level for level, words in enumerate(levels) for word in words.split("|")}
    return Vocabulary(values, (first, first + len(levels) - 1))


_GRADES = ("F", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+")
LETTERS: Mapping[str, float] = {letter.casefold(): level for level, letter in enumerate(_GRADES, 1)}
"""Letters with signs, numbered from 1 as Yahoo's R4 does."""
_ASTERISKS = {"*" * count + half: count + bool(half) / 2 for count in range(6) for half in ("", "½", "1/2")}
_ASTERISKS = {stars: level for stars, level in _ASTERISKS.items() if 0 < level <= 5}
VOCABULARIES = (
    _vocabulary(
        "dislike|disliked|dislikes|thumbs down|thumb down|down|👎|no|false|negative|not liked|bad|rotten",
        "like|liked|likes|thumbs up|thumb up|up|👍|yes|true|positive|good|fresh",
        first=0,
    ),
    _vocabulary(
        "bad|dislike|negative|👎", "ok|okay|neutral|so so|meh|average|mixed", "good|like|positive|👍"
    ),
    _vocabulary("-|−|–", "+", first=0),
    _vocabulary("-|−|–", "o|~|=|±|+-|-+", "+"),
    _vocabulary("--|−−|––|—", "-|−|–", "o|~|=|±|+-|-+", "+", "++"),
    # Netflix' own.
    _vocabulary(
        "thumbs down|thumb down|👎|not for me", "thumbs up|thumb up|👍|i like this|like this",
        "two thumbs up|double thumbs up|👍👍|love this|i love this",
    ),
    # Goodreads' own words.
    _vocabulary("did not like it", "it was ok", "liked it", "really liked it", "it was amazing"),
    _vocabulary(
        "hated it|hated|hate|hate it",
        "disliked it|disliked|dislike|did not like it|did not like",
        "it was ok|it was okay|it's ok|ok|okay|neutral|so so|meh|it was fine|fine",
        "liked it|liked|like|like it|enjoyed it",
        "loved it|loved|love|love it",
    ),
    _vocabulary("poor|very poor", "fair", "good", "very good", "excellent"),
    _vocabulary(
        "terrible|awful|horrible|very bad", "bad|poor", "average|ok|okay|fair|mediocre|neutral", "good",
        "excellent|great|amazing|very good|fantastic|masterpiece",
    ),
    _vocabulary("strongly disagree", "disagree", "neutral|neither agree nor disagree", "agree", "strongly agree"),
    _vocabulary("sehr schlecht", "schlecht", "mittel|mittelmäßig|geht so|okay", "gut", "sehr gut"),
    _vocabulary("ungenügend", "mangelhaft", "ausreichend", "befriedigend", "gut", "sehr gut"),
    _vocabulary(
        "très mauvais|tres mauvais|nul", "mauvais", "moyen|passable", "bon|bien", "très bon|très bien|excellent"
    ),
    _vocabulary(
        "muy malo|muy mala|pésimo|pésima", "malo|mala", "regular", "bueno|buena", "muy bueno|muy buena|excelente"
    ),
    Vocabulary({stars: level for stars, level in _ASTERISKS.items() if level == int(level)}, (1.0, 5.0)),
    Vocabulary(_ASTERISKS, (0.5, 5.0)),
    _vocabulary("F", "D", "C", "B", "A"),
    _vocabulary("E", "D", "C", "B", "A"),
    Vocabulary(LETTERS, (1.0, 13.0)),
)  # fmt: skip
"""The first that has all words of a column is the one.

Of asterisks one alone may be a footnote: they are stars where a column has nothing else.
"""


def vocabulary_of(texts: Iterable[str]) -> Vocabulary | None:
    """The words in which a column of ratings is written; None where fewer than two differ, or one is unknown."""
    words = {text.strip() for text in texts if text.strip()}
    if len(words) < _FEWEST_WORDS or len(words) > max(len(one.values) for one in VOCABULARIES):
        return None
    fitting = (one for one in VOCABULARIES if all(one.value(word) is not None for word in words))
    return next((one for one in fitting if len({one.value(word) for word in words}) >= _FEWEST_WORDS), None)
