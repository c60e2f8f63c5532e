"""Why a day or an hour cannot be chosen, in the reader's language: one word for the cell, one sentence below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mpaspor.core import dates
from mpaspor.offices import calendar as working_days
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.applications.models import Applicant, PassportKind
from mpaspor.stages.appointments import rules
from mpaspor.stages.appointments.models import Release, Slot


class Reason(NamedTuple):
    """What the cell says, and what is told in full."""

    word: str
    words: str


def shut(office: Office, people: Iterable[Applicant], day: date, closures: Sequence[ClosedDay]) -> Reason | None:
    """Why the office sees nobody like them that day; None when it works."""
    closure = closing(closures, kinds_of(people))
    if closure:
        return Reason(str(closure.get_kind_display()), closure.words)
    if working_days.opening_hours(office, day) is None:
        return Reason(_("libur"), _("Kantor tutup."))
    missing = kinds_of(people) - set(rules.kinds_issued(office, day))
    if missing:
        label = PassportKind(min(missing)).label.lower()
        return Reason(_("tutup"), _("Kantor ini tidak menerbitkan paspor %(kind)s.") % {"kind": label})
    return None


def closing(closures: Sequence[ClosedDay], kinds: set[str]) -> ClosedDay | None:
    """The closure that keeps people with these kinds of passport away; one for everybody first."""
    for closure in sorted(closures, key=lambda row: row.passport_kind):
        if not closure.passport_kind or closure.passport_kind in kinds:
            return closure
    return None


def unopened(release: Release, office: Office, at: datetime) -> Reason:
    """How and when the places of this release are given out, while they are not yet anybody's."""
    if rules.unopened(release, at) == "line":
        until = release.line_until or release.opens_at
        told = _("Dibagi lewat antrean sampai %(hour)s.") % {"hour": _hour(until, office)}
        return Reason(_("antre"), told)
    draw = release.draw
    if draw is None:
        return Reason(_("nanti"), _("Dibuka %(moment)s.") % {"moment": _moment(release.opens_at, office)})
    if at < draw.opens_at:
        told = _("Dibagi lewat undian. Bisa ikut mulai %(moment)s.") % {"moment": _moment(draw.opens_at, office)}
    elif at < draw.closes_at:
        told = _("Dibagi lewat undian. Bisa ikut sampai %(moment)s.") % {"moment": _moment(draw.closes_at, office)}
    else:
        told = _("Sedang diundi. Sisa tempat dibuka %(moment)s.") % {"moment": _moment(release.opens_at, office)}
    return Reason(_("undian"), told)


def beyond(office: Office, today: date, day: date) -> Reason:
    """From when a day further off than can be booked will be near enough."""
    opens_on = day - (rules.last_day(office, today) - today)
    return Reason(_("nanti"), _("Bisa dipesan mulai %(day)s.") % {"day": dates.day(opens_on, None, _language())})


def too_few(free: int, wanted: int) -> Reason:
    """Places, but no hour with enough of them for all who come."""
    if free < wanted:
        told = ngettext(
            "Tinggal %(free)s tempat, kurang untuk %(wanted)s orang.",
            "Tinggal %(free)s tempat, kurang untuk %(wanted)s orang.",
            free,
        )
    else:
        told = _("Masih %(free)s tempat, tetapi tidak ada jam untuk %(wanted)s orang sekaligus.")
    return Reason(_("kurang"), told % {"free": free, "wanted": wanted})


def of_hour(slot: Slot, people: Sequence[Applicant], *, shut: bool, at: datetime | None) -> str:
    """Why this hour (office and release loaded) is not theirs to choose; empty when it is."""
    if slot.service_class == Slot.ServiceClass.DESK:
        return _("untuk loket bantuan")
    if at is not None and slot.starts_at <= at:
        return _("sudah lewat")
    if shut or slot.closed:
        return _("kantor tutup")
    return _kept_for_others(slot, people) or _opens(slot, at) or _short_of(slot, max(1, len(people)))


def right_kind(slot: Slot, people: Iterable[Applicant]) -> bool:
    """Whether the hour is for the passports they want."""
    return kinds_of(people) <= ({slot.passport_kind} if slot.passport_kind else set(PassportKind.values))


def suits(slot: Slot, people: Sequence[Applicant]) -> bool:
    """Whether all of them may come in this hour, once it is open."""
    if slot.service_class == Slot.ServiceClass.DESK:
        return False
    return right_kind(slot, people) and rules.for_them(slot, people, rules.local_day(slot))


def kinds_of(people: Iterable[Applicant]) -> set[str]:
    return {person.passport_kind for person in people if person.passport_kind}


def _kept_for_others(slot: Slot, people: Sequence[Applicant]) -> str:
    if not right_kind(slot, people):
        return _("hanya paspor %(kind)s") % {"kind": slot.get_passport_kind_display().lower()}
    if rules.for_them(slot, people, rules.local_day(slot)):
        return ""
    return _("untuk lansia dan balita") if slot.service_class == Slot.ServiceClass.PRIORITY else _("hanya percepatan")


def _opens(slot: Slot, at: datetime | None) -> str:
    unopened = at and rules.unopened(slot.release, at)
    if not unopened:
        return ""
    if unopened == "line":
        return _("lewat antrean")
    if slot.release.draw:
        return _("lewat undian")
    opens_at, zone = slot.release.opens_at, slot.office.zone
    day, hour = dates.day_short(opens_at, zone, _language()), dates.clock_hour(opens_at, zone, _language())
    return _("dibuka %(day)s, %(hour)s") % {"day": day, "hour": hour}


def _short_of(slot: Slot, wanted: int) -> str:
    if slot.free >= wanted:
        return ""
    return _("%(free)s tempat, kurang") % {"free": slot.free} if slot.free else _("penuh")


def _moment(moment: datetime, office: Office) -> str:
    return dates.moment(moment, office.zone, _language())


def _hour(moment: datetime, office: Office) -> str:
    return dates.hour(moment, office.zone, _language())


def _language() -> str:
    return get_language() or "id"
