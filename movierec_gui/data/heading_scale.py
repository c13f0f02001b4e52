"""What the heading of a column of ratings says of their scale: ``Rating (1-10)``, ``Score /20``, ``1 = best``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from movierec_gui.data.careful_rows import decimal_number
from movierec_gui.data.column_names import plain_name
from movierec_gui.data.scales import Scale, usual_scale

_NUMBER = r"(-?\d{1,3}(?:[.,]\d)?)"
_TO = r"(?:-|–|—|\.\.|to|through|bis|hasta|a|à)"
_RANGE = re.compile(rf"(?<![\w.]){_NUMBER}\s*{_TO}\s*(\d{{1,3}})(?![\w.])", re.IGNORECASE)
_OUT_OF = re.compile(r"(?:/|out of|max(?:imum|\.)?)\s*(\d{1,3})(?!\w)", re.IGNORECASE)
_UNITS = r"(?:stars?|points?|sternen?|punkten?|étoiles|estrellas)?"
_LAST_OF = re.compile(rf"\b(?:of|von|sur|de|di|su)\s*(\d{{1,3}})\s*{_UNITS}\s*[)\]]?\s*$", re.IGNORECASE)
"""Only at the end: a rating of 100 films is not out of 100."""
_GOOD = r"(?:best|top|very good|excellent|great|highest|sehr gut|meilleur|mejor)\b"
_POOR = r"(?:worst|very bad|lowest|sehr schlecht|ungenügend|pire|peor)\b"
_IS = r"\s*(?:=|:|-|–|—|is\b|ist\b|means\b|\()?\s*(?:the\s+)?"
_ALONE = r"(?<![\d.,=])(?<!= )"
"""Before a number that begins something: in ``best=1 worst=5`` the 1 belongs to what is before it."""
_BEST_IS_ONE = re.compile(
    rf"{_ALONE}1(?![\d.,]){_IS}{_GOOD}|\bbest\s*(?:=|:|is|ist)\s*1(?!\d)|\bbest\s*[-–—]?\s*1\s*(?:[,;)/]|$)"
    rf"|{_ALONE}(?:[2-9]|10|100)(?![\d.,]){_IS}{_POOR}|lower is better",
    re.IGNORECASE,
)
_MEANT = re.compile(
    rf"{_ALONE}(-?\d{{1,3}})(?![\d.,]){_IS}(?:(?:very|really|sehr|très|muy)\s+)?(?:"
    r"(?P<good>best|top|good|great|excellent|perfect|super|hit|masterpiece|loved?|liked?|highest|gut|bon|bien|bueno|excelente)"
    r"|(?P<poor>worst|bad|poor|awful|terrible|flop|hated?|disliked?|lowest|schlecht|ungenügend|mauvais|nul|malo|pésimo))\b",
    re.IGNORECASE,
)
"""What some of the numbers mean: ``1 = gut, 5 = schlecht``."""
_HIGHEST = 100
_MARKS = frozenset({"note", "noten", "schulnote", "schulnoten", "zensur", "zensuren"})
_WORST_MARK = 6


def scale_in_heading(name: str, ratings: Sequence[str]) -> Scale | None:
    """The scale that a heading states, if all of these ratings are numbers on it; None otherwise."""
    values = [decimal_number(text, comma=True) for text in ratings if text.strip()]
    numbers = [value for value in values if value is not None]
    if not numbers or len(numbers) < len(values):
        return None
    scale = _stated(_spaced(name), min(numbers))
    return scale if scale and scale[0] <= min(numbers) and max(numbers) <= scale[1] else None


def best_is_lowest(name: str) -> bool:
    """Whether a heading says that 1 is the best, as school marks are in some countries."""
    meant = list(_MEANT.finditer(_spaced(name)))
    good, poor = ([int(match[1]) for match in meant if match[word]] for word in ("good", "poor"))
    if good and poor:
        return max(good) < min(poor)
    if any(int(match[1]) > 1 for match in meant if match["poor"] and "=" in match[0]):
        return True
    return _BEST_IS_ONE.search(_spaced(name)) is not None


def called_as_marks(name: str) -> bool:
    """Whether a heading is the German word for school marks, of which 1 is the best; French marks are called so too."""
    return plain_name(name) in _MARKS


def may_be_marks(lowest: float, highest: float) -> bool:
    """Whether ratings may be German or Austrian school marks."""
    return lowest >= 1 and highest <= _WORST_MARK


def _stated(name: str, lowest: float) -> Scale | None:
    if match := _RANGE.search(name):
        low, high = float(match[1].replace(",", ".")), float(match[2])
        return (low, high) if low < high <= _HIGHEST and low <= 1 else None
    if match := _OUT_OF.search(name) or _LAST_OF.search(name):
        high = float(match[1])
        usual = usual_scale(lowest, high)
        if not 1 < high <= _HIGHEST:
            return None
        return usual if usual and usual[1] == high else (min(0.0, lowest), high)
    return None


def _spaced(name: str) -> str:
    """A heading with blanks where programs write ``rating_out_of_10``."""
    return name.replace("_", " ")
