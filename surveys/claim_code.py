"""Claim codes: eight digits that find a feedback again without a name; the last digit catches slips of the thumb."""

import re
import unicodedata

# Damm's totally anti-symmetric quasigroup of order 10 (H. M. Damm, thesis, Marburg 2004): it catches every single
# wrong digit and every swap of two neighbours, with digits alone, so a code can be keyed on any phone.
_QUASIGROUP = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_POLITE = "bonjour|salut|allo|hello|hi|voici|mon|le|my|the|here is|here's|code|est|is|svp|stp|please|merci|thanks"
_MESSAGE = re.compile(
    rf"(?:(?:{_POLITE})\b[\s,:.!#]*)*([0-9](?:[\s.\-\u2010-\u2015]{{0,3}}[0-9]){{7}})[\s,.!?]*(?:(?:{_POLITE})\b[\s,.!]*)*",
    re.IGNORECASE,
)
_NOT_DIGITS = re.compile(r"[^0-9]+")
_LENGTH = 8  # digits, the check digit included
_LONGEST_MESSAGE = 80  # characters; longer than any code with its greetings


def find_claim_code(text: str) -> str | None:
    """The code a whole message gives, as eight digits; None when the message says anything else."""
    digits = find_eight_digits(text)
    return digits if digits and is_claim_code(digits) else None


def find_eight_digits(text: str) -> str | None:
    """What a whole message gives as a code, slips of the thumb included."""
    message = unicodedata.normalize("NFKC", text.strip()) if len(text) <= _LONGEST_MESSAGE else ""
    found = _MESSAGE.fullmatch(message)
    return _NOT_DIGITS.sub("", found[1]) if found else None


def is_claim_code(text: str) -> bool:
    return len(text) == _LENGTH and text.isascii() and text.isdigit() and damm_digit(text) == "0"


def make_claim_code(seven: str) -> str:
    """Seven digits and their check digit; raises ValueError on anything but seven digits."""
    if not (len(seven) == _LENGTH - 1 and seven.isascii() and seven.isdigit()):
        raise ValueError("A claim code is made from exactly seven digits.")
    return seven + damm_digit(seven)


def damm_digit(digits: str) -> str:
    """The check digit of `digits`; "0" when they already end in their own."""
    interim = 0
    for digit in digits:
        interim = _QUASIGROUP[interim][int(digit)]
    return str(interim)
