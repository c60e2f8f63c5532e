"""What people are written about money, in the words of their language."""

from __future__ import annotations

from datetime import datetime

from mpaspor.core import dates, money
from mpaspor.notifications import outbox
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.payments.models import Bill


def issued(bill: Bill, slot: Slot, *, at: datetime) -> None:
    language, zone = bill.application.language, slot.office.zone
    code = f"{bill.code[:3]} {bill.code[3:6]} {bill.code[6:9]} {bill.code[9:12]} {bill.code[12:]}"
    _post(
        "issued", bill, at=at, code=code, deadline=dates.moment(bill.expires_at, zone, language), **_place(bill, slot)
    )


def settled(bill: Bill, slot: Slot, *, at: datetime) -> None:
    _post("settled", bill, at=at, **_place(bill, slot))


def lapsed(bill: Bill, *, at: datetime) -> None:
    _post("lapsed", bill, at=at)


def voided(bill: Bill, *, at: datetime) -> None:
    _post("voided", bill, at=at)


def _post(kind: str, bill: Bill, *, at: datetime, **facts: str) -> None:
    amount = money.rupiah(bill.amount, bill.application.language)
    outbox.post(f"payments/{kind}", bill.application, at=at, amount=amount, **facts)


def _place(bill: Bill, slot: Slot) -> dict[str, str]:
    when = dates.moment(slot.starts_at, slot.office.zone, bill.application.language)
    return {"office": slot.office.name, "when": when}
