"""A bank that pays money back, of money that does not exist. The account's last four digits say what happens.

0404 there is no such account; 0418 it is closed; 0403 the bank will not; 0202 it takes its time; 0606 it is taken on
and comes back; 0503 the bank is in trouble; 0504 it pays and does not say so. Any other account is paid at once.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways.book import Book
from mpaspor.gateways.payout.client import INQUIRY_PATH, STATUS_PATH, TRANSFER_PATH
from mpaspor.gateways.small_web import Route
from mpaspor.gateways.snap import codes, moments, reading
from mpaspor.gateways.snap.codes import Case, Service
from mpaspor.gateways.snap.reception import Reception, Said

_PAID, _PENDING, _FAILED = "00", "03", "06"
_REFUSALS: dict[str, Case] = {
    "0404": codes.INVALID_ACCOUNT,
    "0418": codes.INACTIVE_ACCOUNT,
    "0403": codes.DO_NOT_HONOR,
}
_SLOW, _COMES_BACK, _IN_TROUBLE, _SILENT = "0202", "0606", "0503", "0504"


@dataclass(frozen=True, slots=True)
class Order:
    """One transfer in the bank's books; `asked` counts how often its status was asked."""

    reference: str
    number: str
    amount: int
    bank: str
    account: str
    name: str
    done_at: str
    state: str
    asked: int = 0

    @property
    def rule(self) -> str:
        """The digits that decide."""
        return self.account[-4:]


class PayoutSandbox:
    """The bank."""

    def __init__(self, book: Book, reception: Reception) -> None:
        self._book = book
        self._reception = reception
        self._lock = threading.Lock()
        self._orders = {entry["reference"]: Order(**entry) for entry in book.entries}

    def routes(self) -> list[Route]:
        """What we ask of it."""
        to = ("beneficiaryBankCode", "beneficiaryAccountNo")
        order = ("partnerReferenceNo", "amount", *to, "sourceAccountNo")
        services = {
            INQUIRY_PATH: (Service.ACCOUNT_INQUIRY, to, self.inquire),
            TRANSFER_PATH: (Service.TRANSFER, order, self.transfer),
            STATUS_PATH: (Service.TRANSFER_STATUS, ("originalPartnerReferenceNo",), self.status),
        }
        return self._reception.routes(services)

    def inquire(self, said: Said) -> Said:
        """Service 16: the name it is asked about, except that accounts ending in 0777 are somebody else's."""
        account = reading.text(said, "beneficiaryAccountNo", longest=34)
        _refuse(account[-4:])
        named = reading.text(said, "additionalInfo.beneficiaryAccountName", longest=100)
        name = "ORANG LAIN" if account.endswith("0777") else named
        return {"beneficiaryAccountNo": account, "beneficiaryAccountName": name}

    def transfer(self, said: Said) -> Said:
        """Service 18: written down before it is answered, refusals too."""
        order = _read(said)
        if order.rule == _IN_TROUBLE:
            raise codes.Refused(codes.EXTERNAL_ERROR)
        with self._lock:
            if order.reference in self._orders:
                raise codes.Refused(codes.DUPLICATE_REFERENCE)
            self._keep(order)
        _refuse(order.rule)
        if order.rule == _SILENT:
            raise codes.Refused(codes.TIMEOUT)
        if order.state == _PENDING:
            raise codes.Refused(codes.IN_PROGRESS)
        return {"partnerReferenceNo": order.reference, "referenceNo": order.number}

    def status(self, said: Said) -> Said:
        """Service 36. What takes its time is done when it is asked about for the third time."""
        with self._lock:
            order = self._orders.get(reading.text(said, "originalPartnerReferenceNo", longest=64))
            if order is None:
                raise codes.Refused(codes.TRANSACTION_NOT_FOUND)
            order = replace(order, asked=order.asked + 1, state=_later(order))
            self._keep(order)
        return {
            "originalPartnerReferenceNo": order.reference,
            "originalReferenceNo": order.number,
            "serviceCode": Service.TRANSFER.value,
            "latestTransactionStatus": order.state,
            "transactionStatusDesc": _why(order),
            "transactionDate": order.done_at,
            "amount": reading.write_amount(order.amount),
            "beneficiaryBankCode": order.bank,
            "beneficiaryAccountNo": order.account,
            "additionalInfo": {},
        }

    def _keep(self, order: Order) -> None:
        self._book.write(asdict(order))
        self._orders[order.reference] = order


def _read(said: Mapping[str, Any]) -> Order:
    amount = reading.amount(said, "amount")
    if amount is None or not amount.rupiah:
        raise codes.Refused(codes.INVALID_FORMAT, "amount")
    account = reading.text(said, "beneficiaryAccountNo", longest=34)
    return Order(
        reference=reading.text(said, "partnerReferenceNo", longest=64),
        number=f"{secrets.randbelow(10**16):016}",
        amount=amount.rupiah,
        bank=reading.text(said, "beneficiaryBankCode", longest=8),
        account=account,
        name=reading.text(said, "beneficiaryAccountName", longest=100),
        done_at=moments.write(clock.now()),
        state=_first_state(account[-4:]),
    )


def _first_state(rule: str) -> str:
    if rule in _REFUSALS:
        return _FAILED
    return _PENDING if rule in (_SLOW, _COMES_BACK) else _PAID


def _later(order: Order) -> str:
    if order.state != _PENDING or order.asked < 2:
        return order.state
    return _FAILED if order.rule == _COMES_BACK else _PAID


def _refuse(rule: str) -> None:
    if rule in _REFUSALS:
        raise codes.Refused(_REFUSALS[rule], "not found")


def _why(order: Order) -> str:
    if order.state != _FAILED:
        return "Success" if order.state == _PAID else "Pending"
    return _REFUSALS.get(order.rule, codes.INVALID_ACCOUNT).message("returned")
