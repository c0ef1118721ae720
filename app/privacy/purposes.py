"""What values are sealed or looked up for: each purpose has a key of its own, so these names never change."""

from typing import Final

ORIGINAL: Final = "original"  # words as they came
REDACTED: Final = "redacted"  # the same words with personal details taken out
NOTE: Final = "note"  # what staff wrote on a case
ADDRESS: Final = "address"  # where a contributor can be reached
SESSION: Final = "session"  # the survey session a contributor is in
REPLY: Final = "reply"  # what was said back
CLAIM_CODE: Final = "claim-code"
AUDIO: Final = "audio"  # a recorded answer
CONSOLE: Final = "console"  # what the simulated phones received
