"""What one response shows at the desk, finished: the template only places it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.accounts.roles import DRAFTS, PUBLISHES, REVIEWS, may
from app.accounts.sessions import CurrentStaff
from app.i18n import Lang, say
from app.models import Publication, Response, Review
from app.privacy.purposes import REDACTED
from app.privacy.sealing import Vault
from app.transparency.desk_queries import AnsweredCase
from app.transparency.draft_fields import DraftForm, draft_form, form_values
from app.transparency.standing import PEER_REFUSALS, Standing, refusals, state_of


@dataclass(frozen=True, slots=True)
class CaseQuote:
    id: str
    title: str
    words: str
    lang: str
    share: str


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a response."""

    lang: Lang
    you_said: str
    we_did: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    label: str
    who: str
    words: str
    at: datetime
    is_of_this_version: bool
    version: str


@dataclass(frozen=True, slots=True)
class PublicationView:
    label: str
    path: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ResponseView:
    id: str
    title: str
    state: str
    state_label: str
    version: int
    outcome: str | None
    sides: Sequence[Side]
    cases: Sequence[CaseQuote]
    form: DraftForm | None  # None for who may only read
    theirs: Sequence[Side]  # what someone else saved while this was typed
    can_review: bool
    can_approve: bool
    review_error: str | None
    review_words: str
    can_publish: bool
    missing: Sequence[str]
    reviews: Sequence[ReviewView]
    publications: Sequence[PublicationView]
    done: str | None
    problems: Sequence[str]  # why what was asked for did not happen


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that could not be kept: what it held, and what to do about it."""

    problems: Sequence[str] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] | None = None
    review_words: str = ""
    review_error: str | None = None
    is_overtaken: bool = False


def title_of(response: Response, lang: Lang) -> str:
    if response.number is None:
        return say(lang, "response.draft")
    return say(lang, "log.number", number=response.number)


def response_view(
    standing: Standing,
    staff: CurrentStaff,
    *,
    cases: Sequence[CaseQuote],
    roles: Mapping[str, str],
    publications: Sequence[Publication],
    today: date,
    done: str | None = None,
    refused: Refused | None = None,
) -> ResponseView:
    response, lang, refused = standing.response, staff.lang, refused or Refused()
    state, missing = state_of(standing, today), refusals(standing, today)
    values = dict(refused.typed) if refused.typed is not None else form_values(response)
    form = draft_form(f"/staff/responses/{response.id}", response.version, values, lang, errors=refused.errors)
    return ResponseView(
        id=response.id,
        title=title_of(response, lang),
        state=state,
        state_label=say(lang, f"response.state.{state}"),
        version=response.version,
        outcome=response.outcome,
        sides=_sides(response),
        cases=cases,
        form=form if may(staff.role, DRAFTS) else None,
        theirs=_sides(response) if refused.is_overtaken else (),
        can_review=may(staff.role, REVIEWS) and response.author_id != staff.id and state != "published",
        can_approve=set(missing) <= PEER_REFUSALS,
        review_error=refused.review_error,
        review_words=refused.review_words,
        can_publish=may(staff.role, PUBLISHES),
        missing=[say(lang, f"publish.refusal.{key}") for key in missing],
        reviews=[_review(review, response, roles, lang) for review in reversed(standing.reviews)],
        publications=[_publication(p, staff.organization.slug, lang) for p in publications],
        done=say(lang, f"response.done.{done}") if done else None,
        problems=refused.problems,
    )


def case_quotes(cases: Sequence[AnsweredCase], vault: Vault, lang: Lang) -> list[CaseQuote]:
    """Each case's words, and whether the person lets them be published."""
    return [_quote(answered, vault, lang) for answered in cases]


def _quote(answered: AnsweredCase, vault: Vault, lang: Lang) -> CaseQuote:
    words = [vault.unseal(REDACTED, answer.redacted) for answer in answered.answers if answer.redacted]
    value = next((answer.value for answer in answered.answers if answer.question == "share"), None)
    return CaseQuote(
        id=answered.case.id,
        title=say(lang, "case.title", handle=answered.feedback.handle),
        words="\n".join(words),
        lang=answered.feedback.lang,
        share=say(lang, f"response.share.{value if value in {'1', '2'} else '3'}"),
    )


def _sides(response: Response) -> tuple[Side, ...]:
    return (
        Side("fr", response.you_said_fr, response.we_did_fr),
        Side("en", response.you_said_en, response.we_did_en),
    )


def _review(review: Review, response: Response, roles: Mapping[str, str], lang: Lang) -> ReviewView:
    return ReviewView(
        label=say(lang, f"review.{review.verdict}"),
        who=say(lang, f"page.role.{roles[review.reviewer_id]}"),
        words=review.words,
        at=review.reviewed_at,
        is_of_this_version=review.response_version == response.version,
        version=say(lang, "review.version", version=review.response_version),
    )


def _publication(publication: Publication, slug: str, lang: Lang) -> PublicationView:
    label = say(lang, "publish.revision", revision=publication.revision)
    return PublicationView(label, f"/{lang}/{slug}/responses/{publication.number}", publication.published_at)
