"""Text of the time before UTF-8: in which encoding it is, told by its letters.

Chinese, Japanese and Korean are known by pairs of bytes that are common characters, scripts of their own by their most
frequent letters, and languages with Latin letters by whether each title fits the alphabet of one. Where that is not
beyond doubt, text stays Windows-1252, and the report says so.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from movierec_gui.data.letters import LATIN, NAMES, SCRIPTS, WESTERN
from movierec_gui.errors import UserError

_LETTERS = frozenset(byte for byte in range(0x80, 0x100) if bytes([byte]).decode("cp1251", "replace").isalpha())
"""Windows-1251's letters of Cyrillic alphabets."""
_SIGNS = frozenset(b"\x84\x85\x91\x92\x93\x94\x96\x97\xa0\xab\xb9\xbb")
"""Its quotes, dashes and the sign of numbers."""
_MOST = 0.95
_MOST_MIXED = 0.1
"""Share of words with plain and other letters: nearly all that have other ones, in Western languages."""
_TELLING_WORD = 3
"""Letters of a word without plain ones that hardly any Western language has."""
_WORD = re.compile(r"[^\W\d_]+")
_NO_TEXT = frozenset({*range(0x20), 0x7F}) - {*b"\t\n\r\x01\x0b\x0c\x1a"}
_ACCENTED_WORD = re.compile(r"[A-Za-z]*[^\W\d_A-Za-z][^\W\d_]*")
_LONG_WORD = 4


def is_windows_cyrillic(beginning: bytes) -> bool:
    """Whether a file that begins so is text in Windows-1251: no line with other letters is UTF-8, all look Cyrillic.

    Chinese, Japanese and Korean of that time have many bytes that are no letters there.
    """
    if beginning.isascii() or not _NO_TEXT.isdisjoint(beginning):
        return False
    foreign = [line for line in beginning.split(b"\n") if not line.isascii()]
    for line in foreign:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        return False
    beyond = bytes(byte for byte in b"\n".join(foreign) if byte >= 0x80)
    letters = sum(byte in _LETTERS for byte in beyond)
    signs = sum(byte in _SIGNS for byte in beyond)
    if letters + signs < _MOST * len(beyond) or letters <= signs:
        return False
    words = [word for word in _WORD.findall(b"\n".join(foreign).decode("cp1251", "replace")) if not word.isascii()]
    mixed = sum(any(map(str.isascii, word)) for word in words)
    telling = sum(len(word) >= _TELLING_WORD and not any(map(str.isascii, word)) for word in words)
    return telling > 0 and mixed <= _MOST_MIXED * telling


def is_cyrillic(western: str) -> bool:
    """Whether text that was decoded as Windows-1252 is Windows-1251: most words with accents have no plain letter."""
    words = _ACCENTED_WORD.findall(western)
    long = [word for word in words if len(word) >= _LONG_WORD and word.isalpha()]
    strange = sum(not any(letter.isascii() for letter in word) for word in long)
    return strange * 2 > len(words)


WESTERN_CODEC = "cp1252"
_TEXT_CODECS = ("cp", "iso8859", "koi8", "mac", "shift_jis", "euc", "gb", "big5", "johab", "tis-620", "utf-8")
_FEWEST_PAIRS, _FEWEST_KOREAN = 6, 10
"""Different characters by which an East Asian encoding is known."""
_ALL, _COMMON, _KANA = 0.95, 0.8, 0.12
_BESIDE_PLAIN = 0.2
"""Share of East Asian characters that may stand beside a Latin letter."""
_SHORT_TRAILS = 0.1
"""Share of second bytes below 0x80 that Big5 has at least, and others of its kind never have."""
_FREQUENT, _SOME = 0.5, 0.3
_AHEAD, _SPARSE = 0.05, 2.0
"""How far ahead one script has to be of others, at least and by the number of letters."""
_WITHOUT_CAPITALS = ("cp1255", "cp1256")
_ENOUGH_WORDS, _DOUBTED = 4, 0.8
_FITTING, _UNFITTING = 0.95, 0.8
_FEWEST_PIECES = 3
_PIECE = re.compile(r"[^,;\t|\"\r\n]*[^\x00-\x7f][^,;\t|\"\r\n]*")
_INSIDE_WORDS = frozenset("'’‘´`-–")
_FREE = frozenset("«»“”„‘’‚‹›–—…°§©®™€£¡¿½¼¾²³ªº´`¨\u00a0")
"""Signs of any language, as long as they stand at the edge of words."""
_OPENING, _BETWEEN = frozenset("«“„‘‚‹¡¿"), frozenset("–—…\u00a0")
_DOTTED = "İ"
"""Its small letter is a plain one."""


