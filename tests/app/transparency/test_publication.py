"""Publishing: one transaction makes it public, answers its cases, and owes each person who asked one text."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from answering import WHOLE, drafted, edited, published, reviewed
from desk import Desk
from sqlmodel import select

from app.accounts.roles import Actor, NotYourRoleError
from app.models import Case, CaseMove, Contributor, Feedback, Notice, Publication, Response
from app.transparency.publication import PublicationRefusedError
from app.triage.cases import acknowledge_case, find_case


@pytest.fixture
def author(desk: Desk) -> Actor:
    return desk.join("triage")


@pytest.fixture
def peer(desk: Desk) -> Actor:
    return desk.join("peer")


@pytest.fixture
def publisher(desk: Desk) -> Actor:
    return desk.join("publisher")


def notices(desk: Desk) -> list[Notice]:
    with desk.database.reading() as session:
        return list(session.exec(select(Notice).order_by(Notice.id)))


def contributor_of(desk: Desk, case_id: str) -> str:
    with desk.database.reading() as session:
        feedback = session.get_one(Feedback, session.get_one(Case, case_id).feedback_id)
        assert feedback.contributor_id is not None
        return feedback.contributor_id


def test_a_published_response_is_public_with_its_dates_and_answers_its_cases(
    desk: Desk, author: Actor, peer: Actor, publisher: Actor
) -> None:
    first = desk.hear(at=datetime(2026, 9, 1, 3, 30, tzinfo=UTC))  # still August in Toronto
    second = desk.hear(at=datetime(2026, 10, 5, 15, 0, tzinfo=UTC))
    for day, case_id in ((2, first), (4, second)):
        with desk.database.writing() as session:
            at = datetime(2026, 11, day, 15, 0, tzinfo=UTC)
            acknowledge_case(session, author, find_case(session, author, case_id), now=at)
    response_id = drafted(desk, author, first, second)
    reviewed(desk, peer, response_id)
    publication = published(desk, publisher, response_id)
    assert (publication.number, publication.revision, publication.reviewed_by_peer) == (1, 1, True)
    assert publication.entry == {
        "you_said_fr": WHOLE.you_said_fr,
        "you_said_en": WHOLE.you_said_en,
        "we_did_fr": WHOLE.we_did_fr,
        "we_did_en": WHOLE.we_did_en,
        "outcome": "done",
        "service": "group",
        "theme": "wait_times",
        "heard_month": "2026-08",
        "acknowledged_on": "2026-11-04",
        "answered_on": "2026-11-22",
        "done_on": "2026-11-20",
        "next_update_on": None,
    }
    with desk.database.reading() as session:
        assert set(session.exec(select(Case.status))) == {"answered"}
        moves = session.exec(select(CaseMove.case_id, CaseMove.staff_id).where(CaseMove.kind == "answered")).all()
    assert sorted(moves) == sorted([(first, publisher.staff_id), (second, publisher.staff_id)])


def test_a_case_nobody_had_marked_as_read_is_acknowledged_by_its_answer(
    desk: Desk, author: Actor, peer: Actor, publisher: Actor
) -> None:
    response_id = drafted(desk, author, desk.hear())
    reviewed(desk, peer, response_id)
    assert published(desk, publisher, response_id).entry["acknowledged_on"] == "2026-11-22"


def test_each_person_who_asked_is_owed_one_text_in_the_language_of_their_feedback(
    desk: Desk, author: Actor, peer: Actor, publisher: Actor
) -> None:
    french = desk.hear(lang="fr")
    english = desk.hear(lang="en", channel="whatsapp")
    again = desk.hear(lang="fr", contributor_id=contributor_of(desk, french))
    response_id = drafted(desk, author, french, english, again)
    reviewed(desk, peer, response_id)
    published(desk, publisher, response_id)
    owed = notices(desk)
    assert sorted(notice.lang for notice in owed) == ["en", "fr"]
    assert len({notice.key for notice in owed}) == 2
    assert {notice.contributor_id for notice in owed} == {
        contributor_of(desk, case_id) for case_id in (french, english)
    }
    assert {(notice.kind, notice.state) for notice in owed} == {("answer", "owed")}
    assert sorted(desk.enqueued) == sorted(notice.id for notice in owed)


def test_who_said_no_or_can_not_be_reached_or_left_gets_no_text(
    desk: Desk, author: Actor, peer: Actor, publisher: Actor
) -> None:
    said_no = desk.hear(follow_up="2")
    unreachable = desk.hear(is_reachable=False)
    opted_out = desk.hear()
    erased = desk.hear(erased_at=desk.watch.now)
    with desk.database.writing() as session:
        session.get_one(Contributor, contributor_of(desk, opted_out)).opted_out_at = desk.watch.now
    response_id = drafted(desk, author, said_no, unreachable, opted_out, erased)
    reviewed(desk, peer, response_id)
    published(desk, publisher, response_id)
    assert notices(desk) == []
    assert desk.enqueued == []


def test_what_a_person_erased_stays_as_they_left_it(desk: Desk, author: Actor, peer: Actor, publisher: Actor) -> None:
    erased = desk.hear(erased_at=desk.watch.now)
    response_id = drafted(desk, author, erased, desk.hear())
    reviewed(desk, peer, response_id)
    published(desk, publisher, response_id)
    with desk.database.reading() as session:
        assert session.get_one(Case, erased).status == "new"


def test_a_correction_is_a_new_revision_under_the_same_number_and_texts_nobody_twice(
    desk: Desk, author: Actor, peer: Actor, publisher: Actor
) -> None:
    response_id = drafted(desk, author, desk.hear())
    reviewed(desk, peer, response_id)
    published(desk, publisher, response_id)
    desk.watch.now += timedelta(days=10)
    edited(desk, author, response_id, we_did_fr="Mieux dit.")
    reviewed(desk, peer, response_id)
    second = published(desk, publisher, response_id)
    assert (second.number, second.revision) == (1, 2)
    assert second.entry["we_did_fr"] == "Mieux dit."
    assert second.entry["answered_on"] == "2026-11-22"
    assert len(notices(desk)) == len(desk.enqueued) == 1
    with desk.database.reading() as session:
        first = session.exec(select(Publication).where(Publication.revision == 1)).one()
        assert first.entry["we_did_fr"] == WHOLE.we_did_fr
        assert len(session.exec(select(CaseMove).where(CaseMove.kind == "answered")).all()) == 1


def test_an_edit_after_the_approval_stops_the_publication(
    desk: Desk, author: Actor, peer: Actor, publisher: Actor
) -> None:
    response_id = drafted(desk, author, desk.hear())
    reviewed(desk, peer, response_id)
    edited(desk, author, response_id, we_did_fr="Autre chose, sans relecture.")
    with pytest.raises(PublicationRefusedError) as refused:
        published(desk, publisher, response_id)
    assert refused.value.refusals == ("peer_missing",)


def test_a_refusal_names_everything_that_is_missing_at_once(desk: Desk, author: Actor, publisher: Actor) -> None:
    response_id = drafted(desk, author, desk.hear(), we_did_en="", outcome="partly", done_on=None)
    with pytest.raises(PublicationRefusedError) as refused:
        published(desk, publisher, response_id)
    assert refused.value.refusals == ("we_did_en", "next_update_on", "peer_missing")


@pytest.mark.parametrize("role", ["triage", "peer", "delegate"])
def test_only_a_publisher_or_an_admin_publishes(desk: Desk, author: Actor, peer: Actor, role: str) -> None:
    response_id = drafted(desk, author, desk.hear())
    reviewed(desk, peer, response_id)
    with pytest.raises(NotYourRoleError):
        published(desk, replace(author, role=role), response_id)  # type: ignore[arg-type]
    assert published(desk, desk.join("admin"), response_id).number == 1


def test_when_a_text_can_not_be_queued_nothing_is_published(
    desk: Desk, author: Actor, peer: Actor, publisher: Actor
) -> None:
    response_id = drafted(desk, author, desk.hear())
    reviewed(desk, peer, response_id)
    desk.fail_enqueue = True
    with pytest.raises(RuntimeError):
        published(desk, publisher, response_id)
    with desk.database.reading() as session:
        assert session.exec(select(Publication)).all() == []
        assert session.exec(select(Notice)).all() == []
        assert session.exec(select(Case.status)).one() == "new"
        assert session.get_one(Response, response_id).number is None


def test_responses_published_at_the_same_instant_get_different_numbers_without_a_gap(
    desk: Desk, author: Actor, peer: Actor, publisher: Actor
) -> None:
    ready = [drafted(desk, author, desk.hear()) for _ in range(6)]
    for response_id in ready:
        reviewed(desk, peer, response_id)
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda response_id: published(desk, publisher, response_id).number, ready))
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


def test_two_clicks_on_publish_make_one_publication(desk: Desk, author: Actor, peer: Actor, publisher: Actor) -> None:
    response_id = drafted(desk, author, desk.hear())
    reviewed(desk, peer, response_id)

    def click(_: int) -> str:
        try:
            published(desk, publisher, response_id)
        except PublicationRefusedError as refused:
            return ",".join(refused.refusals)
        return "published"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, range(2))) == ["nothing_new", "published"]
    assert len(desk.enqueued) == 1


def test_two_responses_to_one_case_bring_one_text(desk: Desk, author: Actor, peer: Actor, publisher: Actor) -> None:
    case = desk.hear()
    for _ in range(2):
        response_id = drafted(desk, author, case)
        reviewed(desk, peer, response_id)
        published(desk, publisher, response_id)
    assert len(notices(desk)) == 1
