"""What those outside say they took on a day: asked for each morning, or brought by a treasurer; kept line by line.

The same list again is the one that is there; a longer list of the same day is another one, and the latest counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.gateways import link, treasury
from mpaspor.gateways.snap.port import PaymentState, PaymentStatus
from mpaspor.gateways.treasury.port import Receipt
from mpaspor.stages.payments import partners, statement_files
from mpaspor.stages.payments.models import BankPartner, Statement, StatementLine, Via
from mpaspor.stages.payments.notices import ACQUIRER, TREASURY, Notice
from mpaspor.stages.payments.statement_files import Line

# The post takes money for the treasury: what its list names reaches us with the treasury's number, and is found by the
# post's own (NTP). So the list proves, and is not money a second time.
POST = "POST"


class NotBrought(Exception):
    """A list of this source is not brought by a person: nobody is known by that name, or we ask for it ourselves."""


def asked_for() -> list[str]:
    """The sources that give us their list when we ask."""
    return [TREASURY, *partners.asked()]


def brought() -> list[str]:
    """The sources whose list a person brings: the acquirer, the post, and banks we have no line to."""
    banks = BankPartner.objects.order_by("code").values_list("code", flat=True)
    return [ACQUIRER, POST, *(code for code in banks if code not in asked_for())]


def fetch(source: str, on: date, *, at: datetime) -> Statement:
    """Ask for the list of a day, outside any transaction, and keep it. Raises `Unavailable`."""
    return keep(source, on, _ask(source, on), by=None, at=at)


def bring(content: bytes, *, by: User, at: datetime) -> Statement:
    """Keep a list that a treasurer brought. Raises `MalformedStatement`, `NotBrought`."""
    file = statement_files.read(content)
    if file.source not in brought():
        raise NotBrought(file.source)
    return keep(file.source, file.on, file.lines, by=by, at=at)


@transaction.atomic
def keep(source: str, on: date, lines: Sequence[Line], *, by: User | None, at: datetime) -> Statement:
    """The list as it is now in our books, new or not."""
    facts = {"count": len(lines), "amount": sum(line.amount for line in lines)}
    statement, is_new = Statement.objects.get_or_create(
        source=source, on=on, digest=_digest(lines), defaults={"fetched_at": at, "by": by, **facts}
    )
    if not is_new:
        Statement.objects.filter(pk=statement.pk).update(fetched_at=at)
        statement.fetched_at = at
    else:
        StatementLine.objects.bulk_create(StatementLine(statement=statement, **asdict(line)) for line in lines)
        trail.write(statement, "statement.kept", by=by, at=at, new={"source": source, "on": str(on), **facts})
    return statement


def latest(on: date) -> QuerySet[Statement]:
    """The list that counts, of each source that gave one of the day: what they told last."""
    return Statement.objects.filter(on=on).order_by("source", "-fetched_at", "-id").distinct("source")


def lines_that_count() -> QuerySet[StatementLine]:
    """The lines of all lists that count, of all days."""
    newer = Statement.objects.filter(source=OuterRef("statement__source"), on=OuterRef("statement__on")).filter(
        Q(fetched_at__gt=OuterRef("statement__fetched_at"))
        | Q(fetched_at=OuterRef("statement__fetched_at"), pk__gt=OuterRef("statement"))
    )
    return StatementLine.objects.filter(~Exists(newer))


def notice(line: StatementLine) -> Notice:
    """The money of a line as its source tells of it; of a list that is money."""
    source = line.statement.source
    return Notice(
        via=via(source),
        source=source,
        request_id=line.number,
        code=line.code,
        amount=line.amount,
        channel=line.channel,
        reference=line.reference,
        paid_at=line.paid_at,
        ntpn=line.number if source == TREASURY else "",
        stan=line.stan,
        booked_on=line.statement.on,
    )


def via(source: str) -> Via:
    """On which way the money of a source comes; the post's is the treasury's."""
    return {TREASURY: Via.TREASURY, POST: Via.TREASURY, ACQUIRER: Via.QRIS}.get(source, Via.BANK)


def _ask(source: str, on: date) -> list[Line]:
    if source == TREASURY:
        lines = [_of_treasury(receipt) for receipt in treasury.treasury().day_file(on)]
    else:
        lines = [_of_bank(status) for status in partners.report(source, on) if status.state == PaymentState.PAID]
    if len({line.number for line in lines}) != len(lines):
        raise link.Unavailable(f"the list of {source} of {on} names a payment twice")
    return lines


def _of_treasury(receipt: Receipt) -> Line:
    return Line(
        number=receipt.ntpn,
        code=receipt.billing_code,
        amount=receipt.amount,
        channel=receipt.channel,
        reference=receipt.ntb,
        paid_at=receipt.paid_at,
        stan=receipt.stan,
    )


def _of_bank(status: PaymentStatus) -> Line:
    told = status.notice
    return Line(told.payment_request_id, told.billing_code, told.amount, told.channel, told.reference, told.paid_at)


def _digest(lines: Sequence[Line]) -> str:
    """Over what the list says, in whatever order."""
    told = sorted(f"{line.number} {line.code} {line.amount} {line.channel} {line.reference}" for line in lines)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