@lru_cache(maxsize=16)
def old_encoding(beginning: bytes) -> str:
    """The codec of a file that begins so; empty for UTF-8 and plain ASCII, ``cp1252`` where nothing else is sure.

    Also empty where some lines are UTF-8: then it is told line by line.
    """
    if beginning.isascii() or not _NO_TEXT.isdisjoint(beginning):
        return ""
    foreign = [line for line in beginning.split(b"\n") if not line.isascii()]
    if any(map(is_utf8, foreign)):
        return ""
    text = b"\n".join(dict.fromkeys(foreign))
    return _east_asian(text) or _of_script(text, beginning) or _of_latin(text) or WESTERN_CODEC


@lru_cache(maxsize=16)
def is_doubtful(beginning: bytes) -> bool:
    """Whether text that stays Windows-1252 has letters there that hardly any title has."""
    if old_encoding(beginning) != WESTERN_CODEC:
        return False
    text = b"\n".join(dict.fromkeys(line for line in beginning.split(b"\n") if not line.isascii()))
    return _fit(text, WESTERN_CODEC, WESTERN)[0] <= _UNFITTING


def codec_of(name: str) -> str:
    """Python's codec of an encoding's name, such as ``Shift-JIS``. Raises UserError where it is none of text."""
    wanted = name.strip().lower().replace(" ", "-").replace("windows-", "cp")
    try:
        found = codecs.lookup(wanted).name
    except (LookupError, ValueError):
        found = ""
    if not found.startswith(_TEXT_CODECS):
        shown = ", ".join(dict.fromkeys(NAMES))
        raise UserError(f"{name!r} is no encoding of text", f"Allowed are {shown} and others", "Choose one of these")
    return found


def encoding_name(codec: str) -> str:
    """A codec as people call it."""
    return NAMES.get(codec, codec)


def is_utf8(text: bytes) -> bool:
    """Whether bytes are UTF-8, as plain ASCII is."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(text: bytes, codec: str) -> str | None:
    try:
        return text.decode(codec)
    except UnicodeDecodeError:
        return None


def _east_asian(text: bytes) -> str:
    """The codec in which all of a text is common characters of Japanese, Korean or Chinese; empty for none."""
    tests = (
        ("cp932", _is_japanese),
        ("euc_jp", _is_japanese),
        ("cp949", _is_korean),
        ("gb18030", _is_simplified),
        ("big5", _is_traditional),
    )
    for codec, test in tests:
        decoded = _decoded(text, codec)
        if decoded is not None and _stands_apart(decoded) and test(decoded):
            return codec
    return ""


def _stands_apart(text: str) -> bool:
    """Whether enough different characters are there, and few stand beside Latin letters, as accented ones do."""
    places = [at for at, letter in enumerate(text) if not letter.isascii()]
    if len({text[at] for at in places}) < _FEWEST_PAIRS:
        return False
    beside = sum(_is_plain(text[at - 1 : at]) or _is_plain(text[at + 1 : at + 2]) for at in places)
    return beside <= _BESIDE_PLAIN * len(places)


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def _foreign(text: str) -> list[str]:
    return [letter for letter in text if not letter.isascii()]


def _share(letters: list[str], first: str, last: str) -> float:
    return sum(first <= letter <= last for letter in letters) / len(letters)


def _is_japanese(text: str) -> bool:
    letters = _foreign(text)
    kana, kanji = _share(letters, "\u3041", "\u30ff"), _share(letters, "\u4e00", "\u9fff")
    signs = _share(letters, "\u3000", "\u301f") + _share(letters, "\uff01", "\uff5e")
    return kana >= _KANA and kana + kanji + signs >= _ALL


def _is_korean(text: str) -> bool:
    """Whether all are syllables of KS X 1001, of the half of Chinese's common characters that begins with a to r."""
    letters = _foreign(text)
    if len(set(letters)) < _FEWEST_KOREAN or _share(letters, "\uac00", "\ud7a3") < _ALL:
        return False
    pairs = [letter.encode("cp949") for letter in letters if "\uac00" <= letter <= "\ud7a3"]
    return all(0xB0 <= lead <= 0xC8 and trail >= 0xA1 for lead, trail in pairs)


def _is_simplified(text: str) -> bool:
    pairs = _hanzi(text, "gbk")
    # So few characters with nothing beyond Korean's may be Korean.
    telling = len({*pairs}) >= _FEWEST_KOREAN or any(pair[0] > 0xC8 for pair in pairs)
    return bool(pairs) and telling and _of_pairs(pairs, 0xB0, 0xD7, 0xA1) >= _COMMON


def _is_traditional(text: str) -> bool:
    pairs = _hanzi(text, "big5")
    short = sum(pair[1] < 0x80 for pair in pairs)
    return bool(pairs) and short >= _SHORT_TRAILS * len(pairs) and _of_pairs(pairs, 0xA4, 0xC6, 0x40) >= _COMMON


