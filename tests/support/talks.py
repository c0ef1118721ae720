"""What people say from hello to claim code, and a conversation that records what it hears."""

from dataclasses import dataclass, field

from channels.port import Inbound, Turn
from surveys.engine import Prompt

WHOLE_TALK = ("bonjour", "1", "oui", "2", "Le groupe du soir est trop court", "2", "1", "1", "1", "2", "1")
WHOLE_TALK_IN_ENGLISH = ("hello", "2", "yes", "1", "The peer group breaks the silence", "3", "1", "2", "1", "1", "1")


@dataclass
class FakeConversations:
    """Says the turn it was given, and remembers each inbound."""

    turn: Turn = field(default_factory=lambda: Turn((Prompt("q", "fr", "Bonjour", "choice"),), "fr", "asking"))
    heard: list[Inbound] = field(default_factory=list)

    async def hear(self, inbound: Inbound) -> Turn:
        self.heard.append(inbound)
        return self.turn
