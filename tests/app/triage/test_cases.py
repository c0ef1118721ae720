"""What can be done with a case: each verb leaves a dated move with its actor, or changes nothing."""

from collections.abc import Callable

import pytest
from desk import Desk
from sqlmodel import Session, select

from app.accounts.roles import Actor, NotOnThisDeskError, NotYourRoleError
from app.models import Answer, Case, CaseMove, Organization, Recording
from app.privacy.purposes import NOTE, ORIGINAL, REDACTED
from app.triage import cases


def moves_of(desk: Desk, case_id: str) -> list[tuple[str, str | None, str]]:
    with desk.database.reading() as session:
        wanted = select(CaseMove).where(CaseMove.case_id == case_id).order_by(CaseMove.id)
        return [
            (move.kind, move.staff_id, desk.vault.unseal(NOTE, move.detail) if move.detail else "")
            for move in session.exec(wanted)
        ]


def status_of(desk: Desk, case_id: str) -> str:
    with desk.database.reading() as session:
        return session.get_one(Case, case_id).status


def on_case(desk: Desk, actor: Actor, case_id: str, verb: Callable[[Session, Case], None]) -> None:
    with desk.database.writing() as session:
        verb(session, cases.find_case(session, actor, case_id))


def test_acknowledging_dates_it_and_says_it_once_however_often_it_is_clicked(desk: Desk) -> None:
    actor, case_id = desk.join("triage"), desk.hear()
    for _ in range(2):
        on_case(desk, actor, case_id, lambda s, case: cases.acknowledge_case(s, actor, case, now=desk.watch.now))
    assert status_of(desk, case_id) == "acknowledged"
    assert moves_of(desk, case_id) == [("opened", None, ""), ("acknowledged", actor.staff_id, "")]


def test_a_theme_is_chosen_changed_and_kept_in_the_history(desk: Desk) -> None:
    actor, case_id = desk.join("peer"), desk.hear()
    for theme in ("privacy", "privacy", "language"):
        on_case(
            desk,
            actor,
            case_id,
            lambda s, case, theme=theme: cases.theme_case(s, desk.vault, actor, case, theme, now=desk.watch.now),
        )
    assert [detail for kind, _, detail in moves_of(desk, case_id) if kind == "themed"] == ["privacy", "language"]
    assert status_of(desk, case_id) == "new"


def test_a_theme_off_the_list_is_refused(desk: Desk) -> None:
    actor, case_id = desk.join("peer"), desk.hear()
    with pytest.raises(cases.UnknownThemeError):
        on_case(
            desk, actor, case_id, lambda s, case: cases.theme_case(s, desk.vault, actor, case, "x", now=desk.watch.now)
        )


def test_a_note_is_sealed_in_the_database(desk: Desk) -> None:
    actor, case_id = desk.join("delegate"), desk.hear()
    on_case(
        desk,
        actor,
        case_id,
        lambda s, case: cases.note_case(s, desk.vault, actor, case, "  À suivre jeudi. ", now=desk.watch.now),
    )
    assert moves_of(desk, case_id)[-1] == ("noted", actor.staff_id, "À suivre jeudi.")
    with desk.database.reading() as session:
        stored = session.exec(select(CaseMove.detail).where(CaseMove.kind == "noted")).one()
    assert b"suivre" not in stored


def test_closing_keeps_its_reason_and_happens_once(desk: Desk) -> None:
    actor, case_id = desk.join("triage"), desk.hear()
    for reason in ("Hors de nos services.", "encore"):
        on_case(
            desk,
            actor,
            case_id,
            lambda s, case, reason=reason: cases.close_case(s, desk.vault, actor, case, reason, now=desk.watch.now),
        )
    assert status_of(desk, case_id) == "closed"
    assert moves_of(desk, case_id)[1:] == [("closed", actor.staff_id, "Hors de nos services.")]


@pytest.mark.parametrize(("words", "error"), [(" \n", cases.WordsNeededError), ("x" * 5001, cases.TooManyWordsError)])
def test_a_note_or_a_reason_needs_words_but_not_too_many(desk: Desk, words: str, error: type[Exception]) -> None:
    actor, case_id = desk.join("triage"), desk.hear()
    for verb in (cases.note_case, cases.close_case):
        with pytest.raises(error):
            on_case(
                desk,
                actor,
                case_id,
                lambda s, case, verb=verb: verb(s, desk.vault, actor, case, words, now=desk.watch.now),
            )
    assert status_of(desk, case_id) == "new"
    assert len(moves_of(desk, case_id)) == 1


def test_a_publisher_reads_but_moves_no_case(desk: Desk) -> None:
    actor, case_id = desk.join("publisher"), desk.hear()
    with pytest.raises(NotYourRoleError):
        on_case(desk, actor, case_id, lambda s, case: cases.acknowledge_case(s, actor, case, now=desk.watch.now))


def test_a_case_of_another_organization_is_not_there(desk: Desk) -> None:
    with desk.database.writing() as session:
        session.add(Organization(id="other", slug="autre", name="Autre", sms_name="Autre", created_at=desk.watch.now))
    case_id = desk.hear(organization_id="other")
    with pytest.raises(NotOnThisDeskError), desk.database.writing() as session:
        cases.find_case(session, desk.join("admin"), case_id)


def test_what_is_heard_becomes_the_answers_words_sealed_and_redacted(desk: Desk) -> None:
    actor, case_id = desk.join("delegate"), desk.hear(None, channel="voice", recording="RE1")
    with desk.database.writing() as session:
        cases.transcribe_recording(
            session,
            desk.vault,
            actor,
            session.get_one(Recording, "RE1"),
            "Rappelez au 416 555-0199.",
            now=desk.watch.now,
        )
    with desk.database.reading() as session:
        answer = session.exec(select(Answer).where(Answer.question == "words")).one()
    assert desk.vault.unseal(ORIGINAL, answer.original) == "Rappelez au 416 555-0199."
    assert desk.vault.unseal(REDACTED, answer.redacted) == "Rappelez au [téléphone]."
    assert moves_of(desk, case_id)[-1] == ("transcribed", actor.staff_id, "")


def test_a_recording_that_was_erased_is_not_transcribed(desk: Desk) -> None:
    actor = desk.join("triage")
    desk.hear(None, channel="voice", recording="RE1")
    with desk.database.writing() as session:
        session.get_one(Recording, "RE1").state = "erased"
    with pytest.raises(cases.NothingToTranscribeError), desk.database.writing() as session:
        cases.transcribe_recording(
            session, desk.vault, actor, session.get_one(Recording, "RE1"), "mots", now=desk.watch.now
        )
