"""Bills to be paid, and what a bank says of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from mpaspor.gateways.snap.port import PaymentNotice
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.payments import billing, deadlines
from mpaspor.stages.payments.models import Bill, Via
from mpaspor.stages.payments.notices import Notice
from tests.people import Person
from tests.stages.appointments.scene import MORNING, file, hour

DEADLINE = MORNING.replace(hour=3)
GRACE_ENDS = DEADLINE + timedelta(minutes=15)


def billed(*cast: Person, slot: Slot | None = None, email: str = "", at: datetime = MORNING) -> Bill:
    """A file with places held and a bill to pay; Ratna's by default, Rp950.000."""
    return bill_of(file(*cast, email=email), slot=slot, at=at)


def bill_of(application: Application, *, slot: Slot | None = None, at: datetime = MORNING) -> Bill:
    booking.hold(application, (slot or hour(8)).pk, by=None, at=at)
    return billing.issue(application, by=application.owner, at=at)


def over(bill: Bill, *, at: datetime = DEADLINE) -> None:
    """The bill lapses unpaid, and so does the grace after it."""
    billing.lapse(bill, at=at)
    deadlines.end_forgotten(at=at + timedelta(minutes=15))


def notice(bill: Bill, *, amount: int | None = None, number: str = "1", at: datetime = MORNING) -> Notice:
    """The bank took the bill's amount, unless another is named; each number is another payment."""
    return Notice(
        via=Via.BANK,
        source="CONTOH",
        request_id=f"REQUEST-{number}",
        code=bill.code,
        amount=bill.amount if amount is None else amount,
        channel="6011",
        reference=f"NTB{number}",
        paid_at=at,
    )


def told(bill: Bill, *, amount: int | None = None, number: str = "1", at: datetime = MORNING) -> PaymentNotice:
    """The same in a bank's own words."""
    taken = notice(bill, amount=amount, number=number, at=at)
    return PaymentNotice(
        taken.request_id, taken.code, taken.amount, taken.channel, taken.paid_at, taken.reference, taken.source
    )
