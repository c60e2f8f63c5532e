"""Making a bill for a held place, and closing one that was not paid."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from django.db import connection, transaction

from mpaspor.accounts.models import User
from mpaspor.audit import states, trail
from mpaspor.core import references
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.appointments import booking, rules
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments import crediting, letters, settlement, tariff
from mpaspor.stages.payments.models import Bill
from mpaspor.stages.payments.tariff import Item

# One statement: the bill only if its code is new and none is due, and the lines only with the bill.
_WRITE = """
WITH written AS (
  INSERT INTO payments_bill (application_id, code, amount, state, issued_at, expires_at, extensions)
  VALUES (%s, %s, %s, 'due', %s, %s, 0) ON CONFLICT DO NOTHING RETURNING id
)
INSERT INTO payments_billitem (bill_id, applicant_id, tariff_id, amount)
SELECT written.id, line.applicant, line.tariff, line.amount
  FROM written, unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS line (applicant, tariff, amount)
RETURNING bill_id, EXISTS (
  SELECT FROM payments_credit AS credit JOIN applications_application AS file ON file.id = credit.application_id
   WHERE credit.state = 'open' AND (file.id = %s OR file.owner_id = %s))
"""
# A day has a million codes: so many used ones in a row mean that something else is wrong.
MOST_TRIES = 50

Line = tuple[int, Item]


class NoPlaceHeld(Exception):
    """Nobody pays before there is a place."""


class BillDue(Exception):
    """There is a bill to be paid already; `bill` is it."""

    def __init__(self, bill: Bill) -> None:
        super().__init__(bill.code)
        self.bill = bill


class NoCodeLeft(Exception):
    """No free code was found for the day."""


@transaction.atomic
def issue(application: Application, *, by: User | None, at: datetime) -> Bill:
    """Bill the people whose places are held; the bill can be paid as long as the places wait, and no longer.

    What costs nothing, and what the owner's credit covers, is settled at once. Raises `NoPlaceHeld`, `BillDue`.
    """
    held = [place for place in booking.active(application) if _still_held(place, at)]
    if not held:
        raise NoPlaceHeld
    slot = held[0].slot
    on = rules.today(slot.office, at)
    fast = slot.service_class == slot.ServiceClass.ACCELERATED
    lines = [
        (place.applicant_id, item) for place in held for item in tariff.items(place.applicant, on, accelerated=fast)
    ]
    until = min(place.held_until for place in held if place.held_until)
    bill, has_credit = _write(application, lines, on, at=at, until=until)
    trail.write(bill, "bill.due", by=by, at=at, new={"state": bill.state, "amount": bill.amount})
    states.move_all([place.applicant for place in held], Stage.PAYMENT, by=by, at=at)
    if bill.amount == 0 or (has_credit and crediting.cover(bill, at=at)):
        settlement.settle(bill, held, at=at)
    else:
        letters.issued(bill, slot, at=at)
    return bill


@transaction.atomic
def lapse(bill: Bill, *, at: datetime) -> None:
    """Its time is over and the bank has not seen the money: the places are free, the form is kept.

    Raises `StateChanged` when it was settled in this very moment.
    """
    bill.move(Bill.State.LAPSED, by=None, at=at)
    _step_back(bill, by=None, at=at)
    with suppress(booking.NothingHeld):
        booking.expire(bill.application, at=at)
    letters.lapsed(bill, at=at)


@transaction.atomic
def lapse_many(bill_ids: Iterable[int], *, at: datetime) -> None:
    """The same for many bills past their deadline, in one transaction; those somebody works on are left for later.

    Raises `StateChanged` when one of their files changes in this very moment; nothing is changed then.
    """
    waiting = Bill.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    late = list(
        waiting.filter(pk__in=list(bill_ids), state=Bill.State.DUE).select_related("application").order_by("pk")
    )
    if not late:
        return
    states.move_all(late, Bill.State.LAPSED, by=None, at=at)
    files = [bill.application_id for bill in late]
    paying = list(Applicant.objects.filter(application__in=files, stage=Stage.PAYMENT).order_by("pk"))
    if paying:
        states.move_all(paying, Stage.APPOINTMENT, by=None, at=at)
    booking.expire_many(files, at=at)
    for bill in late:
        letters.lapsed(bill, at=at)


@transaction.atomic
def void(bill: Bill, *, by: User | None, at: datetime, why: str, letter: bool = True) -> None:
    """Call the bill off; the places stay held until somebody gives them up or their time is over.

    Without `letter`, whoever asks tells the applicant herself.
    """
    bill.move(Bill.State.VOID, by=by, at=at, why=why)
    _step_back(bill, by=by, at=at)
    if letter:
        letters.voided(bill, at=at)


def due(application: Application) -> Bill | None:
    """The bill that waits to be paid."""
    return application.bills.filter(state=Bill.State.DUE).first()


def latest(application: Application) -> Bill | None:
    """The bill made last, whatever became of it."""
    return application.bills.order_by("-issued_at", "-id").first()


def _write(
    application: Application, lines: list[Line], on: date, *, at: datetime, until: datetime
) -> tuple[Bill, bool]:
    """The bill with its lines, and whether its owner has credit."""
    bill = Bill(application=application, issued_at=at, expires_at=until, amount=sum(item.amount for _, item in lines))
    columns = [
        [applicant_id for applicant_id, _ in lines],
        [item.tariff.pk for _, item in lines],
        [item.amount for _, item in lines],
    ]
    for _try in range(MOST_TRIES):
        bill.code = references.new_billing_code(on)
        with connection.cursor() as cursor:
            cursor.execute(
                _WRITE,
                [application.pk, bill.code, bill.amount, at, until, *columns, application.pk, application.owner_id],
            )
            row = cursor.fetchone()
        if row:
            bill.pk, has_credit = row
            bill._state.adding, bill._state.db = False, connection.alias  # noqa: SLF001 - saved by the statement above
            return bill, has_credit
        existing = due(application)
        if existing:
            raise BillDue(existing)
    raise NoCodeLeft(on)


def _still_held(place: Appointment, at: datetime) -> bool:
    return place.state == Appointment.State.HELD and place.held_until is not None and place.held_until > at


def _step_back(bill: Bill, *, by: User | None, at: datetime) -> None:
    """The people who were to pay have a place, and no bill."""
    paying = [person for person in bill.application.people.all() if person.stage == Stage.PAYMENT]
    if paying:
        states.move_all(paying, Stage.APPOINTMENT, by=by, at=at)
