"""What a call says and waits for, as TwiML."""

import re
from collections.abc import Sequence

from twilio.twiml.voice_response import Gather, VoiceResponse

from channels.port import Turn
from surveys.engine import Prompt
from surveys.model import Lang

# The provider lists no en-CA voice (SDK enumeration read 2026-11); a pair it doesn't know fails the whole verb.
VOICES: dict[Lang, dict[str, str]] = {
    "fr": {"voice": "Polly.Gabrielle-Neural", "language": "fr-CA"},
    "en": {"voice": "Polly.Joanna-Neural", "language": "en-US"},
}
WAIT_SECONDS = 10  # domain.md section 6: time to think before a gentle re-prompt
RECORD_SECONDS = 120
PAUSE_SECONDS = 5  # of silence that end a recorded answer
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(turn: Turn, *, next_step: str) -> str:
    """The document for one step; `next_step` is the address the caller's next act goes to."""
    response = VoiceResponse()
    told = [prompt for prompt in turn.prompts if prompt.expects == "nothing"]
    asked = [prompt for prompt in turn.prompts if prompt.expects != "nothing"]
    _say(response, told)
    if not asked:
        response.hangup()
    elif asked[-1].expects == "words":
        _record(response, asked, next_step)
    else:
        _ask_for_a_key(response, asked, next_step)
    return str(response)


def _ask_for_a_key(response: VoiceResponse, asked: Sequence[Prompt], next_step: str) -> None:
    """Listens while it speaks: who knows the menu need not wait. '#' is a key like any other (it skips)."""
    gather = Gather(input="dtmf", num_digits=1, finish_on_key="", timeout=WAIT_SECONDS, action=next_step, method="POST")
    _say(gather, asked)
    response.append(gather)
    response.redirect(next_step + "/silence", method="POST")


def _record(response: VoiceResponse, asked: Sequence[Prompt], next_step: str) -> None:
    _say(response, asked)
    response.record(
        action=next_step,
        method="POST",
        finish_on_key="#",
        max_length=RECORD_SECONDS,
        timeout=PAUSE_SECONDS,
        play_beep=True,
        trim="trim-silence",
    )
    response.redirect(next_step + "/silence", method="POST")


def _say(verb: VoiceResponse | Gather, prompts: Sequence[Prompt]) -> None:
    for prompt in prompts:
        verb.say(UNPRINTABLE.sub("", prompt.text), **VOICES[prompt.lang])
