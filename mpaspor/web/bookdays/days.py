"""Which day of the books a page is about: asked for in the address, today in the capital unless another is."""

from __future__ import annotations

from datetime import date, timedelta

from mpaspor.core.clock import now
from mpaspor.stages.payments import ledger
from mpaspor.web.access import CitizenRequest

EARLIEST = date(2000, 1, 1)
LONGEST = timedelta(days=366)
A_DAY = timedelta(days=1)


def asked(request: CitizenRequest, name: str = "on") -> date:
    """The day in the address; today when there is none, when it makes no sense, or when it is still to come."""
    today = ledger.day(now())
    try:
        on = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return today
    return on if EARLIEST <= on <= today else today


def span(request: CitizenRequest) -> tuple[date, date]:
    """From `first` to `last`; a year at most, the latest days of it."""
    first, last = sorted((asked(request, "first"), asked(request, "last")))
    return max(first, last - LONGEST), last


def around(on: date) -> dict[str, date | None]:
    """The days to turn to; there is no tomorrow yet."""
    return {"before": on - A_DAY, "after": on + A_DAY if on < ledger.day(now()) else None}
