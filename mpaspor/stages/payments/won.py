"""Bills for what a draw gave out: whoever won has a code to pay with before she comes to look."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.audit.states import ForbiddenMove, StateChanged
from mpaspor.core import turns
from mpaspor.stages.applications.models import Application
from mpaspor.stages.applications.submission import Problem
from mpaspor.stages.appointments.models import Appointment, DrawEntry
from mpaspor.stages.payments import billing, letters
from mpaspor.stages.payments.models import Bill

# What one look finds at most; of a large draw the rest is found by the next.
AT_ONCE = 500
WITHHELD = "bill.withheld"


def bill_all(*, at: datetime, seconds: float | None = None) -> int:
    """Bill every place won and held that had no bill yet, for so many seconds at most; how many files that were."""
    began, done, last = time.monotonic(), 0, 0
    while found := unbilled(at, after=last):
        done += turns.each(found, lambda application: bill(application, at=at))
        last = found[-1].pk
        if seconds is not None and time.monotonic() - began >= seconds:
            break
    return done


def unbilled(at: datetime, *, after: int = 0) -> list[Application]:
    """The files (ids beyond `after`) that hold a place won and had no bill since.

    A bill that was called off is not made again unasked, nor is one tried again that could not be made.
    """
    withheld = Entry.objects.filter(application_id=OuterRef("application"), act=WITHHELD, at__gte=OuterRef("held_at"))
    billed = Bill.objects.filter(application=OuterRef("application"), issued_at__gte=OuterRef("held_at"))
    won = DrawEntry.objects.filter(
        application=OuterRef("application"), state=DrawEntry.State.WON, slot=OuterRef("slot")
    )
    held = Appointment.objects.filter(state=Appointment.State.HELD, held_until__gt=at, application__gt=after)
    found = held.filter(Exists(won), ~Exists(billed), ~Exists(withheld)).order_by("application")
    files = found.values_list("application").distinct()[:AT_ONCE]
    return list(Application.objects.filter(pk__in=files).order_by("id"))


def bill(application: Application, *, at: datetime) -> None:
    """Make the bill, unless its owner was faster, or gave the place up; or tell her what has to be put right before."""
    try:
        with suppress(billing.BillDue, billing.NoPlaceHeld, StateChanged, ForbiddenMove):
            billing.issue(application, by=None, at=at)
    except billing.NotEligible as refusal:
        _withhold(application, refusal.problems, at=at)


@transaction.atomic
def _withhold(application: Application, problems: Sequence[Problem], *, at: datetime) -> None:
    trail.write(application, WITHHELD, by=None, at=at, new={"problems": [problem.code for problem in problems]})
    letters.withheld(application, problems, at=at)
