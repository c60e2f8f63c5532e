"""What becomes of a fee that was paid when the passport did not come of it: the row of policy for the cause says.

The row of the day on which the bill was made counts: that one was told to her before she paid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.offices import policy
from mpaspor.offices.models import Office, Rule
from mpaspor.stages.applications.models import Applicant, Stage
from mpaspor.stages.payments import credit_letters, keeping, ledger
from mpaspor.stages.payments.models import Bill, BillItem, CreditReason, FeeOutcome

Cause, Verdict = FeeOutcome.Cause, FeeOutcome.Verdict
KEYS: dict[str, str] = {
    Cause.MISSED: "fee.after_missed",
    Cause.REFUSED: "fee.after_refused",
    Cause.INCOMPLETE: "fee.after_incomplete",
    Cause.WITHDRAWN: "fee.after_withdrawn",
    Cause.OUR_FAULT: "fee.after_our_fault",
}
ANY_OTHER = "*"
STATED: dict[str, str | Promise] = {
    Cause.MISSED: _("Anda tidak datang dan tidak memindah hari."),
    Cause.REFUSED: _("Permohonan ditolak sesudah wawancara."),
    Cause.INCOMPLETE: _("Dokumen yang diminta petugas tidak dilengkapi dalam batas waktunya."),
    Cause.WITHDRAWN: _("Anda menarik permohonan sesudah membayar."),
    Cause.OUR_FAULT: _("Kantor yang salah, dan Anda tidak bisa dilayani."),
}


class WhyNeeded(Exception):
    """Giving a fee back names its reason."""


class StillOpen(Exception):
    """The person's file goes on: its place and its fee are not given back together."""


class Served(Exception):
    """The passport was handed over: the fee was for it."""


