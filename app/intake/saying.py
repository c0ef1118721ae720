"""What is said back: prompts with their places filled, and the packed form that says them again."""

import json
from dataclasses import replace

from channels.port import Turn
from surveys.engine import Prompt
from surveys.model import Lang
from surveys.prompts import Expects


def filled(prompt: Prompt, facts: dict[str, str]) -> Prompt:
    if "{" not in prompt.text:
        return prompt
    text = prompt.text
    for name, fact in facts.items():
        text = text.replace("{" + name + "}", fact)
    return replace(prompt, text=text)


def pack(turn: Turn) -> str:
    prompts = [(p.id, p.lang, p.text, p.expects, p.choices, p.question, p.number, p.total) for p in turn.prompts]
    return json.dumps([prompts, turn.lang, turn.stage, turn.claim_code])


def unpack(packed: str) -> Turn:
    prompts, lang, stage, code = json.loads(packed)
    return Turn(tuple(_prompt(*fields) for fields in prompts), lang, stage, code)


def _prompt(  # in the order they were packed
    id_: str, lang: Lang, text: str, expects: Expects, choices: list[list[str]], question: str | None, *place: int
) -> Prompt:
    return Prompt(id_, lang, text, expects, tuple((value, label) for value, label in choices), question, *place)
