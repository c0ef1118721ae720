"""Intake, exactly once, on both databases."""

import asyncio
from dataclasses import replace

from sqlalchemy import text
from sqlmodel import select
from talks import WHOLE_TALK

from app.db import Database
from app.models import Answer, Case, CaseMove, Contributor, Feedback, Message, Recording, metadata
from app.privacy.purposes import ADDRESS, ORIGINAL, REDACTED
from app.privacy.sealing import Vault
from channels.port import Inbound


def all_of(database: Database, model):
    with database.reading() as session:
        return list(session.exec(select(model)))


def test_a_whole_talk_leaves_one_feedback_with_its_answers_and_a_case(database, talking, vault: Vault) -> None:
    async def talk() -> str:
        async with talking() as person:
            return (await person.says(*WHOLE_TALK)).claim_code

    code = asyncio.run(talk())
    (feedback,) = all_of(database, Feedback)
    assert (feedback.channel, feedback.lang, feedback.survey) == ("sms", "fr", "experience")
    assert feedback.claim_key == vault.look_up_key("claim-code", code)
    answers = {answer.question: answer for answer in all_of(database, Answer)}
    assert [answers[q].value for q in ("overall", "service", "share", "follow_up")] == ["2", "2", "2", "1"]
    assert vault.unseal(ORIGINAL, answers["words"].original) == "Le groupe du soir est trop court"
    assert vault.unseal(REDACTED, answers["words"].redacted) == "Le groupe du soir est trop court"
    (case,), (move,) = all_of(database, Case), all_of(database, CaseMove)
    assert (case.status, move.kind, move.case_id) == ("new", "opened", case.id)


def test_the_same_message_again_gets_the_same_answer_and_changes_nothing(database, talking) -> None:
    async def talk():
        async with talking() as person:
            last = await person.says(*WHOLE_TALK)
            before = dump(database)
            person.sent -= 1
            again = await person.says(WHOLE_TALK[-1])
            return last, again, before

    last, again, before = asyncio.run(talk())
    assert again == last
    assert dump(database) == before


def test_the_same_message_twice_at_the_same_instant_counts_once(database, talking) -> None:
    async def talk():
        async with talking() as one, talking() as other:  # two processes, as far as the database can tell
            await one.says(*WHOLE_TALK[:4])
            other.sent = one.sent
            return await asyncio.gather(
                *(person.intake.hear(words("La même chose", "SMsame")) for person in (one, other) for _ in range(8))
            )

    turns = asyncio.run(talk())
    assert all(turn == turns[0] for turn in turns)
    assert [a.question for a in all_of(database, Answer)].count("words") == 1
    assert len([m for m in all_of(database, Message) if m.external_id == "sms:SMsame"]) == 1


def test_two_texts_of_one_person_at_once_are_both_taken_in_one_after_the_other(database, talking) -> None:
    async def talk():
        async with talking() as one, talking() as other:
            await one.says(*WHOLE_TALK[:3])
            await asyncio.gather(*((one, other)[n % 2].intake.hear(words("2", f"SMat-once-{n}")) for n in range(12)))

    asyncio.run(talk())
    (contributor,) = all_of(database, Contributor)
    assert contributor.session_version == 3 + 12
    assert len(all_of(database, Message)) == 3 + 12
    assert len(all_of(database, Feedback)) == 1
    assert len(all_of(database, Case)) == 1


def test_neither_number_nor_words_lie_in_the_clear(database, talking) -> None:
    async def talk() -> None:
        async with talking() as person:
            await person.says(*WHOLE_TALK[:4], "Nathalie m'a aidé, mon numéro est 416 555-0199")

    asyncio.run(talk())
    stored = dump(database)
    for secret in (b"4165550123", b"Nathalie", b"555-0199", b"aid\xc3\xa9"):
        assert secret not in stored


def test_the_number_is_erased_when_no_text_is_wanted(database, talking) -> None:
    async def talk() -> None:
        async with talking() as person:
            await person.says(*WHOLE_TALK[:-1], "2")

    asyncio.run(talk())
    (contributor,) = all_of(database, Contributor)
    assert contributor.address is None


def test_the_number_is_kept_sealed_while_a_text_is_owed(database, talking, vault: Vault) -> None:
    async def talk() -> None:
        async with talking() as person:
            await person.says(*WHOLE_TALK)

    asyncio.run(talk())
    (contributor,) = all_of(database, Contributor)
    assert vault.unseal(ADDRESS, contributor.address) == "+14165550123"


def test_a_claim_code_texted_later_says_where_things_are(database, talking) -> None:
    async def talk():
        async with talking() as person:
            code = (await person.says(*WHOLE_TALK)).claim_code
            return code, await person.says(code)

    code, turn = asyncio.run(talk())
    assert [prompt.text for prompt in turn.prompts] == [f"fr: {code}"]


