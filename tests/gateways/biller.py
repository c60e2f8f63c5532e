"""Our side of the standard with its books in memory: the door, the decisions, and bills a test lays down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import httpx

from mpaspor.core import clock
from mpaspor.gateways import link, small_web
from mpaspor.gateways.snap import inquiries, payments
from mpaspor.gateways.snap.door import Call, Door, Reply
from mpaspor.gateways.snap.inquiries import Inquiry
from mpaspor.gateways.snap.payments import Before, Payment, Verdict
from mpaspor.gateways.snap.port import Bill, BillState, Partner, PaymentNotice
from tests.gateways import keys
from tests.gateways.independent_snap import INQUIRY, PAYMENT, TOKEN, IndependentBank

AT = datetime(2026, 1, 8, 2, 0, tzinfo=UTC)
CODE = "820260108000001"
BANK = Partner("CONTOH", "bank-contoh", (keys.public("BANK"),), (keys.BANK_SECRET,), "   88899")


def bill(code: str = CODE, state: BillState = BillState.DUE, amount: int = 650000, **changes: object) -> Bill:
    facts: dict[str, object] = {"payer": "BUDI SANTOSO", "expires_at": AT + timedelta(hours=2), "place": "Denpasar"}
    return Bill(code, state, amount, **(facts | changes))  # type: ignore[arg-type]


@dataclass
class Biller:
    """`at` is its clock; `taken` what it counts as money."""

    partner: Partner = BANK
    at: datetime | None = AT
    bills: dict[str, Bill] = field(default_factory=dict)
    taken: dict[str, PaymentNotice] = field(default_factory=dict)
    shown: dict[str, datetime] = field(default_factory=dict)
    seen: set[tuple[str, str, date]] = field(default_factory=set)
    differing: list[str] = field(default_factory=list)

    def answer(self, call: Call) -> Reply:
        at = self.at or clock.now()
        judge = Door(self._partner, self._remember, token_key="kunci-token")
        if call.path == TOKEN:
            return judge.token(call, at=at)
        if call.path == INQUIRY:
            return inquiries.answer(call, door=judge, find=lambda _, asked: self._show(asked, at), at=at)
        assert call.path == PAYMENT
        return payments.answer(
            call, door=judge, take=lambda who, paid: self._take(who, paid, at), noted=self._noted, at=at
        )

    def over_small_web(self, call: small_web.Call) -> small_web.Answer:
        reply = self.answer(Call(call.method, call.path, call.headers, call.body))
        return small_web.Answer(reply.content, reply.status)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """For an independent bank."""
        reply = self.answer(Call(method, path, httpx.Headers(dict(headers), encoding="utf-8"), body, "10.0.0.7"))
        return reply.status, link.compact_json(reply.content)

    def _partner(self, client_key: str) -> Partner | None:
        return self.partner if client_key == self.partner.client_key else None

    def _remember(self, partner: Partner, external_id: str, day: date) -> bool:
        key = (partner.code, external_id, day)
        is_new = key not in self.seen
        self.seen.add(key)
        return is_new

    def _show(self, asked: Inquiry, at: datetime) -> Bill | None:
        self.shown[asked.billing_code] = at
        return self.bills.get(asked.billing_code)

    def _take(self, partner: Partner, paid: Payment, at: datetime) -> Verdict:
        verdict = payments.decide(
            paid,
            before=self._noted(partner, paid),
            bill=self.bills.get(paid.billing_code),
            partner=partner,
            at=at,
            inquired_at=self.shown.get(paid.billing_code),
        )
        if verdict.takes:
            self.taken[paid.request_id] = paid.notice(partner, at=at)
            found = self.bills[paid.billing_code]
            self.bills[paid.billing_code] = bill(found.code, BillState.PAID, found.amount)
        if verdict.differs:
            self.differing.append(paid.request_id)
        return verdict

    def _noted(self, _partner: Partner, paid: Payment) -> Before | None:
        before = self.taken.get(paid.request_id)
        return Before(before.billing_code, before.amount) if before else None

    def independent(self) -> IndependentBank:
        """A bank that speaks to this biller."""
        return IndependentBank(
            self.send, "bank-contoh", keys.private("BANK"), keys.BANK_SECRET, "CONTOH", lambda: self.at or AT
        )
