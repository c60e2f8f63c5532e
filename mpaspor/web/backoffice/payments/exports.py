"""The lists of the applicants' money and of refunds as files: all rows of the office, of an account its last digits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Permission
from mpaspor.offices.models import Office
from mpaspor.web import sheets
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.payments import credits as applicants_money
from mpaspor.web.backoffice.payments import refunds
from mpaspor.web.sheets import Cell, Sheet
from mpaspor.web.templatetags.receiving import bank_name
from mpaspor.web.templatetags.states import state_word

AT_A_TIME = 500


@may(Permission.MONEY_READ)
@require_safe
def credits_file(request: OfficerRequest, kind: str) -> HttpResponse:
    office = request.posting.office
    columns = [
        _("Permohonan"), _("Nama"), _("Asal uang"), _("Kode bayar"), _("Sejak (%(zone)s)") % {"zone": office.zone},
        _("Keadaan"), _("Dipakai untuk tagihan"), _("Jumlah, Rp"),
    ]  # fmt: skip
    return sheets.answer(Sheet(_name("credits", office), _("Saldo pemohon"), columns, _credits(office)), kind)


@may(Permission.MONEY_READ)
@require_safe
def refunds_file(request: OfficerRequest, kind: str) -> HttpResponse:
    office = request.posting.office
    zone = {"zone": office.zone}
    columns = [
        _("Nomor"), _("Permohonan"), _("Nama"), _("Asal uang"), _("Ke bank"), _("Rekening, empat angka terakhir"),
        _("Keadaan"), _("Diminta (%(zone)s)") % zone, _("Diperiksa oleh"), _("Disetujui oleh"),
        _("Dibayar (%(zone)s)") % zone, _("Nomor bank"), _("Jumlah, Rp"),
    ]  # fmt: skip
    return sheets.answer(Sheet(_name("refunds", office), _("Pengembalian"), columns, _refunds(office)), kind)


def _credits(office: Office) -> Iterator[list[Cell]]:
    for credit in applicants_money.at(office).order_by("created_at", "pk").iterator(chunk_size=AT_A_TIME):
        yield [
            credit.application.reference, credit.application.contact_name, credit.get_reason_display(),
            credit.payment.code if credit.payment else "", _moment(credit.created_at, office), state_word(credit),
            credit.used_for.code if credit.used_for else "", credit.amount,
        ]  # fmt: skip


def _refunds(office: Office) -> Iterator[list[Cell]]:
    for refund in refunds.at(office).order_by("requested_at", "pk").iterator(chunk_size=AT_A_TIME):
        credit = refund.credit
        assert credit, "an office's refunds are of its files' credits"
        yield [
            refund.number, credit.application.reference, credit.application.contact_name or refund.holder,
            credit.get_reason_display(), bank_name(refund.bank), refund.account[-4:], state_word(refund),
            _moment(refund.requested_at, office), _who(refund.checked_by), _who(refund.approved_by),
            _moment(refund.paid_at, office), refund.reference, refund.amount,
        ]  # fmt: skip


def _name(what: str, office: Office) -> str:
    return f"{what}-{office.code}-{desk.local_day(office)}"


def _moment(at: datetime | None, office: Office) -> datetime | None:
    return at.astimezone(office.zoneinfo) if at else None


def _who(officer: User | None) -> str:
    return str(officer or "")
