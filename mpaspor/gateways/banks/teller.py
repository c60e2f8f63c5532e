"""The pretend bank's counter: what a person does there. Only demonstrations and tests have one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from mpaspor.gateways import link
from mpaspor.gateways.banks import notices
from mpaspor.gateways.banks.port import PaymentNotice
from mpaspor.gateways.link import Unavailable

# The bank answers after it has told us, and may have to tell us several times.
_TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the bank shows before one pays: whose bill, how much; or why not."""

    found: bool
    payer_name: str
    amount: int | None
    remark: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One time the bank told us; `status` is None when nobody answered."""

    status: int | None
    answer: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The bank has the money; `delivered` says whether we have taken note."""

    notice: PaymentNotice
    deliveries: tuple[Delivery, ...]

    @property
    def delivered(self) -> bool:
        """Whether the last time the bank told us, we took it."""
        last = self.deliveries[-1].status
        return last is not None and last < HTTPStatus.MULTIPLE_CHOICES


class Teller:
    """A counter of the pretend bank."""

    def __init__(self, url: str) -> None:
        self._link = link.Link(url, _TIMEOUT)

    def inquire(self, billing_code: str) -> Inquiry:
        """Type a code and see what the bank shows. Raises `Unavailable`."""
        content = self._post("/bank/inquiry", {"billing_code": billing_code})
        return Inquiry(content["found"], content["payer_name"], content["amount"], content["remark"])

    def pay(
        self, billing_code: str, amount: int, *, channel: str = "6011", repeat: int = 1, paid_at: datetime | None = None
    ) -> Receipt:
        """Pay; with `repeat` the bank tells us that many times. Raises `Unavailable`."""
        asked = {
            "billing_code": billing_code,
            "amount": amount,
            "channel": channel,
            "repeat": repeat,
            "paid_at": paid_at.isoformat() if paid_at else None,
        }
        content = self._post("/bank/pay", asked)
        deliveries = tuple(Delivery(one["status"], one["answer"]) for one in content["deliveries"])
        return Receipt(notices.of(content["payment"]), deliveries)

    def _post(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        reply = self._link.ask_json("POST", path, asked)
        if reply.status != HTTPStatus.OK:
            raise Unavailable(f"the bank's counter answered {reply.status}: {reply.content[:200]!r}")
        return reply.json()
