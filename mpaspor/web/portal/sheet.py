"""The values of the A4 sheet (templates/documents/proof.typ): every word already in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mpaspor.core import clock, dates, money, qr
from mpaspor.stages.applications import validity
from mpaspor.stages.applications.models import REPLACEMENTS, Applicant, PassportKind
from mpaspor.stages.applications.nik import PROVINCES
from mpaspor.stages.payments import channels, receipt_facts, receipt_sheet, receipts
from mpaspor.stages.payments.models import Bill
from mpaspor.web.templatetags.telling import language, threes


def values(told: Mapping[str, Any]) -> dict[str, Any]:
    """From what the proof page tells (`visits.told`)."""
    file, office = told["file"], told["office"]
    return {
        "language": language(),
        "brand": "M-Paspor",
        "title": _("Bukti kunjungan dan kuitansi"),
        "reference": file.reference,
        "number_label": _("Nomor antrean") if told["ticket"] else _("Jam datang"),
        "number": told["ticket"] or told["hour"],
        "day": told["day"],
        "hours": told["window"],
        "come": _("Datang pukul %(hour)s. Antrean mengikuti jam ini.") % {"hour": told["come_at"]},
        "office": office.full_name,
        "address": f"{office.city}, {PROVINCES.get(office.province, '')}".strip(", "),
        "qr": qr.svg(file.reference),
        "qr_note": [file.reference, _("Petugas memindai ini.")],
        "who_heading": _("Siapa yang datang"),
        "who": [{"name": name(person, told["on"]), "what": wish(person)} for person in told["people"]],
        "bring_heading": _("Bawa yang asli"),
        "bring": told["bring"],
        "receipt_heading": _("Kuitansi"),
        "columns": [_("Untuk"), _("Tarif"), "Rp"],
        "total_label": _("Lunas"),
        "page_label": _("lembar {page} dari {pages}"),
        **foot(file.reference, office.zone),
        **receipt(told["bills"], office.zone),
    }


def name(person: Applicant, on: date) -> str:
    """A child's with her age, for whoever comes along must know it."""
    if validity.is_adult(person, on):
        return person.full_name
    return _("%(name)s, %(age)s tahun") % {"name": person.full_name, "age": person.age(on)}


def wish(person: Applicant) -> str:
    kind = _("ganti, %(book)s") if person.service in REPLACEMENTS else _("baru, %(book)s")
    return kind % {"book": book(person)}


def book(person: Applicant) -> str:
    electronic = person.passport_kind == PassportKind.ELECTRONIC
    told = _("elektronik %(years)s tahun") if electronic else _("biasa %(years)s tahun")
    return told % {"years": person.years}


def foot(reference: str, zone: str) -> dict[str, Any]:
    address = f"{settings.SITE_ADDRESS}/applications/{reference}"
    return {
        "foot": [
            _("Perkembangan permohonan ini: %(address)s") % {"address": address},
            _("Tidak ada biaya lain. Jangan memberi uang kepada siapa pun."),
            _("Dibuat %(moment)s") % {"moment": dates.moment(clock.now(), zone, language())},
        ],
        "check_address": address,
    }


def receipt(bills: Sequence[Bill], zone: str) -> dict[str, Any]:
    """The half below the fold: what everybody's bills say together. One bill alone can be checked by its code."""
    amount = sum(bill.amount for bill in bills)
    words = money.in_words(amount, language())
    text = receipts.signed(bills[0]) if len(bills) == 1 else ""
    return {
        "items": [receipt_sheet.line(item) for bill in bills for item in bill.items.all()],
        "total": money.rupiah(amount, language()),
        "in_words": f"{words[:1].upper()}{words[1:]}",
        "facts": facts(bills, zone),
        "receipt_qr": qr.svg(receipts.address(text)) if text else "",
        "receipt_qr_note": _("Periksa kuitansi ini"),
    }


def facts(bills: Sequence[Bill], zone: str) -> list[dict[str, Any]]:
    """When, where and under which numbers; of several bills their codes, each with its own receipt."""
    if len(bills) != 1:
        return [receipt_sheet.fact(bill.whose, threes(bill.code), code=True) for bill in bills]
    (bill,) = bills
    payment = receipt_facts.paid_by(bill)
    paid = dates.moment(receipt_facts.paid_at(bill, payment), zone, language())
    told = [
        receipt_sheet.fact(_("Dibayar"), f"{paid}, {channels.where(payment)}" if payment else paid),
        receipt_sheet.fact(_("Kode bayar"), threes(bill.code), code=True),
    ]
    numbers = receipt_sheet.numbers(payment)[:2] if payment else []
    return told + [receipt_sheet.fact(label, value, code=True) for label, value in numbers if value]
