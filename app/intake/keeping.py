"""From the engine's events to what is stored: sealed originals, redacted words, a claim code at the end."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from app.clock import new_id
from app.intake.store import Completion, NewAnswer, NewFeedback
from app.privacy.purposes import CLAIM_CODE, ORIGINAL, REDACTED
from app.privacy.redaction import redact
from app.privacy.sealing import Vault
from surveys import events as happened
from surveys.claim_code import make_claim_code
from surveys.events import Event
from surveys.model import Lang
from surveys.session import Session

HANDLE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud and copied by hand
HANDLE_LENGTH = 6
WANTS_TEXT = "1"  # the answer to `follow_up` that asks for one text


@dataclass(frozen=True, slots=True)
class Kept:
    """What this turn adds to the contributor's feedback."""

    feedback_id: str | None
    new_feedback: NewFeedback | None
    answers: tuple[NewAnswer, ...]
    completion: Completion | None
    claim_code: str


def keep(events: Sequence[Event], session: Session, feedback_id: str | None, vault: Vault) -> Kept:
    """Sort the events of one turn; `feedback_id` is the feedback being given before it."""
    if any(isinstance(event, happened.Consented) for event in events):
        feedback_id = None  # a new run through the survey is a new submission
    answers = {answer.question: answer for answer in _answers(events, session, vault)}
    completes = any(isinstance(event, happened.Completed) for event in events)
    new = None
    if feedback_id is None and (answers or completes):
        new = _new_feedback(session)
        feedback_id = new.id
    code = make_claim_code(f"{secrets.randbelow(10**7):07d}") if completes else ""
    completion = _completion(code, session, vault) if completes else None
    return Kept(feedback_id, new, tuple(answers.values()), completion, code)


def _answers(events: Sequence[Event], session: Session, vault: Vault) -> list[NewAnswer]:
    kept = []
    for place, event in enumerate(events):
        if isinstance(event, happened.Answered):
            words = _sealed_words(event.text, event.lang, vault)
            kept.append(NewAnswer(event.question, event.value, *words, event.recording, event.lang))
        elif isinstance(event, happened.Kept):
            words = _sealed_words(event.text, event.lang, vault)
            kept.append(NewAnswer(f"more-{session.turn}-{place}", None, *words, None, event.lang))
        elif isinstance(event, happened.Skipped):
            kept.append(NewAnswer(event.question, None, None, None, None, session.lang or "fr"))
    return kept


def _sealed_words(text: str | None, lang: Lang, vault: Vault) -> tuple[bytes | None, bytes | None]:
    if not text:
        return None, None
    return vault.seal(ORIGINAL, text), vault.seal(REDACTED, redact(text, lang).text)


def _new_feedback(session: Session) -> NewFeedback:
    handle = "".join(secrets.choice(HANDLE_ALPHABET) for _ in range(HANDLE_LENGTH))
    return NewFeedback(new_id(), handle, session.survey, session.survey_version, session.lang or "fr")


def _completion(code: str, session: Session, vault: Vault) -> Completion:
    owed = session.answers.get("follow_up") == WANTS_TEXT
    return Completion(
        case_id=new_id(),
        move_id=new_id(),
        claim_key=vault.look_up_key(CLAIM_CODE, code),
        claim_code=vault.seal(CLAIM_CODE, code) if owed else None,
    )
