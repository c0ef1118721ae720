"""What every channel shares: what came in, what to say back, and what it takes to send."""

from dataclasses import dataclass
from typing import Literal, Protocol

from surveys.engine import Prompt
from surveys.model import Lang, Medium

Channel = Literal["sms", "whatsapp", "voice", "web"]


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message, step of a call, or form page, whoever carried it.

    `line` is the address it was sent to (E.164, or an organization's slug on the web); `address` whom it came from,
    or for callers who withhold it and for the web a token of this visit alone. `external_id` is its identity: the
    same one again gets the same answer and changes nothing.
    """

    channel: Channel
    medium: Medium
    line: str
    address: str
    external_id: str
    text: str = ""
    recording: str | None = None
    question: str | None = None
    lang: Lang | None = None
    silent: bool = False
    begins: bool = False  # a call starts: nothing was said yet
    is_reachable: bool = True  # False: nothing can be sent to `address` later


@dataclass(frozen=True, slots=True)
class Turn:
    """What to say back: prompts with every place filled, in order; none means silence."""

    prompts: tuple[Prompt, ...]
    lang: Lang
    stage: str
    claim_code: str = ""  # only on the turn that ends a survey


class UnknownLineError(Exception):
    """No organization has this line."""


class Conversations(Protocol):
    """The one way in for every channel; fulfilled by the app's intake."""

    async def hear(self, inbound: Inbound) -> Turn:
        """Take one inbound in, exactly once, and say what goes back; raises UnknownLineError."""
        ...


@dataclass(frozen=True, slots=True)
class Outbound:
    """One text to one person. `text` holds no feedback: it crosses networks in the clear."""

    intent_id: str
    channel: Channel
    line: str  # the organization's own address, E.164
    address: str  # E.164
    text: str
    not_these: frozenset[str] = frozenset()  # carrier's ids of other texts to this person, which may say the same


@dataclass(frozen=True, slots=True)
class Delivery:
    """A carrier's word on one text: its own status ("delivered", "undelivered"…) and error code."""

    status: str
    error_code: str | None = None


class DeliveryError(Exception):
    """A text could not be sent.

    `permanent`: never try again. `was_maybe_sent`: look it up before any resend. Neither: wait, then send again.
    """

    def __init__(
        self, code: str, *, permanent: bool = False, was_maybe_sent: bool = False, retry_after_seconds: float = 0
    ) -> None:
        super().__init__(f"Delivery failed with code {code}.")
        self.code = code
        self.permanent = permanent
        self.was_maybe_sent = was_maybe_sent
        self.retry_after_seconds = retry_after_seconds


class Sender(Protocol):
    """A way out. Console and provider pass one contract test."""

    async def send(self, outbound: Outbound) -> str:
        """Send one text; return the carrier's id for it. Raises DeliveryError."""
        ...

    async def find(self, outbound: Outbound) -> str | None:
        """The carrier's id of this text if it was accepted before, or None. Raises DeliveryError when it can't tell."""
        ...

    async def status(self, provider_id: str) -> Delivery:
        """What became of a text the carrier accepted. Raises DeliveryError when it can't tell."""
        ...


@dataclass(frozen=True, slots=True)
class Audio:
    content: bytes
    media_type: str


class Recordings(Protocol):
    """Where recorded answers wait until they are fetched."""

    async def fetch(self, recording_id: str) -> Audio:
        """The sound; raises DeliveryError."""
        ...

    async def delete(self, recording_id: str) -> None:
        """Remove the carrier's copy; removing what is gone is no error. Raises DeliveryError."""
        ...
