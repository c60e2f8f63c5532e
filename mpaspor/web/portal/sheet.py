"""The values of the A4 sheet (templates/documents/proof.typ): every word already in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mpaspor.core import clock, dates, money, qr
from mpaspor.stages.applications import validity
from mpaspor.stages.applications.models import REPLACEMENTS, Applicant, PassportKind
from mpaspor.stages.applications.nik import PROVINCES
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
        **receipt(told["bill"], office.zone),
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


def receipt(bill: Bill | None, zone: str) -> dict[str, Any]:
    """The half below the fold."""
    amount = bill.amount if bill else 0
    words = money.in_words(amount, language())
    return {
        "items": [
            {
                "what": _("%(name)s, paspor %(book)s")
                % {"name": item.applicant.full_name, "book": book(item.applicant)},
                "tariff": item.tariff.legal_reference,
                "amount": money.figures(item.amount, language()),
            }
            for item in (bill.items.all() if bill else ())
        ],
        "total": money.rupiah(amount, language()),
        "in_words": f"{words[:1].upper()}{words[1:]}",
        "facts": facts(bill, zone) if bill else [],
    }


def facts(bill: Bill, zone: str) -> list[dict[str, Any]]:
    payment = next(iter(bill.payments.all()), None)
    settled = dates.moment(bill.settled_at, zone, language()) if bill.settled_at else ""
    told = [
        {"label": _("Dibayar"), "value": settled, "code": False},
        {"label": _("Kode bayar"), "value": threes(bill.code), "code": True},
    ]
    if payment:
        told.append({"label": _("Nomor dari bank"), "value": payment.reference, "code": True})
    return told
