"""An acquirer for money that does not exist: codes for us, a wallet for people, signed notices."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.book import Book
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.qris import emv, wire
from mpaspor.gateways.qris.port import QrStatus, State
from mpaspor.gateways.qris.scanner import PAYMENTS, Delivery
from mpaspor.gateways.small_web import Answer, Call, Refused, Route
from mpaspor.gateways.snap import asked, codes, moments, reading, sealed
from mpaspor.gateways.snap.codes import Service
from mpaspor.gateways.snap.reception import Reception, Said

_PAUSES = (0.2, 0.6)
_CALLBACK_TIMEOUT = 5
_NAME = "acquirer"
_MERCHANT = emv.Merchant("ID.CO.CONTOH.WWW", "936009990000000017", "ID0000000000001", "UBE")
_PAYABLE = {State.INITIATED, State.PAYING, State.PENDING}


@dataclass(frozen=True, slots=True)
class Issued:
    """A code that is out, and what became of it."""

    content: str
    expires_at: datetime
    amount: int
    status: QrStatus


class AcquirerSandbox:
    """The acquirer; `private_key` signs its notices."""

    def __init__(self, book: Book, reception: Reception, *, private_key: str, callback_base: str) -> None:
        self._book = book
        self._reception = reception
        self._private_key = private_key
        self._line = link.Link(callback_base, _CALLBACK_TIMEOUT)
        self._lock = threading.Lock()
        self._issued = {one.status.reference: one for one in map(_issued, book.entries)}
        self._by_content = {one.content: one.status.reference for one in self._issued.values()}

    def routes(self) -> list[Route]:
        """What we and people ask of it."""
        services = {
            wire.GENERATE_PATH: (Service.QR_GENERATE, ("partnerReferenceNo", "amount"), self.generate),
            wire.QUERY_PATH: (Service.QR_QUERY, ("originalPartnerReferenceNo",), self.query),
            wire.CANCEL_PATH: (Service.QR_CANCEL, ("originalPartnerReferenceNo",), self.cancel),
        }
        return [
            Route("POST", f"/acquirer{PAYMENTS}", self.pay),
            Route("GET", rf"/acquirer{PAYMENTS}/([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})", self.day),
            *self._reception.routes(services),
        ]

    def generate(self, said: Said) -> Said:
        """Service 47: a code; the same reference and amount again is the same code."""
        reference = reading.text(said, "partnerReferenceNo", longest=64)
        amount = reading.amount(said, "amount")
        expires_at = reading.moment(said, "validityPeriod")
        if amount is None or not amount.rupiah or expires_at is None:
            raise codes.Refused(codes.INVALID_FORMAT, "amount" if expires_at else "validityPeriod")
        with self._lock:
            issued = self._issued.get(reference)
            if issued is None:
                status = QrStatus(reference, f"{secrets.randbelow(10**16):016}", State.INITIATED)
                issued = Issued(_content(reference, amount.rupiah), expires_at, amount.rupiah, status)
                self._keep(issued)
        if issued.amount != amount.rupiah:
            raise codes.Refused(codes.DUPLICATE_REFERENCE)
        return {
            "referenceNo": issued.status.acquirer_reference,
            "partnerReferenceNo": reference,
            "qrContent": issued.content,
            "terminalId": "A01",
            "additionalInfo": {},
        }

    def query(self, said: Said) -> Said:
        """Service 51."""
        return wire.write_status(self._find(said).status)

    def cancel(self, said: Said) -> Said:
        """Service 77: what is paid, or being paid, is not taken back."""
        issued = self._find(said)
        with self._lock:
            now = self._issued[issued.status.reference]
            if now.status.state not in (State.INITIATED, State.CANCELLED):
                raise codes.Refused(codes.INVALID_STATUS)
            self._keep(replace(now, status=replace(now.status, state=State.CANCELLED)))
        return {"originalPartnerReferenceNo": issued.status.reference, "cancelTime": moments.write(clock.now())}

    def pay(self, call: Call) -> Answer:
        """Somebody scans and pays."""
        content = call.json()
        paid_at = asked.moment(content)
        with self._lock:
            issued = self._payable(content, paid_at)
            paid = replace(issued, status=_paid(issued, str(content.get("state", State.SUCCESS.value)), paid_at))
            self._keep(paid)
        repeat = asked.whole(content, "repeat", 1, least=1, most=20)
        told = [] if content.get("hold") else [one for _ in range(repeat) for one in self._tell(paid.status, content)]
        return Answer({"status": wire.write_status(paid.status), "deliveries": [asdict(one) for one in told]})

    def day(self, _call: Call, on: str) -> Answer:
        """What was paid on a day of the banks' calendar, in the order it was paid."""
        with self._lock:
            paid = [one.status for one in self._issued.values() if one.status.state == State.SUCCESS]
        told = sorted((one.paid_at, one.reference, one) for one in paid if one.paid_at and _day(one.paid_at) == on)
        return Answer({"payments": [wire.write_status(status) for *_order, status in told]})

    def _payable(self, content: Mapping[str, Any], at: datetime) -> Issued:
        reference = self._by_content.get(str(content.get("content", "")))
        if reference is None:
            raise Refused(HTTPStatus.NOT_FOUND, "nobody's code")
        issued = self._issued[reference]
        if issued.status.state not in _PAYABLE:
            raise Refused(HTTPStatus.CONFLICT, f"the code is {issued.status.state.name}")
        if issued.expires_at <= at and not content.get("late"):
            raise Refused(HTTPStatus.CONFLICT, "the code's time is over")
        return issued

    def _find(self, said: Said) -> Issued:
        issued = self._issued.get(reading.text(said, "originalPartnerReferenceNo", longest=64))
        if issued is None:
            raise codes.Refused(codes.TRANSACTION_NOT_FOUND)
        return issued

    def _tell(self, status: QrStatus, content: Mapping[str, Any]) -> list[Delivery]:
        """Send the notice until somebody answers, three times at most."""
        told: list[Delivery] = []
        body = link.compact_json(wire.write_status(status))
        signed = body + b" forged" if content.get("wrong_signature") else body
        for pause in (*_PAUSES, None):
            told.append(self._deliver(body, signed))
            if pause is None or (told[-1].status or HTTPStatus.BAD_GATEWAY) < HTTPStatus.INTERNAL_SERVER_ERROR:
                break
            time.sleep(pause)
        return told

    def _deliver(self, body: bytes, signed: bytes) -> Delivery:
        path, at = wire.NOTIFY_PATH, clock.now()
        headers = sealed.headers(self._private_key, client_key=_NAME, method="POST", path=path, body=signed, at=at)
        try:
            reply = self._line.ask("POST", path, body=body, headers=headers)
        except Unavailable as outage:
            return Delivery(None, str(outage))
        return Delivery(reply.status, reply.content.decode(errors="replace"))

    def _keep(self, issued: Issued) -> None:
        entry = {"content": issued.content, "expires_at": issued.expires_at.isoformat(), "amount": issued.amount}
        self._book.write({**entry, "status": wire.write_status(issued.status)})
        self._issued[issued.status.reference] = issued
        self._by_content[issued.content] = issued.status.reference


def _content(reference: str, amount: int) -> str:
    """The text; two references of different bills never share one."""
    code = emv.Code(
        is_dynamic=True,
        merchants=(_MERCHANT,),
        nmid="ID1020000000017",
        criteria="UBE",
        category="9399",
        amount=amount,
        name="CONTOH PASPOR",
        city="JAKARTA",
        postcode="12940",
        bill_number=reference[:25],
        reference_label=reference[25:50],
        terminal_label="A01",
    )
    return emv.build(code)


def _day(at: datetime) -> str:
    return moments.day(at).isoformat()


def _paid(issued: Issued, wanted: str, paid_at: datetime) -> QrStatus:
    try:
        state = State(wanted)
    except ValueError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "state is one of the standard's") from error
    return replace(
        issued.status,
        state=state,
        amount=issued.amount,
        paid_at=paid_at.replace(microsecond=0),
        rrn=f"{secrets.randbelow(10**12):012}",
        issuer="DOMPET CONTOH",
    )


def _issued(entry: Mapping[str, Any]) -> Issued:
    status = wire.read_status(entry["status"], at=clock.now())
    return Issued(entry["content"], datetime.fromisoformat(entry["expires_at"]), entry["amount"], status)
