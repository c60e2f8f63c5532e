"""Where the passport is, what is next, and by when: seven steps, of which one is now."""

from __future__ import annotations

from datetime import date, datetime
from itertools import takewhile

from django.utils.translation import gettext as _

from mpaspor.cases import file, milestones
from mpaspor.cases.file import File, Person
from mpaspor.cases.milestones import Step
from mpaspor.offices import calendar, policy
from mpaspor.stages.applications.models import Applicant, Stage
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.passports import ready_date
from mpaspor.stages.passports.models import Passport
from mpaspor.stages.passports.ready_date import Estimate

__all__ = ["Step", "steps"]

CLOSED = {
    Applicant.Close.WITHDRAWN: lambda: _("Permohonan ditarik atas permintaan Anda"),
    Applicant.Close.MISSED: lambda: _("Anda tidak datang pada jam yang dipesan"),
    Applicant.Close.INCOMPLETE: lambda: _("Dokumen tidak dilengkapi dalam batas waktu"),
    Applicant.Close.NOT_COLLECTED: lambda: _("Paspor dibatalkan karena tidak diambil dalam satu bulan"),
}


def steps(
    applicant: Applicant, at: datetime, *, case: File | None = None, estimate: Estimate | None = None
) -> list[Step]:
    """The steps of one person, in the active language; with `case` read before, two more statements at most.

    Whoever has the estimate of the day already hands it in, and those two are spared.
    """
    case = case or file.read(applicant.application)
    person = case.person(applicant.pk)
    found = [milestone(case, person) for milestone in milestones.IN_ORDER]
    if applicant.stage == Stage.CLOSED:
        return _ended(person, found)
    _estimate(person, found[-1], at, estimate)
    waiting = next(step for step in found if step.state != "done")
    if waiting.state == "next":
        waiting.state = "now"
    return found


def _ended(person: Person, found: list[Step]) -> list[Step]:
    """A closed file has no future: what was done, and how it ended."""
    done = list(takewhile(lambda step: step.state == "done", found))
    if person.applicant.close_reason == Applicant.Close.DONE:
        return done
    last = found[len(done)]
    last.state, last.when, last.estimated = "wrong", last.when if last.state == "wrong" else None, False
    words = CLOSED.get(Applicant.Close(person.applicant.close_reason))
    last.note = words() if words else last.note
    return [*done, last]


def _estimate(person: Person, ready: Step, at: datetime, known: Estimate | None) -> None:
    """The day the book can be fetched, as far as anybody can tell now."""
    if ready.state == "done" or ready.when:
        return
    record: Passport | Decision | None = person.passport or person.decision
    if record:
        ready.when = (known or ready_date.estimate(record, at)).day
    else:
        ready.when = _promised(person)
    ready.estimated = ready.when is not None


def _promised(person: Person) -> date | None:
    """Before the visit, what the rule says for the booked day."""
    place = person.appointment
    if place is None or place.state not in milestones.CERTAIN:
        return None
    office = place.slot.office
    on = place.slot.starts_at.astimezone(office.zoneinfo).date()
    return calendar.working_days_after(office, on, policy.number("issue.working_days", on=on, office_id=office.pk))
