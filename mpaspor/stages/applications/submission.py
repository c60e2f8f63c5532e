"""Is everything there? A file becomes ready when nothing is open and the rules of the day have no objection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mpaspor.accounts.models import User
from mpaspor.audit import states
from mpaspor.notifications import outbox
from mpaspor.stages.applications import eligibility, keeping, papers, questions, requirements
from mpaspor.stages.applications.days import local_day
from mpaspor.stages.applications.findings import Finding
from mpaspor.stages.applications.keeping import NotDraft
from mpaspor.stages.applications.models import Applicant, Application

__all__ = ["AlreadyApplied", "Incomplete", "NotDraft", "Problem", "make_ready", "problems"]


@dataclass(frozen=True)
class Problem:
    """What keeps one person's part from being complete, and the step in which it is put right."""

    applicant: Applicant
    step: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        if self.code == "unanswered":
            count = len(self.values["fields"])
            return ngettext("%(count)s pertanyaan belum dijawab.", "%(count)s pertanyaan belum dijawab.", count) % {
                "count": count
            }
        if self.code == "paper_missing":
            return _("Belum ada: %(paper)s.") % {"paper": requirements.label(self.values["kind"])}
        return Finding(self.code, blocks=True, step=self.step, values=self.values).title


class Incomplete(Exception):
    """Something is still open; `problems` says what."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__([(one.step, one.code) for one in found])
        self.problems = list(found)


class AlreadyApplied(Exception):
    """Another file with the same NIK was completed first."""


def problems(application: Application, on: date) -> list[Problem]:
    """All that is open, person by person, in the order of the form."""
    return _problems(_people(application), on)


def make_ready(application: Application, *, by: User | None, at: datetime, device: bytes | None = None) -> None:
    """Close the form: from here on places can be had. Raises `Incomplete`, `AlreadyApplied`, `NotDraft`.

    `device`: the browser it was done with, if that is known.
    """
    try:
        _close_form(
            application, by=by, at=at, device=device or (bytes(application.device) if application.device else None)
        )
    except IntegrityError as clash:
        raise AlreadyApplied from clash


@transaction.atomic
def _close_form(application: Application, *, by: User | None, at: datetime, device: bytes | None) -> None:
    people = _people(application)
    keeping.must_be_open(people)
    if application.state != Application.DRAFT:
        raise NotDraft
    found = _problems(people, local_day(application, at))
    if found:
        raise Incomplete(found)
    _file(people)
    application.move(Application.READY, by=by, at=at, ready_at=at, changed_at=at, device=device)
    outbox.post("applications/ready", application, at=at, people=[one.full_name for one in people])


def _people(application: Application) -> list[Applicant]:
    people = list(application.people.all())
    prefetch_related_objects(people, "documents")
    for one in people:
        one.application = application
    return people


def _problems(people: Sequence[Applicant], on: date) -> list[Problem]:
    known = eligibility.background(people)
    return [problem for one in people for problem in _of_person(one, on, people, known)]


def _of_person(
    applicant: Applicant, on: date, family: Sequence[Applicant], known: eligibility.Background
) -> list[Problem]:
    unanswered: dict[str, list[str]] = {}
    for question in questions.still_open(applicant, on):
        unanswered.setdefault(question.step, []).append(question.name)
    found = [Problem(applicant, step, "unanswered", {"fields": names}) for step, names in unanswered.items()]
    found += [
        Problem(applicant, one.step, one.code, one.values)
        for one in eligibility.findings(applicant, on, known)
        if one.blocks
    ]
    found += [
        Problem(applicant, "papers", "paper_missing", {"kind": paper.kind})
        for paper in papers.missing(applicant, on, family)
    ]
    return sorted(found, key=lambda one: questions.STEPS.index(one.step))


def _file(people: Sequence[Applicant]) -> None:
    """Claim each NIK, if nobody answered anything else since we looked; the database lets one file have it."""
    seen = Q()
    for one in people:
        seen |= Q(pk=one.pk, revision=one.revision)
    if len(people) > 1:
        keeping.in_line(people[0].application)
    claimed = Applicant.objects.filter(seen).update(filed=True, revision=F("revision") + 1)
    if claimed != len(people):
        message = "an answer changed while the file was being closed"
        raise states.StateChanged(message)
    for one in people:
        one.filed, one.revision = True, one.revision + 1
