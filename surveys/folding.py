"""One spelling for every way of typing the same words: accents, case, marks and apostrophes don't tell them apart."""

import re
import unicodedata

_CURLY = "\u2019\u2018\u02bc\u0060\u00b4\u02b9\u2032\uff07"
_APOSTROPHES = str.maketrans(dict.fromkeys(_CURLY, "'") | {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
# U+20E3 and U+FE0F turn a digit into a keycap emoji: "2️⃣" must read as "2".
_MARKS = re.compile("[\u0300-\u036f\ufe00-\ufe0f\u20e3\u200b-\u200d\u2060\u00ad]+")
_NOT_WORDS = re.compile(r"(?:[^\w']|_)+")
_LOOSE_APOSTROPHES = re.compile(r"(?<!\w)'+|'+(?!\w)")


def fold(text: str) -> str:
    """Lower case, no accents, words parted by one space; only letters, digits and apostrophes inside words remain."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)))
    text = _NOT_WORDS.sub(" ", text.casefold())
    if "'" in text:
        text = _LOOSE_APOSTROPHES.sub(" ", text)
    return " ".join(text.split())


def clean(text: str) -> str:
    """The text as it can be stored: databases refuse NUL and lone surrogates, browsers send CRLF."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\x00", "").replace("\r\n", "\n").strip()