def test_erasing_by_text_leaves_no_words_and_no_number(database, talking) -> None:
    async def talk():
        async with talking() as person:
            await person.says(*WHOLE_TALK)
            return await person.says("EFFACER")

    turn = asyncio.run(talk())
    assert [prompt.id for prompt in turn.prompts] == ["erased"]
    assert all_of(database, Answer) == []
    (feedback,), (case,), (contributor,) = (
        all_of(database, Feedback),
        all_of(database, Case),
        all_of(database, Contributor),
    )
    assert feedback.erased_at is not None
    assert feedback.contributor_id is None
    assert case.status == "closed"
    assert "erased" in [move.kind for move in all_of(database, CaseMove)]
    assert contributor.address is None
    assert all(message.original is None for message in all_of(database, Message))


def test_a_second_run_is_a_second_feedback_with_a_new_handle(database, talking) -> None:
    async def talk():
        async with talking() as person:
            await person.says(*WHOLE_TALK)
            await person.says("bonjour", *WHOLE_TALK[2:])

    asyncio.run(talk())
    feedback = all_of(database, Feedback)
    assert len({one.handle for one in feedback}) == 2
    assert len(all_of(database, Case)) == 2


def test_what_is_said_after_the_end_joins_the_feedback(database, talking, vault: Vault) -> None:
    async def talk():
        async with talking() as person:
            await person.says(*WHOLE_TALK, "J'ai oublié de dire que la salle est froide")

    asyncio.run(talk())
    more = [answer for answer in all_of(database, Answer) if answer.question.startswith("more-")]
    assert [vault.unseal(ORIGINAL, answer.original) for answer in more] == [
        "J'ai oublié de dire que la salle est froide"
    ]


def test_a_no_to_consent_keeps_none_of_the_words(database, talking) -> None:
    async def talk():
        async with talking() as person:
            await person.says("Le groupe du soir est trop court", "1", "non")

    asyncio.run(talk())
    assert all_of(database, Feedback) == []
    assert all(message.original is None for message in all_of(database, Message))


def test_a_recorded_answer_owes_a_fetch(database, talking) -> None:
    async def talk():
        async with talking() as person:
            step = call(begins=True)
            await person.intake.hear(step)
            for place, digits in enumerate(("1", "1", "2"), start=1):
                await person.intake.hear(replace(step, external_id=f"CA1:{place}", text=digits, begins=False))
            await person.intake.hear(replace(step, external_id="CA1:4", recording="RE1", begins=False))

    asyncio.run(talk())
    (recording,) = all_of(database, Recording)
    assert (recording.id, recording.state, recording.question) == ("RE1", "remote", "words")


def test_a_call_that_broke_off_goes_on_at_the_same_question(talking) -> None:
    async def talk():
        async with talking() as person:
            step = call(begins=True)
            await person.intake.hear(step)
            for place, digits in enumerate(("1", "1", "2"), start=1):
                before = await person.intake.hear(replace(step, external_id=f"CA1:{place}", text=digits, begins=False))
            after = await person.intake.hear(replace(step, external_id="CA2:0"))
            return before, after

    before, after = asyncio.run(talk())
    assert after.prompts[-1].question == before.prompts[-1].question == "words"


def call(*, begins: bool) -> Inbound:
    return Inbound("voice", "voice", "+14165550100", "+14165550188", "CA1:0", begins=begins)


def words(said: str, external_id: str) -> Inbound:
    return Inbound("sms", "text", "+14165550100", "+14165550123", external_id, text=said)


def dump(database: Database) -> bytes:
    """Every value of every table of ours, as bytes."""
    stored = []
    with database.reading() as session:
        for table in metadata.sorted_tables:
            rows = session.execute(text(f"SELECT * FROM {table.name}")).all()
            stored += [
                value if isinstance(value, bytes) else str(value).encode()
                for row in sorted(rows, key=str)
                for value in row
            ]
    return b"\n".join(stored)


def test_a_change_made_elsewhere_is_seen_by_a_process_that_remembers(database, talking) -> None:
    async def talk():
        async with talking() as one, talking() as other:  # two processes, each remembering what it saved last
            await one.says(*WHOLE_TALK[:3])
            other.sent = 100
            await other.says("ENGLISH")
            one.sent = 200
            return await one.says("2")

    assert asyncio.run(talk()).prompts[-1].lang == "en"


def test_the_same_message_again_after_others_still_gets_its_own_answer(talking) -> None:
    async def talk():
        async with talking() as person:
            first = await person.says("bonjour")
            await person.says(*WHOLE_TALK[1:5])
            person.sent = 0
            return first, await person.says("bonjour")

    first, again = asyncio.run(talk())
    assert again == first
