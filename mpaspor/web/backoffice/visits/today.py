"""The line of the day, by the hour that was booked, with the chosen ticket beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.http import HttpResponse

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.applications.models import Applicant, Document
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments.models import Bill
from mpaspor.stages.visits import queue
from mpaspor.stages.visits.models import Visit
from mpaspor.stages.visits.queue import Line
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.refusals import Refusal
from mpaspor.web.backoffice.visits.turns import Turn, turn_of

INSIDE = (Visit.State.CALLED, Visit.State.EXAMINED, Visit.State.INTERVIEWED)


class Row(NamedTuple):
    """A ticket in the table."""

    line: Line
    minutes: int
    expected_at: datetime | None
    looks: list[str]


@dataclass
class Hour:
    """One booked hour: who came with a ticket, and who has not come."""

    starts_at: datetime
    rows: list[Row] = field(default_factory=list)
    absent: list[Appointment] = field(default_factory=list)
    hidden: int = 0

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(hours=1)

    @property
    def came(self) -> int:
        return sum(len(row.line.visits) for row in self.rows) + self.hidden

    @property
    def booked(self) -> int:
        return self.came + len(self.absent)

    @property
    def drift(self) -> int | None:
        """Minutes the last call of the hour, or whoever waits for it longest, is behind the booked hour."""
        late = [row.line.first_called_at for row in self.rows if row.line.first_called_at]
        return max(0, int((max(late) - self.starts_at).total_seconds() // 60) - 59) if late else None


@may(Permission.OFFICE_TODAY)
def today(request: OfficerRequest) -> HttpResponse:
    return show(request, request.GET.get("ticket", ""))


def show(request: OfficerRequest, ticket: str = "", *, refusal: Refusal | None = None, typed: str = "") -> HttpResponse:
    """The page as it stands now, with one ticket chosen: the one asked for, else the one whose turn it is."""
    office, at = request.posting.office, now()
    on = at.astimezone(office.zoneinfo).date()
    lines, absent = queue.line(office, on), queue.absent(office, on)
    chosen = _chosen(lines, ticket, request.user)
    facts = {
        "on": on,
        "hours": _hours(lines, absent, at, spared=None if "done" in request.GET else chosen),
        "counts": _counts(lines),
        "behind": queue.behind(lines, at),
        "chosen": chosen,
        "expected_at": queue.predictions(lines, at).get(chosen.ticket) if chosen else None,
        "people": _people(chosen, request.user, on) if chosen else [],
        "turn": _first_turn(chosen, request.user) if chosen else None,
        "paid": _paid(chosen) if chosen else None,
        "typed": typed,
        "may_check_in": request.user.may(Permission.VISIT_CHECK_IN),
        "may_call": request.user.may(Permission.VISIT_CALL),
    }
    return desk.page(request, "backoffice/visits/today.html", facts, tab="today", refusal=refusal)


def _chosen(lines: list[Line], ticket: str, officer: User) -> Line | None:
    for line in lines:
        if line.ticket == ticket:
            return line
    theirs = [(turn.order, at, line) for at, line in enumerate(lines) if (turn := _first_turn(line, officer))]
    return min(theirs, key=lambda one: one[:2])[2] if theirs else lines[0] if lines else None


def _first_turn(line: Line, officer: User) -> Turn | None:
    turns = [turn for visit in line.visits if (turn := turn_of(visit, officer))]
    return min(turns, key=lambda turn: turn.order, default=None)


def _hours(lines: list[Line], absent: Iterable[Appointment], at: datetime, spared: Line | None) -> list[Hour]:
    """Hour by hour. Who is done is only counted, except the chosen one; without a chosen one all are shown."""
    found: dict[datetime, Hour] = {}
    expected, looks = queue.predictions(lines, at), _looks(lines)
    for line in lines:
        hour = found.setdefault(line.booked_at, Hour(line.booked_at))
        if spared and line is not spared and all(visit.state in queue.OVER for visit in line.visits):
            hour.hidden += len(line.visits)
            continue
        hour.rows.append(Row(line, line.waiting_minutes(at), expected.get(line.ticket), looks.get(line.ticket, [])))
    for place in absent:
        found.setdefault(place.slot.starts_at, Hour(place.slot.starts_at)).absent.append(place)
    return [found[starts_at] for starts_at in sorted(found)]


def _looks(lines: list[Line]) -> dict[str, list[str]]:
    """What deserves a second look, by ticket: answers that differ from the registry, papers that are hard to read."""
    ticket_of = {visit.applicant_id: line.ticket for line in lines for visit in line.visits}
    found: dict[str, list[str]] = {}
    for line in lines:
        for visit in line.visits:
            if visit.state not in queue.OVER and visit.applicant.population_state != Applicant.Population.MATCHED:
                found.setdefault(line.ticket, []).append(visit.applicant.population_state)
    unclear = Document.objects.filter(applicant__in=ticket_of, verdict="").exclude(quality=Document.Quality.CLEAR)
    for applicant_id in unclear.values_list("applicant_id", flat=True).distinct():
        found.setdefault(ticket_of[applicant_id], []).append("paper")
    return {ticket: list(dict.fromkeys(codes)) for ticket, codes in found.items()}


def _counts(lines: list[Line]) -> dict[str, int]:
    visits = [visit for line in lines for visit in line.visits]
    return {
        "people": len(visits),
        "done": sum(visit.state == Visit.State.ENROLLED for visit in visits),
        "inside": sum(visit.state in INSIDE for visit in visits),
        "waiting": sum(visit.state == Visit.State.WAITING for visit in visits),
    }


class Member(NamedTuple):
    """One person of the chosen ticket, with what this officer may do for her now."""

    visit: Visit
    age: int | None
    turn: Turn | None


def _people(line: Line, officer: User, on: date) -> list[Member]:
    return [Member(visit, visit.applicant.age(on), turn_of(visit, officer)) for visit in line.visits]


def _paid(line: Line) -> int | None:
    application = line.visit.applicant.application_id
    settled = Bill.objects.filter(application=application, state=Bill.State.SETTLED)
    return settled.values_list("amount", flat=True).order_by("-pk").first()
