"""What stands between a response and the public: each rule refuses alone, and the whole passes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from answering import WHOLE
from fixed import NOON

from app.models import Publication, Response, Review
from app.transparency.publication import entry_of
from app.transparency.responses import Draft
from app.transparency.standing import Standing, refusals, state_of

TODAY = date(2026, 11, 22)


def response(draft: Draft = WHOLE, version: int = 1) -> Response:
    values = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
    return Response(
        id="r1", organization_id="o1", author_id="author", version=version, created_at=NOON, updated_at=NOON, **values
    )


def review(reviewer: str = "peer", verdict: str = "approved", version: int = 1, at: datetime = NOON) -> Review:
    return Review(
        id=f"{reviewer}-{at}",
        response_id="r1",
        response_version=version,
        reviewer_id=reviewer,
        verdict=verdict,
        reviewed_at=at,
    )


def refused(
    *reviews: Review,
    cases: int = 1,
    consenting: int = 1,
    version: int = 1,
    last: Publication | None = None,
    **changes: object,
):
    draft = replace(WHOLE, **changes)  # type: ignore[arg-type]
    return refusals(Standing(response(draft, version), cases, consenting, reviews, last), TODAY)


def test_a_whole_response_that_a_peer_approved_may_be_published() -> None:
    assert refused(review()) == []


@pytest.mark.parametrize("text", ["you_said_fr", "you_said_en", "we_did_fr", "we_did_en"])
def test_a_text_missing_in_one_language_is_refused(text: str) -> None:
    assert refused(review(), **{text: "  "}) == [text]


def test_a_response_without_an_outcome_is_refused() -> None:
    assert refused(review(), outcome=None) == ["outcome"]


def test_done_needs_its_day_and_the_day_must_have_come() -> None:
    assert refused(review(), done_on=None) == ["done_on"]
    assert refused(review(), done_on=TODAY) == []
    assert refused(review(), done_on=TODAY + timedelta(days=1)) == ["done_on_ahead"]


@pytest.mark.parametrize("outcome", ["in_progress", "partly", "listening"])
def test_what_is_not_finished_promises_its_next_news_within_sixty_days(outcome: str) -> None:
    assert refused(review(), outcome=outcome) == ["next_update_on"]
    assert refused(review(), outcome=outcome, next_update_on=TODAY) == ["next_update_past"]
    assert refused(review(), outcome=outcome, next_update_on=TODAY + timedelta(days=60)) == []
    assert refused(review(), outcome=outcome, next_update_on=TODAY + timedelta(days=61)) == ["next_update_far"]


def test_what_is_not_possible_says_why_in_words_and_may_name_no_date() -> None:
    assert refused(review(), outcome="not_possible", done_on=None) == []


def test_a_response_to_nobody_is_refused() -> None:
    assert refused(review(), cases=0) == ["no_case"]


def test_without_a_peers_word_it_is_refused() -> None:
    assert refused() == ["peer_missing"]


def test_an_approval_of_an_earlier_version_counts_for_nothing() -> None:
    assert refused(review(version=1), version=2) == ["peer_missing"]


def test_the_authors_own_approval_counts_for_nothing() -> None:
    assert refused(review("author")) == ["peer_missing"]


def test_one_peer_who_asks_for_changes_outweighs_another_who_approves() -> None:
    assert refused(review("peer"), review("other", "changes_asked")) == ["peer_asks_changes"]


def test_a_peer_may_change_their_mind() -> None:
    later = NOON + timedelta(hours=1)
    assert refused(review(verdict="changes_asked"), review(at=later)) == []
    assert refused(review(), review(verdict="changes_asked", at=later)) == ["peer_asks_changes"]


def test_what_is_public_already_is_not_published_again_unchanged() -> None:
    last = Publication(
        id="p1",
        organization_id="o1",
        response_id="r1",
        number=1,
        revision=1,
        publisher_id="x",
        reviewed_by_peer=True,
        entry=entry_of(response()),
        published_at=NOON,
    )
    assert refused(review(), last=last) == ["nothing_new"]
    assert refused(review(), last=last, we_did_fr="Corrigé.") == []


def test_the_list_tells_what_each_response_waits_for() -> None:
    def state(*reviews: Review, **changes: object) -> str:
        return state_of(Standing(response(replace(WHOLE, **changes)), 1, 1, reviews, None), TODAY)  # type: ignore[arg-type]

    assert state(outcome=None) == "drafting"
    assert state(review(verdict="changes_asked")) == "drafting"
    assert state() == "waiting"
    assert state(review()) == "ready"


def test_what_everybody_asked_not_to_publish_is_not_published() -> None:
    assert refused(review(), consenting=0) == ["no_consent"]
    assert refused(review(), cases=3, consenting=1) == []


def test_an_answer_already_public_may_still_be_corrected() -> None:
    said = Publication(entry={}, published_at=NOON)  # type: ignore[call-arg]
    assert "no_consent" not in refused(review(), consenting=0, last=said)
