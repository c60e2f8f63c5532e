"""The sentence on the cover of a file, with the facts it names."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import ngettext

from mpaspor.cases.file import File, Person, Standing
from mpaspor.core import dates
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.visits import queue
from mpaspor.stages.visits.models import Visit
from mpaspor.web.templatetags import vocabulary
from mpaspor.web.templatetags.telling import language


def of(person: Person, standing: Standing, case: File, at: datetime) -> str:
    if standing == ("decision", Decision.State.PAPERS_WANTED) and person.decision:
        return papers_wanted(person.decision)
    words = str(vocabulary.words(standing.record, standing.state).sentence)
    return words % facts(person, standing, case, at) if "%(" in words else words


def papers_wanted(decision: Decision) -> str:
    count = len(decision.papers)
    words = ngettext(
        "Kirim %(count)s dokumen paling lambat %(day)s", "Kirim %(count)s dokumen paling lambat %(day)s", count
    )
    until = dates.day(decision.papers_until, None, language()) if decision.papers_until else ""
    return words % {"count": count, "day": until}


def facts(person: Person, standing: Standing, case: File, at: datetime) -> dict[str, str]:
    zone = case.application.office.zone if case.application.office else "Asia/Jakarta"
    told = {"number": person.visit.ticket, "counter": person.visit.counter} if person.visit else {}
    if standing == ("visit", Visit.State.WAITING) and person.visit:
        told["hour"] = dates.hour(called_at(person.visit, at), zone, language())
    elif person.appointment:
        told["hour"] = dates.hour(person.appointment.slot.starts_at, zone, language())
    on = day_of(person, standing)
    return {**told, "day": dates.day(on, zone, language()) if on else ""}


def called_at(visit: Visit, at: datetime) -> datetime:
    """When this number is likely to be called, as the hall's line looks now."""
    lines = queue.line(visit.office, visit.on)
    return queue.predictions(lines, at).get(visit.ticket, visit.booked_at)


def day_of(person: Person, standing: Standing) -> date | datetime | None:
    if standing.record == "passport":
        return person.passport.collect_until if person.passport else None
    if standing.record == "decision":
        return person.decision.papers_until if person.decision else None
    return person.appointment.slot.starts_at if person.appointment else None
