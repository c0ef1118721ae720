"""Conditions: XPath as XLSForm writes it; a failing one never costs an answer."""

import pytest

from surveys.expressions import ExpressionError, compile_expression


@pytest.mark.parametrize(
    ("source", "answers", "holds"),
    [
        ("${overall} >= 4", {"overall": "5"}, True),
        ("${overall} >= 4", {"overall": "3"}, False),
        ("${overall} >= 4", {}, False),
        ("${overall} = ''", {}, True),
        ("${overall} > 3 and not(${say} = '1')", {"overall": "4", "say": "2"}, True),
        ("selected(${service}, '2')", {"service": "2"}, True),
        ("selected(${service}, '2')", {"service": "22 3"}, False),
        ("selected(${service}, 2)", {"service": "1 2"}, True),
        ("string-length(${words}) > 3", {"words": "été long"}, True),
        ('${words} = "l\'été"', {"words": "l'été"}, True),
    ],
)
def test_a_condition_reads_the_answers(source: str, answers: dict[str, str], *, holds: bool) -> None:
    assert compile_expression(source).holds(answers) is holds


def test_a_condition_knows_the_questions_it_asks_about() -> None:
    assert compile_expression("${b} = 1 or ${a} = ${b}").names == ("b", "a")


@pytest.mark.parametrize("source", ["${overall} >= ", "", "((", "${} = 1", "${a b} = 1", "${1a} = 1"])
def test_a_condition_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(source)


@pytest.mark.parametrize("source", ["unknown(${a})", "selected(${a})", "$b = 1", "/record/a/$b", "1) or (1"])
def test_a_condition_that_could_never_run_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(source)


def test_a_condition_that_fails_on_an_answer_counts_as_true() -> None:
    assert compile_expression("${a} = 'x'").holds({"a": "\x01"}) is True
