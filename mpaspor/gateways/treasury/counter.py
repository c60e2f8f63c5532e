"""The pretend treasury's counter: what people and channels do there. Only demonstrations and tests have one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from mpaspor.gateways import link
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.treasury import wire
from mpaspor.gateways.treasury.port import Receipt, TreasuryBill

BEGINNINGS, PAYMENTS, NOTICES = "/counter/beginnings", "/counter/payments", "/counter/notices"
# The treasury answers after it has told us, and may have to tell us several times.
_TIMEOUT = 60


class NotTaken(Exception):
    """The counter takes no money for this code; the message is its reason."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One time the treasury told us; `status` is None when nobody answered."""

    status: int | None
    answer: str


@dataclass(frozen=True, slots=True)
class Paid:
    """The treasury has the money; `delivered` says whether we took the notice."""

    receipt: Receipt
    deliveries: tuple[Delivery, ...]

    @property
    def delivered(self) -> bool:
        """Whether the last notice was answered with success."""
        last = self.deliveries[-1].status if self.deliveries else None
        return last is not None and last < HTTPStatus.MULTIPLE_CHOICES


class Counter:
    """A counter. All raise `NotTaken` or `Unavailable`."""

    def __init__(self, url: str) -> None:
        self._link = link.Link(url, _TIMEOUT)

    def begin(self, billing_code: str, *, paid_at: datetime | None = None) -> TreasuryBill:
        """A channel starts to take the money: the bill is PAYING until it is paid."""
        return wire.read_bill(self._post(BEGINNINGS, {"billing_code": billing_code, **_moment(paid_at)}))

    def pay(
        self, billing_code: str, *, channel: str = "6011", paid_at: datetime | None = None, **wish: bool | int
    ) -> Paid:
        """Pay the bill's amount.

        `late=True` also after its time, `again=True` also when it is paid; `amount=..., force=True` another amount;
        `hold=True` keeps the notice back; `repeat=3` sends it three times; `wrong_signature=True` as an impostor would.
        """
        asked = {"billing_code": billing_code, "channel": channel, **_moment(paid_at), **wish}
        return _paid(self._post(PAYMENTS, asked))

    def tell(self, billing_code: str) -> Paid:
        """Send the notices of a bill, those held back or once more."""
        return _paid(self._post(NOTICES, {"billing_code": billing_code}))

    def _post(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        reply = self._link.ask_json("POST", path, asked)
        if reply.status in (HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND):
            raise NotTaken(str(reply.json().get("error")))
        if reply.status != HTTPStatus.OK:
            raise Unavailable(f"the treasury's counter answered {reply.status}: {reply.content[:200]!r}")
        return reply.json()


def _moment(at: datetime | None) -> dict[str, str | None]:
    return {"paid_at": at.isoformat() if at else None}


def _paid(content: dict[str, Any]) -> Paid:
    return Paid(wire.read_receipt(content["receipt"]), tuple(Delivery(**one) for one in content["deliveries"]))
