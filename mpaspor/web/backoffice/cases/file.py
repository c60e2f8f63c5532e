"""The case file: one person of it at a time, and the trail of all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.cases import file as case_file
from mpaspor.cases.file import File, Person
from mpaspor.core.clock import now
from mpaspor.stages.applications import questions, requirements
from mpaspor.stages.applications.models import Application, Document
from mpaspor.stages.appointments.models import Appointment
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, telling
from mpaspor.web.backoffice.visits.turns import turn_of

# Which ways lead on from the file, for whom.
WAYS = {
    "may_decide": Permission.DECISION_READ,
    "may_print": Permission.PASSPORT_PRINT,
    "may_hand_over": Permission.PASSPORT_HAND_OVER,
    "may_give_back": Permission.FEE_GIVE_BACK,
    "may_file": Permission.CASE_FILE_FOR_OTHERS,
    "may_move": Permission.PLACE_MOVE,
}


class Paper(NamedTuple):
    label: str
    document: Document


class Told(NamedTuple):
    """A question and its answer, in words."""

    label: str
    value: Any


@may(Permission.CASE_READ)
def case(request: OfficerRequest, reference: str, order: int = 1) -> HttpResponse:
    office = request.posting.office
    files = Application.objects.at(office).select_related("filed_by", "office")
    application = get_object_or_404(files, reference=desk.reference(reference))
    file = case_file.read(application)
    person = _person(file, order)
    trail.saw(person.applicant, "case.seen", by=request.user, at=now())
    facts = {
        "file": file,
        "person": person,
        "papers": [Paper(str(requirements.label(each.kind)), each) for each in person.documents],
        "parts": _parts(person, request),
        "days": telling.by_day(trail.of_application(application.pk)[:200], office),
        "movable": person.appointment is not None and person.appointment.state in Appointment.ACTIVE,
        "turn": turn_of(person.visit, request.user) if person.visit else None,
        **{name: request.user.may(permission) for name, permission in WAYS.items()},
    }
    return desk.page(request, "backoffice/cases/file.html", facts)


def _person(file: File, order: int) -> Person:
    for person in file.people:
        if person.applicant.order == order:
            return person
    raise Http404


def _parts(person: Person, request: OfficerRequest) -> list[tuple[str, list[Told]]]:
    """What was answered, part by part as it was asked. Of numbers of identity the ending is enough here."""
    told = questions.told(person.applicant, desk.local_day(request.posting.office))
    found: dict[str, list[Told]] = {}
    for question, value in told:
        found.setdefault(question.part, []).append(Told(str(question.label), telling.answer(question, value)))
    return [(str(questions.PARTS[part]), answers) for part, answers in _in_order(found)]


def _in_order(found: dict[str, list[Told]]) -> Iterable[tuple[str, list[Told]]]:
    return [(part, found[part]) for part in questions.PARTS if part in found]
