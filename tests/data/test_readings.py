"""What single texts, numbers and heads of tables are read as, line by line, held to ``readings.json``.

Other tests say why a reading is right; here stands every reading of a large set of odd texts, so that none changes
unseen. A change that is meant is written with ``MOVIEREC_RENEW_READINGS=1 python -m pytest
tests/data/test_readings.py``, and read in the difference.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from movierec_gui.data import careful_rows, column_guess, column_names, identifiers, scales, sniffing, splits, times
from movierec_gui.data.beside import bare_id
from movierec_gui.data.catalogue import split_genres, split_title
from movierec_gui.data.choices import parse_columns
from movierec_gui.data.delimited import decoded, split_fields
from movierec_gui.data.formats.ratings_table import guess_table_columns
from movierec_gui.data.headless import guess_headless, is_sure
from movierec_gui.data.people import kinds, person, titles
from movierec_gui.data.people import scales as people_scales
from movierec_gui.data.people import times as people_times
from movierec_gui.data.people.sources import rows as source_rows
from movierec_gui.data.search_text import folded
from movierec_gui.data.table_export import original_cell, safe_cell
from movierec_gui.data.tag_rows import tag_columns
from movierec_gui.data.time_column import with_found_times
from movierec_gui.data.unpacked import unpacked_name
from movierec_gui.data.words import words_of
from movierec_gui.errors import UserError

READINGS = Path(__file__).parent / "readings.json"
ODD = json.loads((READINGS.parent / "odd_texts.json").read_text(encoding="utf-8"))
TITLES, GENRES, TIMES, NUMBERS, SCALES, HEADERS, TABLES = (
    ODD[name] for name in ("titles", "genres", "times", "numbers", "scales", "headers", "tables")
)
LEVELS = [tuple(levels) for levels in ODD["levels"]]


def _told(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    return repr(value).replace("np.float64(", "(").replace("np.int64(", "(")


def _each(read: Callable[[Any], Any], given: Iterable[Any]) -> dict[str, Any]:
    """What comes of each of them, or why nothing does."""
    found = {}
    for one in given:
        try:
            found[repr(one)] = _told(read(one))
        except (UserError, ValueError) as error:
            found[repr(one)] = f"{type(error).__name__}: {error}"
    return found


def _table(text: str) -> Any:
    """All that is guessed of a table from its head."""
    head = text.encode()
    shape = sniffing.sniff(head)
    if shape is None:
        return None
    rows = sniffing.first_rows(head, shape)
    columns = sniffing.guess_columns(shape)
    headless = guess_headless(shape, rows)
    known: dict[str, int | None] = dict.fromkeys(("user", "movie", "rating", "timestamp"))
    return (
        shape,
        rows,
        columns,
        headless,
        headless and is_sure(shape, headless, rows),
        sniffing.further_columns(shape),
        guess_table_columns(head),
        column_guess.guess_by_content(rows, shape.width, known),
        tag_columns(shape),
        columns and sniffing.with_text_ids(columns, rows),
        columns and with_found_times(columns, shape, rows),
    )


def _header(text: str) -> Any:
    words = text.replace("::", " ").replace(",", " ").replace(";", " ").split()
    roles = ("user", "movie", "rating", "timestamp", "title", "tag", "genres", "year")
    return (
        [column_names.plain_name(word) for word in words],
        {role: column_names.column_of(words, role) for role in roles},
        column_names.rated_movie_column(words),
    )


def _settled(given: tuple[tuple[int, ...], bool, str, bool]) -> Any:
    numbers, trusted, unit, small = given
    values = np.array(numbers, np.int64)
    found = times.settle_times(values, np.empty(0, np.int64), [], trusted=trusted, unit=unit, small=small)
    return found.seconds.tolist(), found.words, found.impossible.tolist()


def _scale(levels: tuple[float, ...], total: int = 0, **options: Any) -> Any:
    counts = {float(level): 1 + 3 * at for at, level in enumerate(levels)}
    return scales.find_scale(counts, total or sum(counts.values()), **options)


_COUNTED = (
    (978300760, 978300761),
    (978300760000,),
    (5, 86400),
    (20180518, 20180519),
    (20180518,),
    (43238, 43239),
    (1995, 1996),
    (0, 0),
    (0, 978300760),
    (978300760000000, 1),
    (978300760000000000,),
    (180518, 180519),
    (631152000, 4102444800),
    (12, 20180518),
    (25569, 73049),
    (25568,),
    (2**62, 2**61),
)
_VALUES = ("=1+1", "+1", "-1", "@a", "'a", "''a", "a", "", 1, -1.5, None, "\t=1", "\r=1", " =1", "'=1")
_READ: dict[str, tuple[Callable[[Any], Any], Iterable[Any]]] = {
    "split_title": (split_title, TITLES),
    "split_genres": (split_genres, GENRES),
    "split_year": (titles.split_year, TITLES),
    "read_year": (titles.read_year, (*TIMES, *NUMBERS)),
    "exact_key": (titles.exact_key, TITLES),
    "loose_key": (titles.loose_key, TITLES),
    "bag_key": (titles.bag_key, TITLES),
    "part_keys": (titles.part_keys, TITLES),
    "head_key": (titles.head_key, TITLES),
    "spellings": (titles.spellings, TITLES),
    "article_first": (titles.article_first, TITLES),
    "says_series": (kinds.says_series, TITLES),
    "folded": (folded, TITLES),
    "words_of": (words_of, TITLES),
    "kind_of": (
        kinds.kind_of,
        (
            "movie",
            "Movie",
            "tvSeries",
            "TV Series",
            "tvEpisode",
            "short",
            "video",
            "videoGame",
            "Music Video",
            "podcast",
            "show",
            "film",
            "",
            "documentary",
            "tvMiniSeries",
            "TV Movie",
            "season",
            "person",
            "book",
            "anime",
        ),
    ),
    "read_moment": (times.read_moment, TIMES),
    "read_time": (times.read_time, TIMES),
    "read_time of a history": (people_times.read_time, TIMES),
    "is_digit_date": (times.is_digit_date, (*TIMES, *NUMBERS)),
    "settle_times": (
        _settled,
        [
            (numbers, trusted, unit, small)
            for numbers, trusted, unit, small in product(
                _COUNTED, (True, False), ("", "seconds", "milliseconds"), (True, False)
            )
        ],
    ),
    "parse_scale": (scales.parse_scale, SCALES),
    "parse_not_rated": (scales.parse_not_rated, ("none", "", "0", "0,99", "-1, 99", "a", "0;1", "nan")),
    "read_scale": (people_scales.read_scale, SCALES),
    "read_value": (people_scales.read_value, NUMBERS),
    "scale_up_to": (people_scales.scale_up_to, (1, 2, 4, 5, 6, 7, 10, 20, 100, 255)),
    "step_of": (lambda levels: people_scales.step_of(np.array(levels, float)), [one for one in LEVELS if one]),
    "rounded": (
        lambda pair: people_scales.rounded(*pair),
        list(product((0.24, 0.25, 2.2, 2.75, 4.96, -1.3), (None, 0.5, 1.0, 0.1))),
    ),
    "converted": (
        lambda three: people_scales.converted(three[0], person.Scale(*three[1]), person.Scale(*three[2])),
        list(
            product((0.5, 1, 3, 7.5, 10), ((0.5, 5), (1, 10), (0, 100), (1, 5)), ((0.5, 5), (1, 5), (0, 10), (-10, 10)))
        ),
    ),
    "find_scale": (_scale, LEVELS),
    "find_scale of many": (partial(_scale, total=100_000), LEVELS),
    "find_scale with halves": (partial(_scale, halves=True), LEVELS),
    "find_scale as stated": (partial(_scale, scale=(1.0, 5.0)), LEVELS),
    "find_scale without marks": (partial(_scale, not_rated=()), LEVELS),
    "find_scale with a mark": (partial(_scale, not_rated=(0.0, 5.0)), LEVELS),
    "usual_scale": (
        lambda pair: scales.usual_scale(*pair),
        list(product((-10, -2, -1, 0, 0.5, 0.7, 1, 2), (0.5, 1, 4, 5, 6, 7, 9.9, 10, 20, 100, 101, 200))),
    ),
    "liked_from": (scales.liked_from, [(0.5, 5.0), (1, 5), (1, 10), (0, 100), (-10, 10), (0, 1)]),
    "plain_number": (identifiers.plain_number, NUMBERS),
    "whole_number": (careful_rows.whole_number, NUMBERS),
    "whole_number of a history": (source_rows.whole_number, NUMBERS),
    "decimal_number": (partial(careful_rows.decimal_number, comma=False), NUMBERS),
    "decimal_number with a comma": (partial(careful_rows.decimal_number, comma=True), NUMBERS),
    "is_number": (sniffing.is_number, (*NUMBERS, *TIMES)),
    "bare_id": (bare_id, NUMBERS),
    "imdb_id": (source_rows.imdb_id, NUMBERS),
    "tmdb_id": (source_rows.tmdb_id, NUMBERS),
    "headers": (_header, HEADERS),
    "tables": (_table, TABLES),
    "encoding_of": (
        sniffing.encoding_of,
        [
            text.encode(encoding, "replace")
            for text, encoding in product(("plain", "José", "七人"), ("utf-8", "latin-1", "cp1252", "utf-8-sig"))
        ],
    ),
    "decoded": (decoded, ["José".encode(), "José".encode("latin-1"), b"\x80uro", b"plain", "\ufeffa".encode()]),
    "split_fields": (
        lambda line: [
            split_fields(line, delimiter, quoted=quoted) for delimiter in (",", "\t") for quoted in (None, True, False)
        ],
        ("a,b", '"a,b",c', '"a""b",c', '"a,b', 'a"b,c', "a\tb", '"a\tb"\tc', "a::b::c", "", ",", " a , b ", '"a" ,b'),
    ),
    "parse_columns": (
        parse_columns,
        (
            "user=a,movie=b",
            "user=1",
            "",
            "user",
            "user=a,user=b",
            "nobody=a",
            "rating=r;user=u",
            "user = a , rating = b",
        ),
    ),
    "parse_seeds": (splits.parse_seeds, ("0", "0,1,2", "0-3", "3-1", "", "a", "1,1", "-1", "0 1", "1, 2")),
    "safe_cell": (safe_cell, _VALUES),
    "original_cell": (original_cell, [one for one in _VALUES if isinstance(one, str)]),
    "unpacked_name": (
        unpacked_name,
        ("a.csv.gz", "a.gz", "A.TSV.XZ", "a.bz2", "a.tar.gz", "a.db.gz", "a.csv", "gz", ".gz", "a.tgz", "a.csv.bz2.gz"),
    ),
}


@pytest.mark.parametrize("name", _READ)
def test_readings_are_what_they_were(name: str) -> None:
    read, given = _READ[name]
    now = json.loads(json.dumps(_each(read, given)))
    stored = json.loads(READINGS.read_text(encoding="utf-8")) if READINGS.exists() else {}
    if os.environ.get("MOVIEREC_RENEW_READINGS"):
        stored[name] = now
        text = json.dumps(stored, indent=0, sort_keys=True, ensure_ascii=False)
        READINGS.write_text(f"{text}\n", encoding="utf-8")
    assert now == stored[name]
