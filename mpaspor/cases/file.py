"""Everything about one application, read at once: one statement for each kind of record, whatever the family's size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from mpaspor.audit.states import Stateful
from mpaspor.stages.applications.models import Applicant, Application, Bap, Document, Stage
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.passports.models import Handover, Passport
from mpaspor.stages.payments.models import Bill, Credit
from mpaspor.stages.visits.models import Capture, Fingerprint, Interview, Visit

Record = TypeVar("Record")


class Standing(NamedTuple):
    """Where somebody stands, by the names of the vocabulary: record and state."""

    record: str
    state: str


@dataclass
class Person:
    """One applicant with what belongs to her; the place and the visit are the latest."""

    applicant: Applicant
    documents: list[Document] = field(default_factory=list)
    bap: Bap | None = None
    appointment: Appointment | None = None
    visit: Visit | None = None
    interview: Interview | None = None
    capture: Capture | None = None
    fingers: list[Fingerprint] = field(default_factory=list)
    decision: Decision | None = None
    passport: Passport | None = None
    handover: Handover | None = None

    @property
    def standing(self) -> Standing:
        return CLOSED.get(self.applicant.close_reason) or _standing(self._record())

    def _record(self) -> Stateful:
        stage = self.applicant.stage
        if stage == Stage.APPLICATION:
            return self.applicant.application
        for record in (self.passport, self.decision, self.visit):
            if record:
                return record
        if stage == Stage.PAYMENT:
            return Bill(state=Bill.State.DUE)
        return self.appointment or self.applicant.application


CLOSED: dict[str, Standing] = {
    Applicant.Close.DONE: Standing("passport", "collected"),
    Applicant.Close.WITHDRAWN: Standing("closed", "withdrawn"),
    Applicant.Close.REFUSED: Standing("decision", "refused"),
    Applicant.Close.INCOMPLETE: Standing("decision", "refused"),
    Applicant.Close.MISSED: Standing("appointment", "missed"),
    Applicant.Close.NOT_COLLECTED: Standing("closed", "not_collected"),
}


def _standing(record: Stateful) -> Standing:
    return Standing(type(record).__name__.lower(), str(getattr(record, record.STATE_FIELD)))


@dataclass
class File:
    """The whole file. `bill` is the latest; the watchlist's answer is not read here."""

    application: Application
    people: list[Person]
    bills: list[Bill]
    credits: list[Credit]

    @property
    def bill(self) -> Bill | None:
        return self.bills[-1] if self.bills else None

    def person(self, applicant_id: int) -> Person:
        return next(person for person in self.people if person.applicant.pk == applicant_id)


def read(application: Application) -> File:
    """Six statements (the fingers' one is spared before the visit)."""
    people = {applicant.pk: _person(applicant) for applicant in _applicants(application)}
    for document in Document.objects.filter(applicant__in=people).defer("thumbnail"):
        document.applicant = people[document.applicant_id].applicant
        people[document.applicant_id].documents.append(document)
    for place in _places(people):
        _add_place(people[place.applicant_id], place)
    _add_fingers(people.values())
    bills = list(Bill.objects.filter(application=application).order_by("pk"))
    late_money = list(Credit.objects.filter(application=application).select_related("payment").order_by("pk"))
    return File(application, list(people.values()), bills, late_money)


def _applicants(application: Application) -> Iterable[Applicant]:
    related = application.people.select_related("decision__office", "passport__office", "passport__handover", "bap")
    for applicant in related.defer("decision__watchlist").order_by("order"):
        applicant.application = application
        yield applicant


def _person(applicant: Applicant) -> Person:
    person = Person(applicant, decision=_of(applicant, "decision", Decision))
    person.bap = _of(applicant, "bap", Bap)
    person.passport = _of(applicant, "passport", Passport)
    for record in (person.decision, person.passport):
        if record:
            record.applicant = applicant
    person.handover = _of(person.passport, "handover", Handover)
    return person


def _places(people: Iterable[int]) -> Iterable[Appointment]:
    related = ("slot__office", "visit__office", "visit__interview__by", "visit__capture")
    return Appointment.objects.filter(applicant__in=people).select_related(*related).order_by("pk")


def _add_place(person: Person, place: Appointment) -> None:
    place.applicant, place.application = person.applicant, person.applicant.application
    person.appointment = place
    visit = _of(place, "visit", Visit)
    if visit:
        visit.applicant = person.applicant
        person.visit = visit
        person.interview = _of(visit, "interview", Interview)
        person.capture = _of(visit, "capture", Capture)


def _add_fingers(people: Iterable[Person]) -> None:
    captured = {person.capture.pk: person for person in people if person.capture}
    if captured:
        for finger in Fingerprint.objects.filter(capture__in=captured):
            captured[finger.capture_id].fingers.append(finger)


def _of(record: object, name: str, kind: type[Record]) -> Record | None:
    """The one record on the other side, if there is one; it was loaded with the first."""
    found = getattr(record, name, None)
    return found if isinstance(found, kind) else None
