"""The examination (BAP) that comes before a passport is replaced that was lost, damaged, or whose data change.

It is held on paper, and the head of the office decides on it (domain 1.19); here stands under which number, when, and
what was decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.stages.applications import filing, keeping
from mpaspor.stages.applications.days import local_day
from mpaspor.stages.applications.keeping import NotDraft
from mpaspor.stages.applications.models import AT_THE_DESK, Applicant, Application, Bap, Service

__all__ = ["Minutes", "NoBurden", "NotDraft", "NotHeldYet", "NotNeeded", "WhyNeeded", "of", "record", "waives"]

Outcome = Bap.Outcome


class NotNeeded(Exception):
    """Nothing was lost, damaged or is to be changed."""


class NotHeldYet(Exception):
    """The day of the examination is ahead."""


class NoBurden(Exception):
    """A change of data has no burden that could be waived."""


class WhyNeeded(Exception):
    """A waiver names the event, a refusal its reason."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What stands on the paper."""

    number: str
    held_on: date
    outcome: str
    why: str = ""


@transaction.atomic
def record(applicant: Applicant, minutes: Minutes, *, by: User, at: datetime) -> Bap:
    """Write down what was decided, or put it right as long as no place is held.

    Raises `NotNeeded`, `NotHeldYet`, `NoBurden`, `WhyNeeded`, `NotDraft`.
    """
    application = applicant.application
    keeping.must_be_open(keeping.in_line(application))
    _refuse(applicant, minutes, local_day(application, at))
    before = Bap.objects.filter(applicant=applicant).first()
    facts = {"service": applicant.service, "number": minutes.number, "held_on": minutes.held_on}
    facts |= {"outcome": minutes.outcome, "why": minutes.why.strip(), "by": by, "at": at}
    bap, _ = Bap.objects.update_or_create(applicant=applicant, defaults=facts)
    # Whoever closes the form at this moment has read the one before.
    Applicant.objects.filter(pk=applicant.pk).update(revision=F("revision") + 1)
    applicant.revision += 1
    if application.state == Application.READY:
        filing.reopen(application, by=by, at=at, why="changed")
    act = "bap.corrected" if before else "bap.recorded"
    trail.write(bap, act, by=by, at=at, why=bap.why, old=_told(before) if before else {}, new=_told(bap))
    return bap


def of(applicant: Applicant) -> Bap | None:
    """The examination of what this person asks for now; one of something else counts for nothing."""
    if applicant.service not in AT_THE_DESK:
        return None
    return Bap.objects.filter(applicant_id=applicant.pk, service=applicant.service).first()


def waives(applicant: Applicant) -> bool:
    """Whether the burden is waived: fire, flood, earthquake (art. 41(2)a; domain 1.19)."""
    bap = of(applicant)
    return bap is not None and bap.outcome == Outcome.WAIVED


def _refuse(applicant: Applicant, minutes: Minutes, on: date) -> None:
    if applicant.service not in AT_THE_DESK:
        raise NotNeeded
    if minutes.held_on > on:
        raise NotHeldYet
    if minutes.outcome == Outcome.WAIVED and applicant.service == Service.CHANGED:
        raise NoBurden
    if minutes.outcome != Outcome.GRANTED and not minutes.why.strip():
        raise WhyNeeded


def _told(bap: Bap) -> dict[str, str]:
    return {"service": bap.service, "number": bap.number, "held_on": str(bap.held_on), "outcome": bap.outcome}
