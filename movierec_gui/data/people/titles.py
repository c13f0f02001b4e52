"""Titles as people and sites write them, made comparable: accents, articles, a.k.a., marks, numbers, subtitles.

Keys of falling strictness: ``exact_key`` (the same words), ``loose_key`` (articles, numbers and spelling set aside),
``part_keys`` (a long subtitle alone, a numbered head alone, without the maker's name in front) and ``bag_key`` (the
same words in any order).
"""

from __future__ import annotations

import re
from functools import lru_cache

from movierec_gui.data.dataset import FIRST_YEAR, LAST_YEAR, NO_YEAR
from movierec_gui.data.search_text import folded

_SIGNS = str.maketrans({
    "½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3", "·": " ", "•": " ", "&": " and ", "＆": " and ", "+": " and ",
    "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    "ð": "d", "þ": "th", "ı": "i",
    "'": None, "’": None, "‘": None, "`": None, "´": None, "ʻ": None, "ʼ": None, "′": None, "＇": None,
})  # fmt: skip
_WORD = re.compile(r"\w+")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_ALSO_KNOWN_AS = re.compile(r"^\s*(?:a\.?\s?k\.?\s?a\.?|aka|also known as|original title:)\s+", re.IGNORECASE)
_ARTICLES = (
    "the", "an", "a", "le", "la", "les", "l", "un", "une", "des", "il", "lo", "gli", "i", "uno", "una", "el", "los",
    "las", "der", "die", "das", "den", "dem", "ein", "eine", "det", "de", "het", "een", "en", "ett", "et", "o", "os",
    "as", "um", "uma", "az",
)  # fmt: skip
_ARTICLE_LAST = re.compile(rf"(?s)(.*),\s*((?:{'|'.join(_ARTICLES)})['’]?)", re.IGNORECASE)
_ELIDED = re.compile(r"^(l|d)['’]\s*(?=\w)", re.IGNORECASE)
_SPELLINGS = {
    "colour": "color", "colours": "colors", "coloured": "colored", "theatre": "theater", "grey": "gray",
    "neighbour": "neighbor", "neighbours": "neighbors", "neighbouring": "neighboring", "honour": "honor",
    "harbour": "harbor", "pyjamas": "pajamas", "favourite": "favorite", "doctor": "dr", "mister": "mr", "saint": "st",
    "versus": "vs", "v": "vs", "traveller": "traveler", "jewellery": "jewelry", "centre": "center",
    "volume": "vol", "number": "no",
}  # fmt: skip
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "first": "1", "second": "2", "third": "3",
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
    "xiii": "13", "thirteen": "13", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60",
    "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100",
}  # fmt: skip
_LAST_WORDS = {"dr": "drive", "blvd": "boulevard", "ave": "avenue", "rd": "road"}
_AFTER_PART = {"i": "1", "v": "5", "x": "10", "deux": "2"}
_PART_WORDS = frozenset({"part", "pt", "vol", "volume", "chapter", "episode", "no"})
_SPLIT_AT = re.compile(r"\s*:\s+|\s+[-–—]\s+")
_MAY_HAVE_PARTS = re.compile(r"[:'’–—]|-\s|,\s+or\s", re.IGNORECASE)
_EPISODE = re.compile(r"(?P<head>.+?):?\s+episode\s+\w+\s*[-–—:]\s*(?P<tail>.+)", re.IGNORECASE)
_MAKER = re.compile(r"^(?:\w[\w.]*\s+){0,2}\w[\w.]*['’]s?\s+(?=\S+\s+\S)", re.IGNORECASE)
_DOUBLE_TITLE = re.compile(r",?\s+or:\s+|,\s+or\s+", re.IGNORECASE)
_FEWEST_TAIL_WORDS = 3
_SMALL_WORDS = frozenset({"the", "a", "an", "of", "at", "on", "in", "to", "for", "or", "with", "from", "by"})
_FEWEST_BAG_WORDS = 3
_YEAR_BEHIND = re.compile(
    r"(?s)(?P<title>.*\S)\s*[(\[](?P<first>\d{4})(?P<span>\s?[-–—/]\s?(?:\d{2,4})?)?[)\]]"
    r"(?P<rest>(?:\s*\([^()]*\))*)\s*"
)
_YEAR = re.compile(r"\s*(\d{4})(?:\.0+)?\s*")
_YEAR_SPAN = re.compile(
    r"(\d{4})\s*(?:(?:[-–—~+]|\.{2,3}|…|\b(?:to|till|until|bis|hasta|al?|à|до|по)\b)\s*(?:\d{2}|\d{4}|[^\W\d_]+|\?|\.{2,3}|…)?"
    r"|\s(?:present|heute|oggi))"
)
_YEAR_SINCE = re.compile(r"(?:since|from|seit|ab|depuis|desde|dal|с|от)\s+(\d{4})")
_ONE_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")


@lru_cache(maxsize=65_536)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a title without accents, marks and case; ``&`` is "and", ``½`` is 1/2."""
    return tuple(_WORD.findall(folded(text.translate(_SIGNS))))


@lru_cache(maxsize=65_536)
def exact_key(text: str) -> str:
    """A key that two titles share where only case, accents, blanks and marks differ; the article comes first."""
    plain = article_first(text)
    return "".join(words_of(plain)) or folded(plain).strip()


def loose_key(text: str) -> str:
    """A key without article, "and" and the word "part", numbers as digits, one spelling of words spelt in two ways."""
    return "".join(_loose_words(text)) or exact_key(text)


def bag_key(text: str) -> str:
    """The words of the loose key in the alphabet's order, small words left out; empty for fewer than three words."""
    words = sorted(word for word in _loose_words(text) if word not in _SMALL_WORDS)
    return " ".join(words) if len(words) >= _FEWEST_BAG_WORDS else ""


