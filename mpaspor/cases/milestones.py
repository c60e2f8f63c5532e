"""The seven steps of the timeline, each told from the records that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mpaspor.cases.file import File, Person
from mpaspor.core import dates, money
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.passports.models import Passport
from mpaspor.stages.payments.models import Bill
from mpaspor.stages.visits import checkin
from mpaspor.stages.visits.models import Visit

CERTAIN = (Appointment.State.CONFIRMED, Appointment.State.ATTENDED, Appointment.State.MISSED)


@dataclass
class Step:
    """`state` is done, now, next, look or wrong; `when` a moment or a day, if known; `note` says the rest in words."""

    key: str
    title: str
    state: str = "next"
    when: datetime | date | None = None
    estimated: bool = False
    note: str = ""


def application(case: File, _person: Person) -> Step:
    ready_at = case.application.ready_at
    if ready_at is None or case.application.state == case.application.DRAFT:
        return Step("application", _("Permohonan lengkap"), note=_("Masih ada yang perlu diisi"))
    return Step("application", _("Permohonan lengkap"), "done", ready_at)


def place(_case: File, person: Person) -> Step:
    found = person.appointment
    if found is None or found.state in (Appointment.State.RELEASED, Appointment.State.EXPIRED):
        return Step("place", _("Tempat"), note=_("Pilih kantor, hari, dan jam"))
    office = found.slot.office
    note = f"{office.name}, {dates.moment(found.slot.starts_at, office.zone, _language())}"
    if found.state == Appointment.State.HELD and found.held_until:
        until = dates.hour(found.held_until, office.zone, _language())
        note = _("%(place)s, disimpan sampai %(hour)s") % {"place": note, "hour": until}
    return Step("place", _("Dapat tempat"), "done", found.held_at, note=note)


def fee(case: File, person: Person) -> Step:
    settled = [bill for bill in case.bills if bill.state == Bill.State.SETTLED]
    if settled:
        amount = money.rupiah(settled[-1].amount, _language())
        return Step("fee", _("Biaya %(amount)s diterima") % {"amount": amount}, "done", settled[-1].settled_at)
    bill = case.bill
    if bill is None or bill.state != Bill.State.DUE or person.appointment is None:
        return Step("fee", _("Biaya diterima"))
    zone = person.appointment.slot.office.zone
    facts = {
        "amount": money.rupiah(bill.amount, _language()),
        "moment": dates.moment(bill.expires_at, zone, _language()),
    }
    return Step("fee", _("Biaya diterima"), "look", note=_("Bayar %(amount)s sebelum %(moment)s") % facts)


def visit(_case: File, person: Person) -> Step:
    step = Step("visit", _("Datang, wawancara, foto, sidik jari"))
    found = person.visit
    if found is None:
        booked = person.appointment
        if booked and booked.state in CERTAIN:
            step.when = booked.slot.starts_at
    elif found.state == Visit.State.ENROLLED:
        step.state, step.when = "done", found.enrolled_at
    elif found.state == Visit.State.LEFT:
        until = dates.day(checkin.last_day_back(found), None, _language())
        step.state, step.note = "look", _("Kunjungan belum selesai. Datang lagi paling lambat %(day)s") % {"day": until}
    else:
        step.when, step.note = found.checked_in_at, _("Nomor %(number)s") % {"number": found.ticket}
    return step


def approval(_case: File, person: Person) -> Step:
    step, found = Step("approved", _("Disetujui")), person.decision
    if found is None:
        return step
    if found.state == Decision.State.GRANTED:
        step.state, step.when = "done", found.decided_at
    elif found.state == Decision.State.REFUSED:
        step.title, step.state, step.when = _("Ditolak"), "wrong", found.decided_at
        step.note = f"{found.get_reason_display()}. {found.words}".strip()
    elif found.state == Decision.State.PAPERS_WANTED and found.papers_until:
        until = dates.day(found.papers_until, None, _language())
        step.state, step.note = "look", _("Kirim dokumen yang diminta paling lambat %(day)s") % {"day": until}
    else:
        step.note = _("Berkas Anda sedang diperiksa")
    return step


def printing(_case: File, person: Person) -> Step:
    step, found = Step("printed", _("Dicetak dan diperiksa")), person.passport
    if found is None:
        return step
    if found.ready_at:
        step.state, step.when = "done", found.ready_at
    elif found.state in (Passport.State.QUEUED, Passport.State.SPOILED):
        step.when, step.note = found.queued_at, _("Di antrean cetak")
    else:
        step.when, step.note = found.printed_at, _("Sudah dicetak, sedang diperiksa")
    return step


def collection(_case: File, person: Person) -> Step:
    step, found = Step("ready", _("Siap diambil")), person.passport
    if person.handover:
        return Step("ready", _("Sudah diambil"), "done", person.handover.at)
    if found and found.ready_at and found.collect_until:
        until = dates.day(found.collect_until, None, _language())
        step.when, step.note = found.ready_at, _("Ambil paling lambat %(day)s") % {"day": until}
    return step


IN_ORDER = (application, place, fee, visit, approval, printing, collection)


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"
