"""What all pages of the console share: the tabs a role may open, and how a page answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mpaspor.accounts.roles import Permission, Role
from mpaspor.core import references
from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.passports.models import BlankBook, Passport
from mpaspor.stages.visits.models import Visit
from mpaspor.web.access import OfficerRequest
from mpaspor.web.backoffice.refusals import Refusal

# The session remembers for which unit the head of an office plans.
UNIT = "unit"


class Tab(NamedTuple):
    """A part of the office: who may open it, and what its count counts."""

    name: str
    label: str | Promise
    permission: Permission
    counted: Callable[[Office], int] | None = None


class Shown(NamedTuple):
    label: str | Promise
    url: str
    number: int | None
    current: bool


def local_day(office: Office) -> date:
    return now().astimezone(office.zoneinfo).date()


def _here(office: Office) -> int:
    return Visit.objects.at(office).filter(on=local_day(office)).count()


def _to_decide(office: Office) -> int:
    return Decision.objects.at(office).filter(state=Decision.State.READY).count()


def _to_print(office: Office) -> int:
    return Passport.objects.at(office).filter(state=Passport.State.QUEUED).count()


def _blanks(office: Office) -> int:
    return BlankBook.objects.filter(office=office, state=BlankBook.State.IN_STOCK).count()


def _to_hand_over(office: Office) -> int:
    return Passport.objects.at(office).filter(state=Passport.State.READY).count()


TABS = (
    Tab("today", gettext_lazy("Antrean"), Permission.OFFICE_TODAY, _here),
    Tab("decisions", gettext_lazy("Keputusan"), Permission.DECISION_READ, _to_decide),
    Tab("printing", gettext_lazy("Cetak"), Permission.PASSPORT_PRINT, _to_print),
    Tab("stock", gettext_lazy("Blanko"), Permission.PASSPORT_STOCK, _blanks),
    Tab("handovers", gettext_lazy("Serah terima"), Permission.PASSPORT_HAND_OVER, _to_hand_over),
    Tab("filings", gettext_lazy("Bantu daftar"), Permission.CASE_FILE_FOR_OTHERS),
    Tab("money", gettext_lazy("Uang"), Permission.MONEY_READ),
    Tab("quotas", gettext_lazy("Hari buka dan tempat"), Permission.QUOTA_READ),
    Tab("releases", gettext_lazy("Pengumuman"), Permission.QUOTA_READ),
    Tab("figures", gettext_lazy("Angka kantor"), Permission.FIGURES_READ),
)


def page(
    request: OfficerRequest,
    template: str,
    facts: dict[str, Any],
    *,
    tab: str = "",
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page of the console; a refusal brings its own status. Without `tab` it is a record's own page."""
    office = request.posting.office
    shared = {
        "office": office,
        "counter": seat(request),
        "tabs": tabs(request, tab) if tab else [],
        "refusal": refusal,
        "at": now(),
    }
    answer = render(request, template, shared | facts, status=refusal.status if refusal else status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def unit(request: OfficerRequest) -> Office:
    """Whose places are looked at: the office's own, or those of the unit of it that was chosen, until another is.

    A form says for whom it was filled in; 404 for what is no unit of the office.
    """
    own = request.posting.office
    asked = request.POST.get("unit", "") or request.GET.get("unit", "")
    if asked == own.code or not (asked or UNIT in request.session):
        request.session.pop(UNIT, None)
        return own
    found = own.units.filter(code=asked or request.session[UNIT]).first()
    if found is None:
        request.session.pop(UNIT, None)
        if asked:
            raise Http404
        return own
    if request.session.get(UNIT) != found.code:
        request.session[UNIT] = found.code
    return found


def units(request: OfficerRequest) -> list[Office]:
    """The office and its units, to choose from; nothing where there is no choice."""
    own = request.posting.office
    found = list(own.units.order_by("name"))
    return [own, *found] if found else []


def reference(text: str) -> str:
    """The reference in an address, as it is written in the file; 404 for what can be none."""
    if not references.is_valid(text):
        raise Http404
    return references.normalise(text)


def typed(request: OfficerRequest, name: str, longest: int = 200) -> str:
    """What was typed in a field, as far as it can be kept: the database knows no NUL."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:longest]


def tabs(request: OfficerRequest, current: str) -> list[Shown]:
    office = request.posting.office
    return [_shown(tab, office, current) for tab in TABS if request.user.may(tab.permission)]


def _shown(tab: Tab, office: Office, current: str) -> Shown:
    number = tab.counted(office) if tab.counted else None
    return Shown(tab.label, reverse(f"backoffice:{tab.name}"), number, tab.name == current)


def seat(request: OfficerRequest) -> str:
    """Where she sits, or what she is: "loket 3", "Penelaah"."""
    if request.posting.counter:
        return _("loket %(counter)s") % {"counter": request.posting.counter}
    return str(Role(request.user.role).label)
