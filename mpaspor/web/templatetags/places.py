"""Days, hours and chances: the calendar, why a day is closed, the odds of a draw."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString

from mpaspor.core import dates
from mpaspor.web.templatetags.drawing import piece
from mpaspor.web.templatetags.telling import language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mpaspor.web.widgets import CalendarDay

register = template.Library()
WEEK = 7


@register.simple_tag
def calendar(days: Sequence[CalendarDay], caption: object) -> SafeString:
    """`{% calendar days _("Hari di Kantor Imigrasi Denpasar") %}`: whole weeks from Monday; an open day is a link."""
    cells = [{"day": day, "title": _day_title(day, first=at == 0)} for at, day in enumerate(days)]
    weeks = [cells[start : start + WEEK] for start in range(0, len(cells), WEEK)]
    heads = [dates.weekday(day.on, None, language()) for day in days[:WEEK]]
    return piece("calendar", weeks=weeks, caption=caption, heads=[{"short": head[:3], "long": head} for head in heads])


def _day_title(day: CalendarDay, *, first: bool) -> str:
    """The first of a month is written "1 Jan"; the month of the first day shown stands in the caption."""
    if day.on.day > 1 or first:
        return str(day.on.day)
    return dates.day_short(day.on, None, language()).split(" ", 1)[1]


@register.simple_tag
def closed_days(days: Sequence[CalendarDay]) -> SafeString:
    """`{% closed_days days %}`: each closed day with its whole reason and the way round; a weekday told once."""
    shut = [day for day in days if day.reason]
    weekly = _weekly(days, shut)
    rows = [
        _closed_row(dates.day_short(day.on, None, language()), day) for day in shut if day.on.weekday() not in weekly
    ]
    always = sorted(
        (day for day in shut if day.on.weekday() in weekly), key=lambda day: (str(day.reason), day.on.weekday())
    )
    for _reason, same in groupby(always, key=lambda day: str(day.reason)):
        group = list(same)
        names = dict.fromkeys(dates.weekday(day.on, None, language())[:3] for day in group)
        rows.append(_closed_row(", ".join(names), group[0]))
    return piece("closed_days", rows=rows)


def _weekly(days: Iterable[CalendarDay], shut: Iterable[CalendarDay]) -> set[int]:
    """The weekdays that are closed for one and the same reason in every week shown, of at least two."""
    shown: dict[int, int] = {}
    reasons: dict[int, list[str]] = {}
    for day in days:
        shown[day.on.weekday()] = shown.get(day.on.weekday(), 0) + 1
    for day in shut:
        reasons.setdefault(day.on.weekday(), []).append(str(day.reason))
    return {at for at, told in reasons.items() if len(told) == shown[at] > 1 and len(set(told)) == 1}


def _closed_row(when: str, day: CalendarDay) -> dict[str, object]:
    return {"when": when, "reason": day.reason, "way_label": day.way_label, "way_url": day.way_url}


@register.simple_tag
def odds(people: int, places: int, at: datetime, place: object) -> SafeString:
    """`{% odds 1284 760 counted_at office %}`: two figures, one bar, and how many of ten."""
    of_ten = min(10, round(10 * places / people)) if people else 10
    return piece("odds", people=people, places=places, share=min(places, people), of_ten=of_ten, at=at, zone=place)
