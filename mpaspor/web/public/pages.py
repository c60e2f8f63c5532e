"""The front page and the plain pages beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mpaspor.accounts.signing_up import PRIVACY_NOTICE
from mpaspor.core import clock
from mpaspor.offices import policy
from mpaspor.reports import issuance, standing
from mpaspor.stages.applications import requirements
from mpaspor.stages.appointments import offers, schedule
from mpaspor.stages.payments import price_list
from mpaspor.web.access import CENTRE, public
from mpaspor.web.public import releases

# How many of the openings to come the front page names.
OPENINGS = 3
PARTS = {
    "population": _("Pemeriksaan NIK"),
    "watchlist": _("Pemeriksaan berkas"),
    "snap": _("Pembayaran lewat bank"),
    "treasury": _("Tagihan di kas negara"),
    "qris": _("Pembayaran dengan QRIS"),
    "payout": _("Pengembalian uang"),
    "beacon": _("Angka acak untuk undian"),
    "mail": _("E-mail"),
    "storage": _("Penyimpanan dokumen"),
}
CHECKLISTS = (
    (_("Paspor pertama, dewasa"), "new_adult"),
    (_("Mengganti paspor lama"), "replacement_short"),
    (_("Anak di bawah 17 tahun"), "new_child"),
)


@dataclass(frozen=True, slots=True)
class Checklist:
    """What to have ready, as a heading and the papers everybody in that case needs."""

    heading: str | Promise
    papers: list[str]


def checklist(heading: str | Promise, case: str) -> Checklist:
    """From the same matrix that later asks for the papers."""
    line = requirements.MATRIX[case]
    asked = [kind for kind, need in line.items() if need == requirements.REQUIRED]
    return Checklist(heading, [requirements.label(kind) for kind in asked])


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    on, at = clock.today(CENTRE), clock.now()
    facts = {
        "at": at,
        "zone": CENTRE,
        "standing": standing.last(at=at),
        "rooms": offers.most_room(at, limit=4),
        "openings": [releases.told(opening, at, {}) for opening in schedule.openings(at)[:OPENINGS]],
        "checklists": [checklist(heading, case) for heading, case in CHECKLISTS],
        "prices": price_list.table(on),
        "elderly_age": policy.number("priority.elderly_age", on=on),
        "toddler_age": policy.number("priority.toddler_age", on=on),
        "adult_age": policy.number("adult.age", on=on),
    }
    return render(request, "public/pages/home.html", facts)


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    on = clock.today(CENTRE)
    rules = {
        "minutes": policy.number("billing.ttl_minutes", on=on),
        "working_days": policy.number("issue.working_days", on=on),
        "moves": policy.number("reschedule.max", on=on),
        "months": policy.number("collection.cancel_months", on=on),
        "days": policy.number("documents.completion_days", on=on),
    }
    return render(request, "public/pages/help.html", rules)


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "public/pages/privacy.html", {"privacy_notice": PRIVACY_NOTICE})


@public
@require_safe
def brokers(request: HttpRequest) -> HttpResponse:
    return render(request, "public/pages/brokers.html")


@public
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """What the job found within the last minutes; asked here only when there is nothing recent."""
    at = clock.now()
    found = standing.last(at=at) or standing.look(at=at)
    checks = [(PARTS[name], answers) for name, answers in found.answers.items()]
    return render(request, "public/pages/status.html", {"standing": found, "checks": checks, "zone": CENTRE})


@public
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """One year of all offices; without a year that was asked for, the current one."""
    this_year = clock.today(CENTRE).year
    years = issuance.years(until=this_year)
    asked = {str(year): year for year in years}
    year = asked.get(request.GET.get("year", ""), this_year)
    facts = {"table": issuance.national(year), "year": year, "years": years}
    return render(request, "public/pages/figures.html", facts)
