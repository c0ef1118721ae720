"""Signs that a published text can't hold: one of them would break the feed for every reader, for good."""

import re

# What XML 1.0 can't carry, NUL among them, which PostgreSQL takes in no text.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    return UNPRINTABLE.sub("", text)
