"""A pretend wallet: what a person does who scans a code. Only demonstrations and tests have one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.qris import wire
from mpaspor.gateways.qris.port import QrStatus, State

PAYMENTS = "/counter/payments"
_TIMEOUT = 60


class NotTaken(Exception):
    """The wallet shows that the code cannot be paid; the message is its reason."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One time the acquirer told us; `status` is None when nobody answered."""

    status: int | None
    answer: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """What became of the payment, and how we were told."""

    status: QrStatus
    deliveries: tuple[Delivery, ...]

    @property
    def delivered(self) -> bool:
        """Whether the last notice was answered with success."""
        last = self.deliveries[-1].status if self.deliveries else None
        return last is not None and last < HTTPStatus.MULTIPLE_CHOICES


class Scanner:
    """A wallet. Raises `NotTaken`, `Unavailable`."""

    def __init__(self, url: str) -> None:
        self._link = link.Link(url, _TIMEOUT)

    def pay(
        self, content: str, *, paid_at: datetime | None = None, state: State = State.SUCCESS, **wish: bool | int
    ) -> Scanned:
        """Pay what the text of a code asks for. With another `state` the payment hangs (PAYING) or fails.

        `late=True` pays after its time; `hold=True` keeps the notice back; `repeat=3` sends it three times;
        `wrong_signature=True` as an impostor would.
        """
        asked: dict[str, Any] = {"content": content, "state": state.value, **wish}
        asked["paid_at"] = paid_at.isoformat() if paid_at else None
        reply = self._link.ask_json("POST", PAYMENTS, asked)
        if reply.status in (HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND):
            raise NotTaken(str(reply.json().get("error")))
        if reply.status != HTTPStatus.OK:
            raise Unavailable(f"the wallet answered {reply.status}: {reply.content[:200]!r}")
        told = reply.json()
        status = wire.read_status(told["status"], at=clock.now())
        return Scanned(status, tuple(Delivery(**one) for one in told["deliveries"]))

    def day(self, on: date) -> list[QrStatus]:
        """What the acquirer took on a day: it has no service for that, and gives its merchants a file."""
        reply = self._link.ask("GET", f"{PAYMENTS}/{on.isoformat()}")
        if reply.status != HTTPStatus.OK:
            raise Unavailable(f"the acquirer answered {reply.status}: {reply.content[:200]!r}")
        return [wire.read_status(told, at=clock.now()) for told in reply.json()["payments"]]