def _hanzi(text: str, codec: str) -> list[bytes]:
    """The bytes of each Chinese character; none where other characters are more than a few."""
    letters = _foreign(text)
    if _share(letters, "\u4e00", "\u9fff") < _COMMON:
        return []
    return [letter.encode(codec, "replace") for letter in letters if "\u4e00" <= letter <= "\u9fff"]


def _of_pairs(pairs: list[bytes], first: int, last: int, trail: int) -> float:
    return sum(len(pair) == 2 and first <= pair[0] <= last and pair[1] >= trail for pair in pairs) / len(pairs)


def _of_script(text: bytes, beginning: bytes) -> str:
    """The codec of an alphabet of its own whose most frequent letters are frequent here; empty for none."""
    found = {script[0]: _frequency(text, *script) for script in SCRIPTS}
    codec = max(found, key=found.__getitem__)
    others = max(frequency for other, frequency in found.items() if other != codec)
    # Of a word or two nothing is sure, and Windows' Cyrillic is the most usual.
    ahead = max(_AHEAD, _SPARSE / sum(byte >= 0x80 for byte in text))
    if found[codec] >= max(_FREQUENT, others + ahead):
        return codec
    return "cp1251" if found["cp1251"] >= max(_SOME, found[codec] - ahead) and is_windows_cyrillic(beginning) else ""


def _frequency(text: bytes, codec: str, first: str, last: str, frequent: str) -> float:
    """The share of ten letters among those of a script; 0 where words are no words in it."""
    decoded = _decoded(text, codec)
    words = [] if decoded is None else [word for word in _WORD.findall(decoded) if not word.isascii()]
    own = [word for word in words if all(first <= letter <= last for letter in word)]
    # In another encoding of the same script small letters come before capitals.
    odd = sum(any(a.islower() and b.isupper() for a, b in pairwise(word)) for word in own)
    if not any(len(word) >= _TELLING_WORD for word in own) or len(own) - odd < (1 - _MOST_MIXED) * len(words):
        return 0.0
    letters = [letter for letter in unicodedata.normalize("NFD", "".join(own).casefold()) if letter.isalpha()]
    share = sum(letter in frequent for letter in letters) / max(1, len(letters))
    # Titles begin with capitals where there are any.
    small = codec not in _WITHOUT_CAPITALS and len(own) >= _ENOUGH_WORDS and all(word[0].islower() for word in own)
    return _DOUBTED * share if small else share


def _of_latin(text: bytes) -> str:
    """The codec in which nearly every title fits the alphabet of one language, where few do as Windows-1252."""
    western, pieces = _fit(text, WESTERN_CODEC, WESTERN)
    if western > _UNFITTING or pieces * (1 - western) < _FEWEST_PIECES:
        return ""
    fits = [(_fit(text, codec, alphabets)[0], codec) for codec, alphabets in LATIN]
    best = max(fit for fit, _ in fits)
    fitting = [codec for fit, codec in fits if fit == best]
    sure = best >= _FITTING and len({_decoded(text, codec) for codec in fitting}) == 1
    return fitting[0] if sure else ""


def _fit(text: bytes, codec: str, alphabets: tuple[tuple[str, str], ...]) -> tuple[float, int]:
    """The share of different titles with accents that fit one of some alphabets, and how many such titles there are."""
    decoded = text.decode(codec, "replace")
    there = set(decoded.casefold())
    usable = [letters for letters, telling in alphabets if not telling or there & {*telling}]
    pieces = {piece.strip() for piece in _PIECE.findall(decoded)}
    fitting = sum(_fits(piece, usable) for piece in pieces)
    return fitting / max(1, len(pieces)), len(pieces)


def _fits(piece: str, alphabets: list[str]) -> bool:
    found = set(_letters(piece))
    letters = {letter for letter in found if letter}
    return None not in found and any(letters <= {*alphabet} for alphabet in alphabets)


def _letters(piece: str) -> Iterator[str | None]:
    """The small letters of a title that are not plain; None for a sign that no title has there."""
    for at, letter in enumerate(piece):
        if letter.isascii() or letter == _DOTTED or letter in _INSIDE_WORDS:
            continue
        before, behind = piece[at - 1 : at] if at else "", piece[at + 1 : at + 2]
        if letter in _FREE:
            opens = letter in _OPENING and not before.isalpha()
            yield from (None,) if behind.isalpha() and not opens and letter not in _BETWEEN else ()
        elif not letter.isalpha() or (letter.isupper() and before.islower()):
            yield None
        else:
            yield letter if letter == "ß" else letter.casefold()[:1]
