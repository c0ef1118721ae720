"""Where a response stands: what a peer said of this version, what is missing, and so what may happen next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.models import Publication, Response, Review

NEXT_UPDATE_DAYS = 60  # at the most: what is "in progress" longer without news has been forgotten
TEXTS = ("you_said_fr", "you_said_en", "we_did_fr", "we_did_en")
WORDING = (*TEXTS, "outcome", "service", "theme", "done_on", "next_update_on")
UNFINISHED = frozenset({"in_progress", "partly", "listening"})
PEER_REFUSALS = frozenset({"peer_missing", "peer_asks_changes"})

State = Literal["drafting", "waiting", "ready", "published"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A response with what decides whether it may be published.

    `consenting_count`: of its cases, those whose contributor agreed to words or a summary in public.
    """

    response: Response
    case_count: int
    consenting_count: int
    reviews: Sequence[Review]
    last: Publication | None


def refusals(standing: Standing, today: date) -> list[str]:
    """Why it can't be published, each a key of `publish.refusal.…`; empty when it can."""
    response = standing.response
    found = [] if standing.case_count else ["no_case"]
    if standing.case_count and not standing.consenting_count and standing.last is None:
        found.append("no_consent")
    found += [name for name in TEXTS if not getattr(response, name).strip()]
    found += _date_refusals(response, today)
    if standing.last is not None and not is_changed(standing):
        found.append("nothing_new")
    word = peer_word(response, standing.reviews)
    if word != "approved":
        found.append("peer_asks_changes" if word else "peer_missing")
    return found


def _date_refusals(response: Response, today: date) -> list[str]:
    """What the outcome promises must have its date."""
    if response.outcome is None:
        return ["outcome"]
    if response.outcome == "done":
        return ["done_on"] if response.done_on is None else ["done_on_ahead"] if response.done_on > today else []
    if response.outcome not in UNFINISHED:
        return []
    following = response.next_update_on
    if following is None:
        return ["next_update_on"]
    if following <= today:
        return ["next_update_past"]
    return ["next_update_far"] if following > today + timedelta(days=NEXT_UPDATE_DAYS) else []


def peer_word(response: Response, reviews: Sequence[Review]) -> str | None:
    """What peers say of this version: one approval is enough, one standing wish for changes outweighs it."""
    latest: dict[str, str] = {}
    for review in sorted(reviews, key=lambda review: (review.reviewed_at, review.id)):
        if review.response_version == response.version and review.reviewer_id != response.author_id:
            latest[review.reviewer_id] = review.verdict
    if "changes_asked" in latest.values():
        return "changes_asked"
    return "approved" if latest else None


def is_changed(standing: Standing) -> bool:
    """Whether it says something else than what was published last."""
    entry = standing.last.entry if standing.last else {}
    return any(entry.get(name) != told(getattr(standing.response, name)) for name in WORDING)


def told(value: str | date | None) -> str | None:
    """A value as an entry keeps it: days in ISO form."""
    return value.isoformat() if isinstance(value, date) else value


def state_of(standing: Standing, today: date) -> State:
    """A published response that was changed since goes the same way again."""
    missing = refusals(standing, today)
    if "nothing_new" in missing:
        return "published"
    if not missing:
        return "ready"
    return "waiting" if missing == ["peer_missing"] else "drafting"