def _loose_words(text: str) -> list[str]:
    words = list(words_of(_ELIDED.sub("", article_first(text).strip())))
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    kept: list[str] = []
    for place, word in enumerate(words):
        numbers = place > 0 and (words[place - 1] in _PART_WORDS or place == len(words) - 1)
        plain = _AFTER_PART.get(word, word) if numbers else word
        plain = _LAST_WORDS.get(plain, plain) if place == len(words) - 1 else plain
        plain = _NUMBERS.get(plain, _SPELLINGS.get(plain, plain))
        if plain != "and" and not (word in _PART_WORDS and _is_number_next(words, place)):
            kept.append(plain)
    return kept


def part_keys(text: str) -> tuple[str, ...]:
    """Loose keys of what is used for the whole title: a subtitle of three words, a numbered head, no maker in front."""
    if not _MAY_HAVE_PARTS.search(text):
        return ()
    plain = article_first(text)
    parts: list[str] = []
    if episode := _EPISODE.fullmatch(plain):
        parts += [episode["head"], episode["tail"], f"{episode['head']}: {episode['tail']}"]
    if maker := _MAKER.match(plain):
        parts.append(plain[maker.end() :])
    pieces = _SPLIT_AT.split(plain)
    if len(pieces) > 1:
        head, tail = pieces[0], plain[plain.rindex(pieces[-1]) :]
        parts += [part for part in (tail,) if len(words_of(part)) >= _FEWEST_TAIL_WORDS]
        parts += [head] if any(letter.isdigit() for letter in "".join(words_of(head))) else []
        if unnumbered := _without_number(head):
            parts.append(unnumbered + plain[len(head) :])
    parts += _DOUBLE_TITLE.split(plain)[:-1]
    return tuple(dict.fromkeys(loose_key(part) for part in parts if words_of(part)))


def head_key(text: str) -> str:
    """The loose key of what stands before a colon or dash; empty where there is none. Good for a question only."""
    if not _MAY_HAVE_PARTS.search(text):
        return ""
    head, *rest = _SPLIT_AT.split(article_first(text))
    return loose_key(head) if rest and words_of(head) else ""


def spellings(title: str) -> tuple[str, ...]:
    """A catalogue's title in the forms people write: with and without brackets, and the names in brackets alone."""
    outside = _BRACKETS.sub(" ", title)
    inside = [_ALSO_KNOWN_AS.sub("", first or second) for first, second in _BRACKETS.findall(title)]
    # "(V)" and "(TV)" of the first releases are no names.
    inside = [name for name in inside if name.strip() not in ("V", "TV")]
    halves = [half for name in inside if "/" in name for half in name.split("/")]
    both = _BRACKETS.sub(lambda match: match[1] or match[2] or "", title)
    forms = (title, both, outside, *inside, *halves)
    return tuple(dict.fromkeys(" ".join(form.split()) for form in forms if words_of(form) or form.strip(" ()[]")))


def article_first(title: str) -> str:
    """``Matrix, The`` as ``The Matrix``, ``Avventura, L'`` as ``L'Avventura``."""
    match = _ARTICLE_LAST.fullmatch(title.strip())
    if match is None:
        return title
    blank = "" if match[2][-1] in "'’" else " "
    return f"{match[2]}{blank}{match[1]}"


def split_year(text: str) -> tuple[str, int, bool]:
    """Title, year and whether it is a span of years, of ``Toy Story (1995)`` or ``Fargo (2014–2024)``."""
    match = _YEAR_BEHIND.fullmatch(text)
    if match is None or not FIRST_YEAR <= int(match["first"]) <= LAST_YEAR:
        return text.strip(), NO_YEAR, False
    title = " ".join(part for part in (match["title"].strip(), match["rest"].strip()) if part)
    return title, int(match["first"]), bool(match["span"])


def read_year(text: str) -> tuple[int, bool]:
    """Year and whether it is a span of years, which only series have; ``NO_YEAR`` where there is none."""
    if match := _YEAR.fullmatch(text):
        return _possible_year(match[1]), False
    plain = text.strip(" ()[]\t").lower()
    for pattern in (_YEAR_SPAN, _YEAR_SINCE):
        if match := pattern.fullmatch(plain):
            return _possible_year(match[1]), True
    found = _ONE_YEAR.search(plain)  # as in 1975/I, 1975/76, 1995-12-15, 1995 (restored)
    return (_possible_year(found[1]) if found else NO_YEAR), False


def _possible_year(digits: str) -> int:
    year = int(digits)
    return year if FIRST_YEAR <= year <= LAST_YEAR else NO_YEAR


def _without_number(head: str) -> str:
    """``Ice Age 4`` as ``ice age``, ``Friday the 13th Part IV`` as ``friday the 13th``; empty without a number."""
    words = words_of(head)
    if len(words) < 2 or not is_number(words[-1]):
        return ""
    return " ".join(words[:-2] if words[-2] in _PART_WORDS else words[:-1])


def is_number(word: str) -> bool:
    """Whether a word is a number in digits, letters or Roman numerals."""
    return word.isdigit() or word in _NUMBERS or word in _AFTER_PART


def _is_number_next(words: list[str], place: int) -> bool:
    return place + 1 < len(words) and is_number(words[place + 1])
