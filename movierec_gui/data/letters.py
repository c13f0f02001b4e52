"""What letters of older encodings show: alphabets, frequent letters, and how codecs are called."""

from __future__ import annotations

NAMES = {
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "cp866": "DOS 866 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "mac_roman": "Mac Roman",
    "cp850": "DOS 850 (Western European)",
    "cp852": "DOS 852 (Central European)",
    "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp949": "EUC-KR (Korean)",
    "gb18030": "GB18030 (Chinese)",
    "big5": "Big5 (Chinese)",
}
"""Every codec that is looked for, and its name for people."""
WESTERN = (
    ("àâæçéèêëîïôœùûüÿ", "àâçèêëîï"),
    ("äöüßé", ""),
    ("áéíóúüñºª", ""),
    ("ãõáâàéêíóôúüçºª", "ãçâêà"),
    ("àèéìíîòóù", ""),
    ("åäöé", ""),
    ("äöüõšž", "õ"),
    ("æøåéèòô", ""),
    ("éèëïöüáó", ""),
    ("àèéíïóòúüç", ""),
    ("áðéíóúýþæö", "áéíóúæ"),
)
"""Letters beyond a to z, language by language: French, German, Spanish, Portuguese, Italian, Swedish, Estonian,
Danish, Dutch, Catalan, Icelandic. Beside some stand letters of which a text in that language has one: Hungarian and
Turkish letters have the places of others that French, Portuguese and Icelandic have besides."""
CENTRAL = tuple(
    (letters, "")
    for letters in ("áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîşţ", "čćđšž", "äöüßé")
)
"""Czech, Slovak, Polish, Hungarian, Romanian, Croatian, German."""
TURKISH = (("çğıöşüâîû", ""),)
LATIN = (
    ("cp1250", CENTRAL),
    ("iso8859_2", CENTRAL),
    ("cp1254", TURKISH),
    ("mac_roman", WESTERN),
    ("cp850", WESTERN),
    ("cp852", CENTRAL),
)
"""Codecs of languages with Latin letters other than the usual one, and their alphabets."""
_RUSSIAN = "оеаинтсрвл"
SCRIPTS = (
    ("cp1251", "\u0400", "\u04ff", _RUSSIAN),
    ("koi8_r", "\u0400", "\u04ff", _RUSSIAN),
    ("cp866", "\u0400", "\u04ff", _RUSSIAN),
    ("cp1253", "\u0370", "\u03ff", "αοιετσνηυρ"),
    ("cp1255", "\u0590", "\u05ff", "יוהלארתבמש"),
    ("cp1256", "\u0600", "\u06ff", "ايلمونرتبة"),
)
"""Codecs of alphabets of their own, the first and last of their letters, and the ten that are most frequent."""
