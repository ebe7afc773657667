"""A diagnosis: one line about one thing of the installation. It quotes no secret."""

from dataclasses import dataclass
from enum import StrEnum


class FindingLevel(StrEnum):
    """The severity of a finding."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True)
class Diagnosis:
    """A finding, and the cure unless all is well."""

    level: FindingLevel
    subject: str
    words: str
    cure: str = ""


def ok(subject: str, text: str) -> Diagnosis:
    """Return a diagnosis of what is as it should be."""
    return Diagnosis(FindingLevel.OK, subject, text)


def warning(subject: str, text: str, cure: str) -> Diagnosis:
    """Return a diagnosis of what works, but should be looked at."""
    return Diagnosis(FindingLevel.WARNING, subject, text, cure)


def fault(subject: str, text: str, cure: str) -> Diagnosis:
    """Return a diagnosis of what does not work, or must not stay so."""
    return Diagnosis(FindingLevel.FAULT, subject, text, cure)
