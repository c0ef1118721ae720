"""Who may do what at the desk."""

from collections.abc import Collection
from dataclasses import dataclass

from app.models.vocabulary import Role

READS: tuple[Role, ...] = ("triage", "peer", "publisher", "delegate")
TRIAGES: tuple[Role, ...] = ("triage", "peer", "delegate")
HEARS: tuple[Role, ...] = ("triage", "delegate")  # a voice is recognised: two roles hear it, the others read
DRAFTS: tuple[Role, ...] = ("triage", "publisher")
REVIEWS: tuple[Role, ...] = ("peer",)
PUBLISHES: tuple[Role, ...] = ("publisher",)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever makes a move, on a page or through the API."""

    staff_id: str
    organization_id: str
    role: Role


class NotYourRoleError(Exception):
    """This action belongs to another role: ask someone who has it."""


class NotOnThisDeskError(Exception):
    """This organization has no such case, recording or response."""


def may(role: Role, allowed: Collection[Role]) -> bool:
    """An admin stands in for every role but the peer's and the voice's: a word and a trust that can't be lent."""
    return role in allowed or (role == "admin" and allowed not in (REVIEWS, HEARS))


def require_role(actor: Actor, allowed: Collection[Role]) -> None:
    """Raises NotYourRoleError."""
    if not may(actor.role, allowed):
        raise NotYourRoleError
