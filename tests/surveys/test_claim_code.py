"""Claim codes: read however they are typed, refused when a finger slipped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.claim_code import damm_digit, find_claim_code, is_claim_code, make_claim_code

SEVEN = st.text("0123456789", min_size=7, max_size=7)


def test_the_check_digit_is_the_published_one() -> None:
    assert damm_digit("572") == "4"  # the worked example everyone cites (H. M. Damm, 2004)


@given(SEVEN)
def test_a_made_code_is_a_code(seven: str) -> None:
    assert is_claim_code(make_claim_code(seven))


@given(SEVEN, st.integers(0, 7), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(seven: str, place: int, shift: int) -> None:
    code = make_claim_code(seven)
    wrong = str((int(code[place]) + shift) % 10)
    assert not is_claim_code(code[:place] + wrong + code[place + 1 :])


@given(SEVEN, st.integers(0, 6))
def test_every_swap_of_two_neighbours_is_caught(seven: str, place: int) -> None:
    code = make_claim_code(seven)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or not is_claim_code(swapped)


@pytest.mark.parametrize(
    "text",
    ["12345671", "1234 5671", "1234-5671", "12.34.56.71", " 1 2 3 4 5 6 7 1 ", "code 1234 5671", "Mon code est 12345671 svp", "Code: 1234‑5671!", "bonjour, 12345671", "１２３４５６７１"],
)  # fmt: skip
def test_a_code_is_found_however_it_is_typed(text: str) -> None:
    assert find_claim_code(text) == "12345671"


@pytest.mark.parametrize("text", ["12345678", "1234567", "123456711", "appelez le 12345671", "12345671 et le groupe", "12/34/56/71", "", "code", "٠١٢٣٤٥٦٧"])  # fmt: skip
def test_anything_else_is_no_code(text: str) -> None:
    assert find_claim_code(text) is None


@pytest.mark.parametrize("text", ["123456", "12345678", "abcdefg", "١٢٣٤٥٦٧"])
def test_a_code_is_made_from_seven_digits_only(text: str) -> None:
    with pytest.raises(ValueError, match="seven digits"):
        make_claim_code(text)
