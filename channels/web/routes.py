"""The web form: one question a page, no script, no cookie, nothing in the address.

A visit is a random token in the page itself. Opening the form stores nothing; the first "yes" begins.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Response
from pydantic import BaseModel, Field

from channels.port import Conversations, Inbound, Turn
from channels.web.views import LONGEST, MISUNDERSTOOD, Pages, in_groups, notices_of, question_view
from surveys.model import Lang

YES = "yes"
NO_TEXT = "2"  # the follow-up question's "no"
# Pages with a question may be kept by the browser alone, so that its Back button shows them; they hold no answer.
KEPT_BY_THE_BROWSER = "private, no-cache"

# An organization's slug -> its name, '' when it should not be shown, None when there is no such organization.
NameOf = Callable[[str], Awaitable[str | None]]


class Sent(BaseModel):
    """One page of the form as it comes back. `page`: a token of that page alone, so that sent twice it counts once."""

    visit: str = Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")
    page: str = Field(default="", max_length=64)
    question: str = Field(default="", max_length=60)
    answer: str = ""
    skip: str = ""

    @property
    def text(self) -> str:
        return "" if self.skip else self.answer.replace("\r\n", "\n").strip()


async def _unnamed(_slug: str) -> str | None:
    return ""


def router(conversations: Conversations, pages: Pages, name_of: NameOf = _unnamed) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/{lang}/{org}/feedback")
    async def start(lang: str, org: str) -> Response:
        frame = await _frame(name_of, _known(lang), org)
        return pages("feedback/start.html", _known(lang), frame | {"visit": secrets.token_urlsafe(16), "error": ""})

    @routes.post("/{lang}/{org}/feedback")
    async def answer(lang: str, org: str, sent: Annotated[Sent, Form()]) -> Response:
        spoken = _known(lang)
        frame = await _frame(name_of, spoken, org) | {"visit": sent.visit}
        if len(sent.text) > LONGEST:
            view = {"question": sent.question, "kept": sent.text, "length": len(sent.text), "limit": LONGEST}
            return pages("feedback/too_long.html", spoken, frame | view, status=413)
        if not sent.question and sent.text != YES:  # nothing is heard, so nothing is kept, before a yes
            return pages("feedback/start.html", spoken, frame | {"error": ""})
        inbound = _inbound(spoken, org, sent)
        turn = await _without_follow_up(conversations, inbound, await conversations.hear(inbound))
        if turn.lang != spoken:
            frame |= _paths(turn.lang, org)
        return _show(pages, turn, frame, sent)

    return routes


def _inbound(lang: Lang, org: str, sent: Sent) -> Inbound:
    identity = f"{lang}\n{sent.page}\n{sent.question}\n{sent.text}"
    return Inbound(
        channel="web",
        medium="web",
        line=org,
        address=sent.visit,
        external_id=f"{sent.visit}:{sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}",
        text=sent.text,
        question=sent.question or None,
        lang=lang,
        is_reachable=False,
    )


async def _without_follow_up(conversations: Conversations, inbound: Inbound, turn: Turn) -> Turn:
    """A visitor leaves no number, so nobody can be texted: the question is answered "no" and not shown."""
    if not turn.prompts or turn.prompts[-1].question != "follow_up":
        return turn
    answered = replace(
        inbound, text=NO_TEXT, question="follow_up", external_id=f"{inbound.external_id}:follow_up", lang=turn.lang
    )
    ended = await conversations.hear(answered)
    return replace(ended, prompts=(*turn.prompts[:-1], *ended.prompts))


def _show(pages: Pages, turn: Turn, frame: dict[str, Any], sent: Sent) -> Response:
    expects = turn.prompts[-1].expects if turn.prompts else "nothing"
    if turn.claim_code:
        code = in_groups(turn.claim_code)
        said = tuple(replace(prompt, text=prompt.text.replace(turn.claim_code, code)) for prompt in turn.prompts)
        view = {"code": code, "notices": notices_of(replace(turn, prompts=said), is_last_asked=False)}
        return pages("feedback/thanks.html", turn.lang, frame | view)
    if expects == "nothing":
        notices = () if turn.stage == "ended" else notices_of(turn, is_last_asked=False)
        return pages("feedback/said.html", turn.lang, frame | {"notices": notices, "is_changed": turn.stage == "ended"})
    if expects == "yes":
        errors = [prompt.text for prompt in turn.prompts if prompt.id in MISUNDERSTOOD]
        return pages("feedback/start.html", turn.lang, frame | {"error": " ".join(errors)})
    frame |= {"question": question_view(turn, sent.text), "page": secrets.token_urlsafe(8)}
    response = pages("feedback/question.html", turn.lang, frame)
    response.headers["Cache-Control"] = KEPT_BY_THE_BROWSER
    return response


async def _frame(name_of: NameOf, lang: Lang, org: str) -> dict[str, Any]:
    name = await name_of(org)
    if name is None:
        raise HTTPException(404)
    return {"organization": {"slug": org, "name": name} if name else None} | _paths(lang, org)


def _paths(lang: Lang, org: str) -> dict[str, str]:
    other = "en" if lang == "fr" else "fr"
    return {"here": f"/{lang}/{org}", "action": f"/{lang}/{org}/feedback", "other_path": f"/{other}/{org}/feedback"}


def _known(lang: str) -> Lang:
    if lang not in ("fr", "en"):
        raise HTTPException(404)
    return "fr" if lang == "fr" else "en"
