"""The values of the A4 sheet (templates/documents/proof.typ): every word already in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mpaspor.core import dates, money, qr
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.payments.models import Bill
from mpaspor.web.templatetags.telling import language, threes


def values(told: Mapping[str, Any]) -> dict[str, Any]:
    """From what the proof page tells (`visits.told`)."""
    file, office, speech = told["file"], told["office"], language()
    return {
        "language": speech,
        "brand": "M-Paspor",
        "title": _("Bukti kunjungan dan kuitansi"),
        "reference": file.reference,
        "number_label": _("Nomor antrean") if told["ticket"] else _("Jam datang"),
        "number": told["ticket"] or told["hour"],
        "day": told["day"],
        "hours": told["window"],
        "come": _("%(come)s, langsung ke meja terima.") % {"come": told["come"].capitalize()},
        "office": _("Kantor Imigrasi %(name)s") % {"name": office.name},
        "address": office.city,
        "qr": qr.svg(file.reference),
        "qr_note": [file.reference, _("Tunjukkan ke petugas")],
        "who_heading": _("Siapa yang datang"),
        "who": [{"name": person.full_name, "what": book(person)} for person in told["people"]],
        "bring_heading": _("Bawa yang asli"),
        "bring": told["bring"],
        "receipt_heading": _("Kuitansi"),
        "columns": [_("Untuk"), _("Tarif"), _("Jumlah")],
        "total_label": _("Jumlah"),
        "page_label": _("lembar {page} dari {pages}"),
        **receipt(told["bill"], office.zone, speech),
    }


def receipt(bill: Bill | None, zone: str, speech: str) -> dict[str, Any]:
    """The half below the fold."""
    address = settings.SITE_ADDRESS
    foot = [
        _("Tarif negara (PNBP). Yang dibayar hanya ini; tidak ada biaya lain."),
        _("Periksa keaslian lembar ini di %(address)s.") % {"address": address},
    ]
    items = list(bill.items.all()) if bill else []
    return {
        "items": [
            {
                "what": item.applicant.full_name,
                "tariff": item.tariff.legal_reference,
                "amount": money.rupiah(item.amount, speech),
            }
            for item in items
        ],
        "total": money.rupiah(bill.amount if bill else 0, speech),
        "in_words": money.in_words(bill.amount if bill else 0, speech),
        "facts": facts(bill, zone, speech) if bill else [],
        "foot": foot,
        "check_address": address,
    }


def facts(bill: Bill, zone: str, speech: str) -> list[dict[str, Any]]:
    payment = bill.payments.first()
    told = [
        {"label": _("Kode bayar"), "value": threes(bill.code), "code": True},
        {
            "label": _("Diterima"),
            "value": dates.moment(bill.settled_at, zone, speech) if bill.settled_at else "",
            "code": False,
        },
    ]
    if payment:
        told.append({"label": _("Nomor dari bank"), "value": payment.reference, "code": True})
    return told


def book(person: Applicant) -> str:
    return f"{person.get_passport_kind_display()}, {_('%(years)s tahun') % {'years': person.years}}"
