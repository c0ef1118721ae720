"""Conditions such as `${overall} >= 4`: XPath as XLSForm writes it, compiled once when a survey is loaded."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

_NAME = re.compile(r"\$\{\s*([^}\s]*)\s*\}")
_XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_FAILURES = (etree.LxmlError, ArithmeticError, LookupError, TypeError, ValueError)


class ExpressionError(ValueError):
    """This condition cannot be read: check its brackets, quotes and ${names}."""


@dataclass(frozen=True, slots=True)
class Expression:
    """`names`: the questions it asks about, in order, each once."""

    source: str
    names: tuple[str, ...]
    xpath: etree.XPath = field(compare=False, repr=False)

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Unanswered counts as empty. A condition that fails counts as true: an answer is worth more than a branch."""
        try:
            return bool(self.xpath(_record(self.names, answers)))
        except _FAILURES:
            return True


def compile_expression(source: str) -> Expression:
    """Raises ExpressionError, its text fit for the person who wrote the survey."""
    names = tuple(dict.fromkeys(_NAME.findall(source)))
    for name in names:
        if not _XML_NAME.fullmatch(name):
            raise ExpressionError(f"${{{name}}} is not a question's name")
    path = _NAME.sub(lambda found: f"/record/{found[1]}", source)
    try:
        etree.XPath(path)  # alone first, so that brackets must pair up inside it
        xpath = etree.XPath(f"boolean({path})", extensions=_FUNCTIONS)
        xpath(_record(names, {}))  # an unknown function only shows when it is called
    except _FAILURES as fault:
        raise ExpressionError(f"'{source}' is not a condition we can read") from fault
    return Expression(source, names, xpath)


def _record(names: tuple[str, ...], answers: Mapping[str, str]) -> etree._Element:
    record = etree.Element("record")
    for name in names:
        etree.SubElement(record, name).text = answers.get(name, "")
    return record


def _selected(_context: object, answer: object, value: object) -> bool:
    """XLSForm's selected(${q}, 'a'): whether `a` is one of the space-parted values of the answer."""
    return _text_of(value) in _text_of(answer).split()


def _text_of(value: object) -> str:
    """XPath hands functions a string, a number or a list of nodes."""
    if isinstance(value, list):
        return str(value[0].text or "") if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# One line a function: what XLSForm adds to XPath 1.0. XPath itself has not(), count(), contains(), string-length().
_FUNCTIONS: dict[tuple[str | None, str], Callable[..., object]] = {(None, "selected"): _selected}
