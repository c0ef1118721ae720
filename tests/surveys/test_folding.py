"""One spelling for every way of typing the same words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.folding import clean, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ARRÊT", "arret"),
        ("D’accord !", "d'accord"),
        ("  Très\u00a0 bonne… ", "tres bonne"),
        ("'oui'", "oui"),
        ("« Non »", "non"),
        ("bœuf", "boeuf"),
        ("👍🏽 ok 😀", "ok"),
        ("2️⃣", "2"),
        ("peut-être_pas", "peut etre pas"),
        ("", ""),
    ],
)
def test_words_fold_to_one_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=80))
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text("abcéèç'’ .!-", max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_clean_text_can_be_stored_anywhere() -> None:
    assert clean(" a\x00b\r\nc \ud800 ") == "ab\nc ?"
