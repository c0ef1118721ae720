"""The closed lists the desk, the log and the exports share; each value has its words in both languages."""

from typing import Literal, get_args

Role = Literal["triage", "peer", "publisher", "delegate", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

CaseStatus = Literal["new", "acknowledged", "answered", "closed"]
CASE_STATUSES: tuple[CaseStatus, ...] = get_args(CaseStatus)

Outcome = Literal["done", "in_progress", "partly", "not_possible", "listening"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

Verdict = Literal["approved", "changes_asked"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

CHANNELS = ("sms", "whatsapp", "voice", "web")
THEMES = (
    *("what_works", "access_hours", "wait_times", "continuity", "language", "privacy"),
    *("respect_equity", "power_sharing", "harm_reduction", "feedback_process", "other"),
)
SERVICES = (
    *("one_on_one", "group", "peer_support", "substance_use", "housing_social", "reception", "phone"),
    *("organization", "other"),
)
