"""Drafting, editing and reviewing a response: staff write it, a peer has a word on each version."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from app.accounts.roles import DRAFTS, REVIEWS, Actor, NotOnThisDeskError, require_role
from app.clock import new_id
from app.models import Case, Response, ResponseCase, Review
from app.models.vocabulary import Verdict


class NoCaseError(Exception):
    """A response answers someone: choose at least one case in the inbox."""


class StaleVersionError(Exception):
    """Someone changed this response in the meantime: read their version, then send yours again."""


class OwnWordsError(Exception):
    """Nobody reviews their own words: ask another peer."""


class ReasonNeededError(Exception):
    """Asking for changes needs a few words: say what should change."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A response's content as it stands on the desk; anything may still be missing."""

    you_said_fr: str = ""
    you_said_en: str = ""
    we_did_fr: str = ""
    we_did_en: str = ""
    outcome: str | None = None
    service: str | None = None
    theme: str | None = None
    done_on: date | None = None
    next_update_on: date | None = None


def draft_response(
    session: Session, actor: Actor, case_ids: Collection[str], draft: Draft, *, now: datetime
) -> Response:
    """Begin a response to these cases; raises NoCaseError, NotOnThisDeskError."""
    require_role(actor, DRAFTS)
    wanted = set(case_ids)
    if not wanted:
        raise NoCaseError
    own = select(func.count()).where(col(Case.id).in_(wanted), Case.organization_id == actor.organization_id)
    if session.exec(own).one() != len(wanted):
        raise NotOnThisDeskError
    response = Response(
        id=new_id(),
        organization_id=actor.organization_id,
        author_id=actor.staff_id,
        created_at=now,
        updated_at=now,
        **asdict(draft),
    )
    session.add(response)
    session.flush()
    session.add_all(ResponseCase(response_id=response.id, case_id=case_id) for case_id in sorted(wanted))
    return response


def find_response(session: Session, actor: Actor, response_id: str) -> Response:
    """The response as it stands now, held until the end of the transaction; raises NotOnThisDeskError."""
    wanted = select(Response).where(Response.id == response_id, Response.organization_id == actor.organization_id)
    refreshed = wanted.with_for_update().execution_options(populate_existing=True)
    response = session.exec(refreshed).first()
    if response is None:
        raise NotOnThisDeskError
    return response


def content_of(response: Response) -> Draft:
    return Draft(**{name: getattr(response, name) for name in Draft.__dataclass_fields__})


def edit_response(
    session: Session, actor: Actor, response: Response, draft: Draft, *, seen_version: int, now: datetime
) -> None:
    """Change it. Each change is a new version, so that no earlier approval counts for it; raises StaleVersionError.

    Whoever wrote last is the author: the one person who can't review this version.
    """
    require_role(actor, DRAFTS)
    if response.version != seen_version:
        raise StaleVersionError
    if content_of(response) == draft:
        return
    for name, value in asdict(draft).items():
        setattr(response, name, value)
    response.version += 1
    response.author_id = actor.staff_id
    response.updated_at = now
    session.flush()


def review_response(
    session: Session,
    actor: Actor,
    response: Response,
    verdict: Verdict,
    words: str,
    *,
    seen_version: int,
    now: datetime,
) -> Review:
    """A peer's word on the version they read; raises OwnWordsError, StaleVersionError, ReasonNeededError."""
    require_role(actor, REVIEWS)
    if response.author_id == actor.staff_id:
        raise OwnWordsError
    if response.version != seen_version:
        raise StaleVersionError
    if verdict == "changes_asked" and not words.strip():
        raise ReasonNeededError
    review = Review(
        id=new_id(),
        response_id=response.id,
        response_version=seen_version,
        reviewer_id=actor.staff_id,
        verdict=verdict,
        words=words.strip(),
        reviewed_at=now,
    )
    session.add(review)
    session.flush()
    return review
