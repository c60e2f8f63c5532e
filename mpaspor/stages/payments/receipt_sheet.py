"""The values of the sheet of a receipt (templates/documents/receipt.typ), every word in the reader's language.

Nothing on it tells when it was printed: the same bill has the same sheet, whenever it is asked for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mpaspor.core import dates, money, qr
from mpaspor.stages.payments import channels, receipt_facts, tariff
from mpaspor.stages.payments.models import Bill, BillItem, Credit, Payment, Via

# So many letters of the text fit beside each other.
_LINE = 100

Fact = dict[str, Any]


def values(bill: Bill, *, text: str, page: str) -> dict[str, Any]:
    """Of a settled bill, its signed text (empty without a key) and the address of the page that checks it."""
    words = money.in_words(bill.amount, _language())
    return {
        "language": _language(),
        "brand": "M-Paspor",
        "title": _("Kuitansi"),
        "reference": receipt_facts.threes(bill.code),
        "paid_label": _("Lunas"),
        "amount": money.rupiah(bill.amount, _language()),
        "in_words": f"{words[:1].upper()}{words[1:]}",
        "about": [
            {"label": _("Diterima dari"), "value": bill.whose},
            {
                "label": _("Untuk"),
                "value": _("Biaya paspor (PNBP), permohonan %(ref)s") % {"ref": bill.application.reference},
            },
            {"label": _("Kantor"), "value": _office(bill)},
        ],
        "columns": [_("Untuk"), _("Tarif"), "Rp"],
        "items": [line(item) for item in bill.items.all()],
        "total_label": _("Jumlah"),
        "facts": facts(bill),
        "sources_heading": _("Dibayar dari saldo"),
        "sources": sources(bill),
        "qr": qr.svg(f"{page}#{text}") if text else "",
        "qr_note": _("Pindai untuk memeriksa kuitansi ini."),
        "check_heading": _("Periksa keasliannya"),
        "check": how_to_check(page) if text else [_("Kuitansi ini tidak ditandatangani.")],
        "check_address": page,
        "check_link": f"{page}#{text}",
        "text": [text[at : at + _LINE] for at in range(0, len(text), _LINE)],
        "foot": [
            _("Tidak ada biaya lain. Jangan memberi uang kepada siapa pun."),
            _("Bukti penerimaan negara secara elektronik: PMK 225/PMK.05/2020."),
        ],
        "page_label": _("lembar {page} dari {pages}"),
    }


def line(item: BillItem) -> Fact:
    """What was paid for, the law that says how much, and how much."""
    return {
        "what": f"{item.applicant.full_name}: {tariff.name(item.tariff.code)}",
        "tariff": item.tariff.legal_reference,
        "amount": money.figures(item.amount, _language()),
    }


def facts(bill: Bill) -> list[Fact]:
    """When, where and under which numbers; those people copy are marked as codes."""
    payment = receipt_facts.paid_by(bill)
    assert bill.settled_at, "a settled bill says since when"
    told = [
        fact(_("Dibayar"), _moment(bill, receipt_facts.paid_at(bill, payment))),
        fact(_("Tercatat"), _moment(bill, bill.settled_at)),
        fact(_("Kode bayar"), receipt_facts.threes(bill.code), code=True),
    ]
    if payment:
        told.append(fact(_("Dibayar di"), channels.where(payment)))
        told += [fact(label, value, code=True) for label, value in numbers(payment) if value]
    return told


def numbers(payment: Payment) -> list[tuple[str, str]]:
    """The treasury's number, and that of whoever took the money."""
    theirs = {Via.TREASURY.value: "NTB", Via.BANK.value: _("Nomor dari bank"), Via.QRIS.value: "RRN"}
    return [("NTPN", payment.ntpn), (theirs[payment.via], payment.reference), ("STAN", payment.stan)]


def sources(bill: Bill) -> list[Fact]:
    """The credit that paid the bill, piece by piece, and what of it was left."""
    used = [credit for credit in bill.credits.all() if credit.state == Credit.State.USED]
    told = [source(credit) for credit in used]
    rest = sum(credit.amount for credit in used) - bill.amount
    if used and rest > 0:
        told.append({"what": _("Sisa, tetap menjadi saldo"), "number": "", "amount": money.figures(-rest, _language())})
    return told


def source(credit: Credit) -> Fact:
    number = receipt_facts.number_of(credit.payment)
    return {
        "what": str(credit.get_reason_display()).capitalize(),
        "number": number,
        "amount": money.figures(credit.amount, _language()),
    }


def fact(label: str, value: str, *, code: bool = False) -> Fact:
    return {"label": label, "value": value, "code": code}


def how_to_check(page: str) -> list[str]:
    return [
        _("Pindai kode di atas. Ponsel memeriksa sendiri; tidak ada yang dikirim."),
        _("Atau tempel teks di bawah ini di %(address)s.") % {"address": page},
        _("Cocokkan jumlah, kode bayar, dan nomornya dengan yang tercetak di sini."),
    ]


def _office(bill: Bill) -> str:
    office = bill.application.office
    return _("Kantor Imigrasi %(name)s") % {"name": office.name} if office else "–"


def _moment(bill: Bill, at: datetime) -> str:
    office = bill.application.office
    return dates.moment(at, office.zone if office else dates.CAPITAL, _language())


def _language() -> str:
    return get_language() or "id"
