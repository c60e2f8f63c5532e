"""What people are written about money, in the words of their language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation

from mpaspor.core import dates, money
from mpaspor.notifications import outbox
from mpaspor.stages.applications.models import Application
from mpaspor.stages.applications.submission import Problem
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.payments import outcomes
from mpaspor.stages.payments.models import Bill


def issued(bill: Bill, slot: Slot, *, at: datetime) -> None:
    """With when the fee is kept: the machine bills winners of a draw, who saw no summary before."""
    _post("issued", bill, at=at, **_code(bill, slot), **_place(bill, slot), **_terms(bill, slot))


def replaced(bill: Bill, slot: Slot, old: Bill, *, at: datetime) -> None:
    """Another code in place of one that cannot be used."""
    _post("replaced", bill, at=at, old=_threes(old.code), **_code(bill, slot), **_place(bill, slot))


def settled(bill: Bill, slot: Slot, *, at: datetime) -> None:
    _post("settled", bill, at=at, free=bill.amount == 0, **_place(bill, slot))


def lapsed(bill: Bill, slot: Slot | None = None, until: datetime | None = None, *, at: datetime) -> None:
    """With the moment until which the place waits, if it does."""
    kept = dates.hour(until, slot.office.zone, bill.application.language) if slot and until else ""
    _post("lapsed", bill, at=at, kept=kept)


def voided(bill: Bill, *, at: datetime) -> None:
    _post("voided", bill, at=at)


def withheld(application: Application, problems: Sequence[Problem], *, at: datetime) -> None:
    """Why there is no bill for a place won in a draw: what has changed since the file was ready."""
    with translation.override(application.language):
        changed = "\n".join(f"{problem.applicant.full_name}: {problem.words}" for problem in problems)
    outbox.post("payments/withheld", application, at=at, changed=changed)


def _post(kind: str, bill: Bill, *, at: datetime, **facts: object) -> None:
    """`person` is whose bill it is, where everybody has one."""
    amount = money.rupiah(bill.amount, bill.application.language)
    person = bill.applicant.full_name if bill.applicant else ""
    outbox.post(f"payments/{kind}", bill.application, at=at, amount=amount, person=person, **facts)


def _code(bill: Bill, slot: Slot) -> dict[str, str]:
    deadline = dates.moment(bill.expires_at, slot.office.zone, bill.application.language)
    return {"code": _threes(bill.code), "deadline": deadline}


def _terms(bill: Bill, slot: Slot) -> dict[str, str]:
    """In short; what holds for one reason of a refusal alone stands on the page."""
    on = bill.issued_at.astimezone(slot.office.zoneinfo).date()
    with translation.override(bill.application.language):
        lines = [line for line in outcomes.stated(slot.office, on) if not line.why]
        kept = " ".join(str(line.words) for line in lines if line.is_kept)
        given_back = " ".join(str(line.words) for line in lines if not line.is_kept)
    return {"kept": kept, "given_back": given_back}


def _threes(code: str) -> str:
    return " ".join(code[place : place + 3] for place in range(0, len(code), 3))


def _place(bill: Bill, slot: Slot) -> dict[str, str]:
    when = dates.moment(slot.starts_at, slot.office.zone, bill.application.language)
    return {"office": slot.office.name, "when": when}
