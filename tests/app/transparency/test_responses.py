"""Drafting and reviewing: staff write, a peer has a word on each version, nobody reviews their own."""

import pytest
from answering import WHOLE, drafted, edited, reviewed
from desk import Desk
from sqlmodel import select

from app.accounts.roles import NotOnThisDeskError, NotYourRoleError
from app.models import Organization, Response, ResponseCase, Review
from app.transparency.responses import (
    NoCaseError,
    OwnWordsError,
    ReasonNeededError,
    StaleVersionError,
    content_of,
    edit_response,
    find_response,
    review_response,
)


def test_one_response_speaks_to_several_cases(desk: Desk) -> None:
    cases = {desk.hear(), desk.hear()}
    response_id = drafted(desk, desk.join("triage"), *cases)
    with desk.database.reading() as session:
        assert set(session.exec(select(ResponseCase.case_id))) == cases
        assert content_of(session.get_one(Response, response_id)) == WHOLE


def test_each_change_makes_a_new_version_and_the_same_text_makes_none(desk: Desk) -> None:
    author, editor = desk.join("triage"), desk.join("publisher")
    response_id = drafted(desk, author, desk.hear())
    edited(desk, author, response_id)
    edited(desk, editor, response_id, we_did_fr="Mieux dit.")
    with desk.database.reading() as session:
        response = session.get_one(Response, response_id)
        assert (response.version, response.author_id, response.we_did_fr) == (2, editor.staff_id, "Mieux dit.")


def test_a_peers_word_is_kept_with_the_version_it_is_about(desk: Desk) -> None:
    response_id = drafted(desk, desk.join("triage"), desk.hear())
    reviewed(desk, desk.join("peer"), response_id)
    with desk.database.reading() as session:
        kept = session.exec(select(Review)).one()
        assert (kept.response_version, kept.verdict, kept.words) == (1, "approved", "Bien dit.")


def test_a_response_begins_with_a_case_of_this_organization(desk: Desk) -> None:
    author = desk.join("triage")
    with desk.database.writing() as session:
        session.add(Organization(id="other", slug="autre", name="Autre", sms_name="Autre", created_at=desk.watch.now))
    with pytest.raises(NoCaseError):
        drafted(desk, author)
    with pytest.raises(NotOnThisDeskError):
        drafted(desk, author, desk.hear(), desk.hear(organization_id="other"))


@pytest.mark.parametrize("role", ["peer", "delegate"])
def test_who_does_not_draft_is_refused(desk: Desk, role: str) -> None:
    with pytest.raises(NotYourRoleError):
        drafted(desk, desk.join(role), desk.hear())


@pytest.mark.parametrize("role", ["triage", "publisher", "delegate", "admin"])
def test_only_a_peer_gives_a_peers_word_not_even_an_admin(desk: Desk, role: str) -> None:
    author = desk.join("triage", "author")
    response_id = drafted(desk, author, desk.hear())
    with pytest.raises(NotYourRoleError):
        reviewed(desk, desk.join(role), response_id)


def test_nobody_reviews_their_own_words_whatever_they_have_become(desk: Desk) -> None:
    peer = desk.join("peer")
    response_id = drafted(desk, desk.join("triage"), desk.hear())
    with desk.database.writing() as session:
        session.get_one(Response, response_id).author_id = peer.staff_id
    with pytest.raises(OwnWordsError):
        reviewed(desk, peer, response_id)


def test_asking_for_changes_needs_words(desk: Desk) -> None:
    response_id = drafted(desk, desk.join("triage"), desk.hear())
    with pytest.raises(ReasonNeededError):
        reviewed(desk, desk.join("peer"), response_id, "changes_asked", " ")


def test_who_read_an_older_version_neither_overwrites_nor_approves_the_newer_one(desk: Desk) -> None:
    author, peer = desk.join("triage"), desk.join("peer")
    response_id = drafted(desk, author, desk.hear())
    edited(desk, author, response_id, we_did_fr="Autre chose.")
    with desk.database.writing() as session:
        response = find_response(session, author, response_id)
        with pytest.raises(StaleVersionError):
            edit_response(session, author, response, WHOLE, seen_version=1, now=desk.watch.now)
        with pytest.raises(StaleVersionError):
            review_response(session, peer, response, "approved", "", seen_version=1, now=desk.watch.now)
