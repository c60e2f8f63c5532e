"""A day of the office's money: as those who took it tell it, as we have it, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.reports import money, takings
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import ledger
from mpaspor.stages.payments.models import Credit, Payment
from mpaspor.web import sheets
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice.payments import tabs
from mpaspor.web.backoffice.refusals import Refusal
from mpaspor.web.bookdays import days, standing
from mpaspor.web.bookdays.standing import MOST_CARDS
from mpaspor.web.sheets import Cell, Sheet


@may(Permission.MONEY_READ)
@require_safe
def day(request: OfficerRequest) -> HttpResponse:
    return show(request, days.asked(request))


def show(request: OfficerRequest, on: date, *, refusal: Refusal | None = None) -> HttpResponse:
    """The page as it stands now."""
    office = request.posting.office
    shown = standing.facts(office, on)
    differing, kept = shown["standing"].open, list(_credits(office, on))
    facts = shown | {
        "audience": "backoffice",
        "zone": office,
        "credits": kept[:MOST_CARDS],
        "waiting": len(differing) + len(kept),
        "hidden": max(0, len(differing) - MOST_CARDS) + max(0, len(kept) - MOST_CARDS),
        "summary": money.summary(office, on, before=ledger.day(now())),
        "may_close": request.user.may(Permission.MONEY_CLOSE),
    }
    return tabs.page(request, "backoffice/payments/reconciliation.html", facts, tab="money", refusal=refusal)


@may(Permission.MONEY_READ)
@require_safe
def day_file(request: OfficerRequest, kind: str) -> HttpResponse:
    """Every payment of the day beside what its source says of it."""
    office, on = request.posting.office, days.asked(request)
    columns = [
        _("Dibayar (%(zone)s)") % {"zone": office.zone}, _("Sumber"), _("Saluran"), _("Kode bayar"), _("NTPN"),
        _("Nomor bank"), _("Buku kami, Rp"), _("Laporan mereka, Rp"), _("Beda, Rp"), _("Menjadi"),
    ]  # fmt: skip
    name = f"reconciliation-{office.code}-{on}"
    return sheets.answer(Sheet(name, _("Rekonsiliasi"), columns, _rows(office, on)), kind)


def _credits(office: Office, on: date) -> QuerySet[Credit]:
    """The applicants' own that came on the day and waits to be used or asked back."""
    files = Application.objects.at(office)
    of_the_day = Credit.objects.filter(payment__booked_on=on, application__in=files, state=Credit.State.OPEN)
    return of_the_day.select_related("application", "payment__bill").order_by("id")


def _rows(office: Office, on: date) -> Iterator[list[Cell]]:
    told = takings.told(on, office)
    became = {
        Payment.Outcome.SETTLED: _("Biaya paspor"),
        Payment.Outcome.CREDIT: _("Saldo pemohon"),
        Payment.Outcome.QUESTION: _("Tanpa pemilik"),
    }
    of_the_day = Payment.objects.filter(booked_on=on, bill__application__in=Application.objects.at(office))
    for payment in of_the_day.order_by("paid_at", "id").iterator(chunk_size=500):
        theirs = told.get(payment.pk)
        yield [
            payment.paid_at.astimezone(office.zoneinfo), payment.source, payment.channel, payment.code, payment.ntpn,
            payment.reference, payment.amount, theirs, None if theirs is None else theirs - payment.amount,
            became[Payment.Outcome(payment.outcome)],
        ]  # fmt: skip
