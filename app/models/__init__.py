"""Every table, imported in one place so that migrations see them all."""

from app.models.base import metadata
from app.models.case import Case, CaseMove
from app.models.console import ConsoleMessage, ConsoleRecording
from app.models.contributor import Contributor, Message
from app.models.feedback import Answer, Feedback, Recording
from app.models.notice import DeliveryReport, Notice, WorkerHeartbeat
from app.models.organization import Line, Organization
from app.models.response import Publication, Response, ResponseCase, Review
from app.models.staff import Staff, StaffSession
from app.models.wrong_code import WrongCode

__all__ = [
    "Answer",
    "Case",
    "CaseMove",
    "ConsoleMessage",
    "ConsoleRecording",
    "Contributor",
    "DeliveryReport",
    "Feedback",
    "Line",
    "Message",
    "Notice",
    "Organization",
    "Publication",
    "Recording",
    "Response",
    "ResponseCase",
    "Review",
    "Staff",
    "StaffSession",
    "WorkerHeartbeat",
    "WrongCode",
    "metadata",
]
