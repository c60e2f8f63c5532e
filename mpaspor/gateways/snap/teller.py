"""The pretend bank's counter: what a person does there. Only demonstrations and tests have one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from mpaspor.gateways import link
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.snap import bank_books
from mpaspor.gateways.snap.port import PaymentNotice, PaymentState

INQUIRIES, PAYMENTS, ADVICES = "/counter/inquiries", "/counter/payments", "/counter/advices"
# The bank answers after it has told us, and may have to tell us several times.
_TIMEOUT = 90
_INCONSISTENT = "18"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the bank shows before one pays: whose bill, how much; or why not. `request_id` may go with the payment."""

    found: bool
    payer_name: str
    amount: int | None
    remark: str
    code: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One time the bank told us: status (None when nobody answered), response code, all of the answer."""

    status: int | None
    code: str
    answer: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the bank did. `state` REFUSED: we would not have the money, the payer has it back."""

    notice: PaymentNotice
    state: PaymentState
    deliveries: tuple[Delivery, ...]

    @property
    def delivered(self) -> bool:
        """Whether the last time the bank told us, we had it: taken now, or before."""
        if not self.deliveries:
            return False
        last = self.deliveries[-1]
        return last.status == HTTPStatus.OK or (last.status == HTTPStatus.NOT_FOUND and last.code[-2:] == _INCONSISTENT)


class Teller:
    """A counter of the pretend bank; `bank` is the bank's code in our books."""

    def __init__(self, url: str, *, bank: str) -> None:
        self._link = link.Link(url, _TIMEOUT)
        self._bank = bank

    def inquire(self, billing_code: str) -> Inquiry:
        """Type a code and see what the bank shows. Raises `Unavailable`."""
        return Inquiry(**self._post(INQUIRIES, {"billing_code": billing_code}))

    def pay(
        self,
        billing_code: str,
        amount: int,
        *,
        channel: str = "6011",
        paid_at: datetime | None = None,
        request_id: str = "",
        **wish: bool | int,
    ) -> Receipt:
        """Pay; how it is told is a wish of the fields of `asked.Wish`. Raises `Unavailable`.

        `repeat=3` tells three times, the later ones as advice unless `advise=False`; `delay=5` first waits;
        `wrong_signature=True` signs as an impostor would; `hold=True` never tells.
        """
        asked = {
            "billing_code": billing_code,
            "amount": amount,
            "channel": channel,
            "paid_at": paid_at.isoformat() if paid_at else None,
            "request_id": request_id,
            **wish,
        }
        return self._receipt(self._post(PAYMENTS, asked))

    def advise(self, payment_request_id: str) -> Receipt:
        """Let the bank tell a payment once more, as advice. Raises `Unavailable`."""
        return self._receipt(self._post(ADVICES, {"payment_request_id": payment_request_id}))

    def _receipt(self, content: dict[str, Any]) -> Receipt:
        taken = bank_books.of(content["payment"])
        notice = PaymentNotice(
            payment_request_id=taken.request_id,
            billing_code=taken.billing_code,
            amount=taken.amount,
            channel=taken.channel,
            paid_at=taken.paid_at,
            reference=taken.reference,
            partner=self._bank,
        )
        return Receipt(notice, taken.state, tuple(Delivery(**one) for one in content["deliveries"]))

    def _post(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        reply = self._link.ask_json("POST", path, asked)
        if reply.status != HTTPStatus.OK:
            raise Unavailable(f"the bank's counter answered {reply.status}: {reply.content[:200]!r}")
        return reply.json()
