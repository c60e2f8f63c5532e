"""Every call of a bank, the acquirer or the treasury is kept as it came and as it was answered, sealed, for years.

What nobody proved to have sent is kept to be looked into, not to fill a disk: its beginning, for some weeks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from http import HTTPStatus

from django.db import transaction
from django.db.models import Q

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.gateways.snap import accounts, door, moments
from mpaspor.gateways.snap.codes import Service
from mpaspor.gateways.snap.door import Call, Reply
from mpaspor.offices import policy
from mpaspor.stages.payments import ledger, partners
from mpaspor.stages.payments.models import BankPartner, PartnerCall, SeenExternalId

# The treasury's notices are no service of the standard.
TREASURY = "TN"
_NOTICES = (Service.QR_NOTIFY, TREASURY)
_LONGEST_OF_NOBODY, _DAYS_OF_NOBODY = 2048, 30
_OF_NOBODY = (
    Q(response_code__startswith="401")
    | (Q(partner=None) & ~Q(service__in=_NOTICES))
    | Q(service=Service.QR_NOTIFY, response_code__regex="^40[05]")
)
# An X-EXTERNAL-ID is new every day; these days are for whoever looks why one was refused.
_DAYS_OF_NUMBERS = 3
_DAYS_OF_QUESTIONS = 30
SEEN = "partnercall.seen"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A call with its answer, and how long that took; `is_proven`: whoever it names did send it."""

    service: str
    call: Call
    reply: Reply
    milliseconds: int
    differs: bool = False
    billing_code: str = ""
    is_proven: bool = True


def keep(exchange: Exchange, *, at: datetime) -> PartnerCall:
    """Write it down; where money was taken, in the transaction that took it."""
    call, reply = exchange.call, exchange.reply
    asked = written(call)
    # Who could not prove itself is counted with the bank it names; of all else nobody is to say that the bank sent it.
    is_named = exchange.is_proven or reply.status == HTTPStatus.UNAUTHORIZED
    return PartnerCall.objects.create(
        partner_id=_named(call) if is_named else None,
        service=exchange.service,
        external_id=_plain(call.headers.get(door.EXTERNAL_ID, ""), 36),
        billing_code=_plain(exchange.billing_code, 20) or accounts.mirrored(door.said(call), accounts.CUSTOMER_NO, 20),
        address=_plain(call.address, 45),
        asked=asked if exchange.is_proven else asked[:_LONGEST_OF_NOBODY],
        answered=json.dumps(reply.content, ensure_ascii=False),
        response_code=reply.content.get("responseCode", str(reply.status)),
        milliseconds=exchange.milliseconds,
        differs=exchange.differs,
        at=at,
    )


def was_told(service: str, external_id: str, *, at: datetime) -> bool:
    """Whether a call of this number was taken on this day of the banks' calendar, from whoever has no row of its own.

    Of two at one moment both may be: what they tell must be harmless when repeated.
    """
    numbered = PartnerCall.objects.filter(external_id=external_id, service=service, response_code__startswith="200")
    return numbered.filter(at__gte=datetime.combine(moments.day(at), time(), tzinfo=moments.ZONE)).exists()


def found(
    *, by_number: str = "", on: date | None = None, partner: BankPartner | None = None, limit: int
) -> list[PartnerCall]:
    """The newest first, unopened: of a billing code or an X-EXTERNAL-ID, of a day of the banks' calendar, of a bank."""
    calls = PartnerCall.objects.defer("asked", "answered").select_related("partner").order_by("-at", "-id")
    if by_number:
        calls = calls.filter(Q(billing_code=by_number) | Q(external_id=by_number))
    if on:
        midnight = datetime.combine(on, time(), tzinfo=moments.ZONE)
        calls = calls.filter(at__gte=midnight, at__lt=midnight + timedelta(days=1))
    if partner:
        calls = calls.filter(partner=partner)
    return list(calls[:limit])


def to_be_asked_about(*, at: datetime) -> list[tuple[PartnerCall, Entry | None]]:
    """Payments told under a number that stood for another one, of late; and who opened each first, if anybody did."""
    since = at - timedelta(days=_DAYS_OF_QUESTIONS)
    differing = PartnerCall.objects.filter(differs=True, at__gte=since).defer("asked", "answered")
    calls = list(differing.select_related("partner").order_by("-at"))
    seen = Entry.objects.filter(record="partnercall", record_id__in=[call.pk for call in calls], act=SEEN)
    by_call = {entry.record_id: entry for entry in seen.select_related("by").order_by("-id")}
    return [(call, by_call.get(call.pk)) for call in calls]


@transaction.atomic
def opened(pk: int, *, by: User, at: datetime) -> PartnerCall:
    """One call with what it said; that somebody looked stands in the trail. Raises `PartnerCall.DoesNotExist`."""
    call = PartnerCall.objects.select_related("partner").get(pk=pk)
    trail.saw(call, SEEN, by=by, at=at)
    return call


def forget_old(*, at: datetime) -> None:
    """Let go what nobody has to keep any longer: calls after the years of the rule, their numbers after days."""
    years = policy.number("snap.log_years", on=ledger.day(at))
    # Of a leap year too: rather a day longer than the law says.
    PartnerCall.objects.filter(at__lt=at - timedelta(days=366 * years)).delete()
    PartnerCall.objects.filter(_OF_NOBODY, at__lt=at - timedelta(days=_DAYS_OF_NOBODY)).delete()
    SeenExternalId.objects.filter(on__lt=ledger.day(at) - timedelta(days=_DAYS_OF_NUMBERS)).delete()


def written(call: Call) -> str:
    """A call as text: request line, headers, an empty line, body; bytes that are no text are written as escapes."""
    headers = "\n".join(f"{name}: {value}" for name, value in call.headers.items())
    text = f"{call.method} {call.path}\n{headers}\n\n{call.body.decode(errors='backslashreplace')}"
    return text.encode(errors="backslashreplace").decode()


def _named(call: Call) -> int | None:
    """Whose call it says it is; whether that is so, its answer tells."""
    if code := call.headers.get(door.PARTNER_ID, "").strip():
        return partners.key_of(code)
    partner = partners.of_client(call.headers.get(door.CLIENT_KEY, "").strip())
    return partners.key_of(partner.code) if partner else None


def _plain(text: str, longest: int) -> str:
    return "".join(letter for letter in text if letter.isprintable())[:longest]
