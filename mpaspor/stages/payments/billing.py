"""Making a bill for held places: one for all of a file, or one for each person in it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import states, trail
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.appointments import booking, rules
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments import checks, crediting, ending, letters, settlement, tariff, terms, writing
from mpaspor.stages.payments.checks import NotEligible
from mpaspor.stages.payments.ending import extend, lapse, lapse_many, payable_until, void
from mpaspor.stages.payments.models import Bill
from mpaspor.stages.payments.writing import BillDue, NoCodeLeft, all_due, due

__all__ = [
    "BillDue", "NoCodeLeft", "NoPlaceHeld", "NotEligible", "all_due",
    "due", "extend", "issue", "issue_each", "lapse", "lapse_many", "latest", "part", "payable_until", "replace", "void",
]  # fmt: skip


class NoPlaceHeld(Exception):
    """Nobody pays before there is a place."""


@transaction.atomic
def issue(application: Application, *, by: User | None, at: datetime) -> Bill:
    """Bill the people whose places are held; the bill can be paid as long as the places wait, and no longer.

    In the grace after a bill lapsed it is the one new bill, with minutes of its own. What costs nothing, and what the
    owner's credit covers, is settled at once. Raises `NoPlaceHeld`, `BillDue`, `NotEligible`.
    """
    known = writing.lock(application)
    existing = due(application) if known.is_due else None
    if existing:
        raise BillDue(existing)
    return _bill(_held(application, at), None, known, by=by, at=at)


@transaction.atomic
def issue_each(application: Application, *, by: User | None, at: datetime) -> list[Bill]:
    """Bill each of them apart: everybody's place then depends on her own bill alone. Who has one due keeps it.

    Raises `BillDue` when all have one, or all have one together; else as `issue`.
    """
    known = writing.lock(application)
    held = _held(application, at)
    for bill in all_due(application):
        held = [place for place in held if bill.applicant_id not in (None, place.applicant_id)]
        if not held:
            raise BillDue(bill)
    return [_bill([place], place.applicant, known, by=by, at=at) for place in held]


@transaction.atomic
def part(bill: Bill, *, by: User | None, at: datetime) -> list[Bill]:
    """One bill for each in place of one for all, until the same end.

    Raises `BillDue` when it is one person's, `StateChanged` or `ForbiddenMove` when it is not due any more, else as
    `issue`.
    """
    if bill.applicant_id:
        raise BillDue(bill)
    writing.lock(bill.application)
    ending.void(bill, by=by, at=at, why="one for each", letter=False)
    return issue_each(bill.application, by=by, at=at)


@transaction.atomic
def replace(bill: Bill, *, at: datetime, why: str) -> Bill:
    """The same bill, as it was, under another code, because nobody can use this one; told by one letter.

    Raises `StateChanged` when it is not due any more, `NoPlaceHeld` when its time is over.
    """
    writing.lock(bill.application)
    ending.void(bill, by=None, at=at, why=why, letter=False)
    held = [place for place in _held(bill.application, at) if bill.applicant_id in (None, place.applicant_id)]
    lines = [(item.applicant_id, tariff.Item(item.tariff, item.amount)) for item in bill.items.select_related("tariff")]
    new, _ = _written(held, bill.applicant, lines, bill.expires_at, by=None, at=at)
    letters.replaced(new, held[0].slot, bill, at=at)
    return new


def latest(application: Application) -> Bill | None:
    """The bill made last, whatever became of it."""
    return application.bills.order_by("-issued_at", "-id").first()


def _held(application: Application, at: datetime) -> list[Appointment]:
    """The places that still wait; read once the file is locked."""
    held = [place for place in booking.active(application) if place.state == Appointment.State.HELD]
    still = [place for place in held if place.held_until and place.held_until > at]
    if not still:
        raise NoPlaceHeld
    return still


def _bill(
    held: list[Appointment], person: Applicant | None, known: writing.Known, *, by: User | None, at: datetime
) -> Bill:
    """One bill for these places, of all of them or of the person."""
    slot = held[0].slot
    on = rules.today(slot.office, at)
    checks.refuse([place.applicant for place in held], on, known.registered)
    fast = slot.service_class == slot.ServiceClass.ACCELERATED
    lines = [
        (place.applicant_id, item) for place in held for item in tariff.items(place.applicant, on, accelerated=fast)
    ]
    again = known.in_grace >= {place.applicant_id for place in held}
    until = terms.again_ends(slot, at) if again else min(place.held_until for place in held if place.held_until)
    if again:
        # Places before people, as whoever brings late money for the old bill.
        ending.keep(held, until)
    bill, has_credit = _written(held, person, lines, until, by=by, at=at)
    if bill.amount == 0 or (has_credit and crediting.cover(bill, at=at)):
        settlement.settle(bill, held, at=at)
    else:
        letters.issued(bill, slot, at=at)
    return bill


def _written(
    held: list[Appointment],
    person: Applicant | None,
    lines: list[writing.Line],
    until: datetime,
    *,
    by: User | None,
    at: datetime,
) -> tuple[Bill, bool]:
    """The bill in its row, the trail and its people's stage; and whether its owner has credit."""
    application, office = held[0].application, held[0].slot.office
    bill = Bill(
        application=application,
        applicant=person,
        amount=sum(item.amount for _, item in lines),
        issued_at=at,
        expires_at=until,
        ask_at=terms.next_question(office, until, at),
    )
    has_credit = writing.write(bill, lines, rules.today(office, at))
    trail.write(bill, "bill.due", by=by, at=at, new={"state": bill.state, "amount": bill.amount})
    states.move_all([place.applicant for place in held], Stage.PAYMENT, by=by, at=at)
    return bill, has_credit
