"""Finding somebody's file at the own office. What was asked is not kept; opening a file is."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.roles import Permission
from mpaspor.cases import people
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.refusals import Refusal

LONGEST = 120
# A ticket, a reference and a passport's number have fewer digits; a NIK that lost three is still somebody's.
MOST_DIGITS_IN_AN_ADDRESS = 12
SENT_BY_ADDRESS = Refusal(
    _("Jangan tulis NIK di alamat"),
    _("Alamat halaman disimpan peramban dan jaringan. Ketik NIK di kolom pencarian di atas; di sana tidak tercatat."),
    400,
)


@may(Permission.CASE_SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: OfficerRequest) -> HttpResponse:
    """The field of every page sends what is asked in the form, never in the address, which others keep."""
    if request.method == "POST":
        return _results(request, request.POST.get("q", ""))
    asked = request.GET.get("q", "")
    if sum(mark.isdigit() for mark in asked) > MOST_DIGITS_IN_AN_ADDRESS:
        return _results(request, "", refusal=SENT_BY_ADDRESS)
    return _results(request, asked)


def _results(request: OfficerRequest, asked: str, *, refusal: Refusal | None = None) -> HttpResponse:
    office, typed = request.posting.office, asked.replace("\x00", "").strip()[:LONGEST]
    found = people.find(office, typed, on=desk.local_day(office)) if typed else []
    facts = {"typed": typed, "found": found}
    return desk.page(request, "backoffice/visits/search.html", facts, tab="search", refusal=refusal)
