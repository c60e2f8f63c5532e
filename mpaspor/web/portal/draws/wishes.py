"""The ordered wishes of an entry: each button adds, moves or removes one, and what it did is kept at once."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock
from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import wishing
from mpaspor.stages.appointments.availability import Day
from mpaspor.stages.appointments.draws import entering
from mpaspor.stages.appointments.draws.entering import Wish
from mpaspor.stages.appointments.models import Draw, DrawEntry
from mpaspor.stages.appointments.refusals import NotReady, Refused
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.appointments import monday, parse_day
from mpaspor.web.portal.draws import entry as entries
from mpaspor.web.portal.draws import words
from mpaspor.web.templatetags.telling import wall_clock
from mpaspor.web.widgets import CalendarDay

WEEKS = 4
ANY = "any"
STATES = {"open": "open", "few": "few", "closed": "shut", "none": "full"}


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: CitizenRequest, reference: str, code: str) -> HttpResponse:
    """Choose the next wish, and put those there are in order."""
    file = own.application(request, reference)
    draw = entries.draw_of(code)
    facts = entries.told(file, draw, clock.now())
    entry = entries.entry_of(file, draw)
    if not facts["enterable"] or not facts["ready"]:
        return redirect("portal:draw", file.reference, draw.code)
    if request.method == "POST":
        return act(request, file, draw, entry, facts)
    return show(request, entry, facts)


def act(
    request: CitizenRequest, file: Application, draw: Draw, entry: DrawEntry | None, facts: dict[str, Any]
) -> HttpResponse:
    """What the pressed button asks; a button pressed twice does it once."""
    now, pressed = current(entry), request.POST.get("do", "")
    wanted = rearranged(entry, pressed) if entry and pressed != "add" else now
    if pressed == "add":
        wish = wish_of(request, facts)
        if wish is None:
            return show(request, entry, facts, told=_("Pilih satu jam dulu, lalu tekan tombol di bawahnya."))
        wanted = now if wish in now else [*now, wish]
    try:
        if entry and wanted != now:
            entering.change(entry, wanted, by=request.user, at=clock.now())
        elif wanted and entry is None:
            entered = entering.enter(file, draw, wanted, by=request.user, at=clock.now())
            told = _("Anda ikut undian, nomor %(number)04d. Boleh menambah pilihan, atau selesai di sini.")
            messages.success(request, told % {"number": entered.number})
    except NotReady:
        return redirect("portal:summary", file.reference)
    except Refused as refusal:
        return show(request, entry, facts, told=refusal.words)
    except (states.StateChanged, states.ForbiddenMove):
        return redirect("portal:draw", file.reference, draw.code)
    return redirect(f"{here(file, draw)}?{chosen_office(request, facts)}#wishes")


def current(entry: DrawEntry | None) -> list[Wish]:
    return [Wish(wish.office, wish.on, wish.hour) for wish in entry.wishes.all()] if entry else []


def rearranged(entry: DrawEntry, pressed: str) -> list[Wish]:
    """Wishes after `up-7`, `down-7` or `remove-7`, 7 being a wish; as they are for a wish no longer there."""
    word, _dash, number = pressed.partition("-")
    keys = [str(wish.pk) for wish in entry.wishes.all()]
    order = current(entry)
    if number not in keys:
        return order
    at = keys.index(number)
    if word == "remove" and len(order) > 1:
        return order[:at] + order[at + 1 :]
    to = at + {"up": -1, "down": 1}.get(word, 0)
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return order


def wish_of(request: CitizenRequest, facts: dict[str, Any]) -> Wish | None:
    """What the form names; whether the draw has it, the act decides."""
    office = office_named(request.POST.get("office", ""), facts)
    hour = request.POST.get("hour", "")
    on = parse_day(request.POST.get("on", ""))
    if office is None or not hour or (on is None and request.POST.get("on") != ANY):
        return None
    try:
        return Wish(office, on, None if hour == ANY else time.fromisoformat(hour))
    except ValueError:
        return None


def show(request: CitizenRequest, entry: DrawEntry | None, facts: dict[str, Any], *, told: str = "") -> HttpResponse:
    """The calendar of places drawn, with the wishes as coins in it."""
    file, draw, people = facts["file"], facts["draw"], facts["people"]
    office = office_named(chosen(request, "office"), facts) or (
        facts["offices"][0] if len(facts["offices"]) == 1 else None
    )
    listed = list(entry.wishes.all()) if entry else []
    limit = policy.number("draw.max_wishes", on=wishing.span(draw)[0])
    page = {
        **facts,
        "entry": entry,
        "wishes": listed,
        "limit": limit,
        "more": len(listed) < limit,
        "rank": words.rank(len(listed) + 1),
        "told": told,
        "single": len(listed) == 1,
        "here": here(file, draw),
        "chosen": None,
    }
    if office:
        page |= calendar(request, draw, office, people, listed, page)
    return render(request, "portal/draws/wishes.html", page, status=409 if told else 200)


def calendar(
    request: CitizenRequest, draw: Draw, office: Office, people: list[Any], listed: list[Any], page: dict[str, Any]
) -> dict[str, Any]:
    first_on, last_on = wishing.span(draw, office)
    begin = first_shown(parse_day(request.GET.get("from", "")) or parse_day(chosen(request, "on")), first_on, last_on)
    ranks = {wish.on: wish.order for wish in reversed(listed) if wish.office_id == office.pk and wish.on}
    places = wishing.theirs(draw, office, people)
    days = wishing.days(places, office, people, first=begin, weeks=weeks_shown(begin, last_on))
    on = parse_day(chosen(request, "on"))
    some_day = chosen(request, "on") == ANY
    picked = any(day.on == on and day.choosable for day in days)
    link = f"{page['here']}?office={office.code}"
    found = wishing.hours(places, draw, office, people, on=on) if picked or some_day else []
    return {
        "chosen": office,
        "link": link,
        "days": [drawn(day, link, on, ranks, more=page["more"]) for day in days],
        "on": on if picked else None,
        "some_day": some_day,
        "hours": [(f"{one.starts:%H:%M}", span(one), one) for one in found],
        "earlier": begin - timedelta(weeks=WEEKS) if begin > monday(first_on) else None,
        "later": begin + timedelta(weeks=WEEKS) if begin + timedelta(weeks=WEEKS) <= last_on else None,
    }


def drawn(day: Day, link: str, on: date | None, ranks: dict[date, int], *, more: bool) -> CalendarDay:
    return CalendarDay(
        day.on,
        STATES[day.state],
        places=day.free,
        word=day.word,
        reason=day.reason,
        href=f"{link}&on={day.on.isoformat()}#hours" if day.choosable and more else "",
        chosen=day.choosable and day.on == on,
        rank=ranks.get(day.on),
    )


def first_shown(wanted: date | None, first_on: date, last_on: date) -> date:
    """The Monday the calendar begins with."""
    start = monday(first_on)
    if wanted is None or not start <= wanted <= last_on:
        return start
    return start + timedelta(weeks=(wanted - start).days // 7 // WEEKS * WEEKS)


def weeks_shown(begin: date, last_on: date) -> int:
    """No more weeks than the draw has."""
    return min(WEEKS, (last_on - begin).days // 7 + 1)


def span(hour: wishing.WishedHour) -> str:
    return f"{wall_clock(hour.starts)}–{wall_clock(hour.ends)}"


def office_named(code: str, facts: dict[str, Any]) -> Office | None:
    """One of the draw's own offices."""
    return next((office for office in facts["offices"] if office.code == code), None)


def chosen(request: CitizenRequest, name: str) -> str:
    return request.POST.get(name, "") or request.GET.get(name, "")


def chosen_office(request: CitizenRequest, facts: dict[str, Any]) -> str:
    office = office_named(chosen(request, "office"), facts)
    return f"office={office.code}" if office else ""


def here(file: Application, draw: Draw) -> str:
    return reverse("portal:wishes", args=[file.reference, draw.code])