class NothingPaid(Exception):
    """There is no fee of this person that has not been given back."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the rules say in advance of one cause. `why` narrows a refusal to one reason; empty for all others."""

    cause: str
    verdict: str
    words: str | Promise
    why: str
    source: str

    @property
    def is_kept(self) -> bool:
        return self.verdict == Verdict.KEPT


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Whole rupiah that would be kept, and that would be theirs again."""

    kept: int
    back: int


@dataclass(frozen=True, slots=True)
class Fee:
    """What one person paid in one bill, in whole rupiah."""

    person: Applicant
    bill: Bill
    amount: int


def stated(office: Office | None, on: date, *, reasons: Mapping[str, str | Promise] | None = None) -> list[Line]:
    """The rows of the day in the order in which they matter, the office's own or (without one) the national ones.

    `reasons` are the words for the reasons of a refusal.
    """
    lines = []
    for cause, key in KEYS.items():
        row = policy.row(key, on=on, office_id=office.pk if office else None)
        for reason, verdict in _by_reason(row).items():
            why = "" if reason == ANY_OTHER else str((reasons or {}).get(reason, reason))
            lines.append(Line(cause, verdict, STATED[cause], why, row.source))
    return lines


@transaction.atomic
def of(
    people: Sequence[Applicant], cause: str, *, by: User | None, at: datetime, why: str = "", reason: str = ""
) -> list[FeeOutcome]:
    """Write down what the rule says of each one's fee, and make it hers again where it says so.

    `reason` is the coded one of a refusal. Of people who paid nothing nothing is written. The letter is the caller's:
    it says `told`.
    """
    return [_end(fee, cause, reason, by=by, at=at, why=why) for fee in _fees(people)]


@transaction.atomic
def give_back(person: Applicant, why: str, *, by: User, at: datetime) -> list[FeeOutcome]:
    """The office was at fault. Raises `WhyNeeded`, `StillOpen`, `Served`, `NothingPaid`."""
    if not why.strip():
        raise WhyNeeded
    if person.stage != Stage.CLOSED:
        raise StillOpen
    if person.close_reason == Applicant.Close.DONE:
        raise Served
    # Two who give it back at once wait for one another here.
    Applicant.objects.select_for_update(no_key=True).get(pk=person.pk)
    found = of([person], Cause.OUR_FAULT, by=by, at=at, why=why.strip())
    if not found:
        raise NothingPaid
    back = sum(one.amount for one in found if one.verdict == Verdict.CREDIT)
    if back:
        credit_letters.given_back(person, back, why.strip(), at=at)
    return found


def foreseen(people: Sequence[Applicant], cause: str) -> Foreseen:
    """What would become of their fees, were it now."""
    kept = back = 0
    for fee in _fees(people):
        verdict = _by_reason(_row(fee, KEYS[cause]))[ANY_OTHER]
        kept, back = (kept + fee.amount, back) if verdict == Verdict.KEPT else (kept, back + fee.amount)
    return Foreseen(kept, back)


def ended(person: Applicant) -> list[FeeOutcome]:
    """What became of each fee of this person; where it was kept first and given back later, the latter."""
    return list(FeeOutcome.objects.filter(applicant=person).order_by("bill", "-pk").distinct("bill"))


def told(found: Sequence[FeeOutcome], language: str) -> str:
    """What became of the fee, as one phrase of the letter that tells why."""
    return credit_letters.fee_told(found, language)


def paid(person: Applicant) -> int:
    """The fees of this person that were settled and not given back, in whole rupiah."""
    return sum(fee.amount for fee in _fees([person]))


def _fees(people: Sequence[Applicant]) -> list[Fee]:
    known = {person.pk: person for person in people}
    back = FeeOutcome.objects.filter(applicant=OuterRef("applicant"), bill=OuterRef("bill"), verdict=Verdict.CREDIT)
    items = BillItem.objects.filter(applicant__in=known, bill__state=Bill.State.SETTLED).exclude(Exists(back))
    sums = items.values("applicant", of_bill=F("bill")).annotate(total=Sum("amount")).filter(total__gt=0)
    rows = list(sums.order_by("applicant", "of_bill"))
    bills = Bill.objects.select_related("application__office").in_bulk([row["of_bill"] for row in rows])
    return [Fee(known[row["applicant"]], bills[row["of_bill"]], row["total"]) for row in rows]


def _end(fee: Fee, cause: str, reason: str, *, by: User | None, at: datetime, why: str) -> FeeOutcome:
    row = _row(fee, KEYS[cause])
    verdicts = _by_reason(row)
    verdict = verdicts.get(reason) or verdicts[ANY_OTHER]
    outcome = FeeOutcome(applicant=fee.person, bill=fee.bill, cause=cause, verdict=verdict, amount=fee.amount)
    outcome.rule, outcome.why, outcome.by, outcome.at = f"{row.key} = {verdict} ({row.source})"[:260], why[:300], by, at
    if verdict == Verdict.CREDIT:
        outcome.credit = keeping.write(
            None, fee.bill.application, fee.amount, CreditReason.OUTCOME, by=by, at=at, why=why
        )
    outcome.save(force_insert=True)
    new = {"cause": cause, "verdict": verdict, "amount": fee.amount, "rule": outcome.rule}
    trail.write(outcome, f"fee.{verdict}", by=by, at=at, why=why, new=new)
    if outcome.credit:
        lines = {ledger.Account.FEES: fee.amount, ledger.Account.CREDITS: -fee.amount}
        ledger.post("fee given back", lines, about=[outcome, fee.bill, outcome.credit], at=at, by=by)
    return outcome


def _row(fee: Fee, key: str) -> Rule:
    office = fee.bill.application.office
    on = fee.bill.issued_at.astimezone(office.zoneinfo if office else ledger.ZONE).date()
    return policy.row(key, on=on, office_id=fee.bill.application.office_id)


def _by_reason(row: Rule) -> dict[str, str]:
    return row.value if isinstance(row.value, dict) else {ANY_OTHER: row.value}
