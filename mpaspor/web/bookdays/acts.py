"""Acts on a day: what differs gets an owner and a reason, lists are brought, and two close it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.stages.payments import closing, collecting, jobs, reconciling, statement_files, statements
from mpaspor.stages.payments.models import Difference
from mpaspor.web.access import CitizenRequest
from mpaspor.web.bookdays import refusals
from mpaspor.web.bookdays.refusals import Refusal
from mpaspor.web.templatetags.receiving import source_word


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody sits: whose days are hers (None: the centre's own), and how the pages there answer."""

    request: CitizenRequest
    office: Office | None
    show: Callable[[date, Refusal], HttpResponse]
    """The page of a day, with what was refused."""
    address: Callable[[date], str]


def sign(desk: Desk, typed: str) -> HttpResponse:
    """One says that the day is right as it stands."""
    on, by = day(typed), desk.request.user
    done = _("Ditandatangani. Orang kedua menutupnya.")
    return _act(desk, on, lambda: closing.sign(desk.office, on, by=by, at=now()), done)


def take_back(desk: Desk, typed: str) -> HttpResponse:
    on, by, why = day(typed), desk.request.user, _why(desk, 200)
    if not why:
        return desk.show(on, refusals.REASON_NEEDED)
    done = _("Tanda tangan ditarik. Harinya terbuka lagi.")
    return _act(desk, on, lambda: closing.take_back(desk.office, on, by=by, at=now(), why=why), done)


def close(desk: Desk, typed: str) -> HttpResponse:
    """Another closes it for good."""
    on, by = day(typed), desk.request.user
    return _act(desk, on, lambda: closing.close(desk.office, on, by=by, at=now()), _("Harinya ditutup."))


def take(desk: Desk, pk: int) -> HttpResponse:
    """Somebody looks into what differs."""
    found, by = _difference(desk, pk), desk.request.user
    return _act(desk, found.on, lambda: reconciling.take(found, by=by, at=now()), _("Anda yang memeriksanya."))


def explain(desk: Desk, pk: int) -> HttpResponse:
    """It ends with a reason somebody can read later."""
    found, why, by = _difference(desk, pk), _why(desk, 300), desk.request.user
    return _act(desk, found.on, lambda: reconciling.explain(found, why, by=by, at=now()), _("Sebabnya dicatat."))


def bring(desk: Desk, typed: str) -> HttpResponse:
    """A list that nobody can be asked for; the file itself says whose and of which day, and that one is shown."""
    on, file = day(typed), desk.request.FILES.get("file")
    if file is None or file.size is None or file.size > statement_files.MOST_BYTES:
        return desk.show(on, refusals.FILE_NEEDED)
    try:
        statement = collecting.bring(file.read(), by=desk.request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return desk.show(on, refusals.of(refused))
    told = {"source": source_word(statement.source), "count": statement.count}
    messages.success(desk.request, _("Laporan %(source)s disimpan dan dicocokkan: %(count)s pembayaran.") % told)
    return redirect(desk.address(statement.on))


def collect(desk: Desk, typed: str) -> HttpResponse:
    """Ask for the lists of a day now; a job asks, outside of this answer."""
    on = day(typed)
    for source in statements.asked_for():
        jobs.collect_list.defer(source=source, on=on.isoformat())
    messages.success(desk.request, _("Laporan sedang diminta. Muat ulang sebentar lagi."))
    return redirect(desk.address(on))


def _act(desk: Desk, on: date, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except refusals.ANTICIPATED as refused:
        return desk.show(on, refusals.of(refused))
    messages.success(desk.request, done)
    return redirect(desk.address(on))


def day(typed: str) -> date:
    """The day in an address; 404 when it is none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Http404 from None


def _why(desk: Desk, longest: int) -> str:
    """The reason, as far as it can be kept: the database knows no NUL."""
    return desk.request.POST.get("why", "").replace("\x00", "").strip()[:longest]


def _difference(desk: Desk, pk: int) -> Difference:
    return get_object_or_404(Difference, pk=pk, office=desk.office)
