"""Days, hours and chances: the calendar, why a day is closed, the odds of a draw."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString

from mpaspor.core import dates
from mpaspor.web.templatetags.drawing import piece
from mpaspor.web.templatetags.telling import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mpaspor.web.widgets import CalendarDay

register = template.Library()
WEEK = 7
HABIT = 3


@register.simple_tag
def calendar(days: Sequence[CalendarDay], caption: object) -> SafeString:
    """`{% calendar days _("Hari di Kantor Imigrasi Denpasar") %}`: whole weeks from Monday; an open day is a link."""
    cells = [_cell(day, first=at == 0) for at, day in enumerate(days)]
    weeks = [cells[start : start + WEEK] for start in range(0, len(cells), WEEK)]
    heads = [dates.weekday(day.on, None, language()) for day in days[:WEEK]]
    return piece("calendar", weeks=weeks, caption=caption, heads=[{"short": head[:3], "long": head} for head in heads])


def _cell(day: CalendarDay, *, first: bool) -> dict[str, object]:
    """The first of a month is written "1 Jan"; the month of the first day shown stands in the caption."""
    names_month = day.on.day == 1 and not first
    short = dates.day_short(day.on, None, language()).split(" ", 1)[1]
    return {"day": day, "title": short if names_month else str(day.on.day), "month": names_month}


@register.simple_tag
def closed_days(days: Sequence[CalendarDay]) -> SafeString:
    """`{% closed_days days %}`: every closed day with its whole reason and the way round.

    A weekday closed each week is told once; days that follow each other for one reason are told together.
    """
    weekly = _weekly(days)
    rows = []
    single = [day for day in days if day.on.weekday() not in weekly]
    for reason, same in groupby(single, key=_reason):
        group = list(same)
        if reason != ("", ""):
            rows.append(_row(_from_to(group), group[0]))
    always = sorted(
        (day for day in days if day.on.weekday() in weekly and day.reason),
        key=lambda day: (_reason(day), day.on.weekday()),
    )
    for _reason_told, same in groupby(always, key=_reason):
        group = list(same)
        names = dict.fromkeys(dates.weekday(day.on, None, language())[:3] for day in group)
        rows.append(_row(", ".join(names), group[0]))
    return piece("closed_days", rows=rows)


def _reason(day: CalendarDay) -> tuple[str, str]:
    return str(day.reason), day.way_url


def _weekly(days: Sequence[CalendarDay]) -> set[int]:
    """The weekdays, few enough to be a habit, that every week of at least two is closed for one and the same reason.

    Days gone by say no reason and are passed over.
    """
    told: dict[int, list[tuple[str, str]]] = {}
    for day in days:
        if day.href or day.reason:
            told.setdefault(day.on.weekday(), []).append(_reason(day))
    closed = {at: reasons[0] for at, reasons in told.items() if len(reasons) > 1 and len(set(reasons)) == 1}
    habits = Counter(closed.values())
    return {at for at, reason in closed.items() if reason != ("", "") and habits[reason] <= HABIT}


def _from_to(group: Sequence[CalendarDay]) -> str:
    first, last = (dates.day_short(day.on, None, language()) for day in (group[0], group[-1]))
    return first if first == last else f"{first} – {last}"


def _row(when: str, day: CalendarDay) -> dict[str, object]:
    return {"when": when, "reason": day.reason, "way_label": day.way_label, "way_url": day.way_url}


@register.simple_tag
def odds(people: int, places: int, at: datetime, place: object) -> SafeString:
    """`{% odds 1284 760 counted_at office %}`: two figures, one bar, and how many of ten."""
    of_ten = min(10, round(10 * places / people)) if people else 10
    return piece(
        "odds", people=people, places=places, share=min(places, people), of_ten=of_ten, at=at, zone=place,
        enough=places >= people,
    )  # fmt: skip
