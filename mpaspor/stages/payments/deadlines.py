"""What has to end because its time is over: bills nobody paid, holds nobody made a bill for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mpaspor.audit.states import StateChanged
from mpaspor.core import turns
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.treasury.port import UnreadableAnswer
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments import asking, billing
from mpaspor.stages.payments.asking import TreasurySilent
from mpaspor.stages.payments.models import Bill

# So many files at a time end in one transaction.
TOGETHER = 100
# So many are asked about in one minute, besides those at their end; the longest waiting first.
AT_ONCE = 2000


def close_overdue(*, at: datetime) -> None:
    """Close every bill past its deadline, as far as those outside answer: asked one by one, lapsed many at a time."""
    unpaid: list[Bill] = []

    def ask(bill: Bill) -> None:
        with _silence_of_a_bank():
            if is_unpaid(bill, at=at):
                unpaid.append(bill)
        if len(unpaid) >= TOGETHER:
            _lapse_together(unpaid, at=at)
            unpaid.clear()

    try:
        turns.each(overdue(at), ask, silence=TreasurySilent)
    finally:
        _lapse_together(unpaid, at=at)


def overdue(at: datetime) -> list[Bill]:
    """The bills past their deadline, the oldest first; behind them those nobody could say anything about before."""
    late = Bill.objects.filter(state=Bill.State.DUE, expires_at__lte=at)
    return list(late.select_related("application__office", "applicant").order_by("ask_at", "expires_at", "id"))


def close(bill: Bill, *, at: datetime) -> str:
    """Ask all who may have the money, outside any transaction; then settle what is paid and lapse what is not.

    Returns the bill's state: due, when a payment on its way has moved its end. Raises `Unavailable` while somebody does
    not answer: the bill stays due and its places are kept.
    """
    if is_unpaid(bill, at=at):
        _lapse(bill, at=at)
        bill.refresh_from_db(fields=["state"])
    return bill.state


def is_unpaid(bill: Bill, *, at: datetime) -> bool:
    """Whether nobody knows of money that settles the bill, and none is on its way. Raises `Unavailable`."""
    try:
        heard = asking.hear(bill, at=at)
    except asking.NotNoted:
        return False
    if bill.state != Bill.State.DUE:
        return False
    return not (heard.in_flight and billing.extend(bill, at=at))


def ask_waiting(*, at: datetime) -> None:
    """Ask about every bill whose moment by policy has come, before its end or after; those at their end are closed.

    A bill the treasury itself took back (as it does at the end of a year) is made anew under another code.
    """
    ending = Q(state=Bill.State.DUE, expires_at__lte=at)
    asked = Bill.objects.filter(ask_at__lte=at).exclude(ending)
    bills = list(asked.select_related("application__office", "applicant").order_by("ask_at", "pk")[:AT_ONCE])
    turns.each(bills, lambda bill: _ask(bill, at=at), silence=TreasurySilent)


def _ask(bill: Bill, *, at: datetime) -> None:
    with _silence_of_a_bank():
        heard = asking.hear(bill, at=at)
        if heard.void and bill.state == Bill.State.DUE:
            with suppress(StateChanged, billing.NoPlaceHeld):
                billing.replace(bill, at=at, why="taken back by the treasury")


@contextmanager
def _silence_of_a_bank() -> Iterator[None]:
    """It keeps open the bills it was shown, until it answers, and no others."""
    try:
        yield
    except (TreasurySilent, UnreadableAnswer):
        raise
    except Unavailable:
        pass


def _lapse_together(bills: list[Bill], *, at: datetime) -> None:
    try:
        billing.lapse_many([bill.pk for bill in bills], at=at)
    except StateChanged:
        # Somebody acts on one of them at this moment: then each by itself.
        again = Bill.objects.filter(pk__in=[bill.pk for bill in bills], state=Bill.State.DUE)
        turns.each(again.select_related("application", "applicant"), partial(_lapse, at=at))


def _lapse(bill: Bill, *, at: datetime) -> None:
    with suppress(StateChanged):
        billing.lapse(bill, at=at)


def end_forgotten(*, at: datetime) -> None:
    """Free every place past its time that nobody made a bill for, many files at a time."""
    files = forgotten(at)
    turns.each(range(0, len(files), TOGETHER), lambda first: _end_together(files[first : first + TOGETHER], at=at))


def forgotten(at: datetime) -> list[Application]:
    """The files with places past their time that no bill could still pay for."""
    return list(Application.objects.filter(pk__in=_late(at).values("application")).order_by("id"))


def end_hold(application: Application, *, at: datetime) -> None:
    """Free the places of a file nobody made a bill for; one that was made in between keeps them."""
    _end([application.pk], at=at)


def _end_together(files: Sequence[Application], *, at: datetime) -> None:
    try:
        _end([application.pk for application in files], at=at)
    except StateChanged:
        turns.each(files, lambda application: end_hold(application, at=at))


@transaction.atomic
def _end(application_ids: Iterable[int], *, at: datetime) -> None:
    """Whoever bills one of these files at this moment was faster: it is left to her."""
    files = Application.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=list(application_ids))
    free = list(files.order_by("pk").values_list("pk", flat=True))
    people = list(_late(at).filter(application__in=free).values_list("applicant", flat=True))
    if people:
        booking.expire_people(people, at=at)


def _late(at: datetime) -> QuerySet[Appointment]:
    """The places past their time without a bill, of their owner's or of all together, that is due."""
    theirs = Q(applicant=None) | Q(applicant=OuterRef("applicant"))
    paying = Bill.objects.filter(theirs, application=OuterRef("application"), state=Bill.State.DUE)
    late = Appointment.objects.filter(state=Appointment.State.HELD, held_until__lte=at)
    return late.exclude(Exists(paying))
